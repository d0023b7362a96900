//! Signs that take no room: what copying adds to a text, and nobody sees.
//!
//! They are no part of a passphrase at its ends, and of an invitation anywhere. What of
//! a name is not seen is more than this, and stands in `names.rs`.

/// Whether a sign takes no room: byte-order marks, joiners, soft hyphens, directions. A
/// blank takes some.
pub fn takes_no_room(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::Passphrase;

    #[test]
    fn what_copying_adds_takes_no_room_and_what_is_written_does() {
        for sign in [
            '\u{ad}', '\u{200b}', '\u{200f}', '\u{202a}', '\u{2060}', '\u{2069}', '\u{feff}',
        ] {
            assert!(takes_no_room(sign), "{sign:?}");
        }
        for sign in ['a', '-', ' ', '\n', '\u{a0}', '\u{2010}', '\u{2028}', '字'] {
            assert!(!takes_no_room(sign), "{sign:?}");
        }
    }

    #[test]
    fn a_passphrase_has_nothing_unseen_at_its_ends_and_keeps_what_is_within() {
        let typed = Passphrase::typed("seven quiet lanterns");
        for copied in [
            "\u{feff}seven quiet lanterns\r\n",
            " \u{200b}seven quiet lanterns\u{2060} ",
            "\u{202a}seven quiet lanterns\u{202c}",
        ] {
            assert!(typed.same_as(&Passphrase::typed(copied)), "{copied:?}");
        }
        let other = Passphrase::typed("seven quiet\u{200b} lanterns");
        assert!(!typed.same_as(&other));
    }
}
