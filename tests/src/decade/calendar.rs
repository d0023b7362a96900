//! Dates of the story: whole days counted from 2020-01-01, in the Gregorian calendar.
//!
//! Days are shifted to an era that begins in March, so that the leap day is
//! the last day of a year (Hinnant, "chrono-compatible low-level date algorithms").

/// Days from 0000-03-01 to 2020-01-01.
const EPOCH: i64 = 737_730;

/// Returns year, month (1..=12) and day of the month of a day; `day` may be before 2020.
pub fn date_from_day(day: i64) -> (i64, u32, u32) {
    let shifted = day + EPOCH;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);

    (
        year,
        u32::try_from(month).expect("a month is 1..=12"),
        u32::try_from(of_month).expect("a day of a month is 1..=31"),
    )
}

/// Returns the date as `YYYY-MM-DD`.
pub fn text_from_day(day: i64) -> String {
    let (year, month, of_month) = date_from_day(day);
    format!("{year:04}-{month:02}-{of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::text_from_day;

    #[test]
    fn known_days_have_their_dates() {
        for (day, date) in [
            (0, "2020-01-01"),
            (-1, "2019-12-31"),
            (59, "2020-02-29"),
            (60, "2020-03-01"),
            (366, "2021-01-01"),
            (3652, "2029-12-31"),
            (3653, "2030-01-01"),
            (-5478, "2005-01-01"),
        ] {
            assert_eq!(text_from_day(day), date, "day {day}");
        }
    }
}
