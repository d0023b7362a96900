//! What is forgotten is gone on both sides, and nothing else is.

use candor_core::date::Day;
use candor_core::entry::content::FORGOTTEN;
use candor_core::envelope::{Envelope, Wish};
use candor_core::id::EntryId;
use candor_core::journal::{AuthorError, Journal, Withdrawal};
use candor_core::space::Shared;
use candor_core::store::{MemoryStore, SqliteStore};
use candor_core::view::Row;
use candor_core::view::rules::ReplyError;

use crate::disk::Disk;
use crate::faults::open_all;
use crate::forger::*;
use crate::histories::forget_draft;
use crate::kit::*;

/// A meeting on a day: what waits goes along first, what is withdrawn is joined
/// in after, and both end with the same.
fn meet(ada: &mut Journal<Shared>, ben: &mut Journal<Shared>, bytes: &mut Seeded, day: Day) {
    for journal in [&mut *ada, &mut *ben] {
        journal.mark_day(day).expect("writes");
    }
    for _ in 0..3 {
        for journal in [&mut *ada, &mut *ben] {
            journal.flush(bytes, day).expect("writes");
        }
        exchange(ada, ben);
    }
    assert_eq!(ada.digest(), ben.digest());
    assert_eq!(ada.have_digest(), ben.have_digest());
}

fn marker(journal: &Journal<Shared>, entry: EntryId) -> Option<String> {
    let row = journal.view().row(entry)?;
    assert_eq!(row.content.text(), "");
    assert!(row.content.field("title").is_none());
    row.content.field(FORGOTTEN).map(str::to_owned)
}

/// Whether the payload of every change of an entry is erased.
fn is_erased(journal: &mut Journal<Shared>, entry: EntryId) -> bool {
    let changes = journal.view().row(entry).expect("a row").changes.len();
    let left = journal.sealed_payloads(entry).expect("reads").len();
    assert!(changes > 0);
    left == 0
}

#[test]
fn s41_what_is_withdrawn_in_time_goes_from_both_and_leaves_a_marker() {
    let (mut ada, mut ben, mut bytes) = met(1);
    ada.mark_day(today()).expect("writes");
    ben.mark_day(today()).expect("writes");
    let entry = say(&mut ada, &mut bytes, today(), "words that hurt");
    let other = say(&mut ada, &mut bytes, today(), "words that stay");
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert_eq!(texts(&ben).len(), 2);

    let day = today().plus(2);
    let outcome = ada.keep_withdrawal(day, entry).expect("it is in time");
    assert_eq!(outcome, Withdrawal::Waits);
    meet(&mut ada, &mut ben, &mut bytes, day);

    for journal in [&mut ada, &mut ben] {
        assert_eq!(texts(journal), ["words that stay"]);
        assert_eq!(marker(journal, entry).as_deref(), Some("withdrawn"));
        assert!(is_erased(journal, entry));
        assert!(!is_erased(journal, other));
        assert_eq!(journal.lacking().count(), 0, "nobody asks for it again");
        assert!(journal.search("hurt").is_empty());
        assert!(journal.check().expect("reads").broken.is_empty());
    }
    let marker = ben.view().row(entry).expect("a marker");
    assert_eq!(marker.content.kind(), "note");
    assert_eq!(marker.content.written(), Some(today()));
}

#[test]
fn what_was_not_told_yet_is_gone_without_a_trace() {
    let (mut ada, mut ben, mut bytes) = met(2);
    let kept = ada
        .keep_new(&mut bytes, today(), "note", None, vec![words("too soon")])
        .expect("fits");
    let outcome = ada.keep_withdrawal(today(), kept[0]).expect("it waits");
    assert_eq!(outcome, Withdrawal::TakenBack);
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert!(ada.view().row(kept[0]).is_none());
    assert!(ben.view().is_empty());
}

#[test]
fn after_the_window_ones_own_program_says_so_and_agreements_stay() {
    let (mut ada, mut ben, mut bytes) = met(3);
    let entry = say(&mut ada, &mut bytes, today(), "long said");
    let promise = {
        let mut content = words("I call when it gets late");
        content.fields.insert("to".to_owned(), "you".to_owned());
        let kept = ada.keep_new(&mut bytes, today(), "promise", None, vec![content]);
        kept.expect("fits")[0]
    };
    meet(&mut ada, &mut ben, &mut bytes, today());
    let promise = ada.became(promise);
    let late = ada.keep_withdrawal(today().plus(3), entry);
    assert!(matches!(late, Err(AuthorError::TooLateToWithdraw)));
    let theirs = ben.keep_withdrawal(today(), entry);
    assert!(matches!(theirs, Err(AuthorError::NotYours)));
    for journal in [&mut ada, &mut ben] {
        let stays = journal.keep_removal(today(), promise, None);
        assert!(matches!(stays, Err(AuthorError::Lasting)));
    }
    assert_eq!(texts(&ben).len(), 2);
}

#[test]
fn a47_a_forget_for_an_earlier_day_is_not_joined_a_year_later() {
    let (mut ada, mut ben, mut bytes) = met(4);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let entry = say(&mut ada, &mut bytes, today(), "what she said");
    meet(&mut ada, &mut ben, &mut bytes, today());

    // Her program claims that it was withdrawn the next day.
    ada.keep_withdrawal(today().plus(1), entry)
        .expect("claimed");
    let later = today().plus(365);
    ada.flush(&mut bytes, today().plus(1)).expect("writes");
    ben.mark_day(later).expect("writes");
    exchange(&mut ada, &mut ben);
    assert_eq!(ben.to_forget().expect("reads"), []);
    ben.flush(&mut bytes, later).expect("writes");
    exchange(&mut ada, &mut ben);
    assert!(!is_erased(&mut ben, entry), "his copy keeps the words");
    assert!(!is_erased(&mut ada, entry));
}

#[test]
fn a47_what_lists_records_of_another_entry_is_not_joined() {
    let (mut ada, mut ben, mut bytes) = met(5);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let told = say(&mut ben, &mut bytes, today(), "what he said");
    meet(&mut ada, &mut ben, &mut bytes, today());
    // Ada alone proposes: nothing goes, on neither side.
    ada.keep_removal(today(), told, None).expect("a proposal");
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&mut ada, &mut ben] {
        assert_eq!(texts(journal), ["what he said"]);
        assert!(!is_erased(journal, told));
        assert!(journal.proposed_removal(told).is_some());
    }
    // Ben agrees a month later: there is no window for both together.
    ben.keep_removal(today().plus(30), told, None)
        .expect("agrees");
    meet(&mut ada, &mut ben, &mut bytes, today().plus(30));
    for journal in [&mut ada, &mut ben] {
        assert_eq!(marker(journal, told).as_deref(), Some("removed"));
        assert!(is_erased(journal, told));
    }
}

#[test]
fn f14_a_forget_that_comes_before_its_entry_lets_nothing_rise_again() {
    let (mut ada, mut ben, mut bytes) = met(6);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let entry = say(&mut ada, &mut bytes, today(), "first");
    ada.keep_withdrawal(today(), entry).expect("in time");
    ada.flush(&mut bytes, today()).expect("writes");
    let have = ben.have().expect("reads");
    let mut given = missing(&mut ada, BEN, &have);
    given.reverse();
    // What comes in the wrong order is kept for later, and comes again.
    take(&mut ben, given.clone());
    take(&mut ben, given);
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert!(texts(&ben).is_empty());
    assert_eq!(marker(&ben, entry).as_deref(), Some("withdrawn"));
    assert!(is_erased(&mut ben, entry) && is_erased(&mut ada, entry));
}

#[test]
fn f33_a_correction_that_crosses_its_withdrawal_goes_with_it() {
    let (mut ada, mut ben, mut bytes) = met(7);
    meet(&mut ada, &mut ben, &mut bytes, today());
    let entry = say(&mut ada, &mut bytes, today(), "first");
    meet(&mut ada, &mut ben, &mut bytes, today());
    // The correction is in the log; the forget lists what her copy knew.
    ada.keep_edit(today(), entry, words("corrected"))
        .expect("in time");
    ada.flush(&mut bytes, today()).expect("writes");
    ada.keep_withdrawal(today(), entry).expect("in time");
    meet(&mut ada, &mut ben, &mut bytes, today());
    for journal in [&mut ada, &mut ben] {
        assert_eq!(journal.view().row(entry).expect("a row").changes.len(), 2);
        assert!(is_erased(journal, entry));
        assert!(texts(journal).is_empty());
    }
    let again = say(&mut ada, &mut bytes, today(), "the log goes on");
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert!(ben.content(again).is_some());
}

#[test]
fn no_page_of_the_file_holds_what_was_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shared.db");
    let (of_ada, of_ben) = couple(8);
    let mut bytes = Seeded::new(9);
    let mut ada = open(&of_ada, candor_core::store::MemoryStore::new());
    let mut ben = open(&of_ben, SqliteStore::create(&path).expect("opens"));
    ada.ensure_log(&mut bytes, today()).expect("writes");
    ben.ensure_log(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let entry = say(&mut ada, &mut bytes, today(), "words that hurt");
    let rest: Vec<_> = (0..40)
        .map(|number| say(&mut ada, &mut bytes, today(), &format!("page {number}")))
        .collect();
    meet(&mut ada, &mut ben, &mut bytes, today());
    ben.save_index().expect("writes");
    let sealed = ben.sealed_payloads(entry).expect("reads");
    let pages = ben.sealed_pages().expect("reads");
    ben.settle().expect("writes");
    let holds = |what: &[u8]| {
        let part = &what[what.len() / 3..what.len() / 3 + 48];
        std::fs::read_dir(folder.path())
            .expect("a folder")
            .any(|file| {
                let bytes = std::fs::read(file.expect("a file").path()).expect("reads");
                bytes.windows(part.len()).any(|window| window == part)
            })
    };
    assert!(sealed.iter().all(|payload| holds(payload)));
    assert!(pages.iter().all(|page| holds(page)));

    ada.keep_withdrawal(today(), entry).expect("in time");
    meet(&mut ada, &mut ben, &mut bytes, today());

    assert!(!sealed.iter().any(|payload| holds(payload)), "no payload");
    assert!(
        !pages.iter().any(|page| holds(page)),
        "no page of the index"
    );
    ben.save_index().expect("writes");
    drop(ben);
    let mut ben = open(&of_ben, SqliteStore::open(&path).expect("opens"));
    ben.load_all().expect("reads");
    assert_eq!(texts(&ben).len(), rest.len());
    assert_eq!(marker(&ben, entry).as_deref(), Some("withdrawn"));
    assert_eq!(ben.digest(), ada.digest());
}

#[test]
fn what_came_in_later_is_told_the_same_once_what_named_it_is_forgotten() {
    let (mut ada, mut ben, mut bytes) = met(9);
    // Ben's letter is there before Ada writes; what she writes first is the one
    // record that says so.
    let letter = say(&mut ben, &mut bytes, today(), "from Ben");
    meet(&mut ada, &mut ben, &mut bytes, today());
    let day = today().plus(3);
    let named = say(&mut ada, &mut bytes, day, "withdrawn soon");
    say(&mut ada, &mut bytes, day, "stays");
    meet(&mut ada, &mut ben, &mut bytes, day);
    ada.keep_withdrawal(day, named).expect("it is in time");
    meet(&mut ada, &mut ben, &mut bytes, day);
    assert!(is_erased(&mut ben, named));

    // Another copy, which never had those words, and one that has read them.
    let all = missing(&mut ada, BEN, &candor_core::journal::Have::default());
    let (_, keys) = couple(9);
    let mut fresh = open(&keys, candor_core::store::MemoryStore::new());
    take(&mut fresh, all);
    for journal in [&ada, &ben, &fresh] {
        let row = journal.view().row(letter).expect("it is here");
        assert!(!journal.came_in_later(row));
    }
    assert_eq!(fresh.digest(), ada.digest());
}

#[test]
fn a59_what_a_withdrawal_claims_of_an_entry_changes_nothing_of_what_stays_of_it() {
    for kind in ["noue", "promise", "question"] {
        let (ada_keys, ben_keys) = couple(41);
        let mut bytes = Seeded::new(42);
        let disk = Disk::default();
        let mut ada = open(&ada_keys, disk.store());
        let mut ben = open(&ben_keys, MemoryStore::new());
        for journal in [&mut ada, &mut ben] {
            journal.ensure_log(&mut bytes, today()).expect("writes");
        }
        exchange(&mut ada, &mut ben);
        ada.mark_day(today()).expect("writes");
        let entry = say(&mut ben, &mut bytes, today(), "a page");
        exchange(&mut ada, &mut ben);
        let row = ada.view().row(entry).cloned().expect("it is here");
        let records: Vec<_> = row.changes.iter().map(|change| change.hash).collect();
        let mut forger = Forger::of(&ben_keys, &ben);
        let at = counter(today(), 100);
        let forged = forget_draft(&row, Wish::Withdraw, kind, at, &records);
        take(&mut ada, vec![forger.write(&forged)]);
        ada.flush(&mut bytes, today()).expect("writes");
        let row = ada.view().row(entry).expect("a marker");
        assert!(row.is_marker(), "{kind}");
        assert_eq!(row.content.kind(), "note", "{kind}");
        let read = ada.digest();
        ada.save_index().expect("writes");
        drop(ada);
        assert_eq!(open_all(&ada_keys, &disk).digest(), read, "{kind}");
        disk.delete_index();
        assert_eq!(open_all(&ada_keys, &disk).digest(), read, "{kind}");
    }
}

/// Both have an entry of Ada's that is long past, and Ada has proposed to remove it.
fn proposed(seed: u64) -> (Journal<Shared>, Journal<Shared>, Seeded, EntryId, Day) {
    let (mut ada, mut ben, mut bytes) = met(seed);
    let entry = say(&mut ada, &mut bytes, today(), "what she said");
    meet(&mut ada, &mut ben, &mut bytes, today());
    let day = today().plus(30);
    ada.keep_removal(day, entry, None).expect("proposed");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&ada, &ben] {
        assert_eq!(journal.proposed_removal(entry), Some(ada.me().person));
    }
    (ada, ben, bytes, entry, day)
}

#[test]
fn a_proposal_to_remove_is_taken_back_and_the_others_word_alone_removes_nothing() {
    let (mut ada, mut ben, mut bytes, entry, day) = proposed(41);
    let again = ada.keep_removal(day, entry, None);
    assert!(matches!(again, Err(AuthorError::Asked)));
    let not_his = ben.keep_after_all(day, entry);
    let not_asked = AuthorError::Reply(ReplyError::NotAsked);
    assert_eq!(
        not_his.expect_err("he asked nothing").to_string(),
        not_asked.to_string()
    );
    ada.keep_after_all(day, entry).expect("it is hers");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&ada, &ben] {
        assert_eq!(journal.proposed_removal(entry), None);
    }

    // What Ben wants now is a proposal of his own.
    ben.keep_removal(day, entry, None).expect("proposed");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&mut ada, &mut ben] {
        let his = journal.proposed_removal(entry).expect("it is open");
        assert!(his != journal.view().row(entry).expect("here").writer);
        assert_eq!(texts(journal), ["what she said"]);
        assert!(!is_erased(journal, entry));
    }
    ada.keep_removal(day, entry, None).expect("she agrees");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&mut ada, &mut ben] {
        assert_eq!(marker(journal, entry).as_deref(), Some("removed"));
        assert!(is_erased(journal, entry));
    }
}

#[test]
fn a_proposal_that_was_taken_back_before_the_meeting_leaves_nothing() {
    let (mut ada, mut ben, mut bytes) = met(42);
    let entry = say(&mut ada, &mut bytes, today(), "what she said");
    meet(&mut ada, &mut ben, &mut bytes, today());
    ada.keep_removal(today(), entry, None).expect("proposed");
    ada.keep_after_all(today(), entry).expect("it waits");
    assert_eq!(ada.waiting().count(), 0);
    meet(&mut ada, &mut ben, &mut bytes, today());
    assert_eq!(ben.proposed_removal(entry), None);
}

#[test]
fn a_taking_back_that_crosses_the_others_agreement_comes_too_late_on_both() {
    let (mut ada, mut ben, mut bytes, entry, day) = proposed(43);
    ada.keep_after_all(day, entry).expect("it is hers");
    ben.keep_removal(day, entry, None).expect("he agrees");
    for journal in [&mut ada, &mut ben] {
        journal.flush(&mut bytes, day).expect("writes");
    }
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&mut ada, &mut ben] {
        assert_eq!(marker(journal, entry).as_deref(), Some("removed"));
        assert!(is_erased(journal, entry));
        assert!(journal.check().expect("reads").broken.is_empty());
    }
}

#[test]
fn who_was_told_to_keep_it_can_ask_once_more_later_and_the_other_can_say_no_again() {
    let (mut ada, mut ben, mut bytes, entry, day) = proposed(44);
    for turn in 0..2 {
        let day = day.plus(turn * 7);
        ben.keep_new(&mut bytes, day, "keep-it", Some(entry), vec![words("")])
            .expect("he keeps it");
        meet(&mut ada, &mut ben, &mut bytes, day);
        assert_eq!(ada.proposed_removal(entry), None);
        let day = day.plus(7);
        ada.keep_removal(day, entry, None).expect("she asks again");
        meet(&mut ada, &mut ben, &mut bytes, day);
        for journal in [&ada, &ben] {
            assert!(journal.proposed_removal(entry).is_some(), "turn {turn}");
        }
    }
}

#[test]
fn the_others_agreement_erases_nothing_before_the_taking_back_it_was_written_upon_is_here() {
    let (mut ada, mut ben, mut bytes, entry, day) = proposed(45);
    ada.keep_after_all(day, entry).expect("it is hers");
    meet(&mut ada, &mut ben, &mut bytes, day);
    // His program proposes anew, having read that she took hers back.
    ben.keep_removal(day, entry, None).expect("proposed");
    ben.flush(&mut bytes, day).expect("writes");

    // All of it comes to a new copy of Ada's, Ben's log first.
    let (hers, _) = couple(45);
    let mut copy = open(&hers, MemoryStore::new());
    let all = ben.stored_envelopes().expect("reads");
    let her_log = ada
        .view()
        .row(entry)
        .and_then(Row::place)
        .expect("here")
        .log;
    let is_his = |envelope: &Envelope| envelope.header().log != her_log;
    let (his, mine): (Vec<_>, Vec<_>) = all.into_iter().partition(is_his);
    for envelope in his.into_iter().chain(mine) {
        take(&mut copy, vec![envelope]);
        let is_here = copy.view().row(entry).is_some();
        assert!(!is_here || !is_erased(&mut copy, entry), "nothing is lost");
    }
    assert_eq!(texts(&copy), ["what she said"]);
    assert_eq!(copy.digest(), ada.digest());
}

#[test]
fn a_proposal_of_a_clock_that_was_ahead_is_taken_back_like_any_other() {
    let (mut ada, mut ben, mut bytes) = met(46);
    let entry = say(&mut ada, &mut bytes, today(), "what she said");
    meet(&mut ada, &mut ben, &mut bytes, today());
    let ahead = today().plus(5);
    ada.keep_removal(ahead, entry, None).expect("proposed");
    ada.flush(&mut bytes, ahead).expect("writes");
    exchange(&mut ada, &mut ben);

    // Her clock is right again.
    let day = today().plus(1);
    ada.keep_after_all(day, entry).expect("it is hers");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&ada, &ben] {
        assert_eq!(journal.proposed_removal(entry), None);
    }
    ben.keep_removal(day, entry, None).expect("proposed");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&mut ada, &mut ben] {
        assert_eq!(texts(journal), ["what she said"]);
        assert!(!is_erased(journal, entry));
    }
    // Her next proposal is one again, also while the day of the first is to come.
    ada.keep_removal(day, entry, None).expect("she agrees");
    meet(&mut ada, &mut ben, &mut bytes, day);
    for journal in [&mut ada, &mut ben] {
        assert!(is_erased(journal, entry));
    }
}

#[test]
fn a61_who_knew_that_it_was_taken_back_removes_nothing_out_of_a_further_log() {
    let (mut ada, mut ben, mut bytes, entry, day) = proposed(47);
    ada.keep_after_all(day, entry).expect("it is hers");
    meet(&mut ada, &mut ben, &mut bytes, day);
    // His own records say that he knows. A log that names none of hers does not.
    say(&mut ben, &mut bytes, day, "He writes on.");
    meet(&mut ada, &mut ben, &mut bytes, day);
    let row = ben.view().row(entry).cloned().expect("it is here");
    let records: Vec<_> = row.changes.iter().map(|change| change.hash).collect();
    let (_, ben_keys) = couple(47);
    let at = counter(day.plus(20), 100);
    let (mut forger, start) = Forger::fresh(&ben_keys, 9, at);
    let wish = forget_draft(&row, Wish::Remove, "note", at + 1, &records);
    let forged = forger.write(&wish);
    take(&mut ada, vec![start, forged]);
    ada.flush(&mut bytes, day.plus(20)).expect("writes");
    assert!(texts(&ada).contains(&"what she said".to_owned()));
    assert!(!is_erased(&mut ada, entry));
}
