//! Passphrases while they are typed, and how strong they seem.

use zeroize::Zeroizing;

use super::known_phrases::{KNOWN_PHRASES, letters};

/// A passphrase that is being typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The letters; wiped when dropped, as far as egui lets go of them.
    pub text: Zeroizing<String>,
    /// Whether they are shown.
    pub shown: bool,
    /// How strong these letters seemed when they were last looked at.
    judged: Option<(Zeroizing<String>, Strength)>,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed([redacted])")
    }
}

impl Typed {
    /// What was filled in, shown or not.
    pub fn filled(text: Zeroizing<String>, shown: bool) -> Self {
        Self {
            text,
            shown,
            judged: None,
        }
    }

    /// How strong it seems. It is estimated anew when the letters changed.
    pub fn strength(&mut self) -> Strength {
        match &self.judged {
            Some((text, strength)) if *text == self.text => *strength,
            _ => {
                let strength = strength(&self.text);
                self.judged = Some((self.text.clone(), strength));
                strength
            }
        }
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Forgets what was typed.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// How strong a passphrase seems. An estimate: it knows no household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Among the first that would be tried.
    Weak,
    /// By hand it would take very long.
    Fair,
    /// A program would need longer than is worth anyone's while.
    Good,
}

/// The longest part that is looked at: the estimate takes time with length.
const LOOKED_AT: usize = 72;

/// How strong `passphrase` seems, by zxcvbn (Wheeler, "zxcvbn: Low-Budget
/// Password Strength Estimation", 2016). What everybody knows counts as one word of
/// it, however it is spaced.
pub fn strength(passphrase: &str) -> Strength {
    let part: Zeroizing<String> = Zeroizing::new(passphrase.chars().take(LOOKED_AT).collect());
    let seems = estimate(&part, &[]);
    let joined = Zeroizing::new(letters(&part));
    let known: Vec<String> = KNOWN_PHRASES.iter().map(|known| letters(known)).collect();
    let known: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .filter(|known| joined.contains(*known))
        .collect();
    if known.is_empty() {
        return seems;
    }
    seems.min(estimate(&joined, &known))
}

fn estimate(passphrase: &str, known: &[&str]) -> Strength {
    match u8::from(zxcvbn::zxcvbn(passphrase, known).score()) {
        0 | 1 => Strength::Weak,
        2 | 3 => Strength::Fair,
        _ => Strength::Good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_by_chance_are_good_and_a_birthday_is_weak() {
        assert_eq!(strength(""), Strength::Weak);
        assert_eq!(strength("12051984"), Strength::Weak);
        assert_eq!(strength("password1"), Strength::Weak);
        assert_eq!(
            strength("garden olympic noise velvet harbor"),
            Strength::Good
        );
    }

    #[test]
    fn what_everybody_knows_is_weak_however_it_is_written() {
        for known in [
            "correct horse battery staple",
            "Correct-Horse-Battery-Staple",
            "correcthorsebatterystaple1",
            "To be, or not to be",
            "May the force be with you",
            "lantern orchard velvet tunnel sparrow",
        ] {
            assert_eq!(strength(known), Strength::Weak, "{known}");
        }
        // It is one word of a longer one, and takes nothing from the others.
        let longer = "correct horse battery staple garden olympic noise velvet";
        assert_eq!(strength(longer), Strength::Good);
    }

    #[test]
    fn a_known_phrase_is_written_as_it_is_compared() {
        for known in KNOWN_PHRASES {
            let plain = known.replace(' ', "");
            assert_eq!(letters(known), plain, "{known}");
        }
    }

    #[test]
    fn a_typed_passphrase_is_never_printed() {
        let typed = Typed::filled(Zeroizing::new("garden".to_owned()), true);
        assert!(!format!("{typed:?}").contains("garden"));
    }
}
