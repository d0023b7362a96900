//! The two spaces, as types.
//!
//! A journal is a [`crate::journal::Journal`] of one space, and what gives
//! records to a partner exists for [`Shared`] alone: code that serves the
//! partner cannot name what is [`Own`].

/// What both persons hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shared {}

/// What never leaves one person's own devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Own {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Shared {}
    impl Sealed for super::Own {}
}

/// [`Shared`] or [`Own`]; there is no third.
pub trait Space: sealed::Sealed + Send + 'static {
    /// Which one, as a value.
    const NAME: SpaceName;
}

impl Space for Shared {
    const NAME: SpaceName = SpaceName::Shared;
}
impl Space for Own {
    const NAME: SpaceName = SpaceName::Own;
}

/// A space as a value, for what a template says and an error names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceName {
    /// The shared history.
    Shared,
    /// Mine alone.
    Own,
}
