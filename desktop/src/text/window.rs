//! What the window says.
