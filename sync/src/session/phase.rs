//! How far a session is, and whether it stays.

/// Whether a session ends by itself when both copies are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// It says goodbye when both have the same.
    Once,
    /// It stays for what is written next.
    Open,
}

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing but our own greeting has been said.
    Greeting,
    /// Digests differ; lists are on their way.
    Comparing,
    /// What the other lacks is known.
    Giving,
    /// It is over.
    Closed,
}
