//! What a person is told when something cannot be done.

use std::path::Path;

use candor_core::entry::template::ContentError;
use candor_core::journal::{AuthorError, NamingError};
use candor_core::keyring::KeyringError;
use candor_core::names::NameError;
use candor_core::profile::ProfileError;
use candor_core::store::{FileError, NoPlace, StoreError};
use candor_core::view::rules::ReplyError;
use candor_sync::invitation::InvitationError;
use candor_sync::net::NetError;
use candor_sync::pairing::PairingError;

use super::{between, inert, kinds};
use crate::engine::Trouble;

/// What is said of a file that a later program has written, at both.
const NEWER: &str = "This journal was used with a newer Candor, which keeps it in another way. \
    Nothing in it was changed. Open it with that newer one.";
/// So much of a path is shown.
const SHOWN_CHARS: usize = 120;

/// As [`trouble`], for somebody at the window: what can be done is done there.
pub fn window_trouble(of: &Trouble) -> String {
    match of {
        Trouble::NotPaired => "There is nobody to share with yet. Nothing was sent. Pair first; \
             in Mine alone you can write at any time."
            .into(),
        Trouble::WaitingForAnother => "Entries wait here for another person. They are safe and \
             were not sent. Take them back, or pair with that person."
            .into(),
        Trouble::NoSuchEntry => "This entry is not here any more. Nothing was changed.".into(),
        Trouble::NotWaiting => "This entry does not wait any more, it is shared. Nothing was \
             changed. It can be corrected until the end of the next day."
            .into(),
        Trouble::OwnClosed => {
            "Mine alone is closed. Nothing was read or changed. Open it first.".into()
        }
        Trouble::Profile(ProfileError::NotFree) => "The folder is not empty. Nothing in it was \
             changed. Choose an empty one, or one that is not there yet."
            .into(),
        Trouble::Profile(ProfileError::NoJournal) => "This folder holds no journal of Candor. \
             Nothing was changed. Choose another one, or make a journal."
            .into(),
        Trouble::Profile(ProfileError::OwnIsSet) => "Mine alone has a passphrase already. Nothing \
             was changed. It can be changed in the settings."
            .into(),
        Trouble::Author(AuthorError::Reply(error)) => window_reply(error),
        Trouble::Author(error) => window_author(error).map_or_else(|| trouble(of), Into::into),
        other => trouble(other),
    }
}

/// What an entry lacks or may not be, at the window, where other words are needed there.
fn window_author(error: &AuthorError) -> Option<&'static str> {
    Some(match error {
        AuthorError::Alone => {
            "There is nobody to share with yet. Nothing was written. Pair first; pages for you \
             alone can be written at any time."
        }
        AuthorError::UnknownKind(_) => {
            "This kind of entry is not known here. Nothing was written. Use the same version of \
             Candor on both devices."
        }
        AuthorError::Content(error) => return window_content(error),
        AuthorError::NoSuchEntry => "This entry is not here any more. Nothing was changed.",
        AuthorError::NotYours => {
            "This entry is not yours, so it cannot be changed from here. Nothing was changed. You \
             could answer it."
        }
        AuthorError::NoSuchVersion => {
            "This version was replaced, or this was said of it already. Nothing was written. The \
             page of the text shows how things stand."
        }
        AuthorError::Fixed => {
            "What was proposed stays as it is, so that both know what they assent to. Nothing was \
             changed. You could propose another version."
        }
        AuthorError::OnlyAsReply => {
            "This can only answer another entry. Nothing was written. Open that entry first."
        }
        AuthorError::Changed
        | AuthorError::Reply(_)
        | AuthorError::DatedAhead
        | AuthorError::NotAhead
        | AuthorError::TooLateToEdit
        | AuthorError::Sealed
        | AuthorError::Bound
        | AuthorError::Lasting
        | AuthorError::Asked
        | AuthorError::TooLateToWithdraw
        | AuthorError::Document(_)
        | AuthorError::Payload(_)
        | AuthorError::Store(_) => return None,
    })
}

/// What a form lacks, at the window.
fn window_content(error: &ContentError) -> Option<&'static str> {
    Some(match error {
        ContentError::EndNeeded => {
            "What limits contact needs a day on which it ends. Nothing was written. Fill in “It \
             ends on”."
        }
        ContentError::NoSuchField(_)
        | ContentError::Value(_)
        | ContentError::Missing(_)
        | ContentError::FieldTooLong(_) => {
            "Something that was filled in does not fit. Nothing was written, and your words are \
             still here. Look through the fields once more."
        }
        ContentError::NoText => {
            "There is no text yet. Nothing was written. A few words are enough."
        }
        ContentError::Review
        | ContentError::Ended
        | ContentError::Blank(_)
        | ContentError::Text
        | ContentError::TextTooLong
        | ContentError::Nul => return None,
    })
}

/// Three short sentences: what happened, what is safe, what can be done.
pub fn trouble(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Profile(error) => profile(error),
        Trouble::Author(error) => author(error),
        Trouble::Naming(error) => naming(error),
        Trouble::NotPaired => "There is nobody to share with yet. Nothing was written. Pair first \
             with `candor invite` or `candor join`; own pages can be written at any time."
            .into(),
        Trouble::AlreadyPaired => "This journal is paired already. Nothing was changed. Another \
             pairing needs a data folder of its own."
            .into(),
        Trouble::WaitingForAnother => "Entries wait here for another person. They are safe and \
             were not sent. Cancel them with `candor cancel`, or pair with that person."
            .into(),
        Trouble::NoSuchEntry => "There is no entry with this id. Nothing was changed. `candor \
             list` shows all ids."
            .into(),
        Trouble::Ambiguous => "Several entries begin with this id. Nothing was changed. Give more \
             of its letters."
            .into(),
        Trouble::NotWaiting => "This entry does not wait any more, it is shared. Nothing was \
             changed. A new version can be written with `candor edit`."
            .into(),
        Trouble::OwnClosed => "Your own pages are closed. Nothing was read or changed. Give \
             --own-passphrase-file."
            .into(),
        Trouble::Invitation(error) => invitation(*error),
        Trouble::Pairing(error) => pairing(*error),
        Trouble::WordsDiffer => "The words were not confirmed as the same. There is no bond, and \
             nothing was stored. Someone may stand between the two devices: make a new \
             invitation and compare the words aloud."
            .into(),
        Trouble::LostInPairing => "The connection ended before the pairing was complete. No entry \
             is affected. Make a new invitation and pair again."
            .into(),
        Trouble::InvitationRefused => "The other device turned the answer away. Nothing was \
             stored. The invitation may be used, over, or not meant for this: ask for a new one."
            .into(),
        Trouble::TimeUp => "The time is up. Everything written is safe here and goes along when \
             your devices meet. Try again when it suits you both."
            .into(),
        Trouble::Net(error) => net(error),
        Trouble::NoCommonVersion => "The two programs speak no common version. Everything is safe \
             on both sides. Use the same version of Candor on both devices."
            .into(),
        Trouble::OtherFile(path, error) => format!(
            "{} cannot be read or written: {}. The journal is as it was. Choose another \
             place, or look at its permissions.",
            inert(path),
            inert(error)
        ),
        Trouble::ExportNotEmpty => "The folder for the copy is not empty. Nothing was written. \
             Name an empty folder, or one that is not there yet."
            .into(),
        Trouble::Stopped => "Candor was stopped. Everything that was saved is safe.".into(),
    }
}

fn profile(error: &ProfileError) -> String {
    match error {
        ProfileError::NotFree => "The folder is not empty. Nothing in it was changed. Name an \
             empty folder with --data, or one that is not there yet."
            .into(),
        ProfileError::NoJournal => "This folder holds no journal of Candor. Nothing was changed. \
             Name another one with --data, or begin one with `candor init`."
            .into(),
        ProfileError::Name(error) => name(*error).into(),
        ProfileError::WorkFactor => "The work factor does not fit. Nothing was made. Use a number \
             from 10 to 22; 18 is usual."
            .into(),
        ProfileError::EmptyPassphrase => "The passphrase is empty. Nothing was changed. Use \
             several words that nobody near you would guess."
            .into(),
        ProfileError::SamePassphrase => "The passphrase and the own passphrase are the same. \
             Nothing was changed. Use two different ones: the second keeps your own pages closed \
             when the first is known."
            .into(),
        ProfileError::NotProven => "This is not the passphrase of Candor. Nothing was changed. \
             Look at the keyboard layout and try again."
            .into(),
        ProfileError::OwnIsSet => "An own passphrase is set already. Nothing was changed. To \
             change it, give the one until now with --own-passphrase-file."
            .into(),
        ProfileError::Keyring(KeyringError::WrongPassphrase) => "The passphrase does not open \
             this. Nothing was changed. Look at the keyboard layout and try again."
            .into(),
        ProfileError::Keyring(KeyringError::Damaged) => "A key file is damaged, or is not of \
             this journal. The entries themselves are untouched. Put a copy of the key files back, \
             and try again."
            .into(),
        ProfileError::Keyring(KeyringError::Newer) => NEWER.into(),
        ProfileError::Keyring(KeyringError::Work(_)) => "The unlock file asks for more work than \
             Candor accepts. Nothing was changed. It may not be one that Candor made."
            .into(),
        ProfileError::Store(error) => store(error),
        ProfileError::File(FileError::Missing(name)) => format!(
            "{name} is missing in the data folder. The other files were not changed. Put a copy \
             of it back, and try again."
        ),
        ProfileError::File(FileError::TooLarge(name)) => format!(
            "{name} is larger than such a file can be. Nothing was changed. It may not be one \
             that Candor made."
        ),
        ProfileError::File(FileError::Store(error)) => store(error),
    }
}

fn store(error: &StoreError) -> String {
    match error {
        StoreError::Full => "The disk is full. What was saved before is safe; this was not saved. \
             Free some space and try again."
            .into(),
        StoreError::ReadOnly => "The data folder cannot be written. What is in it is as it was. \
             Look at its permissions, or whether it is still there."
            .into(),
        StoreError::Busy => "This data folder is open in another Candor. Nothing was changed. \
             Close the other one, and try again."
            .into(),
        StoreError::Damaged => "A file of the journal is damaged, or is not one of Candor's. It \
             was not changed. The other device has a copy of the shared history."
            .into(),
        StoreError::Newer => NEWER.into(),
        StoreError::Stopped => "An earlier write failed. What was saved before is safe. Try \
             again."
            .into(),
        StoreError::NotAFile(name) => format!(
            "{} in the data folder is a link, a pipe, a folder or a device, and not a file. \
             Nothing was read or changed. Put the file itself in its place.",
            inert(name)
        ),
        StoreError::Unreadable(name) => format!(
            "This account may not read {} in the data folder. Nothing was changed. Look at its \
             permissions.",
            inert(name)
        ),
        StoreError::Foreign(what) => format!(
            "shared.db holds a {what} that Candor did not make. It was not opened or changed. Put \
             a copy of the file back; the other device has the shared history too."
        ),
        StoreError::NoPlace(path, why) => no_place(path, *why),
        StoreError::Io(detail) => format!(
            "The disk gave an error: {}. What was saved before is safe; this was not saved. \
             Try again, and look after the disk if it comes again.",
            inert(&detail.to_string())
        ),
    }
}

fn no_place(path: &Path, why: NoPlace) -> String {
    let path = shown(path);
    match why {
        NoPlace::TooLong => format!(
            "A name in {path} is longer than the disk takes. Nothing was changed. Choose a \
             shorter one."
        ),
        NoPlace::NotAFolder => format!(
            "{path} is not a folder. Nothing was changed. Name a folder, or a path where nothing \
             is yet."
        ),
        NoPlace::NotAllowed => format!(
            "This account may not use {path}. Nothing was changed. Look at its permissions, or \
             name another folder."
        ),
        NoPlace::OfAnother => format!(
            "{path} belongs to another account of this computer, which could look into it. \
             Nothing was changed. Name a folder of your own."
        ),
    }
}

/// A path on one line; of a long one the beginning.
fn shown(path: &Path) -> String {
    let path = inert(&path.display().to_string());
    match path.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &path[..end]),
        None => path,
    }
}

fn author(error: &AuthorError) -> String {
    match error {
        AuthorError::Alone => trouble(&Trouble::NotPaired),
        AuthorError::UnknownKind(kind) => format!(
            "There is no kind of entry called {kind:?} here. Nothing was written. `candor \
             templates` shows all kinds."
        ),
        AuthorError::Content(error) => content(error),
        AuthorError::NoSuchEntry => trouble(&Trouble::NoSuchEntry),
        AuthorError::NotYours => "This entry is not yours, so it cannot be changed from here. \
             Nothing was changed. You could answer it with `candor reply`."
            .into(),
        AuthorError::TooLateToEdit => "An entry can be corrected until the end of the next day. \
             It stays as it is. You could add to it with a reply or a new entry."
            .into(),
        AuthorError::Reply(error) => reply(error),
        AuthorError::NoSuchVersion => "There is no such version to say this of now: it was \
             replaced, or this was said already. Nothing was written. `candor agreements` shows \
             how things stand."
            .into(),
        AuthorError::Sealed => "Your half is sealed already. Nothing was changed. You could take \
             it back first, as long as both have not sealed."
            .into(),
        AuthorError::Bound => "Both have sealed, so neither half can be taken back. It opens, or \
             is open, on both sides."
            .into(),
        AuthorError::Asked => "You have proposed this already, and it waits for the other's word. \
             Nothing was changed. You can take it back at any time."
            .into(),
        AuthorError::Lasting => "Agreements and what was told of promises stay. Nothing was \
             changed. An agreement can be ended, and an assent taken back at any time."
            .into(),
        AuthorError::TooLateToWithdraw => "The days in which it could be withdrawn are over. It \
             stays as it is. You could step back from it, or propose to remove it together."
            .into(),
        AuthorError::Fixed => "What was proposed stays as it is, so that both know what they \
             assent to. Nothing was changed. You could propose another version with `candor \
             counter`."
            .into(),
        AuthorError::OnlyAsReply => "This kind can only answer another entry. Nothing was \
             written. Use `candor reply`."
            .into(),
        AuthorError::Document(_) | AuthorError::Payload(_) => "This is too long, or was changed \
             too often, to become an entry. Nothing was written. Shorten it, or begin a new one."
            .into(),
        AuthorError::Changed => "This was corrected while you had it before you. Nothing was \
             written. Read what it says now, and answer that."
            .into(),
        AuthorError::DatedAhead => "This entry says a day that has not come yet, so a clock was \
             wrong. Its words stay as they are. You could put its day right, or add to it."
            .into(),
        AuthorError::NotAhead => "The day of this entry is not ahead of the calendar. Nothing was \
             changed."
            .into(),
        AuthorError::Store(error) => store(error),
    }
}

/// Why an answer does not fit, at the command line: what comes first is named, and how.
fn reply(error: &ReplyError) -> String {
    match error {
        ReplyError::Kind => "This kind does not answer that entry. Nothing was written. \
             `candor templates` shows which replies each kind takes, and from whom."
            .into(),
        ReplyError::Writer => "This answer is for the other person to write. Nothing was \
             written. `candor templates` shows which replies each kind takes, and from whom."
            .into(),
        ReplyError::NotYet(kind) => format!(
            "{} Nothing was written. It is the kind `{kind}`; `candor show` shows what is there \
             so far.",
            comes_first(kind)
        ),
        ReplyError::FirstDay(only) => {
            let only: Vec<String> = only
                .iter()
                .map(|kind| format!("{:?} (`{kind}`)", kinds::name(kind)))
                .collect();
            first_day(&only)
        }
        ReplyError::NotAsked => "Nothing is asked there, or not any more. Nothing was written. \
             `candor between` shows what is open."
            .into(),
        ReplyError::NeverAgreed => "Both never assented to this, so there is nothing to end. \
             Nothing was written. You could say no to it with `candor decline`, or take back \
             what you proposed with `candor unassent`."
            .into(),
    }
}

/// The same in the window, where what fits stands below the entry.
fn window_reply(error: &ReplyError) -> String {
    match error {
        ReplyError::Kind => "This does not answer that entry. Nothing was written. What answers \
             it stands below it."
            .into(),
        ReplyError::Writer => "This answer is for the other person to write. Nothing was \
             written. What you can say stands below the entry."
            .into(),
        ReplyError::NotYet(kind) => format!(
            "{} Nothing was written. What can be said now stands below the entry.",
            comes_first(kind)
        ),
        ReplyError::FirstDay(only) => {
            let only: Vec<String> = only
                .iter()
                .map(|kind| format!("{:?}", kinds::name(kind)))
                .collect();
            first_day(&only)
        }
        ReplyError::NotAsked => format!(
            "Nothing is asked there, or not any more. Nothing was written. {:?} shows what is \
             open.",
            between::BETWEEN
        ),
        ReplyError::NeverAgreed => "Both never assented to this, so there is nothing to end. \
             Nothing was written. You could say no to it, or take your assent back."
            .into(),
    }
}

/// Which answer comes first.
fn comes_first(kind: &str) -> String {
    match kind {
        "report" => format!(
            "{:?} comes first, from whoever promised; from the third day after its day on, \
             either can tell.",
            kinds::name(kind)
        ),
        _ => format!("{:?} comes first.", kinds::name(kind)),
    }
}

/// Which answers there are on the first day.
fn first_day(only: &[String]) -> String {
    format!(
        "Until the end of the next day this takes only these answers: {}. Nothing was written. \
         The others are there from then on.",
        only.join(", ")
    )
}

fn name(error: NameError) -> &'static str {
    match error {
        NameError::Empty | NameError::TooLong => {
            "The name does not fit. Nothing was changed. Use 1 to 40 characters on one line."
        }
        NameError::Character => {
            "The name holds a character that cannot be shown. Nothing was changed. Type it anew, \
             on one line."
        }
    }
}

fn naming(error: &NamingError) -> String {
    match error {
        NamingError::Name(error) => name(*error).into(),
        NamingError::LikeMine => "This reads as your own name. Nothing was changed. Choose one \
             that tells the two of you apart."
            .into(),
        NamingError::Store(error) => store(error),
    }
}

fn content(error: &ContentError) -> String {
    match error {
        ContentError::Blank(_) => "There is still a blank (…) to fill in. Nothing was written. \
             Put your own words in its place, or take it out."
            .into(),
        ContentError::Review => "The day to look at it again is to come within six months. \
             Nothing was written. Choose a nearer day."
            .into(),
        ContentError::Ended => "The day it ends has gone by. Nothing was written. Choose a later \
             one."
            .into(),
        ContentError::EndNeeded => "What limits contact needs a day on which it ends. Nothing was \
             written. Name one with `--field end=YYYY-MM-DD`."
            .into(),
        ContentError::Text => "This kind has no text, its word says it all. Nothing was written. \
             Leave the text out."
            .into(),
        ContentError::NoSuchField(name) => format!(
            "This kind has no field {name:?}. Nothing was written. `candor templates` shows the \
             fields of each kind."
        ),
        ContentError::Value(name) => format!(
            "The field {name:?} does not take this value. Nothing was written. `candor templates` \
             shows the values it takes."
        ),
        ContentError::Missing(name) => format!(
            "The field {name:?} is needed. Nothing was written. `candor templates` shows the \
             values it takes."
        ),
        ContentError::FieldTooLong(name) => format!(
            "The field {name:?} is too long. Nothing was written. Put the long part into the text."
        ),
        ContentError::NoText => "There is no text. Nothing was written. The text is read from \
             standard input."
            .into(),
        ContentError::TextTooLong => "The text is longer than 200 KiB. Nothing was written. \
             Divide it into several entries."
            .into(),
        ContentError::Nul => "The text holds a NUL character, which nothing can show. Nothing was \
             written. Take it out and try again."
            .into(),
    }
}

fn invitation(error: InvitationError) -> String {
    match error {
        InvitationError::NotOne => "This is not an invitation. Nothing was stored. It begins with \
             candor-partner-1- and is one long line."
            .into(),
        InvitationError::OwnDevice => "This text links a device of one's own; it does not pair \
             two people. Nothing was stored. Ask for an invitation."
            .into(),
        InvitationError::Return => "This text brings back a lost device; it does not pair two \
             people. Nothing was stored. Ask for an invitation."
            .into(),
        InvitationError::Checksum => "A character of the invitation is wrong or missing. Nothing \
             was stored. Copy it again, all of it."
            .into(),
        InvitationError::Letter(letter, at) => format!(
            "The character {letter} at place {at} is in no invitation: it was misread or mistyped. \
             Nothing was stored. Copy it again, all of it."
        ),
        InvitationError::Newer => "The invitation was made by a newer Candor. Nothing was stored. \
             Use the same version on both devices."
            .into(),
    }
}

fn pairing(error: PairingError) -> String {
    match error {
        PairingError::Same => "Both sides are the same journal. Nothing was stored. Each person \
             needs a data folder of their own."
            .into(),
        PairingError::Over => "The invitation is over. Nothing was stored. Make a new one.".into(),
        PairingError::Malformed
        | PairingError::WrongSecret
        | PairingError::OtherEndpoint
        | PairingError::OtherNonce
        | PairingError::Key => "The other side does not prove to be the one that was invited. \
             Nothing was stored. Make a new invitation, and send it by another way."
            .into(),
    }
}

fn net(error: &NetError) -> String {
    match error {
        NetError::Bind(_) => "No network port could be opened. Everything written is safe \
             here. Another program may hold the port; try again."
            .into(),
        _ => "The connection could not be made. Everything written is safe here. Try again when \
             it suits you both."
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sentence_at_the_window_names_a_command_of_the_terminal() {
        let fields = ["review".to_owned(), "end".to_owned()];
        let [first, second] = fields;
        let contents = [
            ContentError::NoSuchField(first.clone()),
            ContentError::Value(first.clone()),
            ContentError::Missing(second.clone()),
            ContentError::FieldTooLong(second),
            ContentError::NoText,
            ContentError::Text,
            ContentError::Review,
            ContentError::Ended,
            ContentError::EndNeeded,
            ContentError::Blank(Some(first)),
            ContentError::TextTooLong,
            ContentError::Nul,
        ];
        let authors = [
            AuthorError::Alone,
            AuthorError::UnknownKind("wish".to_owned()),
            AuthorError::Changed,
            AuthorError::DatedAhead,
            AuthorError::NotAhead,
            AuthorError::NoSuchEntry,
            AuthorError::NotYours,
            AuthorError::TooLateToEdit,
            AuthorError::NoSuchVersion,
            AuthorError::Sealed,
            AuthorError::Bound,
            AuthorError::Lasting,
            AuthorError::TooLateToWithdraw,
            AuthorError::Fixed,
            AuthorError::OnlyAsReply,
        ];
        let profiles = [
            ProfileError::NotFree,
            ProfileError::NoJournal,
            ProfileError::EmptyPassphrase,
            ProfileError::SamePassphrase,
            ProfileError::NotProven,
            ProfileError::OwnIsSet,
        ];
        let plain = [
            Trouble::NotPaired,
            Trouble::AlreadyPaired,
            Trouble::WaitingForAnother,
            Trouble::NoSuchEntry,
            Trouble::NotWaiting,
            Trouble::OwnClosed,
            Trouble::WordsDiffer,
            Trouble::LostInPairing,
            Trouble::InvitationRefused,
            Trouble::TimeUp,
            Trouble::NoCommonVersion,
            Trouble::Stopped,
        ];
        let contents = contents.into_iter().map(AuthorError::Content);
        let authors = contents.chain(authors);
        let all = authors
            .map(Trouble::Author)
            .chain(profiles.into_iter().map(Trouble::Profile))
            .chain(plain);
        for trouble in all {
            let says = window_trouble(&trouble);
            assert!(!says.contains('`') && !says.contains("--"), "{says}");
        }
    }

    #[test]
    fn whoever_is_refused_is_told_what_comes_first() {
        let refused = |error| Trouble::Author(AuthorError::Reply(error));
        let first = refused(ReplyError::NotYet("mirror"));
        assert!(trouble(&first).starts_with("\"What I heard\" comes first."));
        assert!(trouble(&first).contains("`mirror`"), "how it is written");
        assert!(window_trouble(&first).starts_with("\"What I heard\" comes first."));
        let told = refused(ReplyError::NotYet("report"));
        assert!(trouble(&told).starts_with("\"How it went\" comes first, from whoever promised"));

        let only = candor_core::entry::template("need").expect("a kind");
        let early = refused(ReplyError::FirstDay(&only.first_day));
        assert!(trouble(&early).contains("\"A word on a need\" (`need-word`)"));
        assert!(window_trouble(&early).contains("\"A word on a need\", \"I need time\"."));
    }

    #[test]
    fn what_a_newer_candor_wrote_is_called_so_and_not_damaged_at_both() {
        for error in [
            ProfileError::Keyring(KeyringError::Newer),
            ProfileError::Store(StoreError::Newer),
            ProfileError::File(FileError::Store(StoreError::Newer)),
        ] {
            let of = Trouble::Profile(error);
            let said = trouble(&of);
            assert!(said.contains("newer Candor") && said.contains("Nothing in it was changed"));
            assert!(!said.contains("damaged"), "{said}");
            assert_eq!(window_trouble(&of), said);
        }
    }

    #[test]
    fn no_refusal_in_the_window_names_a_command() {
        let need = candor_core::entry::template("need").expect("a kind");
        for error in [
            ReplyError::Kind,
            ReplyError::Writer,
            ReplyError::NotYet("rest"),
            ReplyError::FirstDay(&need.first_day),
            ReplyError::NotAsked,
            ReplyError::NeverAgreed,
        ] {
            let said = window_trouble(&Trouble::Author(AuthorError::Reply(error)));
            assert!(!said.contains('`'), "{said}");
        }
    }
}
