//! Whatever two people write, and however their devices meet: afterwards both
//! read the same, and nothing is left to give.
//!
//! One seed is one story; `SEED=17` tells that one again.

use std::collections::BTreeSet;

use candor_core::date::Day;
use candor_core::entry::document::{self, Heads, Source, fold};
use candor_core::entry::template::{FieldShape, TextRule, Writers, template, templates};
use candor_core::entry::{Content, ContentBuilder};
use candor_core::envelope::Envelope;
use candor_core::id::{EntryId, LogId, Owner, RecordHash};
use candor_core::journal::{AsideReason, Have, Journal};
use candor_core::keyring::Keyring;
use candor_core::space::{Shared, SpaceName};

use crate::disk::Disk;
use crate::faults::open_all;
use crate::forger::*;
use crate::kit::*;

fn seeds(count: u64) -> Vec<u64> {
    match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().expect("SEED is a number")],
        Err(_) => (0..std::env::var("SEEDS")
            .map_or(count, |seeds| seeds.parse().expect("a number")))
            .collect(),
    }
}

/// One person's device, which is closed and opened again at will.
struct Side {
    disk: Disk,
    keys: Keyring,
    journal: Journal<Shared>,
    day: Day,
    /// A text that both write in, as this person has it before them.
    page: Option<(EntryId, Heads, String)>,
}

impl Side {
    fn new(keys: Keyring) -> Self {
        let disk = Disk::default();
        Self {
            journal: open(&keys, disk.store()),
            disk,
            keys,
            day: today(),
            page: None,
        }
    }

    fn write(&mut self, dice: &mut Seeded) {
        self.day = self.day.plus(dice.below(3) as u32);
        if dice.below(8) == 0 {
            return self.write_together(dice);
        }
        let Self { journal, day, .. } = self;
        let entries: Vec<EntryId> = journal.view().timeline().map(|row| row.id).collect();
        let any = entries.get(dice.below(entries.len() as u64) as usize);
        let text = format!("word{} word{} and more", dice.below(9), dice.below(9));
        match (dice.below(10), any) {
            (8, _) => seal(journal, dice, *day),
            (9, Some(entry)) => drop(journal.keep_unseal(*day, *entry)),
            (5, Some(entry)) => {
                // Not mine, too late, or of a kind that stays: refused.
                drop(journal.keep_withdrawal(*day, *entry));
            }
            (6, Some(entry)) if dice.below(3) == 0 => {
                drop(journal.keep_removal(*day, *entry, None));
            }
            // What was proposed by nobody, or not by me: refused.
            (6, Some(entry)) => drop(journal.keep_after_all(*day, *entry)),
            (7, any) => act(journal, dice, *day, any.copied()),
            (0, Some(entry)) => {
                // Not mine, too late: refused, and nothing happens.
                drop(journal.keep_edit(*day, *entry, words(&text)));
            }
            (1, Some(entry)) => {
                drop(journal.keep_new(dice, *day, "note", Some(*entry), vec![words(&text)]));
            }
            (2, _) => {
                let kept = journal.keep_new(dice, *day, "note", None, vec![words("taken back")]);
                let kept = kept.expect("fits")[0];
                assert!(journal.cancel(kept).expect("writes"));
            }
            _ => {
                let contents = vec![words(&text); 1 + dice.below(3) as usize];
                journal
                    .keep_new(dice, *day, "note", None, contents)
                    .expect("fits");
            }
        }
        if dice.below(2) == 0 {
            self.journal.flush(dice, self.day).expect("writes");
        }
    }

    /// Goes on with a text of both, as it is now or as it stood when it was
    /// looked at.
    fn write_together(&mut self, dice: &mut Seeded) {
        let Self { journal, day, .. } = self;
        let drafts = journal.view().timeline();
        let drafts = drafts.filter(|row| row.content.kind() == "joint-draft");
        let drafts: Vec<EntryId> = drafts.map(|row| row.id).collect();
        if drafts.is_empty() || dice.below(5) == 0 {
            let begun = vec![words("we meet")];
            let kept = journal.keep_new(dice, *day, "joint-draft", None, begun);
            kept.expect("fits");
            return;
        }
        if self.page.is_none() || dice.below(3) == 0 {
            let draft = drafts[dice.below(drafts.len() as u64) as usize];
            let joint = journal.joint(draft).expect("it is here");
            let text = joint.content.text().to_owned();
            self.page = Some((draft, joint.heads, text));
        }
        let Some((draft, seen, text)) = &mut self.page else {
            return;
        };
        *text = reworded(text, dice);
        // Something was proposed from it, or both removed it: refused.
        if journal.keep_joint(*day, *draft, seen, words(text)).is_err() {
            self.page = None;
        }
        if dice.below(2) == 0 {
            self.journal.flush(dice, self.day).expect("writes");
        }
    }

    fn reopen(&mut self, dice: &mut Seeded) {
        match dice.below(3) {
            0 => self.journal.save_index().expect("writes"),
            1 => self.disk.delete_index(),
            _ => {}
        }
        self.journal = open_all(&self.keys, &self.disk);
    }
}

/// Something of any kind, as an answer or by itself; what does not fit is
/// refused.
fn act(journal: &mut Journal<Shared>, dice: &mut Seeded, day: Day, about: Option<EntryId>) {
    let kinds: Vec<_> = templates()
        .iter()
        .filter(|kind| kind.space == SpaceName::Shared)
        .filter(|kind| kind.reply_only == about.is_some() || dice.below(3) == 0)
        .collect();
    let kind = kinds[dice.below(kinds.len() as u64) as usize];
    let mut content = words(if kind.text == TextRule::None {
        ""
    } else {
        "words"
    });
    for field in kind.fields.iter().filter(|field| field.shape.is_needed()) {
        let values = field.shape.values();
        let value = match &field.shape {
            FieldShape::NeededDay => day.plus(30).to_string(),
            FieldShape::NeededTime => "20:30".to_owned(),
            _ => values[dice.below(values.len() as u64) as usize].clone(),
        };
        content.fields.insert(field.name.clone(), value);
    }
    drop(journal.keep_new(dice, day, &kind.kind, about, vec![content]));
}

/// A half of a pair that is there, of a new one, or of the charter.
fn seal(journal: &mut Journal<Shared>, dice: &mut Seeded, day: Day) {
    let pairs: Vec<EntryId> = journal
        .view()
        .timeline()
        .filter(|row| row.content.kind() == "letter" && row.content.thread().is_none())
        .map(|row| row.id)
        .collect();
    let text = format!("sealed{}", dice.below(9));
    match (dice.below(4), journal.charter()) {
        (0, Some(charter)) => {
            let mut wish = words("");
            let days = dice.below(4).to_string();
            wish.fields.insert("window".to_owned(), days);
            wish.fields.insert("talk".to_owned(), "15".to_owned());
            drop(journal.keep_seal(dice, day, charter, wish));
        }
        (1 | 2, _) if !pairs.is_empty() => {
            let pair = pairs[dice.below(pairs.len() as u64) as usize];
            drop(journal.keep_seal(dice, day, pair, words(&text)));
        }
        _ => drop(journal.keep_pair(dice, day, "letter", &words(&text))),
    }
}

/// What of `given` arrives: some of it, in any order, some of it twice.
fn on_the_way(given: Vec<Envelope>, dice: &mut Seeded) -> Vec<Envelope> {
    let mut arrives = Vec::new();
    for envelope in given {
        let at = match dice.below(4) {
            0 => dice.below(arrives.len() as u64 + 1) as usize,
            _ => arrives.len(),
        };
        if dice.below(10) > 0 {
            arrives.insert(at, envelope.clone());
        }
        if dice.below(8) == 0 {
            arrives.push(envelope);
        }
    }
    let keep = dice.below(arrives.len() as u64 * 2 + 1) as usize;
    arrives.truncate(keep);
    arrives
}

/// Notes what a person has said themselves, as their own device shows it.
fn note_own(side: &Side, said: &mut BTreeSet<(EntryId, Vec<u8>)>) {
    let own = Owner::person(side.keys.person);
    for row in side.journal.view().timeline() {
        if row.owner == own {
            said.insert((row.id, row.content.as_bytes().to_vec()));
        }
    }
}

/// No act of one person changed a word of the other, and what is permitted to
/// nobody has not happened: what stays went from no copy, and what is assented
/// to has one version.
fn rules_hold(side: &Side, sides: &[Side; 2], said: &[BTreeSet<(EntryId, Vec<u8>)>; 2], seed: u64) {
    for row in side.journal.view().timeline() {
        let kind = template(row.content.kind()).expect("a kind of this program");
        for (writer, said) in sides.iter().zip(said) {
            if row.owner == Owner::person(writer.keys.person) {
                let words = (row.id, row.content.as_bytes().to_vec());
                assert!(
                    said.contains(&words),
                    "SEED={seed}: {:?}",
                    row.content.text()
                );
            }
        }
        if kind.never_changes() {
            assert_eq!(row.versions, 1, "SEED={seed}: {}", kind.kind);
        }
    }
    for row in side.journal.view().markers() {
        let kind = template(row.content.kind()).expect("a kind of this program");
        assert!(!kind.lasting, "SEED={seed}: {}", kind.kind);
        let by_both = kind.writers == Writers::Both;
        let withdrawn = row.content.field("forgotten") == Some("withdrawn");
        assert!(!(by_both && withdrawn), "SEED={seed}");
    }
}

#[test]
fn i14_random_writing_and_partial_meetings_converge() {
    for seed in seeds(100) {
        let (of_ada, of_ben) = couple(seed);
        let mut dice = Seeded::new(seed ^ 0x5eed);
        let mut sides = [Side::new(of_ada), Side::new(of_ben)];
        let first = dice.below(2) as usize;
        for at in [first, 1 - first] {
            let side = &mut sides[at];
            side.journal
                .ensure_log(&mut dice, side.day)
                .expect("writes");
        }
        let mut said = [BTreeSet::new(), BTreeSet::new()];
        for _ in 0..40 {
            let at = dice.below(2) as usize;
            for (side, said) in sides.iter().zip(&mut said) {
                note_own(side, said);
            }
            match dice.below(8) {
                0 => sides[at].reopen(&mut dice),
                1..4 => {
                    let have = sides[at].journal.have().expect("reads");
                    let have = if dice.below(6) == 0 {
                        Have::default()
                    } else {
                        have
                    };
                    let to = [ADA, BEN][at];
                    let given = missing(&mut sides[1 - at].journal, to, &have);
                    let arrives = on_the_way(given, &mut dice);
                    let day = sides[at].day;
                    sides[at].journal.mark_day(day).expect("writes");
                    let received = take(&mut sides[at].journal, arrives);
                    assert_eq!(received.refused.len(), 0, "SEED={seed}");
                    assert!(!received.took_back && received.forked.is_empty());
                }
                _ => sides[at].write(&mut dice),
            }
        }
        for _ in 0..4 {
            let [ada, ben] = &mut sides;
            exchange(&mut ada.journal, &mut ben.journal);
            for side in [&mut *ada, &mut *ben] {
                side.journal.flush(&mut dice, side.day).expect("writes");
            }
            for (side, said) in sides.iter().zip(&mut said) {
                note_own(side, said);
            }
        }
        for side in &sides {
            rules_hold(side, &sides, &said, seed);
        }
        let [ada, ben] = &mut sides;
        exchange(&mut ada.journal, &mut ben.journal);

        let digest = ada.journal.digest();
        assert_eq!(digest, ben.journal.digest(), "SEED={seed}");
        assert_eq!(
            ada.journal.have_digest(),
            ben.journal.have_digest(),
            "SEED={seed}"
        );
        for (side, other, peer) in [(0, 1, ADA), (1, 0, BEN)] {
            let have = sides[side].journal.have().expect("reads");
            let rest = missing(&mut sides[other].journal, peer, &have);
            assert!(rest.is_empty(), "SEED={seed}");
        }
        for side in &mut sides {
            // What reached the other long after they had the text is late.
            let asides = asides(&side.journal);
            let is_late = |reason: &AsideReason| *reason == AsideReason::Late;
            assert!(asides.iter().all(is_late), "SEED={seed}: {asides:?}");
            assert_eq!(side.journal.waiting().count(), 0, "SEED={seed}");
            side.journal.save_index().expect("writes");
            let indexed = open_all(&side.keys, &side.disk);
            assert_eq!(indexed.digest(), digest, "SEED={seed}: with the index");
            assert_eq!(indexed.view().len(), side.journal.view().len());
            side.disk.delete_index();
            let rebuilt = open_all(&side.keys, &side.disk);
            assert_eq!(rebuilt.digest(), digest, "SEED={seed}: without the index");
        }
    }
}

#[test]
fn i14_a_stranger_to_the_order_of_arrival_reads_the_same() {
    for seed in seeds(10) {
        let mut dice = Seeded::new(seed);
        let (mut ada, mut ben, mut bytes) = met(seed);
        let mut day = today();
        for _ in 0..30 {
            day = day.plus(dice.below(3) as u32);
            let (writer, other) = if dice.below(2) == 0 {
                (&mut ada, &mut ben)
            } else {
                (&mut ben, &mut ada)
            };
            let entry = say(writer, &mut bytes, day, "one two three");
            if dice.below(3) == 0 {
                writer
                    .keep_edit(day, entry, words("one two four"))
                    .expect("fits");
                writer.flush(&mut bytes, day).expect("writes");
            }
            if dice.below(4) == 0 {
                exchange(writer, other);
            }
        }
        exchange(&mut ada, &mut ben);
        let all = missing(&mut ada, BEN, &Have::default());
        let (_, ben_keys) = couple(seed);
        let mut fresh = open(&ben_keys, candor_core::store::MemoryStore::new());

        // A record a time, whatever can come next.
        let mut left = all;
        while !left.is_empty() {
            let at = dice.below(left.len() as u64) as usize;
            if take(&mut fresh, vec![left[at].clone()]).gaps.is_empty() {
                left.swap_remove(at);
            }
        }

        assert_eq!(fresh.digest(), ada.digest(), "SEED={seed}");
        assert_eq!(fresh.digest(), ben.digest(), "SEED={seed}");
        assert_eq!(fresh.have_digest(), ada.have_digest(), "SEED={seed}");
    }
}

/// One change of a joint draft, and which others it builds on.
struct Joint {
    record: RecordHash,
    actor: [u8; 16],
    chunk: Vec<u8>,
    after: Vec<usize>,
}

fn sources<'a>(changes: &'a [Joint], order: &[usize]) -> Vec<Source<'a>> {
    order
        .iter()
        .map(|at| Source {
            record: changes[*at].record,
            actor: changes[*at].actor,
            chunk: &changes[*at].chunk,
        })
        .collect()
}

/// What the changes come to, in this order.
fn comes_to(changes: &[Joint], order: &[usize]) -> Content {
    let folded = fold(&sources(changes, order));
    assert_eq!(folded.aside, []);
    assert_eq!(folded.versions.len(), order.len());
    folded.versions.last().expect("there is one").1.clone()
}

const WORDS: [&str; 8] = ["we", "meet", "on", "Monday", "evening", "at", "home", "сад"];

/// The text with one word changed, added or taken out.
fn reworded(text: &str, dice: &mut Seeded) -> String {
    let mut all: Vec<&str> = text.split(' ').collect();
    let at = dice.below(all.len() as u64) as usize;
    let word = WORDS[dice.below(8) as usize];
    match dice.below(3) {
        0 if all.len() > 1 => drop(all.remove(at)),
        1 => all.insert(at, word),
        _ => all[at] = word,
    }
    all.join(" ")
}

/// An order in which every change comes after those it builds on.
fn any_order(changes: &[Joint], dice: &mut Seeded) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    while order.len() < changes.len() {
        let at = dice.below(changes.len() as u64) as usize;
        let ready = changes[at].after.iter().all(|one| order.contains(one));
        if ready && !order.contains(&at) {
            order.push(at);
        }
    }
    order
}

#[test]
fn i14_joint_drafts_merge_to_one_text_in_any_order() {
    let [ada, ben] = [1, 2].map(|log| LogId::from_bytes([log; 16]));
    let persons = couple(1);
    let both = Owner::both(persons.0.person, persons.1.person);
    for seed in seeds(100) {
        let mut dice = Seeded::new(seed);
        let mut changes: Vec<Joint> = Vec::new();
        // What each of the two has, as indices into `changes`.
        let mut has: [Vec<usize>; 2] = [Vec::new(), Vec::new()];
        for number in 0..12u8 {
            let who = if number == 0 {
                0
            } else {
                dice.below(2) as usize
            };
            if number == 1 || dice.below(3) == 0 {
                let theirs = has[1 - who].clone();
                has[who].extend(theirs);
                has[who].sort_unstable();
                has[who].dedup();
            }
            let actor = document::actor([ada, ben][who], both, nonce_of(1), nonce_of(number));
            let chunk = if has[who].is_empty() {
                if number > 0 {
                    continue;
                }
                document::begin(actor, &draft("we meet on Monday")).expect("fits")
            } else {
                let before = comes_to(&changes, &has[who]);
                let next = joint(&reworded(before.text(), &mut dice));
                let made = document::revise(&sources(&changes, &has[who]), actor, &next);
                match made.expect("fits") {
                    Some(chunk) => chunk,
                    None => continue,
                }
            };
            changes.push(Joint {
                record: RecordHash::from_bytes([number; 32]),
                actor,
                chunk,
                after: has[who].clone(),
            });
            has[who].push(changes.len() - 1);
        }

        let merged = comes_to(&changes, &any_order(&changes, &mut dice));

        for _ in 0..3 {
            let order = any_order(&changes, &mut dice);
            assert_eq!(comes_to(&changes, &order), merged, "SEED={seed}");
        }
        for word in merged.text().split(' ').filter(|word| !word.is_empty()) {
            let whole = WORDS.contains(&word);
            let side_by_side = WORDS.iter().any(|known| word.starts_with(known));
            assert!(whole || side_by_side, "SEED={seed}: {word:?} in {merged:?}");
        }
    }
}

fn draft(text: &str) -> ContentBuilder {
    let mut content = words(text);
    content.fields.insert("kind".to_owned(), "draft".to_owned());
    content
}

#[test]
fn changes_of_different_words_are_both_kept_whole() {
    let first = document::begin([1; 16], &draft("we meet on Monday at the door")).expect("fits");
    let begin = Source {
        record: RecordHash::from_bytes([1; 32]),
        actor: [1; 16],
        chunk: &first,
    };
    let revise = |actor, text| {
        document::revise(&[begin], [actor; 16], &draft(text))
            .expect("fits")
            .expect("differs")
    };
    let of_ada = revise(2, "we meet on Sunday at the door");
    let of_ben = revise(3, "we meet on Monday at the gate");
    let source = |number, chunk| Source {
        record: RecordHash::from_bytes([number; 32]),
        actor: [number; 16],
        chunk,
    };

    for changes in [[(2, &of_ada), (3, &of_ben)], [(3, &of_ben), (2, &of_ada)]] {
        let folded = fold(&[
            begin,
            source(changes[0].0, changes[0].1),
            source(changes[1].0, changes[1].1),
        ]);
        let (_, last) = folded.versions.last().expect("three");
        assert_eq!(last.text(), "we meet on Sunday at the gate");
    }
    // The same word changed by both: both words stand whole, no mixture.
    let other = revise(3, "we meet on Tuesday at the door");
    let folded = fold(&[begin, source(2, &of_ada), source(3, &other)]);
    let text = folded.versions.last().expect("three").1.text().to_owned();
    assert!(
        text.contains("Sunday") && text.contains("Tuesday"),
        "{text}"
    );
}
