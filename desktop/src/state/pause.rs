//! What a pause offers, so that nothing has to be typed in the middle of a quarrel.

use crate::engine::moment::{DAY_MINUTES, Moment};

/// How many minutes a short pause takes, and a longer one.
const MINUTES: [u32; 2] = [20, 45];
/// The minute of the day that is this evening.
const EVENING: u32 = 20 * 60;
/// The minute of the day that is the next morning.
const MORNING: u32 = 9 * 60;
/// Before this minute of the day the next morning is that of today.
const NIGHT_ENDS: u32 = 5 * 60;

/// When somebody who pauses can be back, in one press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// In so many minutes.
    Minutes(u32),
    /// This evening.
    Evening,
    /// In the morning after this night.
    Morning,
}

/// What is offered now, each with its moment, soonest first. The evening is offered as
/// long as it is further away than the longest of the minutes.
pub fn offers(now: Moment) -> Vec<(Offer, Moment)> {
    let mut all: Vec<(Offer, Moment)> = MINUTES
        .iter()
        .map(|minutes| (Offer::Minutes(*minutes), now.after(*minutes)))
        .collect();
    let longest = now.after(MINUTES[1]);
    let evening = Moment {
        minute: EVENING,
        ..now
    };
    if evening > longest {
        all.push((Offer::Evening, evening));
    }
    let morning = Moment {
        day: match now.minute < NIGHT_ENDS {
            true => now.day,
            false => now.day.plus(1),
        },
        minute: MORNING,
    };
    all.push((Offer::Morning, morning));
    all.sort_by_key(|(_, at)| *at);
    all
}

/// The moment of an offer, as long as it stands.
pub fn moment_of(offer: Offer, now: Moment) -> Option<Moment> {
    let mut all = offers(now).into_iter();
    all.find_map(|(known, moment)| (known == offer).then_some(moment))
}

/// The half hours of a day and a night from now on, the next one first.
pub fn half_hours(now: Moment) -> Vec<Moment> {
    const HALF: u32 = 30;
    let first = HALF - now.minute % HALF;
    let further = (0..DAY_MINUTES / HALF).map(|number| first + number * HALF);
    further.map(|minutes| now.after(minutes)).collect()
}

#[cfg(test)]
mod tests {
    use candor_core::date::Day;

    use super::*;
    use crate::engine::moment::minute_of;

    fn at(time: &str) -> Moment {
        Moment {
            day: Day::parse("2026-11-22").expect("a date"),
            minute: minute_of(time).expect("a time"),
        }
    }

    fn said(time: &str) -> Vec<String> {
        let said = |(_, moment): (Offer, Moment)| format!("{} {}", moment.day, moment.time());
        offers(at(time)).into_iter().map(said).collect()
    }

    #[test]
    fn a_pause_offers_minutes_the_evening_and_the_morning() {
        assert_eq!(
            said("11:06"),
            [
                "2026-11-22 11:26",
                "2026-11-22 11:51",
                "2026-11-22 20:00",
                "2026-11-23 09:00",
            ]
        );
    }

    #[test]
    fn what_passes_midnight_is_tomorrow_and_the_evening_is_over_once_it_is_near() {
        assert_eq!(
            said("23:30"),
            ["2026-11-22 23:50", "2026-11-23 00:15", "2026-11-23 09:00",]
        );
        assert_eq!(said("19:14").len(), 4);
        assert_eq!(said("19:15").len(), 3, "it is no longer than 45 minutes");
    }

    #[test]
    fn after_midnight_the_morning_is_that_of_the_same_day() {
        let morning = |time| {
            let morning = moment_of(Offer::Morning, at(time)).expect("it is offered");
            format!("{} {}", morning.day, morning.time())
        };
        assert_eq!(morning("00:30"), "2026-11-22 09:00");
        assert_eq!(morning("04:59"), "2026-11-22 09:00");
        assert_eq!(morning("05:00"), "2026-11-23 09:00");
        assert_eq!(said("00:30")[3], "2026-11-22 20:00", "soonest first");
    }

    #[test]
    fn the_half_hours_go_once_around_the_clock() {
        let hours = |time| half_hours(at(time));
        let (first, all) = (hours("23:40")[0], hours("23:40").len());
        assert_eq!((first.time().as_str(), all), ("00:00", 48));
        assert_eq!(first.day.to_string(), "2026-11-23");
        assert_eq!(hours("11:30")[0].time(), "12:00", "not now");
        // What is picked is read as the next time the clock says so.
        for half in hours("11:06") {
            assert_eq!(at("11:06").next(half.minute), half);
        }
    }

    #[test]
    fn an_offer_that_does_not_stand_any_more_has_no_moment() {
        assert_eq!(moment_of(Offer::Evening, at("20:01")), None);
        let twenty = moment_of(Offer::Minutes(20), at("20:01"));
        assert_eq!(twenty.map(Moment::time).as_deref(), Some("20:21"));
    }
}
