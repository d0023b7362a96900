//! What each of the two hands does more often than the other.
//!
//! Ada writes long paragraphs, in English and German, and quotes from the
//! north and east of the Mediterranean; Ben writes shorter lines and lists, in
//! English and Spanish, and quotes from farther east. Both borrow from each other.

/// Habits of one writer; chances are per mille.
pub struct Hand {
    /// Weights of English, German, Spanish as main tongue of a page.
    pub tongues: [u32; 3],
    /// Weights of `SCRIPTS`, in their order.
    pub scripts: [u32; 12],
    /// A passage in another script stands in the page.
    pub passage: u32,
    /// The whole page is in another script.
    pub whole: u32,
    /// A sentence comes from a second main tongue.
    pub borrow: u32,
    /// A sentence is the hand's own aside.
    pub aside: u32,
    /// A new paragraph begins after a sentence.
    pub paragraph: u32,
    /// A paragraph is a list of lines.
    pub list: u32,
    /// An emoji follows a sentence.
    pub emoji: u32,
    /// The page's accents are written as combining marks.
    pub apart: u32,
    /// How the hand signs, when it does.
    pub signs: &'static [&'static str],
    /// Emoji of this hand.
    pub faces: &'static [&'static str],
}

/// Ada's habits.
pub static ADA: Hand = Hand {
    tongues: [50, 36, 14],
    scripts: [24, 14, 18, 5, 16, 4, 4, 12, 3, 3, 3, 8],
    passage: 150,
    whole: 26,
    borrow: 28,
    aside: 75,
    paragraph: 130,
    list: 25,
    emoji: 12,
    apart: 12,
    signs: &["– Ada", "A.", "Deine Ada", "Ada, {hh}"],
    faces: &["🌿", "🙂", "☕", "🍂", "🌧️", "🕯️", "🐦"],
};

/// Ben's habits.
pub static BEN: Hand = Hand {
    tongues: [54, 12, 34],
    scripts: [4, 3, 4, 18, 4, 17, 16, 6, 13, 9, 12, 14],
    passage: 165,
    whole: 30,
    borrow: 38,
    aside: 100,
    paragraph: 240,
    list: 110,
    emoji: 38,
    apart: 40,
    signs: &["Ben", "B", "– Ben, {hh}", "tu Ben"],
    faces: &["😅", "🚲", "🙏🏽", "😴", "🥘", "🤷🏽‍♂️", "👍🏽", "🏃🏽", "🌶️"],
};
