//! Kinds of entries by what they are for: as they are offered, and as the
//! timeline can be narrowed to them.

use super::window as words;

/// Kinds that serve one end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Telling, asking, thanking.
    Open,
    /// Owning, hearing, repairing.
    Repair,
    /// Promising and deciding.
    Agree,
    /// What comes again.
    Rhythm,
    /// Sealed pairs.
    Sealed,
    /// Cards about the two.
    Us,
}

impl Group {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 6] = [
        Self::Open,
        Self::Repair,
        Self::Agree,
        Self::Rhythm,
        Self::Sealed,
        Self::Us,
    ];

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => words::GROUP_OPEN,
            Self::Repair => words::GROUP_REPAIR,
            Self::Agree => words::GROUP_AGREE,
            Self::Rhythm => words::GROUP_RHYTHM,
            Self::Sealed => words::GROUP_SEALED,
            Self::Us => words::GROUP_US,
        }
    }

    /// The kinds that can be begun from a button. An agreement is not among
    /// them: it begins with a ready text, or from its own page.
    pub fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Open => &["disclosure", "question", "appreciation", "note", "check-in"],
            Self::Repair => &["amends", "impact", "need", "reaching-out", "account"],
            Self::Agree => &["promise", "request", "decision", "naming", "difference"],
            Self::Rhythm => &["talk", "meeting", "pause", "this-week"],
            Self::Sealed => &[
                "letter",
                "vision",
                "conditions",
                "clash",
                "expectation",
                "cadence",
            ],
            Self::Us => &[
                "memory",
                "time-together",
                "reading",
                "milestone",
                "care-card",
                "tender-spot",
                "pattern",
                "plan",
                "support-circle",
                "vision-text",
                "goal",
                "pulse",
            ],
        }
    }

    /// Whether entries of a kind belong to it.
    pub fn holds(self, kind: &str) -> bool {
        let beside = match self {
            Self::Agree => ["agreement", "joint-draft"].contains(&kind),
            Self::Rhythm => kind == "topic",
            Self::Sealed => kind == "charter",
            _ => false,
        };
        beside || self.kinds().contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candor_core::entry::template::template;

    #[test]
    fn every_kind_on_offer_has_a_template_and_one_group() {
        for group in Group::ALL {
            for kind in group.kinds() {
                assert!(template(kind).is_some(), "{kind}");
                let holding = Group::ALL.iter().filter(|other| other.holds(kind));
                assert_eq!(holding.count(), 1, "{kind}");
            }
        }
    }
}
