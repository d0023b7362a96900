//! One's own line of trust over time, out of one's own pages.
//!
//! The numbers as they were given, each on its day. Nothing is computed from
//! them: an average or a direction would say more than the pages do.

use candor_core::date::Day;
use candor_core::entry::template::SCALE_MAX;
use candor_core::id::EntryId;

use super::timeline::Timeline;
use crate::engine::lines::Line;

/// The kind of the pages.
pub const KIND: &str = "my-pulse";
/// The fields that hold a number, beginning with the one that is shown first.
pub const SCALES: [&str; 6] = ["overall", "open", "genuine", "reliable", "armour", "safe"];
/// The field that says how sure a person was.
pub const SURE: &str = "sure";

/// One number on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The day it was written.
    pub day: Day,
    /// The number, 0 to [`SCALE_MAX`].
    pub value: u8,
    /// How far the band of confidence reaches above and below it, in steps of
    /// the scale.
    pub spread: u8,
    /// The page it stands on.
    pub id: EntryId,
}

/// The numbers of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pulse {
    /// By day, oldest first.
    pub points: Vec<Point>,
}

impl Pulse {
    /// The numbers of the field `which`, or of the first of [`SCALES`] when it
    /// is empty. Pages that give it none are left out.
    pub fn of(timeline: &Timeline, which: &str) -> Self {
        let which = if which.is_empty() { SCALES[0] } else { which };
        let mut points: Vec<Point> = timeline
            .newest_first()
            .filter_map(|line| point(line, which))
            .collect();
        points.reverse();
        // The calendar may have been set back between two pages. The order of
        // those on one day stays.
        points.sort_by_key(|point| point.day);
        Self { points }
    }
}

fn point(line: &Line, which: &str) -> Option<Point> {
    if line.content.kind() != KIND {
        return None;
    }
    let value = line.content.field(which)?.parse::<u8>().ok()?;
    (value <= SCALE_MAX).then_some(Point {
        day: line.content.written()?,
        value,
        spread: spread(line.content.field(SURE)),
        id: line.id,
    })
}

fn spread(sure: Option<&str>) -> u8 {
    match sure {
        Some("low") => 2,
        Some("mid") => 1,
        // Without a word there is nothing to draw a width from.
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::ContentBuilder;
    use candor_core::entry::template::{FieldShape, template};

    fn line(number: u64, kind: &str, written: &str, fields: &[(&str, &str)]) -> Line {
        let mut content = ContentBuilder::default();
        let own = [("kind", kind), ("written", written)];
        for (name, value) in own.iter().chain(fields) {
            let (name, value) = ((*name).to_owned(), (*value).to_owned());
            content.fields.insert(name, value);
        }
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        Line::waiting(EntryId::from_bytes(id), number, content.build())
    }

    fn drawn(lines: Vec<Line>, which: &str) -> Vec<(String, u8, u8)> {
        let mut timeline = Timeline::default();
        timeline.put(lines);
        let points = Pulse::of(&timeline, which).points;
        let said = |point: &Point| (point.day.to_string(), point.value, point.spread);
        points.iter().map(said).collect()
    }

    #[test]
    fn pages_with_the_chosen_number_stand_oldest_first() {
        let lines = vec![
            line(1, KIND, "2026-03-03", &[("overall", "4"), ("open", "0")]),
            line(2, KIND, "2026-04-01", &[("open", "10")]),
            line(3, "reflection", "2026-04-02", &[("overall", "9")]),
            line(4, KIND, "2026-05-05", &[("overall", "6")]),
        ];

        let overall = drawn(lines.clone(), "");
        let open = drawn(lines, "open");

        let days = |of: &[(&str, u8)]| -> Vec<(String, u8, u8)> {
            of.iter()
                .map(|(day, value)| ((*day).to_owned(), *value, 0))
                .collect()
        };
        assert_eq!(overall, days(&[("2026-03-03", 4), ("2026-05-05", 6)]));
        assert_eq!(open, days(&[("2026-03-03", 0), ("2026-04-01", 10)]));
    }

    #[test]
    fn the_less_sure_the_wider_the_band_and_without_a_word_there_is_none() {
        let sure = |number, word| {
            let fields = [("overall", "5"), ("sure", word)];
            line(number, KIND, "2026-03-03", &fields)
        };
        let lines = vec![
            sure(1, "high"),
            sure(2, "mid"),
            sure(3, "low"),
            line(4, KIND, "2026-03-03", &[("overall", "5")]),
        ];

        let spreads: Vec<u8> = drawn(lines, "").iter().map(|point| point.2).collect();

        assert_eq!(spreads, [0, 1, 2, 0]);
    }

    #[test]
    fn days_stand_in_their_order_and_all_pages_of_one_day_in_theirs() {
        let lines = vec![
            line(1, KIND, "2026-03-04", &[("overall", "8")]),
            line(2, KIND, "2026-03-03", &[("overall", "2")]),
            line(3, KIND, "2026-03-03", &[("overall", "1")]),
            line(4, KIND, "2026-03-03", &[("overall", "3")]),
        ];

        let values: Vec<u8> = drawn(lines, "").iter().map(|point| point.1).collect();

        assert_eq!(values, [2, 1, 3, 8]);
    }

    #[test]
    fn what_is_no_number_of_the_scale_or_has_no_day_is_left_out() {
        let lines = vec![
            line(1, KIND, "2026-03-03", &[("overall", "11")]),
            line(2, KIND, "2026-03-03", &[("overall", "")]),
            line(3, KIND, "", &[("overall", "5")]),
        ];

        assert!(drawn(lines, "").is_empty());
    }

    #[test]
    fn the_fields_are_those_of_the_template() {
        let template = template(KIND).expect("it is a kind");
        let mut known: Vec<&str> = template
            .fields
            .iter()
            .filter(|field| field.shape == FieldShape::Scale)
            .map(|field| field.name.as_str())
            .collect();
        let mut scales = SCALES;
        known.sort_unstable();
        scales.sort_unstable();

        assert_eq!(known, scales);
        let sure = template.field(SURE).expect("it is a field");
        assert_eq!(sure.shape.values(), ["low", "mid", "high"]);
    }
}
