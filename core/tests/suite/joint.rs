//! Texts that both write in: nothing that either typed is lost or said twice,
//! whoever typed when and however their devices met.

use std::collections::{BTreeMap, BTreeSet};

use candor_core::entry::ContentBuilder;
use candor_core::entry::document::Heads;
use candor_core::id::{EntryId, Owner};
use candor_core::journal::{AuthorError, Journal, Withdrawal};
use candor_core::space::Shared;
use candor_core::view::rules::ReplyError;

use crate::disk::Disk;
use crate::faults::open_all;
use crate::forger::*;
use crate::kit::*;

/// What a person has before them.
#[derive(Clone)]
struct Page {
    heads: Heads,
    text: String,
}

impl Page {
    fn of(journal: &Journal<Shared>, draft: EntryId) -> Self {
        let joint = journal.joint(draft).expect("it is here");
        Self {
            heads: joint.heads,
            text: joint.content.text().to_owned(),
        }
    }

    fn keep(&self, journal: &mut Journal<Shared>, draft: EntryId) {
        journal
            .keep_joint(today(), draft, &self.heads, becomes(&self.text))
            .expect("fits");
    }
}

fn becomes(text: &str) -> ContentBuilder {
    let mut content = words(text);
    let agreement = "agreement".to_owned();
    content.fields.insert("becomes".to_owned(), agreement);
    content
}

fn begin(journal: &mut Journal<Shared>, bytes: &mut Seeded, text: &str) -> EntryId {
    let ids = journal.keep_new(bytes, today(), "joint-draft", None, vec![becomes(text)]);
    let ids = ids.expect("fits");
    journal.flush(bytes, today()).expect("writes");
    journal.became(ids[0])
}

/// Ada's draft, on both devices.
fn drafting(seed: u64, text: &str) -> (Journal<Shared>, Journal<Shared>, Seeded, EntryId) {
    let (mut ada, mut ben, mut bytes) = met(seed);
    let draft = begin(&mut ada, &mut bytes, text);
    exchange(&mut ada, &mut ben);
    (ada, ben, bytes, draft)
}

fn text_of(journal: &Journal<Shared>, draft: EntryId) -> String {
    Page::of(journal, draft).text
}

#[test]
fn both_write_in_it_apart_and_together() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(1, "We talk each evening at home.");
    let mut of_ada = Page::of(&ada, draft);
    let mut of_ben = Page::of(&ben, draft);

    of_ada.text = "We talk on three evenings at home.".to_owned();
    of_ada.keep(&mut ada, draft);
    of_ben.text = "We talk each evening at home, for a quarter of an hour.".to_owned();
    of_ben.keep(&mut ben, draft);
    assert_eq!(text_of(&ada, draft), of_ada.text, "one's own words at once");
    for journal in [&mut ada, &mut ben] {
        journal.flush(&mut bytes, today()).expect("writes");
    }
    exchange(&mut ada, &mut ben);

    let together = "We talk on three evenings at home, for a quarter of an hour.";
    assert_eq!(text_of(&ada, draft), together);
    assert_eq!(text_of(&ben, draft), together);
    assert_eq!(ada.digest(), ben.digest());
    let row = ada.view().row(draft).expect("it is here");
    assert_eq!(ada.view().state(row).word(), "draft");
    assert_eq!(ada.versions(draft).expect("reads").len(), 3);
}

#[test]
fn what_is_typed_while_the_others_words_come_in_loses_and_doubles_nothing() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(2, "one two three");
    // Ada's page is as it was when she began; Ben's words come in meanwhile.
    let mut page = Page::of(&ada, draft);
    for step in 0..4 {
        page.text.push_str(&format!(" ada{step}"));
        page.keep(&mut ada, draft);
        ada.flush(&mut bytes, today()).expect("writes");
        let mut of_ben = Page::of(&ben, draft);
        of_ben.text = format!("ben{step} {}", of_ben.text);
        of_ben.keep(&mut ben, draft);
        ben.flush(&mut bytes, today()).expect("writes");
        exchange(&mut ada, &mut ben);
    }

    let together = "ben3 ben2 ben1 ben0 one two three ada0 ada1 ada2 ada3";
    assert_eq!(text_of(&ada, draft), together);
    assert_eq!(text_of(&ben, draft), together);
}

#[test]
fn words_of_a_clock_that_is_days_behind_stand_with_what_they_build_on() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(9, "one");
    let behind = today().plus(1);
    for step in 0..3 {
        let ahead = today().plus(6 + step);
        for (is_ada, day, word) in [(true, ahead, "ada"), (false, behind, "ben")] {
            let journal = if is_ada { &mut ada } else { &mut ben };
            let mut page = Page::of(journal, draft);
            page.text.push_str(&format!(" {word}{step}"));
            let said = becomes(&page.text);
            journal
                .keep_joint(day, draft, &page.heads, said)
                .expect("fits");
            journal.flush(&mut bytes, day).expect("writes");
            exchange(&mut ada, &mut ben);
        }
    }
    for journal in [&ada, &ben] {
        assert_eq!(text_of(journal, draft), "one ada0 ben0 ada1 ben1 ada2 ben2");
        assert_eq!(journal.versions(draft).expect("reads").len(), 7);
        assert_eq!(asides(journal), []);
    }
    assert_eq!(ada.digest(), ben.digest());
}

#[test]
fn what_was_typed_apart_is_one_record_without_a_keystroke() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(3, "begin");
    let mut page = Page::of(&ada, draft);
    for text in ["begin s", "begin secret", "begin ", "begin calmly"] {
        page.text = text.to_owned();
        page.keep(&mut ada, draft);
    }
    assert_eq!(ada.waiting().count(), 1);
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);

    let versions = ben.versions(draft).expect("reads");
    let texts: Vec<_> = versions
        .iter()
        .map(|version| version.content.text())
        .collect();
    assert_eq!(texts, ["begin", "begin calmly"]);
}

#[test]
fn nobody_assents_to_it_and_it_rests_once_something_is_proposed() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(4, "We talk.");
    let assent = ben.keep_new(&mut bytes, today(), "assent", Some(draft), vec![words("")]);
    assert!(matches!(assent, Err(AuthorError::Reply(ReplyError::Kind))));

    let page = Page::of(&ada, draft);
    let mut proposal = words("We talk.");
    for (name, value) in [("binds", "both"), ("review", "2026-06-10")] {
        proposal.fields.insert(name.to_owned(), value.to_owned());
    }
    let proposed = ben.keep_new(
        &mut bytes,
        today(),
        "agreement",
        Some(draft),
        vec![proposal],
    );
    let proposed = proposed.expect("fits")[0];
    ben.flush(&mut bytes, today()).expect("writes");
    let proposed = ben.became(proposed);
    exchange(&mut ada, &mut ben);

    assert!(!ada.joint(draft).expect("it is here").is_open);
    let late = ada.keep_joint(today(), draft, &page.heads, becomes("We talk more."));
    assert!(matches!(late, Err(AuthorError::Fixed)));
    let assent = ada.keep_new(
        &mut bytes,
        today(),
        "assent",
        Some(proposed),
        vec![words("")],
    );
    assent.expect("the proposal can be assented to");
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let row = ben.view().row(proposed).expect("it is here");
    assert_eq!(ben.view().state(row).word(), "in-force");
}

#[test]
fn a_joint_text_of_one_megabyte_is_refused_and_two_long_halves_are_kept() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(5, "begin");
    let page = Page::of(&ada, draft);
    let long = ada.keep_joint(
        today(),
        draft,
        &page.heads,
        becomes(&"a ".repeat(512 * 1024)),
    );
    assert!(matches!(long, Err(AuthorError::Content(_))));

    for (journal, letter) in [(&mut ada, "a "), (&mut ben, "b ")] {
        let mut page = Page::of(journal, draft);
        page.text
            .push_str(&format!(" {}", letter.repeat(60 * 1024)));
        page.keep(journal, draft);
        journal.flush(&mut bytes, today()).expect("writes");
    }
    exchange(&mut ada, &mut ben);
    let both = text_of(&ada, draft);
    assert_eq!(both, text_of(&ben, draft));
    assert_eq!(both.matches("a ").count(), 60 * 1024);
    assert_eq!(both.matches("b ").count(), 60 * 1024);
    // It is longer than a text may be: it can be made shorter, and not longer.
    let page = Page::of(&ada, draft);
    let longer = ada.keep_joint(
        today(),
        draft,
        &page.heads,
        becomes(&format!("{both} more")),
    );
    assert!(matches!(longer, Err(AuthorError::Content(_))));
    Page {
        text: "shorter".to_owned(),
        ..page
    }
    .keep(&mut ada, draft);
}

#[test]
fn a_changed_program_makes_nothing_else_an_entry_of_both() {
    let (of_ada, of_ben) = couple(6);
    let (mut ada, mut ben, _, _) = drafting(6, "begin");
    let both = Owner::both(of_ada.person, of_ben.person);
    let mut forger = Forger::of(&of_ben, &ben);
    // A note of both could be changed by either; a joint draft of one could be
    // changed by its writer alone.
    let note = forger.change_of(counter(today(), 900), both, nonce_of(8), &note("of both"));
    let own = Owner::person(of_ben.person);
    let joint = forger.change_of(counter(today(), 901), own, nonce_of(9), &joint("of one"));
    for journal in [&mut ada, &mut ben] {
        take(journal, vec![note.clone(), joint.clone()]);
        assert_eq!(texts(journal), ["begin"]);
    }
    assert_eq!(ada.digest(), ben.digest());
}

#[test]
fn it_is_nobodys_to_withdraw_and_both_can_remove_it() {
    let (mut ada, mut ben, mut bytes, draft) = drafting(7, "words of both");
    for journal in [&mut ada, &mut ben] {
        let alone = journal.keep_withdrawal(today(), draft);
        assert!(matches!(alone, Err(AuthorError::NotYours)));
        let edit = journal.keep_edit(today(), draft, becomes("other"));
        assert!(matches!(edit, Err(AuthorError::NotYours)));
    }
    for journal in [&mut ada, &mut ben] {
        let outcome = journal.keep_removal(today(), draft, None).expect("fits");
        assert_eq!(outcome, Withdrawal::Waits);
        journal.flush(&mut bytes, today()).expect("writes");
    }
    exchange(&mut ada, &mut ben);
    for journal in [&ada, &ben] {
        assert!(journal.view().row(draft).expect("its marker").is_marker());
        assert!(journal.joint(draft).is_err());
    }
}

#[test]
fn a_restored_copy_undoes_nothing_that_was_written_since() {
    let (keys, of_ben) = couple(8);
    let mut bytes = Seeded::new(9);
    let disk = Disk::default();
    let mut ada = open(&keys, disk.store());
    let mut ben = open(&of_ben, candor_core::store::MemoryStore::new());
    ada.ensure_log(&mut bytes, today()).expect("writes");
    ben.ensure_log(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let draft = begin(&mut ada, &mut bytes, "one two three");
    exchange(&mut ada, &mut ben);
    let mut page = Page::of(&ada, draft);
    page.text = "one two three four".to_owned();
    page.keep(&mut ada, draft);
    let backup = disk.copy();

    page.text = "one two three five".to_owned();
    page.keep(&mut ada, draft);
    ada.flush(&mut bytes, today()).expect("writes");
    exchange(&mut ada, &mut ben);
    let mut of_ben = Page::of(&ben, draft);
    of_ben.text = "zero one two three five".to_owned();
    of_ben.keep(&mut ben, draft);
    ben.flush(&mut bytes, today()).expect("writes");

    let mut restored = open_all(&keys, &backup);
    exchange(&mut restored, &mut ben);
    restored.flush(&mut bytes, today()).expect("writes");
    exchange(&mut restored, &mut ben);
    for journal in [&restored, &ben] {
        let text = text_of(journal, draft);
        for word in ["zero", "one", "two", "three", "five", "four"] {
            assert!(text.contains(word), "{word} in {text:?}");
        }
    }
    assert_eq!(restored.digest(), ben.digest());
}

/// Two people at their pages: every word is typed once, and stands once in the
/// end unless one of them took it out.
#[test]
fn random_typing_by_two_loses_no_word_and_says_none_twice() {
    for seed in 0..60 {
        let (ada, ben, mut bytes, draft) = drafting(100 + seed, "begin here");
        let mut dice = Seeded::new(seed);
        let mut pages = [Page::of(&ada, draft), Page::of(&ben, draft)];
        let mut journals = [ada, ben];
        let mut typed: BTreeSet<String> = ["begin", "here"].map(str::to_owned).into();
        let mut gone: BTreeSet<String> = BTreeSet::new();
        for step in 0..30 {
            let at = dice.below(2) as usize;
            match dice.below(6) {
                0 => {
                    let [ada, ben] = &mut journals;
                    exchange(ada, ben);
                }
                1 => pages[at] = Page::of(&journals[at], draft),
                2 => {
                    journals[at].flush(&mut bytes, today()).expect("writes");
                }
                _ => {
                    let mut all: Vec<&str> = pages[at].text.split(' ').collect();
                    let place = dice.below(all.len() as u64 + 1) as usize;
                    let word = format!("w{step}");
                    if dice.below(4) == 0 && all.len() > 1 {
                        let taken = all.remove(place.min(all.len() - 1)).to_owned();
                        pages[at].text = all.join(" ");
                        gone.insert(taken);
                    } else {
                        all.insert(place, &word);
                        pages[at].text = all.join(" ");
                        typed.insert(word);
                    }
                    let page = pages[at].clone();
                    page.keep(&mut journals[at], draft);
                }
            }
        }
        let [ada, ben] = &mut journals;
        for _ in 0..2 {
            for journal in [&mut *ada, &mut *ben] {
                journal.flush(&mut bytes, today()).expect("writes");
            }
            exchange(ada, ben);
        }

        let text = text_of(ada, draft);
        assert_eq!(text, text_of(ben, draft), "seed {seed}");
        assert_eq!(ada.digest(), ben.digest(), "seed {seed}");
        let mut stands: BTreeMap<&str, usize> = BTreeMap::new();
        for word in text.split(|letter: char| !letter.is_alphanumeric()) {
            *stands.entry(word).or_default() += 1;
        }
        for word in &typed {
            let times = stands.get(word.as_str()).copied().unwrap_or(0);
            let allowed = if gone.contains(word) { 0..=1 } else { 1..=1 };
            // Two words put into one place at one time stand side by side.
            let beside = text.contains(word.as_str()) && !gone.contains(word);
            assert!(
                allowed.contains(&times) || (times == 0 && beside),
                "seed {seed}: {word} stands {times} times in {text:?}"
            );
        }
    }
}

/// Ben's program, changed, in the middle of Ada's typing.
struct Changed {
    ada: Journal<Shared>,
    ben: Journal<Shared>,
    bytes: Seeded,
    draft: EntryId,
    forger: Forger,
    both: Owner,
    nonce: candor_core::id::Nonce,
}

fn changed(seed: u64) -> Changed {
    let (_, of_ben) = couple(seed);
    let (ada, ben, bytes, draft) = drafting(seed, "one two three");
    let row = ada.view().row(draft).expect("it is here");
    Changed {
        both: row.owner,
        nonce: row.nonce,
        forger: Forger::of(&of_ben, &ben),
        ada,
        ben,
        bytes,
        draft,
    }
}

impl Changed {
    /// A change by Ben's program that makes `content` of what stands in Ada's
    /// journal, in any way Automerge allows.
    fn change(&mut self, edit: impl FnOnce(&mut automerge::AutoCommit)) {
        use automerge::{ActorId, AutoCommit, TextEncoding};
        let mut document = AutoCommit::new_with_encoding(TextEncoding::UnicodeCodePoint);
        for chunk in self.ada.change_chunks(self.draft).expect("reads") {
            document.load_incremental(&chunk).expect("loads");
        }
        let nonce = nonce_of(0xed);
        let actor =
            candor_core::entry::document::actor(self.forger.log, self.both, self.nonce, nonce);
        document.set_actor(ActorId::from(actor));
        edit(&mut document);
        let options = automerge::transaction::CommitOptions::default().with_time(0);
        document.commit_with(options);
        let mut made = document.get_last_local_change().expect("it changed");
        let chunk = made.bytes().into_owned();
        let counter = counter(today(), 5_000);
        let row = self.ada.view().row(self.draft).expect("it is here");
        let of = (self.both, self.nonce, row.beginning);
        let draft = candor_core::forge::Draft::change(counter, of, nonce, &chunk);
        let record = self.forger.write(&draft);
        for journal in [&mut self.ada, &mut self.ben] {
            take(journal, vec![record.clone()]);
        }
    }

    /// What can be read on both devices, which is the same.
    fn read(&mut self) -> String {
        for _ in 0..3 {
            for journal in [&mut self.ada, &mut self.ben] {
                journal.rescue(&mut self.bytes, today()).expect("writes");
                journal.flush(&mut self.bytes, today()).expect("writes");
            }
            exchange(&mut self.ada, &mut self.ben);
        }
        assert_eq!(self.ada.digest(), self.ben.digest());
        texts(&self.ada).join("\n")
    }
}

#[test]
fn a_changed_program_takes_no_word_away_that_is_typed_meanwhile() {
    use automerge::transaction::Transactable as _;
    use automerge::{ObjType, ROOT};
    type Edit = fn(&mut automerge::AutoCommit);
    let edits: [Edit; 4] = [
        |document| document.put(ROOT, "kind", "note").expect("writes"),
        |document| {
            document
                .put_object(ROOT, "text", ObjType::Text)
                .map(drop)
                .expect("writes");
        },
        |document| document.delete(ROOT, "text").expect("writes"),
        |document| {
            for number in 0..80 {
                document
                    .put(ROOT, format!("a{number}"), "junk")
                    .expect("writes");
            }
            document.put(ROOT, "becomes", "x y").expect("writes");
        },
    ];
    for (seed, edit) in (200..).zip(edits) {
        let mut scene = changed(seed);
        let mut page = Page::of(&scene.ada, scene.draft);
        scene.change(edit);
        page.text.push_str(" four");
        let kept = scene
            .ada
            .keep_joint(today(), scene.draft, &page.heads, becomes(&page.text));
        if kept.is_ok() {
            let read = scene.read();
            for word in ["one", "two", "three", "four"] {
                assert!(read.contains(word), "{seed}: {word} in {read:?}");
            }
        } else {
            // Refused while its writer is still there, with her words on the
            // screen.
            assert!(scene.read().contains("three"), "{seed}");
        }
    }
}

#[test]
fn what_fails_takes_no_room_of_what_the_other_writes_next() {
    use candor_core::entry::document::{self, DocumentError, JointFolding, Source};
    use candor_core::id::RecordHash;
    let first = document::begin([1; 16], &joint("we meet")).expect("fits");
    let source = |record: u8, actor: [u8; 16], chunk| Source {
        record: RecordHash::from_bytes([record; 32]),
        actor,
        chunk,
    };
    let begins = source(1, [1; 16], &first);
    let other = document::begin([2; 16], &joint(&"a".repeat(20_000))).expect("fits");
    let longer = format!("we meet {}", "b".repeat(30_000));
    let next = document::revise(&[begins], [9; 16], &joint(&longer));
    let next = next.expect("fits").expect("differs");
    let mut all = vec![begins];
    // The same change over and over cannot stand beside the first of these.
    all.extend((2..42).map(|record| source(record, [2; 16], &other)));
    all.push(source(90, [9; 16], &next));
    let folded = JointFolding::default().fold(&all);
    assert_eq!(
        folded.versions, 3,
        "the first, the other once, and the next"
    );
    let set_aside: Vec<DocumentError> = folded.aside.iter().map(|(_, why)| *why).collect();
    assert_eq!(set_aside, [DocumentError::Repeated; 39]);
}
