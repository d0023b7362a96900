//! Each component is reached by Tab, pressed by Space and Enter, and has its
//! name. None of this needs an adapter.

use candor_core::date::Day;
use candor_desktop::kit::{
    Banner, BannerAct, Button, Choice, DayField, EntryCard, Icon, Modal, ModalChoice, Near,
    PasswordField, TextField, Theme, TimeField, Toast, ToastAct, Who, checkbox, choice_list,
    icon_button, link, mark, modal_with, nav_item, nav_tab, progress_row, qr_panel, search_field,
    segmented, select, stepper, switch, toast, word_grid,
};
use egui::accesskit::Toggled;
use egui::{Id, Key, Response, Role, Ui};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::harness::window;

const SIZE: [f32; 2] = [520.0, 520.0];

/// Tab reaches it, and Space and Enter press it.
fn pressed_by_keyboard(name: &str, role: Role, add: impl Fn(&mut Ui) -> Response) {
    let mut harness = window(Theme::Light, SIZE, 0_u32, |ui, clicks| {
        if add(ui).clicked() {
            *clicks += 1;
        }
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();

    let node = harness.get_by_role_and_label(role, name);
    assert!(node.is_focused(), "{name} was not reached by Tab");
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(*harness.state(), 1, "{name} was not pressed by Space");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), 2, "{name} was not pressed by Enter");
}

#[test]
fn what_is_pressed_by_pointer_is_pressed_by_keyboard() {
    pressed_by_keyboard("Begin", Role::Button, |ui| {
        Button::primary("Begin").show(ui)
    });
    pressed_by_keyboard("More", Role::Button, |ui| {
        icon_button(ui, Icon::DOTS_THREE, "More")
    });
    pressed_by_keyboard("Support", Role::Link, |ui| link(ui, "Support"));
    pressed_by_keyboard("Today", Role::Tab, |ui| {
        nav_item(ui, Icon::SUN_HORIZON, "Today", true, Some("Ctrl+1"))
    });
    pressed_by_keyboard("Today", Role::Tab, |ui| {
        nav_tab(ui, Icon::SUN_HORIZON, "Today", false, 100.0)
    });
    pressed_by_keyboard("You wrote a note, 2 May", Role::Button, |ui| {
        EntryCard {
            who: Who::Me,
            writer: "Ada",
            line: "You wrote a note",
            icon: Icon::NOTE,
            day: "2 May",
            happened: None,
            title: None,
            excerpt: Some("We walked."),
            cover: None,
            notes: &[],
            name: "You wrote a note, 2 May",
        }
        .show(ui)
    });
    pressed_by_keyboard("Lock by itself", Role::Switch, |ui| {
        switch(ui, "Lock by itself", "", &mut false)
    });
    pressed_by_keyboard("I wrote them down", Role::CheckBox, |ui| {
        checkbox(ui, "I wrote them down", &mut false)
    });
}

#[test]
fn a_switch_and_a_box_say_whether_they_are_on() {
    let mut harness = window(Theme::Light, SIZE, (false, false), |ui, (first, second)| {
        switch(ui, "Lock by itself", "After a while.", first);
        checkbox(ui, "I wrote them down", second);
    });

    harness.get_by_role(Role::Switch).click();
    harness.get_by_role(Role::CheckBox).click();
    harness.run();

    assert_eq!(*harness.state(), (true, true));
    for role in [Role::Switch, Role::CheckBox] {
        let node = harness.get_by_role(role);
        assert_eq!(node.accesskit_node().toggled(), Some(Toggled::True));
    }
}

fn list(ui: &mut Ui, selected: &mut usize) {
    let option = |title| Choice {
        title,
        help: "What it means.",
    };
    let options = [option("One"), option("Two"), option("Three")];
    choice_list(ui, "How many", &options, selected);
    let _ = Button::primary("Go on").show(ui);
}

#[test]
fn arrows_move_inside_a_list_of_choices_and_tab_leaves_it() {
    let mut harness = window(Theme::Light, SIZE, 0, list);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();

    harness.key_press(Key::ArrowDown);
    harness.run();
    assert_eq!(*harness.state(), 1);
    assert!(harness.get_by_label("Two").is_focused());
    harness.key_press(Key::ArrowUp);
    harness.run();
    harness.key_press(Key::ArrowUp);
    harness.run();
    assert_eq!(*harness.state(), 2);
    let chosen = harness.get_by_label("Three");
    assert!(chosen.is_focused());
    assert_eq!(chosen.accesskit_node().toggled(), Some(Toggled::True));
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Go on").is_focused());
}

#[test]
fn a_list_where_nothing_is_chosen_yet_is_reached_by_tab() {
    let mut harness = window(Theme::Light, SIZE, usize::MAX, list);
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("One").is_focused());

    harness.key_press(Key::Space);
    harness.run();

    assert_eq!(*harness.state(), 0);
}

#[test]
fn arrows_move_between_segments() {
    let mut harness = window(Theme::Light, SIZE, 0, |ui, selected| {
        segmented(ui, "Theme", &["Light", "Dark"], selected);
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();

    harness.key_press(Key::ArrowRight);
    harness.run();

    assert_eq!(*harness.state(), 1);
    assert!(
        harness
            .get_by_role_and_label(Role::RadioButton, "Dark")
            .is_focused()
    );
    assert!(
        harness
            .query_by_role_and_label(Role::RadioGroup, "Theme")
            .is_some()
    );
}

#[test]
fn a_list_is_opened_and_chosen_from_by_keyboard() {
    let mut harness = window(Theme::Light, SIZE, 0, |ui, selected| {
        let options = ["After 5 minutes", "After 15 minutes"];
        select(ui, Id::unique("lock"), "Lock", &options, selected);
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    let button = harness.get_by_role_and_label(Role::ComboBox, "Lock");
    assert!(button.is_focused());
    assert_eq!(button.value().as_deref(), Some("After 5 minutes"));

    harness.key_press(Key::Enter);
    harness.run();
    assert!(
        harness
            .get_by_role_and_label(Role::ListBoxOption, "After 5 minutes")
            .is_focused()
    );
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();

    assert_eq!(*harness.state(), 1);
    assert!(harness.query_by_role(Role::ListBoxOption).is_none());
    assert!(harness.get_by_role(Role::ComboBox).is_focused());
}

#[test]
fn fields_are_named_by_their_labels() {
    let state = (String::new(), String::new(), false);
    let mut harness = window(Theme::Light, SIZE, state, |ui, (name, word, shown)| {
        TextField::new("Your name")
            .help("Ben sees it.")
            .show(ui, name);
        PasswordField::new("Passphrase")
            .error(Some("It is too short."))
            .show(ui, word, shown);
    });
    harness.run();

    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Your name").is_focused());
    harness.get_by_label("Your name").type_text("Ada");
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Passphrase").is_focused());
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Show what is typed").is_focused());
    harness.key_press(Key::Space);
    harness.run();

    assert_eq!(harness.state().0, "Ada");
    assert!(harness.state().2);
    assert!(harness.query_by_label("Hide what is typed").is_some());
    assert!(harness.query_by_label("It is too short.").is_some());
}

const CHOOSE: &str = "Review: choose a day";

/// A field for a day on 22 November 2026, with so many days to pick after it; all days
/// where there is no number.
fn day_field(after: Option<u32>) -> Harness<'static, String> {
    let today = Day::parse("2026-11-22").expect("a date");
    let mut harness = window(
        Theme::Light,
        [520.0, 640.0],
        String::new(),
        move |ui, text| {
            let field = TextField::new("Review");
            let mut field = DayField::new(field, Id::unique("review"), Some(today), Near::Ahead);
            if let Some(after) = after {
                field = field.within(today..=today.plus(after));
            }
            field.show(ui, text);
        },
    );
    harness.run();
    harness
}

fn press(harness: &mut Harness<'static, String>, key: Key) {
    harness.key_press(key);
    harness.run();
}

#[test]
fn a_day_is_picked_by_keyboard() {
    let mut harness = day_field(None);
    press(&mut harness, Key::Tab);
    assert!(
        harness.get_by_label("Review").is_focused(),
        "it can be typed"
    );
    press(&mut harness, Key::Tab);
    let button = harness.get_by_role_and_label(Role::Button, CHOOSE);
    assert!(button.is_focused());

    press(&mut harness, Key::Enter);
    assert!(
        harness
            .get_by_label("Sunday, 22 November 2026")
            .is_focused()
    );
    for (key, day) in [
        (Key::ArrowRight, "Monday, 23 November 2026"),
        (Key::ArrowDown, "Monday, 30 November 2026"),
        (Key::End, "Sunday, 6 December 2026"),
        (Key::Home, "Monday, 30 November 2026"),
        (Key::PageDown, "Wednesday, 30 December 2026"),
        (Key::PageUp, "Monday, 30 November 2026"),
        (Key::ArrowUp, "Monday, 23 November 2026"),
        (Key::ArrowLeft, "Sunday, 22 November 2026"),
        (Key::ArrowLeft, "Saturday, 21 November 2026"),
    ] {
        press(&mut harness, key);
        assert!(harness.get_by_label(day).is_focused(), "{key:?}: {day}");
    }
    assert_eq!(harness.state(), "", "nothing is picked yet");
    press(&mut harness, Key::Enter);

    assert_eq!(harness.state(), "2026-11-21");
    assert!(harness.query_by_label("Sunday, 22 November 2026").is_none());
    let button = harness.get_by_role_and_label(Role::Button, CHOOSE);
    assert!(button.is_focused(), "the keyboard goes back");
}

#[test]
fn esc_closes_a_month_and_picks_nothing() {
    let mut harness = day_field(None);
    harness.state_mut().push_str("2026-12-24");
    harness.run();
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Space);
    let chosen = harness.get_by_label("Thursday, 24 December 2026");
    assert!(chosen.is_focused(), "it begins at the day of the field");

    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Escape);

    assert_eq!(harness.state(), "2026-12-24");
    let button = harness.get_by_role_and_label(Role::Button, CHOOSE);
    assert!(button.is_focused());
    assert!(
        harness
            .query_by_label("Thursday, 24 December 2026")
            .is_none()
    );
}

#[test]
fn a_day_is_picked_by_pointer_in_another_month_or_at_once() {
    let mut harness = day_field(None);
    harness.get_by_role_and_label(Role::Button, CHOOSE).click();
    harness.run();
    harness.get_by_label("Month after").click();
    harness.run();
    assert!(
        harness
            .query_by_role_and_label(Role::Heading, "December 2026")
            .is_some()
    );
    harness.get_by_label("Tuesday, 1 December 2026").click();
    harness.run();
    assert_eq!(harness.state(), "2026-12-01");

    harness.get_by_role_and_label(Role::Button, CHOOSE).click();
    harness.run();
    harness.get_by_label("In a week").click();
    harness.run();
    assert_eq!(harness.state(), "2026-11-29");
}

#[test]
fn a_day_that_does_not_fit_cannot_be_picked() {
    let mut harness = day_field(Some(3));
    harness.get_by_role_and_label(Role::Button, CHOOSE).click();
    harness.run();

    for (label, fits) in [
        ("Saturday, 21 November 2026", false),
        ("Sunday, 22 November 2026", true),
        ("Wednesday, 25 November 2026", true),
        ("Thursday, 26 November 2026", false),
        ("Tomorrow", true),
        ("In a week", false),
        ("Month before", false),
        ("Month after", false),
    ] {
        let node = harness.get_by_label(label);
        assert_eq!(!node.accesskit_node().is_disabled(), fits, "{label}");
    }
    for _ in 0..5 {
        press(&mut harness, Key::ArrowRight);
    }
    press(&mut harness, Key::Enter);
    assert_eq!(harness.state(), "2026-11-25", "the arrows stop at the last");
}

#[test]
fn a_time_is_typed_or_picked_out_of_a_list() {
    let times: Vec<(String, String)> = [("In 20 minutes, 11:26", "11:26"), ("11:30", "11:30")]
        .iter()
        .map(|(label, time)| ((*label).to_owned(), (*time).to_owned()))
        .collect();
    let mut harness = window(Theme::Light, SIZE, String::new(), move |ui, text| {
        let field = TextField::new("Back at");
        TimeField::new(field, Id::unique("back"), "Choose a time", &times).show(ui, text);
    });
    harness.run();
    press(&mut harness, Key::Tab);
    harness.get_by_label("Back at").type_text("9");
    harness.run();
    assert_eq!(harness.state(), "9");
    press(&mut harness, Key::Tab);
    press(&mut harness, Key::Enter);
    let first = harness.get_by_role_and_label(Role::ListBoxOption, "In 20 minutes, 11:26");
    assert!(first.is_focused());

    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);

    assert_eq!(harness.state(), "11:30");
    assert!(harness.query_by_role(Role::ListBoxOption).is_none());
    let button = harness.get_by_role_and_label(Role::Button, "Choose a time");
    assert!(button.is_focused());
}

#[test]
fn enter_begins_a_new_line_where_there_are_several() {
    let mut harness = window(Theme::Light, SIZE, String::new(), |ui, text| {
        TextField::new("What you want to say")
            .rows(3)
            .show(ui, text);
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();

    let field = harness.get_by_role(Role::MultilineTextInput);
    field.type_text("One");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness
        .get_by_role(Role::MultilineTextInput)
        .type_text("Two");
    harness.run();

    assert_eq!(harness.state(), "One\nTwo");
}

fn search(text: &str) -> Harness<'static, String> {
    let mut harness = window(Theme::Light, SIZE, text.to_owned(), |ui, text| {
        let id = Id::unique("search");
        search_field(ui, id, text, "Search", "Words", "Clear the search");
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    harness
}

#[test]
fn esc_clears_the_search_and_then_leaves_it() {
    let mut harness = search("river");
    assert!(harness.get_by_label("Search").is_focused());

    harness.key_press(Key::Escape);
    harness.run();
    assert_eq!(harness.state(), "");
    assert!(harness.get_by_label("Search").is_focused());
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!harness.get_by_label("Search").is_focused());
}

#[test]
fn the_button_in_the_search_clears_it() {
    let mut harness = search("river");
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Clear the search").is_focused());

    harness.key_press(Key::Space);
    harness.run();

    assert_eq!(harness.state(), "");
    assert!(harness.query_by_label("Clear the search").is_none());
    assert!(harness.get_by_label("Search").is_focused());
}

#[derive(Default)]
struct Asked {
    open: bool,
    choice: Option<ModalChoice>,
}

fn asked() -> Harness<'static, Asked> {
    let mut harness = window(Theme::Light, SIZE, Asked::default(), |ui, asked| {
        if Button::secondary("Open").show(ui).clicked() {
            asked.open = true;
        }
        let _ = Button::secondary("Behind it").show(ui);
        if asked.open {
            let choice = Modal::new("Forget this text")
                .body("Both copies will forget it.")
                .confirm("Forget it")
                .way_out("Keep it")
                .danger(true)
                .show(ui.ctx(), Id::unique("forget"));
            if choice.is_some() {
                asked.choice = choice;
                asked.open = false;
            }
        }
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    harness
}

#[test]
fn a_modal_begins_at_the_way_out_and_keeps_the_keyboard() {
    let mut harness = asked();
    assert!(harness.get_by_label("Keep it").is_focused());
    assert!(
        harness
            .query_by_role_and_label(Role::AlertDialog, "Forget this text")
            .is_some()
    );

    for wanted in ["Forget it", "Keep it"] {
        harness.key_press(Key::Tab);
        harness.run();
        assert!(harness.get_by_label(wanted).is_focused(), "{wanted}");
    }
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();

    assert_eq!(harness.state().choice, Some(ModalChoice::Confirmed));
    assert!(harness.get_by_label("Open").is_focused());
}

#[test]
fn esc_leaves_a_modal_and_goes_back_to_where_one_was() {
    let mut harness = asked();

    harness.key_press(Key::Escape);
    harness.run();

    assert_eq!(harness.state().choice, Some(ModalChoice::Left));
    assert!(harness.query_by_label("Keep it").is_none());
    assert!(harness.get_by_label("Open").is_focused());
}

#[test]
fn both_ways_of_a_modal_are_of_one_size() {
    let harness = asked();

    let (out, on) = (
        harness.get_by_label("Keep it").rect(),
        harness.get_by_label("Forget it").rect(),
    );

    assert_eq!(out.size(), on.size());
}

#[test]
fn esc_closes_a_modal_with_own_content() {
    let mut harness = window(Theme::Light, SIZE, true, |ui, open| {
        if *open
            && modal_with(ui.ctx(), Id::unique("own"), "Shortcuts", |ui| {
                let _ = Button::quiet("Inside").show(ui);
            })
        {
            *open = false;
        }
    });
    harness.run();
    harness.key_press(Key::Tab);
    harness.run();
    assert!(harness.get_by_label("Inside").is_focused());

    harness.key_press(Key::Escape);
    harness.run();

    assert!(!*harness.state());
}

#[test]
fn a_toast_is_said_taken_back_and_closed() {
    let said = Toast {
        text: "The draft was put away.",
        undo: Some("Take it back"),
    };
    let mut harness = window(
        Theme::Light,
        SIZE,
        ToastAct::None,
        move |ui, act| match toast(ui.ctx(), &said, ui.ctx().content_rect()) {
            ToastAct::None => {}
            other => *act = other,
        },
    );
    harness.run();
    assert!(harness.query_by_role(Role::Status).is_some());

    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(*harness.state(), ToastAct::Undo);
    harness.get_by_label("Close this message").click();
    harness.run();
    assert_eq!(*harness.state(), ToastAct::Closed);
}

#[test]
fn a_banner_is_acted_on_and_sent_away() {
    let mut harness = window(Theme::Light, SIZE, BannerAct::None, |ui, act| {
        let shown = Banner::danger("The disk is full.")
            .action("Copy the text")
            .dismiss("Close")
            .show(ui);
        if shown != BannerAct::None {
            *act = shown;
        }
    });
    harness.run();
    assert!(harness.query_by_role(Role::Alert).is_some());
    assert!(harness.query_by_label("The disk is full.").is_some());

    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(*harness.state(), BannerAct::Action);
    harness.key_press(Key::Tab);
    harness.run();
    harness.key_press(Key::Space);
    harness.run();
    assert_eq!(*harness.state(), BannerAct::Dismissed);
}

#[test]
fn what_is_painted_is_named() {
    let mut harness = window(Theme::Light, SIZE, (), |ui, ()| {
        mark(ui, Who::Them, "Ben", 32.0);
        stepper(ui, &["Name", "Words"], 0, "Step 1 of 2: Name");
        word_grid(ui, &["garden", "river"]);
        progress_row(ui, "Putting things in order", 1, 4);
        let code = qr_panel(ui, "candor", "Invitation", 120.0);
        assert!(code.is_ok());
    });
    harness.run();

    for name in [
        "Ben",
        "Step 1 of 2: Name",
        "1 garden",
        "2 river",
        "Invitation",
    ] {
        assert!(harness.query_by_label(name).is_some(), "{name}");
    }
    let progress = harness.get_by_role(Role::ProgressIndicator);
    assert_eq!(progress.accesskit_node().numeric_value(), Some(1.0));
}

#[test]
fn tab_scrolls_to_what_it_reaches() {
    let mut harness = window(Theme::Light, [200.0, 120.0], (), |ui, ()| {
        egui::ScrollArea::vertical().show(ui, |ui| {
            for name in ["One", "Two", "Three", "Four", "Five"] {
                let _ = Button::secondary(name).show(ui);
            }
        });
    });
    harness.run();

    for _ in 0..5 {
        harness.key_press(Key::Tab);
        harness.run();
    }

    let last = harness.get_by_label("Five");
    assert!(last.is_focused());
    assert!(last.rect().bottom() <= 120.0);
}
