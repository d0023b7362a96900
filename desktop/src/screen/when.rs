//! Days and times in what is written: typed, or picked beside it; and times that take
//! one press.

use candor_core::date::Day;
use candor_core::entry::content::FIELD_BYTES_MAX;
use candor_core::entry::template::{END, FieldShape, REVIEW, REVIEW_DAYS_MAX};
use egui::Ui;

use super::compose::field_id;
use super::{DAY_WIDTH, Intents, day_help};
use crate::engine::moment::Moment;
use crate::engine::pause::BACK;
use crate::kit::{
    Button, DayField, Icon, Near, TextField, TimeField, caption, section, time_field, tokens::space,
};
use crate::state::Intent;
use crate::state::composer::Composer;
use crate::state::pause::{Offer, half_hours, offers};
use crate::text::{inert, kinds, pause, pick, window as words};

/// Draws a field for a day or a time. Gives whether it changed.
pub(super) fn field(
    ui: &mut Ui,
    composer: &mut Composer,
    (kind, clock): (&str, Option<Moment>),
    name: &str,
    shape: &FieldShape,
) -> bool {
    let label = kinds::field(kind, name).to_owned();
    let id = field_id(&composer.slot, name);
    let mut value = composer.field(name).to_owned();
    let own_help = kinds::field_help(kind, name);
    let field = TextField::new(&label)
        .optional(!shape.is_needed())
        .char_limit(FIELD_BYTES_MAX / 4);
    let changed = match shape {
        // Words that name no day are as good, so it is as wide as a field for them.
        FieldShape::Happened => {
            let field = field.help(own_help.unwrap_or(words::DAY_HELP));
            let day = DayField::new(field, id, composer.today, Near::Back);
            day.show(ui, &mut value).changed()
        }
        FieldShape::Time | FieldShape::NeededTime => {
            let field = field.help(own_help.unwrap_or(words::TIME_HELP));
            let (choose, times) = (pick::choose_time(&label), times_to_pick(clock));
            let time = TimeField::new(field, id, &choose, &times);
            narrow(ui, |ui| time.show(ui, &mut value)).changed()
        }
        _ => {
            let said = day_help(&value);
            let help: &str = match (Day::parse(value.trim()), own_help) {
                (None, Some(own)) => own,
                _ => &said,
            };
            let mut day = DayField::new(field.help(help), id, composer.today, Near::Ahead);
            match (name, composer.today) {
                (REVIEW, Some(today)) => day = day.within(today..=today.plus(REVIEW_DAYS_MAX)),
                (END, Some(today)) => day = day.within(today..=Day::LAST),
                _ => {}
            }
            narrow(ui, |ui| day.show(ui, &mut value)).changed()
        }
    };
    if changed {
        composer.set(name, &value);
    }
    changed
}

/// As wide as a day or a time needs.
fn narrow<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope(|ui| {
        ui.set_max_width(DAY_WIDTH);
        add(ui)
    })
    .inner
}

/// The times that can be picked: those with a name first, then the half hours of a day
/// and a night. None until it is known how late it is.
fn times_to_pick(clock: Option<Moment>) -> Vec<(String, String)> {
    let Some(now) = clock else {
        return Vec::new();
    };
    let named = offers(now).into_iter().map(|(offer, at)| {
        let name = pause::offer(offer, at, now.day);
        let label = match offer {
            Offer::Minutes(_) => pick::named_time(&name, &at.time()),
            Offer::Evening | Offer::Morning => name,
        };
        (label, at.time())
    });
    let half_hours = half_hours(now).into_iter().map(|at| {
        let label = match at.day == now.day {
            true => at.time(),
            false => pick::tomorrow(&at.time()),
        };
        (label, at.time())
    });
    named.chain(half_hours).collect()
}

/// Draws when somebody who pauses can be back, in one press each, and the way to
/// another time.
pub(super) fn times(
    ui: &mut Ui,
    composer: &mut Composer,
    clock: Option<Moment>,
    partner: &str,
    out: &mut Intents,
) {
    section(ui, pause::BACK);
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        if let Some(now) = clock {
            for (offer, at) in offers(now) {
                let label = pause::offer(offer, at, now.day);
                if Button::secondary(&label).show(ui).clicked() {
                    out.push(Intent::PauseFor(offer));
                }
            }
        }
        let another = Button::secondary(pause::ANOTHER).icon(Icon::CLOCK);
        if another.show(ui).clicked() {
            composer.another_time = true;
            time_field::open(ui.ctx(), field_id(&composer.slot, BACK));
        }
    });
    caption(ui, &pause::at_once(&inert(partner)));
    ui.add_space(space::S);
}
