//! The Support page: the same for both, read offline, opened without a note.
//!
//! The numbers stand apart from the text, in [`LINES`], with a day.

/// A part of the page.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Its heading.
    pub title: &'static str,
    /// Its paragraphs, in order.
    pub paragraphs: &'static [&'static str],
}

/// A number to call.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Where it can be called.
    pub place: &'static str,
    /// The number, as it is dialled.
    pub number: &'static str,
    /// Whose it is, and its limits.
    pub note: &'static str,
}

/// The heading of the page.
pub const SUPPORT_TITLE: &str = "Support";

/// The heading of the part that [`LINES`] follow.
pub const CRISIS_LINES: &str = "Crisis lines";

/// The heading of the part for two who begin.
pub const BEFORE_TOGETHER: &str = "Before you start together";

/// The heading of the part with [`SIGNS_AROUND_YOU`].
pub const AROUND_YOU: &str = "Mistrust and control around you";

/// The heading of the part with [`SIGNS_IN_YOU`].
pub const IN_YOU: &str = "Mistrust in yourself";

/// How somebody can notice that they are mistrusted or controlled. None of it says who
/// somebody is.
pub const SIGNS_AROUND_YOU: &[&str] = &[
    "You are checked on again and again, or it is decided for you what you do and whom you see.",
    "You hear that you are unfaithful or hide something, and no answer of yours is enough.",
    "You are kept at a distance: you learn less, and closeness or touch is taken away.",
    "What you ask gets no open answer, whenever and however you ask it.",
    "Whatever you do, another reason is looked for behind it.",
];

/// How mistrust can show in oneself, the same as the lines of `self-look`.
pub const SIGNS_IN_YOU: &[&str] = &[
    "You expect the worst before you know more.",
    "You would like to let something go, and cannot.",
    "You see what is wrong at once, and what is right hardly ever.",
    "Being close in body has become difficult for you.",
    "You are jealous, or suspect more than you know.",
    "You hold on tightly, or ask again and again whether all is well.",
    "The feeling that you are lied to does not leave you.",
    "You cannot show yourself unguarded.",
    "You do not know whether the two of you have a future.",
];

/// The signs that stand under a part, one a line; none under most.
pub fn signs(title: &str) -> &'static [&'static str] {
    match title {
        AROUND_YOU => SIGNS_AROUND_YOU,
        IN_YOU => SIGNS_IN_YOU,
        _ => &[],
    }
}

/// The page, in the order in which it is read.
pub const SUPPORT: &[Part] = &[
    Part {
        title: "Openness and control",
        paragraphs: &[
            "Openness is offered. Each person decides what to tell and when, and may say no \
             without paying for it.",
            "Control is demanded. Somebody wants your passwords or a daily account of where you \
             were, and a no brings anger or punishment.",
            "After something was kept back, there can be many questions. Asking them belongs to \
             openness, and so does answering later. Being made to answer is control, whatever \
             happened before.",
            "One way to tell them apart: could each of you say no today without being afraid of \
             what follows? If you are not sure, the next parts may be of use.",
        ],
    },
    Part {
        title: AROUND_YOU,
        paragraphs: &[
            "Mistrust can show in how you are treated. Somebody who was hurt or is afraid may do \
             some of this for a while. Where it goes on although you said how it is for you, or \
             where a no is punished, it is control.",
            "If you can speak without fear, you could say at a calm time what it is like for \
             you. If you cannot, “When it is not a couple problem” below is for you.",
        ],
    },
    Part {
        title: IN_YOU,
        paragraphs: &[
            "Mistrust keeps watch for you, and it can be right. It can also stay when there is \
             nothing left to watch for. One of these alone says little, and all of them together \
             do not say who is right.",
            "“A look at my own mistrust”, in Mine alone, has a line for each of them. You write \
             it for yourself.",
        ],
    },
    Part {
        title: BEFORE_TOGETHER,
        paragraphs: &[
            "Five things you could talk about first, each in your own words: whether you both \
             want this, how much time you give it, whether you believe it can work, how open each \
             of you can be for now, and what it costs you to be vulnerable again.",
            "There is nothing to tick. Different answers are no obstacle, and no answer binds you.",
            "Friends, family, a group or a community of faith can be there for either of you. \
             Asked to judge between you, they hear one side, and may hold on to it longer than \
             the two of you.",
        ],
    },
    Part {
        title: "Is Candor right for the two of us?",
        paragraphs: &[
            "Candor can suit two people who both want to be open, and who can each say no to the \
             other. It takes no side on whether they stay together or part. Mine alone can be \
             used by one person, without pairing.",
            "It may be a bad time for Candor if one of you is afraid of the other, or if using it \
             was made a condition. It is also of no use for checking on somebody. It holds what \
             each person chose to write, and shows nobody whether the other has read it.",
            "Candor treats nobody and measures nothing. It is young: nobody from outside has \
             reviewed its code, and no advocate or therapist has read these texts yet. You could \
             use it beside the help of people.",
        ],
    },
    Part {
        title: "If someone makes you use this",
        paragraphs: &[
            "It is all right to write little, and to keep what you share bland. No entry is \
             required. Candor makes no remark when none is written.",
            "On a computer that someone else controls, it is safer to write nothing of your own. \
             That goes for Mine alone too. A passphrase can be watched, or demanded.",
            "You could speak to someone who advises people in such situations before you change \
             anything. Use a device that the other person cannot reach.",
            "Candor tells the other person nothing when you change a passphrase or turn the \
             network off. Someone who lives with you can notice it in other ways, and that can be \
             a dangerous moment. It helps to have a plan first.",
        ],
    },
    Part {
        title: "When it is not a couple problem",
        paragraphs: &[
            "If one of you hurts, threatens or frightens the other, that is abuse. So is \
             controlling the other's money, contacts, body or movements. One person does it to \
             another, and a shared journal does not end it.",
            "Being open towards someone who uses it to harm you can make things worse. Services \
             for people who live with abuse often advise against couple counselling while it goes \
             on. They speak with one person alone, before anything is decided about staying or \
             leaving.",
            "If you are the one who frightens or hurts, there is help for that as well. A \
             helpline or a doctor may be able to name a service for people who want to stop.",
        ],
    },
    Part {
        title: "A safer device",
        paragraphs: &[
            "A safer device is one that the other person can neither open nor watch. A friend's \
             phone or a computer in a library can be one. A shared account or a PIN that is known \
             at home makes a device unsafe.",
            "There are programs that read every key and show the screen to someone else. Candor \
             cannot find them, and its passphrases do not help against them.",
            "Candor makes no note that this page was opened. A browser can remember what was \
             looked up, and a phone lists the calls that were made.",
            "You could plan from the safer device, and leave this one as it is for now.",
        ],
    },
    Part {
        title: "Leaving with a copy",
        paragraphs: &[
            "You can stop at any time, alone, and keep what is in your journal. Making a copy \
             sends nothing, and the other person's Candor shows nothing of it.",
            "In a terminal, `candor export FOLDER` writes the whole shared history into a new \
             folder, as text in the form JSON. With `--own`, your own pages go into a second \
             file. If you chose where your journal is kept, add `--data` and that folder. No \
             network is needed.",
            "This copy is not encrypted: whoever finds it can read it. Keep it where the other \
             person does not reach it.",
            "You could also close Candor and copy the whole data folder. That copy stays \
             encrypted, and opens with your passphrases.",
            "To stop, choose Off for the network and leave it there. Nothing is sent. To the \
             other person it looks like a device that has not been met for a while. Their copy of \
             the shared history stays with them, and yours stays with you.",
        ],
    },
    Part {
        title: "What Candor cannot prevent",
        paragraphs: &[
            "A screen can be photographed, and people remember. Candor cannot take back what has \
             been read, or the copy that the other person has.",
            "A program or a camera can see the keys as you type. Someone can press you for a \
             passphrase, and for the own one too. A weak passphrase can be guessed.",
            "Someone with your disk can see that Candor is used here, how many shared records \
             there are, and in steps of 8 MiB how much was ever written in Mine alone. With the \
             passphrase of Candor they can also see whether an own passphrase was set. Someone \
             who copies the disk twice can see that own files changed in between.",
            "A court can demand a diary. Nothing in Candor proves to others who wrote what, and \
             people may believe it without proof.",
        ],
    },
    Part {
        title: CRISIS_LINES,
        paragraphs: &[
            "If somebody is in danger now, call the emergency number of the place where you are.",
            "These three numbers are for people who live with violence or abuse. They may have \
             changed since they were written down. If one does not answer, you could look for a \
             current one from a safer device.",
            "A call can show in the phone's list of calls, and on a bill.",
        ],
    },
    Part {
        title: "Finding a counsellor",
        paragraphs: &[
            "A couple counsellor works with both of you together. This suits two people who both \
             come of their own will and are safe with each other.",
            "An individual counsellor is there for one person. You can go alone, and the other \
             person need not know or agree.",
            "A discernment counsellor is for two people when at least one is unsure about going \
             on together. It usually takes a few meetings. Staying and parting are both open, and \
             the aim is a clearer decision.",
            "A doctor, a helpline or a professional register of your country may be able to name \
             people near you. You could ask about their training, the price, what stays \
             confidential, and how they work when there is violence. It is all right to choose \
             someone else after a first meeting.",
        ],
    },
];

/// When [`LINES`] were written down, and what was not done to check them.
pub const LINES_CHECKED: &str =
    "Written down on 22 November 2026. Nobody has called these numbers to check them.";

/// The numbers, under [`CRISIS_LINES`].
pub const LINES: &[Line] = &[
    Line {
        place: "United States",
        number: "1-800-799-7233",
        note: "National Domestic Violence Hotline.",
    },
    Line {
        place: "United Kingdom",
        number: "0808 2000 247",
        note: "National Domestic Abuse Helpline. It serves England. Scotland, Wales and Northern \
               Ireland have lines of their own.",
    },
    Line {
        place: "European Union",
        number: "116 016",
        note: "The common number for help with violence against women. It does not exist in every \
               country.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signs_stand_under_their_parts_and_name_acts_and_nobody() {
        let with_signs: Vec<&str> = SUPPORT
            .iter()
            .map(|part| part.title)
            .filter(|title| !signs(title).is_empty())
            .collect();
        assert_eq!(with_signs, [AROUND_YOU, IN_YOU]);
        assert_eq!((SIGNS_AROUND_YOU.len(), SIGNS_IN_YOU.len()), (5, 9));
        for sign in SIGNS_AROUND_YOU.iter().chain(SIGNS_IN_YOU) {
            let lower = sign.to_lowercase();
            assert!(lower.contains("you"), "{sign}");
            for other in ["partner", "they ", "he ", "she ", "the other"] {
                assert!(!lower.starts_with(other), "{sign}");
                assert!(!lower.contains(&format!(" {other}")), "{sign}");
            }
        }
    }
}
