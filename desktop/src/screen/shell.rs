//! The frame around every page of an open journal: navigation, how things
//! stand, a way to hide.

use egui::{CentralPanel, Frame, Id, Margin, Panel, Rect, Role, Ui};

use super::{
    Intents, ask, between, calendar, calm, compose, entry, joint, look_back, mine, pairing, pulse,
    search, settings, shortcuts, support, talk, timeline, today, together,
};
use crate::kit::{
    Banner, BannerAct, Button, Icon, Toast, ToastAct, Type, arrives,
    button::icon_button,
    column, foot, landmark, nav_item, nav_tab, no_toast, palette, toast,
    tokens::{size, space},
};
use crate::state::Intent;
use crate::state::open::{Open, Page};
use crate::state::settings::{Reach, Settings};
use crate::text::{between as between_words, calendar as calendar_words, window as words};

/// How high the foot of the rail is: four rows.
const FOOT: f32 = 4.0 * 44.0 + 8.0;

/// A place of the navigation.
struct Place {
    page: Page,
    icon: Icon,
    label: &'static str,
    shortcut: Option<&'static str>,
}

fn places(open: &Open) -> Vec<Place> {
    let place = |page, icon, label, shortcut| Place {
        page,
        icon,
        label,
        shortcut,
    };
    let mut places = vec![
        place(Page::Today, Icon::SUN_HORIZON, words::TODAY, Some("Ctrl+1")),
        place(Page::Timeline, Icon::ROWS, words::TIMELINE, Some("Ctrl+2")),
    ];
    if open.partner().is_some() {
        places.extend([
            place(Page::Between, Icon::TRAY, between_words::BETWEEN, None),
            place(Page::Talk, Icon::CHATS_CIRCLE, words::TALK, Some("Ctrl+3")),
            place(
                Page::Agreements,
                Icon::FILE_TEXT,
                words::AGREEMENTS,
                Some("Ctrl+4"),
            ),
            place(
                Page::Promises,
                Icon::CHECK_CIRCLE,
                words::PROMISES,
                Some("Ctrl+5"),
            ),
            place(Page::Us, Icon::USERS, words::US, Some("Ctrl+6")),
            place(
                Page::LookBack,
                Icon::ARROW_COUNTER_CLOCKWISE,
                words::LOOK_BACK,
                Some("Ctrl+7"),
            ),
            place(
                Page::Calendar,
                Icon::CALENDAR_BLANK,
                calendar_words::CALENDAR,
                None,
            ),
        ]);
    }
    places.extend([
        place(
            Page::Search,
            Icon::MAGNIFYING_GLASS,
            words::SEARCH,
            Some("Ctrl+F"),
        ),
        place(Page::Mine, Icon::LOCK_KEY, words::MINE, Some("Ctrl+8")),
    ]);
    if open.partner().is_none() {
        places.push(place(Page::Pairing, Icon::DEVICES, words::PAIRING, None));
    }
    places
}

/// The page that the navigation shows as chosen.
fn chosen(open: &Open) -> Page {
    match &open.page {
        Page::Entry(_) => Page::Timeline,
        Page::Kinds => Page::Today,
        Page::Calm => Page::Talk,
        Page::Patterns | Page::Joint(_) => Page::Agreements,
        Page::MinePage(_) | Page::LetOut | Page::Pulse => Page::Mine,
        Page::Compose => match &open.composer {
            Some(composer) if composer.slot.is_own() => Page::Mine,
            _ => Page::Today,
        },
        Page::Ready => Page::Today,
        page => page.clone(),
    }
}

/// Draws an open journal.
pub fn shell(ui: &mut Ui, open: &mut Open, choices: &Settings, folder: &str, out: &mut Intents) {
    let narrow = ui.available_width() < size::NARROW;
    if narrow {
        tabs(ui, open, out);
    } else {
        rail(ui, open, out);
    }
    bar(ui, open, narrow, out);
    let p = palette(ui);
    let room = CentralPanel::default()
        .frame(Frame::new().fill(p.bg))
        .show(ui, |ui| {
            arrives(ui, place_of(open), |ui| {
                notices(ui, open, out);
                talk::offered(ui, open, out);
                page(ui, open, choices, folder, out);
            });
        });
    show_toast(ui, open, room.response.rect, out);
    if let Some(asked) = &mut open.asked {
        ask::ask(ui.ctx(), asked, out);
    }
}

/// What tells a page from every other one: a part of it that stands by itself counts as
/// one, and a text that goes on under another id does not.
fn place_of(open: &Open) -> Id {
    let page = match open.page {
        Page::Joint(_) => None,
        ref page => Some(page),
    };
    let written = open
        .composer
        .as_ref()
        .map(|it| (&it.kind, it.gate.is_some()));
    let written = written.filter(|_| open.page == Page::Compose);
    let step = std::mem::discriminant(&open.pairing.step);
    let step = (open.page == Page::Pairing).then_some(step);
    let own = open.page.is_own() && open.mine.is_open;
    Id::unique(("open", page, written, step, own))
}

fn notices(ui: &mut Ui, open: &Open, out: &mut Intents) {
    if let Some(notice) = &open.notice {
        let act = column(ui, space::S, |ui| {
            Banner::info(notice).dismiss(words::CLOSE).show(ui)
        });
        if act == BannerAct::Dismissed {
            out.push(Intent::CloseNotice);
        }
    }
    if let Some(too_much) = &open.too_much {
        let banner = Banner::warn(too_much)
            .action(words::TAKE_MORE)
            .dismiss(words::CLOSE);
        match column(ui, space::S, |ui| banner.show(ui)) {
            BannerAct::None => {}
            act => out.push(Intent::TakeMore(act == BannerAct::Action)),
        }
    }
}

fn page(ui: &mut Ui, open: &mut Open, choices: &Settings, folder: &str, out: &mut Intents) {
    match open.page.clone() {
        Page::Ready => today::ready(ui, open, out),
        Page::Today => today::today(ui, open, out),
        Page::Timeline => timeline::timeline(ui, open, out),
        Page::Entry(id) => entry::entry(ui, open, id, out),
        // Where nothing is being written there is nothing to draw.
        Page::Compose if open.composer.is_none() => today::today(ui, open, out),
        Page::Compose => compose::compose(ui, open, out),
        Page::Kinds => together::kinds(ui, open, out),
        Page::Talk => talk::talk(ui, open, out),
        Page::Calm => calm::calm(ui, open),
        Page::Between => between::between(ui, open, out),
        Page::Agreements => together::agreements(ui, open, out),
        Page::Patterns => together::ready_texts(ui, open, out),
        Page::Promises => together::promises(ui, open, out),
        Page::Us => together::us(ui, open, out),
        Page::Joint(_) => joint::joint(ui, open, out),
        Page::LookBack => look_back::look_back(ui, open, out),
        Page::Calendar => calendar::calendar(ui, open, out),
        Page::More => together::more(ui, out),
        Page::Search => search::search(ui, open, out),
        Page::Mine => mine::mine(ui, open, out),
        Page::LetOut if open.mine.is_open => mine::let_out(ui, open, out),
        Page::LetOut => mine::mine(ui, open, out),
        Page::Pulse if open.mine.is_open => pulse::pulse(ui, open, out),
        Page::Pulse => mine::mine(ui, open, out),
        Page::MinePage(id) => mine::page(ui, open, id, out),
        Page::Pairing => pairing::pairing(ui, open, out),
        Page::Settings => settings::settings(ui, open, choices, folder, out),
        Page::Support => support::support(ui, open.support_part.take()),
        Page::Shortcuts => shortcuts::shortcuts(ui),
    }
}

fn rail(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let p = palette(ui);
    Panel::left("rail")
        .resizable(false)
        .exact_size(size::NAV)
        .show_separator_line(false)
        .frame(
            Frame::new()
                .fill(p.sunken)
                .inner_margin(Margin::symmetric(space::M as i8, space::L as i8)),
        )
        .show(ui, |ui| {
            landmark(ui, Role::Navigation, words::PLACES);
            ui.spacing_mut().item_spacing.y = space::XS;
            let chosen = chosen(open);
            // In a low window the places scroll, and the foot stays.
            let room = (ui.available_height() - FOOT).max(FOOT);
            egui::ScrollArea::vertical()
                .id_salt("rail-places")
                .max_height(room)
                .auto_shrink([false, true])
                .show(ui, |ui| {
                    for place in places(open) {
                        let selected = place.page == chosen;
                        let item = nav_item(ui, place.icon, place.label, selected, place.shortcut);
                        if item.gained_focus() {
                            item.scroll_to_me(None);
                        }
                        if item.clicked() {
                            out.push(Intent::Go(place.page));
                        }
                    }
                });
            ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = space::XS;
                if nav_item(ui, Icon::LOCK_SIMPLE, words::LOCK, false, Some("Ctrl+L")).clicked() {
                    out.push(Intent::Lock);
                }
                let foot = [
                    (Page::Support, Icon::LIFEBUOY, words::SUPPORT, None),
                    (
                        Page::Settings,
                        Icon::GEAR_SIX,
                        words::SETTINGS,
                        Some("Ctrl+,"),
                    ),
                    (
                        Page::Shortcuts,
                        Icon::KEYBOARD,
                        words::SHORTCUTS,
                        Some("F1"),
                    ),
                ];
                for (page, icon, label, shortcut) in foot {
                    if nav_item(ui, icon, label, page == chosen, shortcut).clicked() {
                        out.push(Intent::Go(page));
                    }
                }
            });
        });
}

fn tabs(ui: &mut Ui, open: &Open, out: &mut Intents) {
    let p = palette(ui);
    let frame = Frame::new().fill(p.sunken).inner_margin(Margin::same(4));
    foot(ui, "tabs", frame, |ui| {
        landmark(ui, Role::Navigation, words::PLACES);
        let tabs = [
            Page::Today,
            Page::Timeline,
            Page::Search,
            Page::Mine,
            Page::Pairing,
        ];
        let mut places: Vec<Place> = places(open)
            .into_iter()
            .filter(|place| tabs.contains(&place.page))
            .collect();
        let (page, icon, label) = if open.partner().is_some() {
            (Page::More, Icon::DOTS_THREE, words::MORE_PAGES)
        } else {
            (Page::Settings, Icon::GEAR_SIX, words::SETTINGS)
        };
        places.push(Place {
            page,
            icon,
            label,
            shortcut: None,
        });
        let width = ui.available_width() / places.len() as f32;
        let mut chosen = chosen(open);
        if !places.iter().any(|place| place.page == chosen) {
            chosen = Page::More;
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            for place in places {
                let selected = place.page == chosen;
                if nav_tab(ui, place.icon, place.label, selected, width).clicked() {
                    out.push(Intent::Go(place.page));
                }
            }
        });
    });
}

/// How things stand, a way back, and a way to hide.
fn bar(ui: &mut Ui, open: &Open, narrow: bool, out: &mut Intents) {
    let p = palette(ui);
    Panel::top("bar")
        .resizable(false)
        .show_separator_line(false)
        .frame(
            Frame::new()
                .fill(p.bg)
                .inner_margin(Margin::symmetric(space::L as i8, space::S as i8)),
        )
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                let inner = open.page.has_way_back();
                if inner
                    && Button::quiet(words::BACK)
                        .icon(Icon::ARROW_LEFT)
                        .show(ui)
                        .clicked()
                {
                    out.push(Intent::Back);
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let hide = if narrow {
                        icon_button(ui, Icon::EYE_SLASH, words::HIDE)
                    } else {
                        Button::quiet(words::HIDE).icon(Icon::EYE_SLASH).show(ui)
                    };
                    if hide.clicked() {
                        out.push(Intent::Hide);
                    }
                    if narrow && icon_button(ui, Icon::LIFEBUOY, words::SUPPORT).clicked() {
                        out.push(Intent::Go(Page::Support));
                    }
                    if let Some(standing) = standing(open) {
                        let text = Type::Small.text(standing).color(p.ink3);
                        ui.add(egui::Label::new(text).truncate());
                    }
                });
            });
        });
}

/// How things stand with the partner's device, in words.
fn standing(open: &Open) -> Option<String> {
    // Mine alone says nothing of the other shelf.
    let writes_own = open.composer.as_ref().is_some_and(|it| it.slot.is_own());
    if open.page.is_own() || (open.page == Page::Compose && writes_own) {
        return None;
    }
    if let Some((done, expected)) = open.progress {
        return Some(words::progress(done, expected));
    }
    // While two pair, and where it is told how their devices meet, the page says it.
    if open.page == Page::Pairing {
        return None;
    }
    let status = open.status.as_ref()?;
    let partner = status.partner.as_deref()?;
    Some(words::standing(
        partner,
        status.unconfirmed,
        status.met,
        status.today,
        open.reach == Reach::Off,
    ))
}

fn show_toast(ui: &Ui, open: &Open, room: Rect, out: &mut Intents) {
    let Some(shown) = &open.toast else {
        return no_toast(ui.ctx());
    };
    let act = toast(
        ui.ctx(),
        &Toast {
            text: &shown.text,
            undo: shown.undo.map(|_| words::UNDO),
        },
        room,
    );
    match act {
        ToastAct::None => {}
        ToastAct::Undo => out.push(Intent::Undo),
        ToastAct::Closed => out.push(Intent::CloseToast),
    }
}
