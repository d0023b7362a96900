//! What was seen and chosen of the other's name. One row; the other has no part in it
//! and does not learn of it:
//!
//! ```text
//! key    empty
//! value  seen text · given text (empty: none) · answered text (empty: none)
//! ```

use std::sync::OnceLock;

use super::Rows;
use crate::codec::{Put, Reader};
use crate::store::{LocalKey, LocalKind};

const NAME_BYTES_MAX: usize = 4 * crate::envelope::NAME_CHARS_MAX;

fn key() -> LocalKey {
    (LocalKind::Names, Vec::new())
}

/// What this person has chosen.
#[derive(Debug, Clone, Default)]
pub(in crate::journal) struct Chosen {
    /// The name they gave the other.
    pub(in crate::journal) given: Option<String>,
    /// The name that was offered last when they chose.
    pub(in crate::journal) answered: Option<String>,
}

/// What is known of the other person's name.
#[derive(Debug, Default)]
pub(in crate::journal) struct Names {
    /// The name at pairing, found in the logs or read from the row. Once it is
    /// here it stays, whatever comes in.
    seen: OnceLock<String>,
    /// Whether a row says so.
    is_kept: bool,
    chosen: Chosen,
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl Names {
    /// Takes in the row. One that is damaged counts for nothing: the logs say what was
    /// seen.
    pub(super) fn take_row(&mut self, key: &[u8], plain: &[u8]) {
        let mut reader = Reader::new(plain);
        let mut name = || reader.text(NAME_BYTES_MAX).ok().map(str::to_owned);
        let (Some(seen), Some(given), Some(answered)) = (name(), name(), name()) else {
            return;
        };
        if !key.is_empty() || reader.end().is_err() {
            return;
        }
        *self = Self {
            seen: OnceLock::from(seen),
            is_kept: true,
            chosen: Chosen {
                given: some(&given),
                answered: some(&answered),
            },
        };
    }

    /// The name at pairing: what was found once, else what `in_logs` finds.
    pub(in crate::journal) fn seen(
        &self,
        in_logs: impl FnOnce() -> Option<String>,
    ) -> Option<&str> {
        if let Some(seen) = self.seen.get() {
            return Some(seen);
        }
        let name = in_logs()?;
        Some(self.seen.get_or_init(|| name))
    }

    /// The name that this person gave the other.
    pub(in crate::journal) fn given(&self) -> Option<&str> {
        self.chosen.given.as_deref()
    }

    /// The name that was offered last when this person chose.
    pub(in crate::journal) fn answered(&self) -> Option<&str> {
        self.chosen.answered.as_deref()
    }

    /// The row that keeps what this person has chosen now, once there is a name that
    /// was seen.
    pub(in crate::journal) fn plan(&self, chosen: &Chosen) -> Option<Rows> {
        let mut out = Vec::new();
        let (given, answered) = (chosen.given.as_deref(), chosen.answered.as_deref());
        for name in [
            self.seen.get()?,
            given.unwrap_or(""),
            answered.unwrap_or(""),
        ] {
            out.put_long(name.as_bytes());
        }
        Some(Rows::of(key(), out))
    }

    /// The row that keeps the name that was seen; `None` if it is kept.
    pub(in crate::journal) fn plan_seen(&self) -> Option<Rows> {
        if self.is_kept {
            return None;
        }
        self.plan(&self.chosen)
    }

    /// Notes that the row is durable.
    pub(in crate::journal) fn kept(&mut self) {
        self.is_kept = true;
    }

    /// Takes in what this person has chosen.
    pub(in crate::journal) fn choose(&mut self, chosen: Chosen) {
        self.chosen = chosen;
    }
}
