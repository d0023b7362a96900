//! What the window says outside of the first run, pairing and Support.

use candor_core::date::Day;
use jiff::civil::Date;

/// The name of the program.
pub const CANDOR: &str = "Candor";

/// The steps of the first run, for screen readers.
pub fn step(at: usize, of: usize, name: &str) -> String {
    format!("Step {at} of {of}: {name}")
}

// The navigation.

/// Today.
pub const TODAY: &str = "Today";
/// All entries.
pub const TIMELINE: &str = "Timeline";
/// Search.
pub const SEARCH: &str = "Search";
/// The other shelf.
pub const MINE: &str = "Mine alone";
/// Pairing.
pub const PAIRING: &str = "Pairing";
/// Settings.
pub const SETTINGS: &str = "Settings";
/// Support.
pub const SUPPORT: &str = "Support";
/// Puts the window away and closes the journal, at once.
pub const HIDE: &str = "Hide";
/// Closes the journal.
pub const LOCK: &str = "Lock";
/// All shortcuts.
pub const SHORTCUTS: &str = "Shortcuts";
/// To the page before.
pub const BACK: &str = "Back";

/// A talk.
pub const TALK: &str = "Talk";
/// Joint texts.
pub const AGREEMENTS: &str = "Agreements";
/// Promises of both.
pub const PROMISES: &str = "Promises";
/// What the two have.
pub const US: &str = "Us";
/// A look back.
pub const LOOK_BACK: &str = "Look back";
/// The pages that have no tab.
pub const MORE_PAGES: &str = "More";

// What the two have.

/// Everything that can be written.
pub const WRITE_MORE: &str = "Everything you can write";
/// Above kinds for being open.
pub const GROUP_OPEN: &str = "To be open";
/// Above kinds for repair.
pub const GROUP_REPAIR: &str = "To own, hear and repair";
/// Above kinds for promising and deciding.
pub const GROUP_AGREE: &str = "To promise and decide";
/// Above kinds that come again.
pub const GROUP_RHYTHM: &str = "For the days and weeks";
/// Above sealed pairs.
pub const GROUP_SEALED: &str = "Sealed, opened together";
/// Above cards.
pub const GROUP_US: &str = "About the two of you";
/// Begins an agreement.
pub const NEW_AGREEMENT: &str = "New agreement";
/// Without a ready text.
pub const BLANK: &str = "Begin with an empty page";
/// What ready texts are.
pub const PATTERNS_HELP: &str = "Ready texts to begin with. You can change every word, and each \
says what it does not allow and when it ends.";
/// The place of agreements, when it is empty.
pub const AGREEMENTS_EMPTY: &str = "What you both agree on";
/// What it is for.
pub const AGREEMENTS_EMPTY_HELP: &str = "Texts that both of you assent to live here, with their \
versions and the day you look at them again.";
/// The field for a day in the past.
pub const AS_ON: &str = "As they stood on";
/// No joint text by a day.
pub const NONE_BY_THEN: &str = "Nothing was proposed by then.";
/// A version that waits for a word.
pub const PROPOSED_VERSION: &str = "A version that is proposed";
/// A version that takes the place of a firm one on a day to come.
pub fn holds_from(day: &str) -> String {
    format!("holds from {} on", said_date(day))
}

/// The day of a review has come.
pub const REVIEW_IS_HERE: &str = "The day to look at it together: keep, change or end.";
/// Opens the entry.
pub const OPEN_ENTRY: &str = "Open";
/// Begins a promise.
pub const NEW_PROMISE: &str = "New promise";
/// The place of promises, when it is empty.
pub const PROMISES_EMPTY: &str = "Promises of both of you";
/// What it is for.
pub const PROMISES_EMPTY_HELP: &str = "What each of you promises lives here in one list, with how \
it went as each of you tells it.";

/// When a promise is due.
pub fn by_day(day: &str) -> String {
    format!("by {}", said_date(day))
}

/// The place of what the two have, when it is empty.
pub const US_EMPTY: &str = "What is between you";
/// What it is for.
pub const US_EMPTY_HELP: &str = "Thank-yous, memories, needs and what each of you likes the other \
to know live here.";
/// The shelf of thanks.
pub const THANKS: &str = "Thanks";
/// Cards.
pub const US_CARDS: &str = "Cards";
/// Milestones and memories.
pub const MILESTONES: &str = "Milestones and memories";
/// What began a thread.
pub const THREADS: &str = "What you told and asked";
/// The place of a look back, when it is empty.
pub const LOOK_BACK_EMPTY: &str = "Your months";
/// What it is for.
pub const LOOK_BACK_EMPTY_HELP: &str = "What the two of you share stands here by month.";

/// A month of a look back, from YYYY-MM.
pub fn month_of(text: &str) -> String {
    let mut parts = text.split('-');
    let year = parts.next().and_then(|year| year.parse().ok());
    let number = parts.next().and_then(|number| number.parse().ok());
    match (year, number) {
        (Some(year), Some(number)) => month(year, number),
        _ => text.to_owned(),
    }
}

// A sealed pair.

/// What a pair is, before both have sealed.
pub const PAIR_SEALED: &str = "It opens when both have sealed. Until then nobody reads the other's \
half.";
/// While one begins a pair of a kind that the other has begun too.
pub fn pair_begun(partner: &str) -> String {
    format!("{partner} has begun one of these. What you write can be the other half of it.")
}
/// Two pairs of a kind were begun apart. `title` is that of the other's, if it has one.
pub fn pair_crossed(partner: &str, title: Option<&str>) -> String {
    let about = title.map(|title| format!(", \u{201c}{title}\u{201d}"));
    let about = about.unwrap_or_default();
    format!(
        "{partner} began one too{about}. If it is about the same, your half can go into that one, \
         word for word as you sealed it. Yours is then taken back."
    )
}
/// Lets one's own half go into the other's pair.
pub const CROSS: &str = "Join the two";
/// Between the binding and the keys.
pub const PAIR_BOUND: &str = "Both have sealed. It opens when your devices meet again.";
/// Above one's own half.
pub const MY_HALF: &str = "Your half, sealed";
/// Seals one's own half.
pub const WRITE_HALF: &str = "Write your half";
/// Takes it back.
pub const UNSEAL: &str = "Take your half back";
/// Seals.
pub const SEAL: &str = "Seal";
/// Above the versions of a joint text.
pub const ALL_VERSIONS: &str = "Versions";

/// Which version, by whom.
pub fn version_of(number: usize, writer: &str) -> String {
    format!("Version {number}, proposed by {writer}")
}

/// Both stand by it, one does, or nobody.
pub fn stands_by(names: &[String]) -> String {
    match names {
        [] => "Neither of you stands by it now.".to_owned(),
        names => format!(
            "{} {} by it.",
            names.join(" and "),
            if names.len() == 1 { "stands" } else { "stand" }
        ),
    }
}

/// A number of days.
pub fn days(number: u32) -> String {
    match number {
        0 => "not after it is delivered".to_owned(),
        1 => "1 day".to_owned(),
        many => format!("{many} days"),
    }
}

// The lock screen.

/// The heading.
pub const LOCKED: &str = "Locked";
/// The label of the field.
pub const PASSPHRASE: &str = "Passphrase";
/// Opens.
pub const OPEN: &str = "Open";
/// The label of the field for another journal.
pub const OTHER_FOLDER: &str = "Folder of the other journal";
/// Goes to it.
pub const OPEN_OTHER: &str = "Go to this journal";
/// While it is tried.
pub const OPENING: &str = "Opening";
/// While a passphrase is tried that was asked for.
pub const PROVING: &str = "One moment";
/// Above the passphrase that is asked for before something.
pub const ASK_TITLE: &str = "Your passphrase first";
/// Why, before an invitation is made or answered.
pub const ASK_PAIRING: &str = "Pairing decides who reads with you. Your passphrase shows that you \
                               are the one who decides it.";
/// Why, before the network reaches further.
pub const ASK_REACH: &str = "The network will reach further than now. Your passphrase shows that \
                             you are the one who wants it.";
/// Goes on.
pub const ASK_GO: &str = "Go on";
/// The way out.
pub const ASK_NOT_NOW: &str = "Not now";
/// While the journal is being closed.
pub const CLOSING: &str = "Closing the journal";

// Today.

/// Above what came in.
pub const ARRIVED: &str = "Arrived";
/// Above what a day holds.
pub const THIS_DAY: &str = "For today";
/// Why Today names a promise: its day is here, or was.
pub fn due(day: &str, today: &str) -> String {
    if day == today {
        "It is for today. You can say how it went.".to_owned()
    } else {
        format!(
            "It was for {}. You can say how it went, or end it.",
            said_date(day)
        )
    }
}
/// What either chose for this week.
pub const THIS_WEEK: &str = "One thing this week";
/// A pause that is on. `who` is none for one's own.
pub fn pausing(who: Option<&str>, until: &str) -> String {
    match who {
        None => format!("You are pausing until {until}"),
        Some(who) => format!("{who} is pausing until {until}"),
    }
}
/// Ends one's own pause.
pub const I_AM_BACK: &str = "I'm back";
/// Answers the other's pause.
pub const SEE_YOU_THEN: &str = "See you then";
/// A minute for how one is.
pub const CHECK_IN: &str = "Check in";
/// Begins a pause.
pub const PAUSE: &str = "Pause";
/// Goes to the next blank of a ready text.
pub const NEXT_BLANK: &str = "Go to the next blank";
/// A few kinds to begin with.
pub const TO_BEGIN: &str = "To begin with";
/// Shows all that can be written.
pub const ALL_KINDS: &str = "Show everything";
/// Shows a few.
pub const FEW_KINDS: &str = "Show a few";
/// Above the three verbs.
pub const WRITE: &str = "Write";
/// Something to tell.
pub const TELL: &str = "Tell";
/// A question.
pub const ASK: &str = "Ask";
/// A thank-you.
pub const THANK: &str = "Thank";
/// A page for both.
pub const PAGE: &str = "A page for us";
/// Above drafts.
pub const DRAFTS: &str = "Begun";
/// Above the newest entries.
pub const LATELY: &str = "Lately";
/// What Today says before there is a partner.
pub const NOT_PAIRED_TITLE: &str = "Nobody to share with yet";
/// What can be done about it.
pub const NOT_PAIRED: &str = "What you share goes to one other person, once your two devices are \
paired. In Mine alone you can write at any time.";
/// The place of entries, when it is empty.
pub const EMPTY_TIMELINE_TITLE: &str = "Your timeline";
/// What it is for.
pub const EMPTY_TIMELINE: &str = "What the two of you tell, ask and thank each other for lives \
here, in the order of its days.";
/// While the rest is loaded.
pub const LOADING: &str = "Loading the timeline";
/// Below a field with letters that run from right to left.
pub const FROM_RIGHT: &str = "Hebrew and Arabic are kept as you type them. The caret can stand in \
a wrong place among them, and a screen reader can read them turned round.";
/// Puts that away.
pub const FROM_RIGHT_AWAY: &str = "Do not show this again";
/// What the navigation is called to screen readers.
pub const PLACES: &str = "Pages";

/// Nothing is sent and nothing listens.
const NETWORK_OFF: &str = "The network is off.";

/// How things stand with the partner's device, from one's own side.
pub fn standing(
    partner: &str,
    unconfirmed: u64,
    met: Option<Day>,
    today: Day,
    off: bool,
) -> String {
    let state = match (unconfirmed, met) {
        (0, None) => format!("Nothing waits for {partner}."),
        (0, Some(_)) => format!("Everything is with {partner}."),
        (1, _) => "1 entry goes when your devices meet.".to_owned(),
        (many, _) => format!("{many} entries go when your devices meet."),
    };
    let last = match met {
        None => "Your devices have not met yet.".to_owned(),
        Some(day) => format!("Last met: {}.", day_words(day, today)),
    };
    if off {
        format!("{state} {last} {NETWORK_OFF}")
    } else {
        format!("{state} {last}")
    }
}

/// A day in words: today, yesterday, or its date.
pub fn day_words(day: Day, today: Day) -> String {
    if day == today {
        "today".to_owned()
    } else if day.plus(1) == today {
        "yesterday".to_owned()
    } else {
        date(day)
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The days of a week, from Monday on.
pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// A date in words.
pub fn date(day: impl Into<Date>) -> String {
    let date = day.into();
    format!(
        "{} {} {}",
        date.day(),
        month_name(date.month()),
        date.year()
    )
}

/// A date with its weekday.
pub fn long_date(day: impl Into<Date>) -> String {
    let day = day.into();
    let weekday = day.weekday().to_monday_zero_offset();
    format!("{}, {}", WEEKDAYS[weekday as usize % 7], date(day))
}

/// A month in words.
pub fn month(year: i16, month: i8) -> String {
    format!("{} {year}", month_name(month))
}

/// The name of a month, 1 to 12.
pub fn month_name(month: i8) -> &'static str {
    MONTHS[usize::try_from(month - 1).unwrap_or(0) % 12]
}

// The timeline.

/// Which kinds the timeline shows.
pub const SHOW: &str = "What to show";
/// All of them.
pub const SHOW_ALL: &str = "Everything";
/// What began a thread, without its answers.
pub const SHOW_THREADS: &str = "What began a thread";
/// None of the chosen kinds.
pub const NONE_OF_THESE: &str = "Nothing of this kind is here.";
/// Jumps to a month.
pub const JUMP: &str = "Go to a month";
/// Above what an entry answers.
pub const ANSWERS_TO: &str = "To this";
/// What came and was not opened yet.
pub const NOT_OPENED: &str = "Not opened yet";
/// What can be done about it.
pub const OPENS: &str = "It opens when you like.";
/// An entry that came in later than its date says.
pub const CAME_LATER: &str = "came in later";
/// An entry that waits.
pub const WAITS: &str = "goes when your devices meet";
/// A correction that waits.
pub const CORRECTION_WAITS: &str = "the correction goes when your devices meet";
/// An entry with more than one version.
pub const CORRECTED: &str = "corrected";
/// What both have set to rest, by its title.
pub fn at_rest(title: Option<&str>) -> String {
    match title.map(str::trim).filter(|title| !title.is_empty()) {
        Some(title) => format!("Set to rest: {}", super::inert(title)),
        None => "Set to rest".to_owned(),
    }
}

/// The cover that a person gave an entry of their own.
pub fn cover_given(cover: &str) -> String {
    format!("Under your cover: {}", super::inert(cover))
}

/// A cover without words.
pub const COVERED: &str = "Under a cover";

/// How many words answer an entry.
pub fn replies(number: usize) -> String {
    match number {
        1 => "1 reply".to_owned(),
        many => format!("{many} replies"),
    }
}

/// Words that say by themselves about when: "in the nineties", "last summer".
const ABOUT_WHEN: [&str; 17] = [
    "in", "on", "at", "by", "before", "after", "during", "between", "from", "since", "until",
    "when", "while", "last", "this", "some", "early",
];

/// When something happened, as it was said.
pub fn happened(value: &str) -> Option<String> {
    match value {
        "" | "none" => None,
        "long-ago" => Some("happened long ago".to_owned()),
        around if around.starts_with("around ") => {
            let words = &around["around ".len()..];
            let first = words.split_whitespace().next().unwrap_or_default();
            let own = ABOUT_WHEN
                .iter()
                .any(|word| first.eq_ignore_ascii_case(word));
            let said = if own { words } else { around };
            Some(format!("happened {}", super::inert(said)))
        }
        range => Some(match range.split_once("..") {
            Some((from, to)) => {
                format!("happened {} to {}", said_date(from), said_date(to))
            }
            None => format!("happened {}", said_date(range)),
        }),
    }
}

/// A date in words; what is none stays as it is, made inert.
pub fn said_date(text: &str) -> String {
    let [year, month] = [text.get(..4), text.get(5..)].map(|part| part.map(str::parse::<i16>));
    if let (7, Some(Ok(year)), Some(Ok(number @ 1..=12))) = (text.len(), year, month) {
        return self::month(year, number as i8);
    }
    match text.parse::<Date>() {
        Ok(day) => date(day),
        Err(_) => super::inert(text),
    }
}

// An entry.

/// Lifts a cover.
pub const UNCOVER: &str = "Open";
/// What a cover is.
pub const UNDER_COVER: &str = "This stands under a cover. It opens when you like.";
/// Who can see it.
pub const ONLY_ME: &str = "Only me";
/// Above the answering words.
pub const ANSWERS: &str = "Replies";
/// Above what can be done.
pub const REPLY: &str = "Reply";
/// Corrects.
pub const CORRECT: &str = "Correct";
/// Lets an entry that was dated ahead say today.
pub const PUT_DAY_RIGHT: &str = "Put its day right";
/// Lets what is held go along.
pub const SEND_NOW: &str = "Send now";
/// Withdraws.
pub const WITHDRAW: &str = "Withdraw";
/// Removes together.
pub const REMOVE: &str = "Remove together";
/// Agrees to remove together.
pub const REMOVE_TOO: &str = "Agree to remove it";
/// The question before a withdrawal.
pub const WITHDRAW_TITLE: &str = "Withdraw this entry?";
/// What it does.
pub const WITHDRAW_BODY: &str = "Both copies will forget this text, and a marker with its day \
stays. What has been read, remembered or copied stays so.";
/// The question before a proposal to remove.
pub const REMOVE_TITLE: &str = "Remove this entry together?";
/// What it does.
pub const REMOVE_BODY: &str = "If both of you agree, both copies forget this text, and a marker \
with its day stays. One of you alone changes nothing.";
/// What both have proposed, from one's own side.
pub const REMOVAL_MINE: &str = "You proposed to remove this from both copies.";

/// Takes it back.
pub const REMOVAL_BACK: &str = "Take this back";

/// What the other has proposed.
pub fn removal_theirs(partner: &str) -> String {
    format!("{partner} proposes to remove this from both copies.")
}

/// A marker of what was withdrawn or removed.
pub fn forgotten(how: &str, writer: Option<&str>) -> String {
    match (how, writer) {
        ("withdrawn", Some(writer)) => format!("{writer} withdrew this entry"),
        ("withdrawn", None) => "You withdrew this entry".to_owned(),
        _ => "You both removed this entry".to_owned(),
    }
}

/// What is held, and until when where that is known.
pub fn held(until: Option<&str>) -> String {
    match until {
        Some(until) => format!("held until {until}; it can be taken back"),
        None => "held; it can be taken back".to_owned(),
    }
}

/// What goes when the devices meet.
pub const LEAVES: &str = "both copies forget it when your devices meet";
/// A sealed pair in words.
pub const SEALED_STATE: &str = "opens when both have sealed";
/// A joint text in words.
pub fn joint_state(state: &str) -> &'static str {
    match state {
        "draft" => "being written",
        "in-force" => "in force",
        "on-hold" => "on hold",
        "ended" => "ended",
        "declined" => "answered with no",
        "taken-back" => "taken back",
        _ => "proposed",
    }
}
/// More ways to answer.
pub const FURTHER: &str = "More";
/// All that can be done with an entry.
pub const FURTHER_ACTS: &str = "More to do";
/// Hides what is seldom done.
pub const FEWER_ACTS: &str = "Less";
/// The label of the hold.
pub const HOLD: &str = "What I write is held";
/// Its help.
pub const HOLD_HELP: &str = "Until then you can take it back without a trace.";
/// Above the choice of quiet hours.
pub const QUIET: &str = "Quiet from";
/// When they end.
pub const QUIET_UNTIL: &str = "Quiet until";
/// None.
pub const NO_QUIET: &str = "No quiet hours";
/// What they do.
pub const QUIET_HELP: &str = "What you finish in these hours waits until they end. A pause, a talk and \
texts that you both write go at once, and so does what you correct.";
/// A line of one's own on Today, and its place in the settings.
pub const ASIDE: &str = "Time you set aside";
/// What it is for.
pub const ASIDE_WHAT: &str = "What it is for";
/// When it is shown, and to whom.
pub const ASIDE_HELP: &str = "On these days Today shows this line, to you alone. With no day chosen it \
                              shows nothing.";
/// It is put off to the next day.
pub const ANOTHER_DAY: &str = "Another day";
/// What somebody owned, by its day.
pub fn you_wrote(written: &str) -> String {
    format!("Something you wrote on {}", said_date(written))
}
/// Why it stands on Today, and for whom.
pub const WEEKS_AFTER: &str = "What has changed since? Only you see this line.";
/// It is shown no more.
pub const NOT_NEEDED: &str = "Not needed";
/// It is time to look at how the two share.
pub const CHARTER_DUE: &str = "Half a year ago you both chose how you share";
/// What can be done; it is asked of each alone.
pub const CHARTER_DUE_HELP: &str = "You are asked alone, and what you choose here is not shared. You \
can leave it as it is, begin a text about changing it, or pause sharing on this computer.";
/// It stays.
pub const CHARTER_STAYS: &str = "Leave it as it is";
/// A text about it is begun.
pub const CHARTER_CHANGE: &str = "Write about changing it";
/// Sharing pauses.
pub const CHARTER_PAUSE: &str = "Pause sharing";
/// The title of that text.
pub const CHARTER_TITLE: &str = "How we share";
/// No hold.
pub const NO_HOLD: &str = "Not at all";
/// Above what goes along.
pub const WRITING: &str = "Writing";

/// Takes back what waits.
pub const TAKE_BACK: &str = "Take back";
/// Earlier versions.
pub const VERSIONS: &str = "Earlier versions";
/// The same, where one of them came later and stands for nothing.
pub const OTHER_VERSIONS: &str = "Other versions";
/// Adds a word.
pub const COMMENT: &str = "Write a note";
/// Asks about it.
pub const ASK_ABOUT: &str = "Ask about it";
/// Answers.
pub const ANSWER: &str = "Answer";
/// Assents.
pub const ASSENT: &str = "I assent";
/// Proposes another version.
pub const COUNTER: &str = "Propose another version";
/// Thanks back.
pub const THANK_BACK: &str = "Thank back";
/// An entry that is not here.
pub const NO_ENTRY: &str = "This entry is not here";
/// Why it may not be.
pub const NO_ENTRY_HELP: &str = "It was taken back, or is still being loaded.";

/// Who can see it.
pub fn shared_with(partner: &str) -> String {
    format!("Shared with {partner}")
}

/// Who will see it, while it is being written.
pub fn goes_to(partner: &str) -> String {
    format!("Goes to {partner}")
}

/// Who will see it.
pub fn waits_for(partner: &str) -> String {
    format!("Goes to {partner} when your devices meet")
}

/// Opens a further layer of an answer.
pub fn open_layer(layer: &str) -> &'static str {
    match layer {
        "context" => "Open what may help to understand it",
        "detail" => "Open the detail",
        _ => "Open this part",
    }
}

// The composer.

/// Makes it an entry.
pub fn share(partner: &str) -> String {
    format!("Share with {partner}")
}

/// Keeps a page for oneself.
pub const KEEP: &str = "Keep";
/// Puts it away; what was typed stays.
pub const PUT_AWAY: &str = "Put away";
/// Throws the draft away.
pub const DISCARD: &str = "Discard the draft";
/// The question before it is thrown away.
pub const DISCARD_TITLE: &str = "Discard this draft?";
/// What it does.
pub const DISCARD_BODY: &str = "What you typed here is deleted from this device. An entry that is \
shared already stays as it is.";
/// The draft is on the disk.
pub const DRAFT_SAVED: &str = "Draft saved";
/// The draft is not on the disk yet.
pub const DRAFT_TYPING: &str = "Draft";
/// The draft is not on the disk, and why.
pub fn draft_not_kept(cause: &str) -> String {
    format!("{cause} What you typed stays on this page and is not saved yet.")
}
/// On the lock screen, where the disk did not take what was typed last.
pub const NOT_KEPT_AT_LOCK: &str = "What you typed last is not saved: the disk did not take it. \
This window keeps it, locked like the journal, until you open it again. Make room on the disk; \
then open your journal here.";
/// The same, where the window was to be closed.
pub const NOT_KEPT_AT_CLOSE: &str = "What you typed last is not saved: the disk did not take it. \
The window stayed open and keeps it, locked like the journal. Make room on the disk, then open \
your journal here. If you close the window again, what you typed last is lost.";
/// Another journal cannot be opened in this window before this one.
pub const OPEN_THIS_FIRST: &str = "This window keeps what you typed last in this journal. Open \
this one first.";
/// Shows the prompts.
pub const PROMPTS: &str = "Beginnings";
/// Hides them.
pub const HIDE_PROMPTS: &str = "Hide the beginnings";
/// Shows the further fields.
pub const MORE: &str = "More";
/// Hides them.
pub const LESS: &str = "Less";
/// The private beat before an assent.
pub const BEFORE_ASSENT: &str = "Before you assent, a moment for yourself. Could you say no to \
this? Is there a smaller step? You can take your assent back at any time, without a reason.";
/// Beside a text that asks for passwords, for a place or for access.
pub const ASKS_FOR_ACCESS: &str = "You can write this. An end date or a smaller step is possible \
too. Only you see this line.";
/// How a day is typed.
pub const DAY_HELP: &str = "A date, such as 2027-03-14.";
/// How a time is typed.
pub const TIME_HELP: &str = "A time, such as 20:30.";
/// No choice.
pub const NO_CHOICE: &str = "Leave open";
/// No choice yet, where one is needed.
pub const CHOOSE: &str = "Choose";

/// The gate before a question.
pub const GATE_TITLE: &str = "Before you ask";
/// What it is.
pub const GATE_HELP: &str = "Four questions, for you alone.";
/// The four questions.
pub const GATE: [&str; 4] = [
    "Do I need to know this?",
    "Would the answer help me to heal?",
    "Could it be a question that helps neither of us?",
    "Would the answer leave pictures that stay, or set off alarms?",
];
/// The same question, said in a talk.
pub const GATE_ALOUD: &str = "Ask it, for a talk";
/// The same question, with a therapist.
pub const GATE_THERAPIST: &str = "Ask it, for a therapist";
/// On.
pub const GATE_ASK: &str = "Ask";
/// After it was kept for later.
pub const KEPT_FOR_LATER: &str = "Kept for later, on this device.";
/// The same, with a day.
pub fn kept_until(day: Day) -> String {
    format!(
        "Kept on this device. Today shows its words from {} on.",
        date(day)
    )
}
/// The day from which on it is named.
pub const GATE_UNTIL: &str = "Come back to it on";
/// What is typed is no day.
pub const NO_DAY: &str =
    "This is no day. Nothing is lost. Write it like 2026-11-30, or leave it empty.";
/// What a draft says that waits for its day.
pub fn waits_until(day: Day) -> String {
    format!("comes back on {}", date(day))
}
/// A question that could be answered with yes or no, to its writer.
pub const CLOSED_QUESTION: &str =
    "This can be answered with yes or no. If you like, begin in a way that leaves more room.";
/// Beginnings that leave more room.
pub const OPENINGS: [&str; 4] = [
    "What was going on in you when …",
    "How was it for you when …",
    "What did you notice when …",
    "How did it come to …",
];
/// Back to the words.
pub const GATE_REWORD: &str = "Word it differently";
/// Leaves it as a draft.
pub const GATE_LATER: &str = "Keep it for later";
/// Throws it away.
pub const GATE_LET_GO: &str = "Let it go";
/// What keeping it does.
pub const GATE_PARKED: &str = "A question kept for later is a draft on this device. With no day, Today shows its words at once.";

/// After an entry was finished.
pub fn saved(partner: &str) -> String {
    format!("Saved. It goes to {partner} when your devices meet.")
}

/// After an entry was finished that is held first.
pub fn saved_held(partner: &str, hold: u32) -> String {
    format!(
        "Saved, and held for {}. Then it goes to {partner} when your devices meet.",
        minutes(hold)
    )
}

/// After one's own half of a pair was sealed.
pub const SEALED: &str = "Sealed. It opens when both have sealed.";
/// After it was taken back.
pub const UNSEALED: &str = "Your half is taken back.";
/// After a page for oneself was kept.
pub const SAVED_FOR_ME: &str = "Saved. It stays on this device.";
/// After something was taken back.
pub const TAKEN_BACK: &str = "Taken back. It is a draft again, on this device alone.";
/// After a page of one's own was deleted.
pub const DELETED: &str = "The page is deleted.";
/// Undoes.
pub const UNDO: &str = "Take back";
/// Takes more of the other device than is taken without asking.
pub const TAKE_MORE: &str = "Take up to 1 GiB more";
/// Puts a word away.
pub const CLOSE: &str = "Close";

// Search.

/// The name of the field.
pub const SEARCH_SHARED: &str = "Search in what you share";
/// The name of the field in Mine alone.
pub const SEARCH_MINE: &str = "Search in your own pages";
/// What it finds.
pub const SEARCH_HINT: &str = "Words, or parts of words";
/// Empties the field.
pub const SEARCH_CLEAR: &str = "Empty the search";
/// Nothing was found.
pub const NOTHING_FOUND: &str = "Nothing holds these words";
/// What helps.
pub const NOTHING_FOUND_HELP: &str = "Fewer words, or a part of one, find more.";

/// On the card of an entry that holds the words in a layer that was not opened yet.
pub const FOUND_CLOSED: &str = "in a part that is not open yet";

/// How many were found.
pub fn found(number: usize) -> String {
    match number {
        1 => "1 entry".to_owned(),
        many => format!("{many} entries"),
    }
}

/// How many were found, when not all of them are drawn.
pub fn found_shown(number: usize, shown: usize) -> String {
    format!("{number} entries; the newest {shown} are shown")
}

// Mine alone.

/// What stands over the closed door.
pub const MINE_CLOSED: &str = "Pages that stay on this device. They open with a passphrase of \
their own.";
/// The label of the field.
pub const MINE_PASSPHRASE: &str = "Passphrase for Mine alone";
/// Closes it.
pub const MINE_CLOSE: &str = "Close Mine alone";
/// Shows the other kinds of pages.
pub const OTHER_PAGES: &str = "Other pages";
/// Hides them.
pub const FEWER_PAGES: &str = "Fewer";
/// Above the next step that a page names.
pub const NEXT_STEP: &str = "You noted this as the next step:";
/// Begins a shared draft with the words of a page.
pub const SHARE_FROM: &str = "Begin something shared with these words:";
/// Own pages for a moment of alarm.
pub const OWN_ALARM: &str = "When something alarms you";
/// Own pages before a decision.
pub const OWN_DECIDE: &str = "To find out what you want";
/// Own pages about one's own part.
pub const OWN_PART: &str = "Your own part, and time";
/// Own pages for later.
pub const OWN_LATER: &str = "For later";
/// Own pages whose day has come.
pub const OWN_AGAIN: &str = "You wanted to look at this again";
/// Writing that is not kept.
pub const LET_OUT: &str = "Let it out";
/// What it is.
pub const LET_OUT_HELP: &str = "This stays in memory and is on no disk. It is gone when you leave \
this page, unless you keep it. You could also walk fast, tear paper, or shout into a pillow.";
/// The label of the field.
pub const LET_OUT_LABEL: &str = "Whatever it is";
/// Burns it.
pub const LET_GO: &str = "Let it go";
/// After it.
pub const LET_GONE: &str = "It is gone.";
/// Keeps it.
pub const KEEP_AS_PAGE: &str = "Keep as a page";
/// Writes what lies under it.
pub const UNDER_IT: &str = "Write the feeling under it";
/// A new page.
pub const MINE_NEW: &str = "Write a page";
/// The place, when it is empty.
pub const MINE_EMPTY_TITLE: &str = "A place of your own";
/// What it is for.
pub const MINE_EMPTY: &str = "Pages you write for yourself live here.";
/// Sets the first passphrase.
pub const MINE_SET: &str = "Set the passphrase";
/// Why the first passphrase is asked for.
pub const MINE_CANDOR: &str = "Passphrase of Candor";
/// Its help.
pub const MINE_CANDOR_HELP: &str = "It is asked for again, so that nobody else can do this while \
                                    Candor is open.";
/// Deletes a page.
pub const DELETE: &str = "Delete";
/// The question.
pub const DELETE_TITLE: &str = "Delete this page?";
/// What it does.
pub const DELETE_BODY: &str = "Its words are erased from this device. Older backups of the folder \
keep them.";
/// The way out.
pub const KEEP_IT: &str = "Keep it";
/// Corrects a page.
pub const EDIT: &str = "Edit";

// Settings.

/// Above looks.
pub const LOOKS: &str = "Looks";
/// Above what closes the journal.
pub const CLOSING_TITLE: &str = "Closing by itself";
/// The label of the minutes.
pub const LOCK_MINUTES: &str = "After this time without a key or a click";

/// A number of minutes.
pub fn minutes(number: u32) -> String {
    match number {
        60 => "1 hour".to_owned(),
        1440 => "1 day".to_owned(),
        1 => "1 minute".to_owned(),
        many => format!("{many} minutes"),
    }
}

/// The label of the theme.
pub const THEME: &str = "Theme";
/// The themes.
pub const THEMES: [&str; 4] = ["As the system", "Light", "Dark", "High contrast"];
/// The label of the zoom.
pub const ZOOM: &str = "Size of everything";
/// Whether things move.
pub const MOTION: &str = "Motion";
/// What can be chosen, in the order of the settings.
pub const MOTIONS: [&str; 3] = ["As the system", "Full", "Less"];
/// What less is.
pub const MOTION_HELP: &str = "With less, panels and notes appear at once, without sliding.";
/// What the desktop lists as the reason why sleep waits for a moment. Others can read it.
pub const LOCKS_BEFORE_SLEEP: &str = "Closes what is open";
/// The label of the title.
pub const TITLE_LABEL: &str = "Title of the window";
/// Its help.
pub const TITLE_HELP: &str = "Shown in the task bar. It holds nothing of the journal.";
/// Above the passphrases.
pub const PASSPHRASES: &str = "Passphrases";
/// The passphrase until now.
pub const OLD_PASSPHRASE: &str = "Passphrase until now";
/// Its help.
pub const OLD_PASSPHRASE_HELP: &str = "It is asked for again, so that nobody else can change it \
                                       while Candor is open.";
/// A new passphrase.
pub const NEW_PASSPHRASE: &str = "New passphrase";
/// Changes it.
pub const CHANGE_PASSPHRASE: &str = "Change the passphrase";
/// The own passphrase until now.
pub const OLD_OWN: &str = "Passphrase for Mine alone until now";
/// The new own passphrase.
pub const NEW_OWN: &str = "New passphrase for Mine alone";
/// Changes it.
pub const CHANGE_OWN: &str = "Change the passphrase for Mine alone";
/// After the change.
pub const PASSPHRASE_CHANGED: &str = "The passphrase is changed.";
/// After the change of the own one.
pub const OWN_PASSPHRASE_CHANGED: &str = "The passphrase for Mine alone is changed.";
/// Above what the program is.
pub const ABOUT: &str = "About";
/// Where the journal is.
pub fn kept_in(folder: &str) -> String {
    format!("The journal is kept in {folder}. Removing Candor leaves it there.")
}
/// The version.
pub fn version(version: &str) -> String {
    format!(
        "Candor {version}. Licensed under MIT or Apache 2.0. Fonts: Literata and Source Sans 3 \
         under the SIL Open Font License, icons by Phosphor under MIT."
    )
}
/// Shows what is typed.
pub const SHOW_TYPED: &str = "Show what is typed";
/// Hides it.
pub const HIDE_TYPED: &str = "Hide what is typed";

// A notice.

/// Once more.
pub const AGAIN: &str = "Begin again";
/// To Today.
pub const TO_TODAY: &str = "Go to Today";
/// While records come and go.
pub fn progress(done: u64, expected: u64) -> String {
    format!("{done} of {expected} records have come or gone")
}

// Shortcuts.

/// Every shortcut and what it does.
pub const SHORTCUT_SHEET: &[(&str, &str)] = &[
    ("Ctrl+1", "Today"),
    ("Ctrl+2", "Timeline"),
    ("Ctrl+3", "Talk"),
    ("Ctrl+4", "Agreements"),
    ("Ctrl+5", "Promises"),
    ("Ctrl+6", "Us"),
    ("Ctrl+7", "Look back"),
    ("Ctrl+8", "Mine alone"),
    ("Ctrl+N", "Something to tell"),
    ("Ctrl+F", "Search"),
    ("Ctrl+Enter", "Finish what you are writing"),
    ("Ctrl+S", "Save the draft now"),
    ("Esc", "Back, or put away"),
    ("Esc Esc", "Hide and lock"),
    ("Ctrl+L", "Lock"),
    ("Ctrl+,", "Settings"),
    ("F1", "Shortcuts"),
    ("J, K", "Next and previous entry"),
    ("R, E", "Reply to the entry, or correct it"),
    ("Page and Home keys", "Move the page"),
    ("Ctrl + and Ctrl −", "Larger and smaller"),
    ("Ctrl+0", "The size it had at first"),
    ("Alt+Left", "Back"),
    ("Ctrl+Q, Ctrl+W", "Close Candor"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a date")
    }

    #[test]
    fn things_stand_from_ones_own_side() {
        let today = day("2026-11-22");
        assert_eq!(
            standing("Ben", 0, Some(today), today, false),
            "Everything is with Ben. Last met: today."
        );
        assert_eq!(
            standing("Ben", 2, Some(day("2026-11-21")), today, true),
            "2 entries go when your devices meet. Last met: yesterday. The network is off."
        );
        assert_eq!(
            standing("Ben", 1, Some(day("2026-05-03")), today, false),
            "1 entry goes when your devices meet. Last met: 3 May 2026."
        );
    }

    #[test]
    fn dates_are_words() {
        assert_eq!(long_date(day("2026-11-22")), "Sunday, 22 November 2026");
        assert_eq!(month(2026, 3), "March 2026");
        assert_eq!(happened("none"), None);
        assert_eq!(
            happened("2026-03-01..2026-03-04").as_deref(),
            Some("happened 1 March 2026 to 4 March 2026")
        );
        assert_eq!(
            happened("around Tuesday").as_deref(),
            Some("happened around Tuesday")
        );
        for (value, said) in [
            ("around in the nineties", "happened in the nineties"),
            ("around Last summer", "happened Last summer"),
            ("around summer 2015", "happened around summer 2015"),
            ("1987", "happened 1987"),
            ("1987-06", "happened June 1987"),
            ("1987-06-14", "happened 14 June 1987"),
        ] {
            assert_eq!(happened(value).as_deref(), Some(said));
        }
    }
}
