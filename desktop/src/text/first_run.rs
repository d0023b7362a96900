//! What a person reads before there is a journal, and until two are paired.
//!
//! ```text
//! what one can do ─▶ before you begin ─▶ name ─▶ passphrase ─▶ own passphrase ─▶ folder
//! charter ─▶ where the two are ─▶ invite or join ─▶ six words ─▶ paired
//! ```

use std::io::ErrorKind;

/// A heading and a few sentences under it.
#[derive(Clone, Copy, Debug)]
pub struct Card {
    /// The heading.
    pub title: &'static str,
    /// Two to four short sentences.
    pub text: &'static str,
}

/// How strong a passphrase seems.
#[derive(Clone, Copy, Debug)]
pub struct StrengthText {
    /// One word.
    pub name: &'static str,
    /// What the word means.
    pub meaning: &'static str,
}

/// How far the network reaches, in words.
#[derive(Clone, Copy, Debug)]
pub struct LevelText {
    /// What it is called.
    pub name: &'static str,
    /// What happens while it is chosen.
    pub what_it_does: &'static str,
    /// Who gets to know something by it, and what.
    pub who_learns_what: &'static str,
}

// The first page.

/// What Candor is, in one sentence.
pub const WHAT_IT_IS: &str = "Candor is a journal for two people who want to be open with each \
other, kept encrypted on their own computers.";
/// For whom it is.
pub const FOR_WHOM: &str = "It is for the two of you as things are: there is something to tell, \
somebody was hurt, or it is good and you want to keep it so. It takes no side on whether you stay \
together.";
/// What two people could do in it tonight.
pub const TONIGHT: [Card; 3] = [
    Card {
        title: "Tell and ask",
        text: "Tell something before you are asked for it, in a few lines. Questions can be \
               answered now, later, or not.",
    },
    Card {
        title: "Be heard",
        text: "Say how something landed. The other says back what was heard before anything else \
               is said.",
    },
    Card {
        title: "Keep what is good",
        text: "Say thank you for one thing, take a minute for how you both are, or write what you \
               would like the two of you to be.",
    },
];
/// What Candor is not, in one sentence.
pub const WHAT_IT_IS_NOT: &str = "It is no therapy, it tracks nobody, and it has no server and no \
account.";
/// Goes on to what to know first.
pub const BEGIN: &str = "Begin";
/// Opens the Support page; of the same size as the other button.
pub const READ_SUPPORT: &str = "Read the Support page first";

// On every page.

/// What the steps with something to fill in are called.
pub const STEPS: [&str; 4] = ["Name", "Passphrase", "Mine alone", "Folder"];
/// To the next page.
pub const NEXT: &str = "Next";
/// To the page before.
pub const BACK: &str = "Back";

// What to know first.

/// The heading of the page.
pub const BEFORE_TITLE: &str = "Before you begin";
/// The page, the same for everyone.
pub const BEFORE: [Card; 4] = [
    Card {
        title: "Two shelves",
        text: "What you share stands on one shelf, and both of you have a copy. Mine alone is the \
               other: it has a passphrase of its own and stays on this device. Your partner's \
               Candor cannot see whether anything is on it.",
    },
    Card {
        title: "What sharing means, and how to leave",
        text: "What you share goes to the other when your two devices meet. From then on they \
               have a copy, and Candor cannot take back what has been read. You can stop at any \
               time, alone and without a message. Your copy stays with you.",
    },
    Card {
        title: "Support and safety",
        text: "The Support page helps to tell openness from control, and says where to turn. It \
               is the same for both of you and needs no network. It also has five things to talk \
               about before you start together, and how to find a counsellor. If someone makes \
               you use Candor, you could read it before you write anything.",
    },
    Card {
        title: "What you write can be found",
        text: "A diary can be found, and a court can demand one. You choose what to write here \
               and what to leave out. This is not legal advice.",
    },
];

// The name.

/// The heading of the step.
pub const NAME_TITLE: &str = "Your name";
/// The label of the field.
pub const NAME_LABEL: &str = "Your name, as your partner sees it";
/// What happens with it.
pub const NAME_HELP: &str = "Your partner sees it once you are paired. It can be any name of up to \
40 characters. There is no way to change it later yet.";

/// There is nothing in the field.
pub const NAME_EMPTY: &str = "The name is empty. Nothing was made. Any name will do, also a short \
one.";

// The passphrase.

/// The heading of the step.
pub const PASSPHRASE_TITLE: &str = "A passphrase for Candor";
/// What makes a good one.
pub const PASSPHRASE_ADVICE: &str = "Choose one that a person who knows you well would not guess. \
Leave out pets and dates, and anything that is used at home. Several words that have nothing to do \
with each other serve well.";
/// What cannot be done later.
pub const PASSPHRASE_FORGOTTEN: &str = "There is no way to get a forgotten passphrase back. \
Nobody can open the journal without it.";
/// The label of the field.
pub const PASSPHRASE_LABEL: &str = "Passphrase";
/// The label of the second field.
pub const PASSPHRASE_AGAIN: &str = "The same once more";
/// Fills in five words drawn by chance.
pub const SUGGEST: &str = "Suggest five words";
/// What to do with them.
pub const SUGGEST_HELP: &str = "The words are drawn by chance on this computer. You could write \
them down until you know them, and keep the note where nobody else looks.";

/// The lowest level.
pub const WEAK: StrengthText = StrengthText {
    name: "Weak",
    meaning: "Someone who tries common words and names could find it soon.",
};
/// The level between.
pub const FAIR: StrengthText = StrengthText {
    name: "Fair",
    meaning: "Trying it out by hand would take very long. A program with much time could find it.",
};
/// The highest level.
pub const GOOD: StrengthText = StrengthText {
    name: "Good",
    meaning: "A program that tries one after the other would need longer than is worth anyone's \
              while.",
};
/// What the level cannot know.
pub const STRENGTH_IS_AN_ESTIMATE: &str = "This is an estimate. Candor does not know what people \
near you would try first.";

/// The two were not typed alike.
pub const DO_NOT_MATCH: &str = "The two are not the same. Nothing was made. Type both again.";
/// There is nothing in the field.
pub const EMPTY: &str = "The passphrase is empty. Nothing was made. Use several words that nobody \
near you would guess.";
/// It is one of the first that would be tried.
pub const TOO_EASY: &str = "This passphrase is too easily guessed. Nothing was made. Use more \
words, or take the five that Candor suggests.";

// Mine alone.

/// The heading of the step.
pub const OWN_TITLE: &str = "Mine alone";
/// What the place is.
pub const OWN_WHAT: &str = "Mine alone is for pages that stay on this device. They are never sent \
to your partner, and their Candor cannot see whether there are any.";
/// Why there is a second passphrase.
pub const OWN_PASSPHRASE: &str = "It has a passphrase of its own, which has to be different from \
the first. So it stays closed when someone knows the first one.";
/// What cannot be done later.
pub const OWN_FORGOTTEN: &str = "There is no way to get this one back either. Without it, nobody \
can open the pages again.";
/// The label of the field.
pub const OWN_LABEL: &str = "Passphrase for Mine alone";
/// Sets it in this step.
pub const NOW: &str = "Set it now";
/// Goes on without it.
pub const LATER: &str = "Later";
/// What later means.
pub const LATER_HELP: &str = "Mine alone stays closed until it has its passphrase. You can set it \
whenever you like.";
/// It is the same as the first.
pub const OWN_IS_THE_SAME: &str = "This is the same as the first passphrase. Nothing was changed. \
Choose a different one for Mine alone.";

// The folder.

/// The heading of the step.
pub const FOLDER_TITLE: &str = "Where the journal is kept";
/// What is in the folder.
pub const FOLDER_HELP: &str = "The journal is one folder on this computer. What you write is \
encrypted in it. A folder that another program copies to the internet is better avoided.";
/// Two people, one computer.
pub const FOLDER_OF_ONES_OWN: &str = "If both of you use this computer, each chooses a folder of \
their own. Separate user accounts on the computer keep them further apart.";
/// The label of the field.
pub const FOLDER_LABEL: &str = "Folder";
/// There is nothing in the field.
pub const FOLDER_EMPTY: &str = "No folder is named. Nothing was made. Type the path of a new or \
empty folder.";
/// A path begins with the sign for the home folder.
pub const FOLDER_TILDE: &str = "The ~ is not read as your home folder here. Nothing was made. Type \
the whole path.";
/// From the lock screen to another journal.
pub const CHOOSE_FOLDER: &str = "Open another journal";
/// Makes the journal.
pub const MAKE_JOURNAL: &str = "Make the journal";
/// While the keys are made.
pub const MAKING: &str = "Making the journal. This can take a few seconds.";

// What comes next.

/// The heading of the last step.
pub const READY: &str = "Your journal is made";
/// What holds from here on.
pub const READY_HELP: &str = "Nothing was sent: the network is off until the two of you pair. You \
could begin with any of these.";
/// To Mine alone.
pub const WRITE_FOR_YOURSELF: &str = "Write something for yourself now";
/// To the charter.
pub const PAIR: &str = "Pair with my partner";
/// To the window.
pub const LOOK_AROUND: &str = "Look around";

// How far the network reaches.

/// The heading above the levels.
pub const LEVELS_TITLE: &str = "How far the network reaches";
/// What holds for all of them.
pub const LEVELS_HELP: &str = "It is off until you choose otherwise. What the two devices exchange \
is encrypted at every level.";

/// Nothing listens and nothing is sent.
pub const LEVEL_OFF: LevelText = LevelText {
    name: "Off",
    what_it_does: "Nothing is sent and nothing listens. What you share waits here.",
    who_learns_what: "Nobody learns anything. To the other person it looks like a device that has \
                      not been met for a while.",
};
/// Two journals on one computer.
pub const LEVEL_COMPUTER: LevelText = LevelText {
    name: "This computer",
    what_it_does: "Meets another journal on this same computer. Nothing leaves the computer.",
    who_learns_what: "No other device learns anything. Someone who administers this computer can \
                      see that the two programs exchange something, never what.",
};
/// Devices in one network find each other.
pub const LEVEL_NETWORK: LevelText = LevelText {
    name: "Same network",
    what_it_does: "Looks for the other device in the network that you are both in, and connects \
                   to it there, with or without the internet. This suits one home or one table.",
    who_learns_what: "The other's device learns the network address you are at. While this is on, \
                      your device announces itself, and anyone in this network can notice that.",
};
/// From one address to the other.
pub const LEVEL_DIRECT: LevelText = LevelText {
    name: "Direct",
    what_it_does: "Connects the two devices wherever they are, with nobody in between. It uses \
                   the addresses from the invitation and from the last meeting. A router or a \
                   firewall can be in the way.",
    who_learns_what: "The other's device learns the network address you are at, and such an \
                      address can tell roughly where that is. Whoever watches the line sees that \
                      the two addresses exchange something, when and how much, never what.",
};
/// All levels, from the narrowest to the widest.
pub const LEVELS: [LevelText; 4] = [LEVEL_OFF, LEVEL_COMPUTER, LEVEL_NETWORK, LEVEL_DIRECT];

// The charter, before an invitation is made or answered.

/// The heading of the page.
pub const CHARTER_TITLE: &str = "Before you pair";
/// What the page is.
pub const CHARTER_HELP: &str = "Each of you sees this same page. Pairing begins when it suits both \
of you, and there is no hurry.";
/// The page.
pub const CHARTER: [Card; 4] = [
    Card {
        title: "What is shared",
        text: "The name you chose is shared, and every entry and answer you write for both of \
               you, with its day and its later versions. The two devices also tell each other \
               which shared records they have, and the network addresses where they listen.",
    },
    Card {
        title: "What is never shared",
        text: "Mine alone is never shared, nor whether anything is in it. Candor does not tell \
               whether you have read something or are writing, and an entry carries its day and no \
               hour. It reads no location, no messages and nothing else on your computer.",
    },
    Card {
        title: "Until it goes, and after",
        text: "An entry waits on your device until the two devices meet. Until then you can take \
               it back without a trace. While they are connected, it goes at once. You can correct \
               an entry of yours until the end of the day after you wrote it, and every version \
               that went stays readable to both of you.",
    },
    Card {
        title: "How to leave",
        text: "You can turn the network off at any time, without a reason and without a message. \
               Your copy stays with you, and the other copy with the other person. Neither of you \
               can delete or lock anything on the other's computer. To pair again, with anyone, \
               takes a new data folder.",
    },
];
/// Goes on.
pub const CHARTER_FITS: &str = "This fits";
/// Goes back; of the same size.
pub const CHARTER_TALK: &str = "Let's talk first";
/// After [`CHARTER_TALK`].
pub const CHARTER_LEFT: &str = "Nothing was made and nothing was sent. This page is here whenever \
you like.";

// Inviting.

/// The heading of the page.
pub const INVITE_TITLE: &str = "Invite your partner";
/// What an invitation is.
pub const INVITE_HELP: &str = "An invitation can be used once, within 48 hours. You can send it by \
any channel. It holds no names. It does hold a secret and the network addresses of this device, so \
it is for your partner alone.";
/// What the next step needs.
pub const INVITE_TOGETHER: &str = "To compare six words, you both need to be on the phone or in \
one room.";
/// Makes it.
pub const MAKE_INVITATION: &str = "Make an invitation";
/// Puts the text into the clipboard.
pub const COPY_INVITATION: &str = "Copy the text";
/// It is there.
pub const COPIED: &str = "Copied. Whoever gets this text can answer the invitation.";
/// Shows it as a picture.
pub const SHOW_CODE: &str = "Show as a code";
/// Shows it as text.
pub const SHOW_TEXT: &str = "Show as text";
/// While it is made.
pub const MAKING_INVITATION: &str = "Making the invitation.";
/// While it waits.
pub const INVITE_WAITS: &str = "The invitation can be answered now. Leave Candor open until you \
have compared the words.";

// Joining.

/// The heading of the page.
pub const JOIN_TITLE: &str = "Answer an invitation";
/// How it gets in.
pub const JOIN_HELP: &str = "Paste the text of the invitation, or open a file with the text or \
with a picture of its code. Your device then connects to the one that made it.";
/// The label of the field.
pub const JOIN_LABEL: &str = "Invitation";
/// Opens a file with the text.
pub const JOIN_FILE: &str = "Open a file";
/// The label of the field for a file.
pub const JOIN_PATH: &str = "File";
/// What the file can be.
pub const JOIN_PATH_HELP: &str = "A text file with the invitation, or a PNG or JPEG picture of its \
code. It can be dropped on this page, and a picture pasted here.";
/// While a file is held over the page.
pub const LET_GO: &str = "Let go of the file here, and the invitation in it is read.";
/// Goes on.
pub const JOIN_GO: &str = "Answer";
/// A picture without a code.
pub const NO_CODE: &str = "No code was found in this picture. Nothing was stored. Use a sharper \
picture, or the text.";
/// Why the file at a path that was typed could not be read.
pub fn unreadable(why: ErrorKind) -> &'static str {
    match why {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            "There is no file at this path. Nothing was stored. Look at how it is spelled, or paste \
             the text of the invitation above."
        }
        ErrorKind::PermissionDenied => {
            "This file is not yours to read. Nothing was stored. Look at its permissions, or paste \
             the text of the invitation above."
        }
        ErrorKind::IsADirectory => {
            "This is a folder. Nothing was stored. Name the file in it, with its ending."
        }
        ErrorKind::FileTooLarge => {
            "This file is larger than an invitation can be. Nothing was stored. Use the file with \
             the invitation, or a picture of its code."
        }
        _ => {
            "This file could not be read. Nothing was stored. Try another one, or paste the text \
             of the invitation above."
        }
    }
}

/// A file that is no text.
pub const NO_TEXT: &str = "This file holds no text. Nothing was stored. Use the file with the \
invitation, or a picture of its code.";
/// While the other device is dialled.
pub const JOIN_WAITS: &str = "Connecting to the other device. Leave Candor open until you have \
compared the words.";

// The six words.

/// The heading of the page.
pub const WORDS_TITLE: &str = "Compare six words";
/// What to do with them.
pub const WORDS_HELP: &str = "Read them aloud to each other, on the phone or in one room. One of \
you reads the first three, the other reads the last three. If all six are the same, both press \
“Same words”. If any differs, press “They differ”.";
/// What they are for.
pub const WORDS_WHY: &str = "The same words on both sides show that nobody stands between your two \
devices.";
/// All six are the same.
pub const SAME_WORDS: &str = "Same words";
/// One or more differ; of the same size.
pub const THEY_DIFFER: &str = "They differ";
/// After this side has said that they are the same.
pub const WORDS_WAIT: &str = "The pairing is complete when both of you have pressed “Same words”.";
/// After one side has said that they differ.
pub const WORDS_DIFFER: Card = Card {
    title: "The words differ",
    text: "There is no pairing, and nothing was stored. Someone may stand between the two \
           devices, or a word was misheard. You could make a new invitation, send it by another \
           way, and compare again.",
};

// The end of it.

/// Ends it before the words are confirmed.
pub const STOP_PAIRING: &str = "Stop pairing";
/// After [`STOP_PAIRING`].
pub const PAIRING_STOPPED: &str = "The pairing was stopped. Nothing was stored. You can begin \
again with a new invitation.";
/// Both have said that the words are the same.
pub const PAIRED: Card = Card {
    title: "You are paired",
    text: "From now on your device lets in this one other device and nobody else. You can turn \
           the network off at any time, without a message.",
};
