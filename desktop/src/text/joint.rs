//! Words of a text that both write in.

/// Begins one.
pub const BEGIN: &str = "Write it together";
/// What that means.
pub const BEGIN_HELP: &str = "Both of you write in one text, each at your own screen. Nothing in \
it is agreed until one of you proposes it and the other assents.";
/// Above the texts that are being written.
pub const BEING_WRITTEN: &str = "Being written together";
/// Goes to the text.
pub const WRITE_IN: &str = "Write in it";
/// What stands above the text.
pub const TEXT: &str = "What we write";
/// Above the title.
pub const TITLE: &str = "Title";
/// Above the choice of what it becomes.
pub const BECOMES: &str = "What it is to become";
/// What happens to what is typed.
pub const HELP: &str = "What you type goes along at a pause. Where you both change the text, both \
changes stand.";
/// Makes a proposal of it.
pub const PROPOSE: &str = "Propose this";
/// Something was proposed from it.
pub const PROPOSED: &str = "Something was proposed from this text, so it stays as it is.";
/// Where what was refused has gone.
pub const KEPT_ASIDE: &str = "What you typed is kept as a draft of yours, on Today.";
/// It is not here.
pub const NOT_HERE: &str = "This text is being opened.";
/// What is on the screen is on the disk.
pub const KEPT: &str = "Saved";
/// What is on the screen is not on the disk yet.
pub const TYPING: &str = "Saved at a pause";
