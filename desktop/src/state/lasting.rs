//! Seconds that go on while the computer sleeps.

/// How far the clock on the wall runs ahead between two looks until it counts as sleep,
/// in seconds.
const SLEPT: f64 = 2.0;

/// A count of seconds that never goes back, and that goes on while the computer was
/// asleep: by the clock on the wall, since the steady one may stand still then.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lasting {
    last: Option<(f64, f64)>,
    slept: f64,
}

impl Lasting {
    /// The count, by the seconds of a steady clock and of the one on the wall. A clock
    /// that is set forward counts as sleep; one that is set back counts for nothing.
    pub fn at(&mut self, steady: f64, wall: f64) -> f64 {
        if let Some((steady_before, wall_before)) = self.last {
            let ahead = (wall - wall_before) - (steady - steady_before);
            if ahead > SLEPT {
                self.slept += ahead;
            }
        }
        self.last = Some((steady, wall));
        steady + self.slept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_on_while_the_computer_sleeps_and_never_back() {
        let mut lasting = Lasting::default();
        assert_eq!(lasting.at(10.0, 5_000.0), 10.0);
        assert_eq!(lasting.at(11.0, 5_001.5), 11.0, "clocks differ a little");
        // An hour of sleep.
        assert_eq!(lasting.at(12.0, 8_601.5), 3_611.0);
        // The clock on the wall is set back, then forward again.
        let before = lasting.at(13.0, 100.0);
        assert_eq!(before, 3_612.0);
        assert!(lasting.at(14.0, 8_603.5) > before);
    }
}
