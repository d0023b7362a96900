//! A break: twenty minutes and a slow breath to follow. It asks for nothing and
//! keeps nothing.

/// How long it lasts, in minutes; nothing ends it before or after.
pub const BREAK_MINUTES: u32 = 20;

/// How long a breath in takes, in seconds.
const IN: f64 = 4.0;
/// How long a breath out takes: longer, which is what calms.
const OUT: f64 = 6.0;

/// A break that goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calm {
    began: f64,
}

/// A moment of a breath.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Breath {
    /// Whether it goes in.
    pub is_in: bool,
    /// How full it is, 0 to 1.
    pub fullness: f32,
}

impl Calm {
    /// A break that begins now.
    pub const fn begin(now: f64) -> Self {
        Self { began: now }
    }

    /// The breath at this moment.
    pub fn breath(&self, now: f64) -> Breath {
        let at = (now - self.began).max(0.0) % (IN + OUT);
        let is_in = at < IN;
        let part = if is_in { at / IN } else { (at - IN) / OUT };
        let swing = (1.0 - (part * std::f64::consts::PI).cos()) / 2.0;
        let fullness = if is_in { swing } else { 1.0 - swing };
        Breath {
            is_in,
            fullness: fullness as f32,
        }
    }

    /// Whole minutes that are left; one that has begun counts.
    pub fn left(&self, now: f64) -> u32 {
        let left = f64::from(BREAK_MINUTES) - (now - self.began) / 60.0;
        left.ceil().clamp(0.0, f64::from(BREAK_MINUTES)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breath_goes_in_and_longer_out_and_the_time_runs_down() {
        let calm = Calm::begin(100.0);
        let near = |at: f64, fullness: f32| (calm.breath(at).fullness - fullness).abs() < 1e-3;
        assert!(near(100.0, 0.0) && calm.breath(100.0).is_in);
        assert!(near(102.0, 0.5) && near(103.999, 1.0));
        assert!(!calm.breath(104.5).is_in && near(107.0, 0.5));
        assert!(near(109.999, 0.0) && calm.breath(110.1).is_in);
        assert_eq!(calm.left(100.0), BREAK_MINUTES);
        assert_eq!(calm.left(100.0 + 61.0), 19);
        assert_eq!(calm.left(100.0 + 19.5 * 60.0), 1);
        assert_eq!(calm.left(100.0 + 40.0 * 60.0), 0);
        assert_eq!(calm.breath(0.0).fullness, 0.0, "a clock that stepped back");
    }
}
