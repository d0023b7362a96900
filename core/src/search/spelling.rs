//! Letters that are written with two where a keyboard lacks them: `Müller`,
//! `Mueller`.
//!
//! A folded text holds the plain letter, so that `muller` is found as it stands, and
//! beside the text its place is noted. Two letters of a query can stand for a letter
//! whose place is noted, and for no other: `true` finds `trüb` and not `trust`.

/// The second letter of such a spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Second {
    /// The first once more: å is `aa`, ß is `ss`.
    Same,
    /// Another: ä, ö, ø and ü are `ae`, `oe` and `ue`, đ is `dj`.
    Other,
}

impl Second {
    /// The letter that follows `first` where it is spelled with two.
    pub(super) fn after(self, first: u8) -> u8 {
        match (self, first) {
            (Self::Same, first) => first,
            (Self::Other, b'd') => b'j',
            (Self::Other, _) => b'e',
        }
    }

    /// What two letters may spell, if they spell one.
    pub(super) fn of(first: u8, second: u8) -> Option<Self> {
        match (first, second) {
            (b'a', b'a') | (b's', b's') => Some(Self::Same),
            (b'a' | b'o' | b'u', b'e') | (b'd', b'j') => Some(Self::Other),
            _ => None,
        }
    }

    /// How a plain letter is spelled under a mark.
    pub(super) fn under(letter: u8, mark: char) -> Option<Self> {
        match (letter, mark) {
            (b'a', '\u{30a}') => Some(Self::Same),
            (b'a' | b'o' | b'u', '\u{308}') => Some(Self::Other),
            _ => None,
        }
    }
}

/// The place of a letter in a folded text that is spelled with two as well: its
/// byte, twice, and one more for [`Second::Same`]. They sort by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spelled(u32);

impl Spelled {
    /// `None` behind 2 GiB of folded text: what stands there is found by its plain
    /// letters alone.
    pub(super) fn new(at: usize, second: Second) -> Option<Self> {
        let same = usize::from(second == Second::Same);
        let value = at.checked_mul(2)? + same;
        u32::try_from(value).ok().map(Self)
    }

    /// The byte it stands at.
    pub(super) fn at(self) -> usize {
        (self.0 / 2) as usize
    }

    /// How it is spelled.
    pub(super) fn second(self) -> Second {
        if self.0 % 2 == 1 {
            Second::Same
        } else {
            Second::Other
        }
    }

    /// The same in a text that begins `by` bytes into another.
    pub(super) fn moved(self, by: usize) -> Option<Self> {
        Self::new(self.at().checked_add(by)?, self.second())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_keeps_its_byte_and_its_spelling_up_to_two_gibibytes() {
        for second in [Second::Same, Second::Other] {
            for at in [0, 1, 4_711, (1 << 31) - 1] {
                let spelled = Spelled::new(at, second).expect("is below");
                assert_eq!((spelled.at(), spelled.second()), (at, second));
            }
            assert_eq!(Spelled::new(1 << 31, second), None);
            assert_eq!(Spelled::new(usize::MAX, second), None);
            let moved = Spelled::new(7, second).and_then(|it| it.moved(5));
            assert_eq!(moved, Spelled::new(12, second));
        }
        assert!(Spelled::new(3, Second::Same) < Spelled::new(4, Second::Other));
    }

    #[test]
    fn what_a_letter_is_spelled_with_spells_it() {
        for (letter, mark) in [(b'a', '\u{30a}'), (b'a', '\u{308}'), (b'u', '\u{308}')] {
            let second = Second::under(letter, mark).expect("is spelled with two");
            assert_eq!(Second::of(letter, second.after(letter)), Some(second));
        }
        assert_eq!(Second::under(b'e', '\u{308}'), None);
        assert_eq!(Second::of(b'e', b'e'), None);
    }
}
