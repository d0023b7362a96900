//! Until when what was finished is held.

use super::*;

/// The longest way ahead that is said, in minutes; no hold is as long.
const AHEAD_MAX: u64 = 14 * DAY_MINUTES as u64;

impl Open {
    /// Until when an entry is held, to the minute in which that ends. `None` where it is
    /// not held, or the engine has not said yet what time it is.
    pub fn held_until(&self, line: &Line) -> Option<Moment> {
        let waits = matches!(line.standing, Standing::Waits(_));
        let until = Some(line.until).filter(|until| *until > 0 && waits)?;
        let status = self.status.as_ref()?;
        let asked = Moment {
            day: status.today,
            minute: status.minute,
        };
        // Both counts begin their minutes at the same second.
        let ahead = until.div_ceil(60).saturating_sub(status.seconds / 60);
        Some(asked.after(ahead.min(AHEAD_MAX) as u32))
    }
}
