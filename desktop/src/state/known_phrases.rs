//! Passphrases that everybody knows: what advice on passphrases gives as its
//! example, what stands at the beginning of books and prayers, what is printed in
//! Candor's own demo. An estimate by words takes them for chance.

/// The phrases: letters, digits and single spaces, in lower case.
pub const KNOWN_PHRASES: [&str; 31] = [
    "correct horse battery staple",
    "the quick brown fox jumps over the lazy dog",
    "pack my box with five dozen liquor jugs",
    "lorem ipsum dolor sit amet",
    "open sesame",
    "once upon a time",
    "happily ever after",
    "long long ago",
    "to be or not to be",
    "that is the question",
    "all the worlds a stage",
    "call me ishmael",
    "it was the best of times",
    "a long time ago in a galaxy far far away",
    "may the force be with you",
    "one ring to rule them all",
    "winter is coming",
    "i love you to the moon and back",
    "love is all you need",
    "all you need is love",
    "let it be",
    "in the beginning was the word",
    "our father who art in heaven",
    "the lord is my shepherd",
    "we the people of the united states",
    "all men are created equal",
    "trust but verify",
    "lantern orchard velvet tunnel sparrow",
    "copper meadow window thistle anchor",
    "quiet harbour seven pebbles north",
    "slow river under four bridges",
];

/// The letters and digits of a phrase, in lower case: how a phrase is known however
/// it is spaced.
pub fn letters(phrase: &str) -> String {
    let kept = phrase.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}
