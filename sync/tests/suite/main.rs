//! The promises of meeting and pairing.

mod net;
