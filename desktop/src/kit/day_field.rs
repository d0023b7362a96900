//! A field for a day: typed, or picked out of a month.

use std::ops::RangeInclusive;

use candor_core::date::Day;
use egui::{Id, Response, Ui};

use super::day_picker::DayPicker;
use super::field::TextField;
use super::icon::Icon;
use super::pick::{self, Opens, ROOM};
use crate::text::pick as words;

/// Which days take one press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Near {
    /// Today, tomorrow, in a week.
    Ahead,
    /// Today, yesterday, a week ago.
    Back,
}

/// A field for a day, with a button inside that opens a month.
#[must_use = "a field is there once it is shown"]
pub struct DayField<'a> {
    field: TextField<'a>,
    id: Id,
    today: Option<Day>,
    near: Near,
    within: RangeInclusive<Day>,
}

impl<'a> DayField<'a> {
    /// A field in which a day is typed or picked. Until it is known which day it is
    /// today, it can be typed alone.
    pub fn new(field: TextField<'a>, id: Id, today: Option<Day>, near: Near) -> Self {
        let first = Day::from_number(0).unwrap_or(Day::LAST);
        Self {
            field: field.id(id),
            id,
            today,
            near,
            within: first..=Day::LAST,
        }
    }

    /// Whose days from the first to the last of these can be picked.
    pub fn within(mut self, within: RangeInclusive<Day>) -> Self {
        self.within = within;
        self
    }

    /// Draws it. The response is that of the input, which has changed also where a
    /// day was picked: it is put there as `YYYY-MM-DD`.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> Response {
        let Some(today) = self.today else {
            return self.field.show(ui, text);
        };
        let (id, name) = (self.id, words::choose_day(self.field.label));
        let picker = DayPicker {
            id: id.with("month"),
            today,
            chosen: Day::parse(text.trim()),
            near: self.near,
            within: self.within,
        };
        let (mut response, picked) = self.field.show_with(ui, text, ROOM, |ui, input| {
            let button = pick::button(ui, input, id, Icon::CALENDAR_BLANK, &name);
            pick::opened(ui, &button, Opens::Page, &name, |ui, arrives| {
                picker.show(ui, arrives)
            })
        });
        if let Some(day) = picked {
            *text = day.to_string();
            response.mark_changed();
        }
        response
    }
}
