//! The first evening on Today: the question, its answers, and what they lead to.

/// The question.
pub const WHAT_IS_IT: &str = "What is it tonight?";
/// Who sees the answer.
pub const ALONE: &str = "You are asked alone. The answer stays on this device, and nothing is sent \
until you share something.";
/// There is something to tell.
pub const TELL: &str = "There is something I want to tell";
/// Something hurts.
pub const HURT: &str = "Something hurts";
/// What is there is to be kept.
pub const KEEP: &str = "I want to keep what we have";
/// None of these; it is put away.
pub const NOTHING: &str = "Nothing tonight";

/// Above the three ways to tell.
pub const WAYS_TO_TELL: &str = "Three ways to tell it";
/// Above the three ways to say that something hurts.
pub const WAYS_TO_SAY: &str = "Three ways to say it";
/// Above the three ways to keep it.
pub const WAYS_TO_KEEP: &str = "Three ways to keep it";
/// What the three have in common.
pub const ONE_IS_ENOUGH: &str = "One is enough, and a few lines will do.";

/// Asks for a talk instead of telling it in writing.
pub const ALOUD: &str = "Tell it aloud";
/// What it is for, and when.
pub const ALOUD_FOR: &str = "To ask for a talk: one line goes, and the rest is said.";
/// What stands there at first.
pub const ALOUD_BEGINS: &str = "There is something I'd like to tell you aloud, not on a screen. \
When suits you?";

/// Back to the question.
pub const SOMETHING_ELSE: &str = "Something else";
/// It goes from Today for good.
pub const PUT_AWAY: &str = "Put this away";
