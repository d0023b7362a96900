//! Nothing that was in force, received or readable changes by a later record of its
//! writer: random histories of two honest people and a changed program of Ben's, with
//! its records in any order.
//!
//! Seeds are new each time and printed; `SEED=17` tells one history again, `SEEDS=500`
//! tells so many.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use candor_core::date::Day;
use candor_core::entry::{ContentBuilder, document};
use candor_core::envelope::{Envelope, Operation, Whose, Wish, operation_code};
use candor_core::forge::Draft;
use candor_core::id::{EntryId, Owner, RecordHash, ShortHash};
use candor_core::journal::{AuthorError, Have, Journal};
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::store::MemoryStore;
use candor_core::view::{Row, version_name};

use crate::forger::*;
use crate::kit::*;
use crate::scene::{began_with, sources};

/// How many days after Ada got an entry nothing of it is to be corrected any more: she
/// writes with it on the next day at the latest, and then over more than two.
const SETTLED_DAYS: u32 = 4;
const STEPS: usize = 40;

fn seeds(count: u64) -> Vec<u64> {
    if let Ok(seed) = std::env::var("SEED") {
        return vec![seed.parse().expect("SEED is a number")];
    }
    let count = std::env::var("SEEDS").map_or(count, |seeds| seeds.parse().expect("a number"));
    let first = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970")
        .as_nanos() as u64;
    (0..count)
        .map(|number| first.wrapping_add(number))
        .collect()
}

/// The two, and what the changed program has said and not given yet.
struct World {
    ada: Journal<Shared>,
    ben: Journal<Shared>,
    dice: Seeded,
    ben_keys: Keyring,
    day: Day,
    /// Since when Ada has what.
    since: BTreeMap<EntryId, Day>,
    /// What its writer withdrew in time.
    withdrawn: BTreeSet<EntryId>,
    /// Records of the changed program that are on their way, each with those that go
    /// before it.
    on_the_way: Vec<Vec<Envelope>>,
    forged: u64,
    /// What was done, for a history that fails.
    told: String,
}

/// What must not change any more.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    /// Of each entry: its kind, its thread and who wrote it.
    facts: BTreeMap<EntryId, (String, Option<EntryId>, bool)>,
    /// Of each entry that Ada has had for days: what it says, and all it ever said.
    words: BTreeMap<EntryId, (Vec<u8>, Vec<Vec<u8>>)>,
    /// Of each joint text: what was in force at the end of each day but the last ones.
    in_force: BTreeMap<EntryId, Vec<String>>,
}

impl World {
    fn new(seed: u64) -> Self {
        let (_, ben_keys) = couple(seed);
        let (ada, ben, _) = met(seed);
        Self {
            ada,
            ben,
            dice: Seeded::new(seed ^ 0xadabe),
            ben_keys,
            day: today(),
            since: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            on_the_way: Vec::new(),
            forged: 0,
            told: String::new(),
        }
    }

    fn note(&mut self, what: &str) {
        writeln!(self.told, "{} {what}", self.day).expect("a string takes all");
    }

    fn any<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let at = self.dice.below(of.len().max(1) as u64) as usize;
        of.get(at).cloned()
    }

    /// The entries of one of the two that Ada can read.
    fn rows_of(&self, by_ben: bool) -> Vec<Row> {
        let me = self.ada.me().person;
        let rows = self.ada.view().timeline();
        rows.filter(|row| (row.writer != me) == by_ben)
            .cloned()
            .collect()
    }

    /// A day goes by: both write on each day, with all that they have behind them. What
    /// somebody has said to have is not unsaid by a changed program.
    fn next_day(&mut self) {
        self.day = self.day.plus(1);
        for journal in [&mut self.ada, &mut self.ben] {
            journal.mark_day(self.day).expect("writes");
        }
        self.both_write();
    }

    fn both_write(&mut self) {
        let Self {
            ada,
            ben,
            dice,
            day,
            ..
        } = self;
        say(ada, dice, *day, "Ada writes on");
        say(ben, dice, *day, "Ben writes on");
    }

    fn meet(&mut self) {
        self.note("meet");
        for _ in 0..2 {
            for journal in [&mut self.ada, &mut self.ben] {
                journal.flush(&mut self.dice, self.day).expect("writes");
            }
            exchange(&mut self.ada, &mut self.ben);
        }
        self.both_write();
        exchange(&mut self.ada, &mut self.ben);
        self.took_in();
    }

    fn took_in(&mut self) {
        for row in self.ada.view().timeline() {
            self.since.entry(row.id).or_insert(self.day);
        }
    }

    /// Something that an honest program does, on either side. What does not fit is
    /// refused there.
    fn honest(&mut self) {
        let by_ada = self.dice.below(2) == 0;
        let mut content = words("honest words");
        let about = self.rows_of(by_ada);
        let own = self.rows_of(!by_ada);
        let (about, own) = (self.any(&about), self.any(&own));
        let review = self.day.plus(30).to_string();
        let kind = match self.dice.below(8) {
            0 => "note",
            1 => "question",
            2 => "promise",
            3 => "agreement",
            4 => "edit",
            5 => "withdraw",
            _ => "answer",
        };
        self.note(&format!("{} {kind}", if by_ada { "Ada" } else { "Ben" }));
        let day = self.day;
        let journal = if by_ada { &mut self.ada } else { &mut self.ben };
        let dice = &mut self.dice;
        match (kind, about, own) {
            ("edit", _, Some(own)) => {
                let mut edit = own.content.to_builder();
                edit.text = format!("corrected {}", dice.below(100));
                drop(journal.keep_edit(day, own.id, edit));
            }
            // What Ada withdraws says no more what she had behind her on that day.
            ("withdraw", _, Some(own)) if !by_ada => {
                let kept = journal.keep_withdrawal(day, own.id);
                self.withdrawn.extend(kept.ok().map(|_| own.id));
            }
            ("answer", Some(about), _) => {
                let (kind, field) = match about.content.kind() {
                    "agreement" => ("assent", None),
                    "promise" => ("promise-word", Some("welcome")),
                    "question" => ("answer", None),
                    "answer" => ("answer-word", Some("enough")),
                    _ => ("acknowledgement", Some("thank-you")),
                };
                if let Some(word) = field {
                    content.fields.insert("word".into(), word.into());
                }
                drop(journal.keep_new(dice, day, kind, Some(about.id), vec![content]));
            }
            ("note" | "question", ..) => {
                let kept = journal.keep_new(dice, day, kind, None, vec![content]);
                kept.expect("fits");
            }
            ("promise", ..) => {
                content.fields.insert("to".into(), "you".into());
                let kept = journal.keep_new(dice, day, kind, None, vec![content]);
                kept.expect("fits");
            }
            ("agreement", about, _) => {
                for (name, value) in [("binds", "both"), ("review", review.as_str())] {
                    content.fields.insert(name.into(), value.into());
                }
                content.text = format!("we agree {}", dice.below(100));
                let over = about.filter(|row| row.content.kind() == "agreement");
                let over = over.filter(|_| dice.below(2) == 0).map(|row| row.id);
                match journal.keep_new(dice, day, kind, over, vec![content]) {
                    Ok(_) | Err(AuthorError::Reply(_) | AuthorError::NoSuchEntry) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            _ => {}
        }
    }

    /// A place of a log from which the changed program goes on: the end, a fork before
    /// or behind an entry, or a new log.
    fn forger(&mut self, row: &Row, counter: u64) -> (Forger, Vec<Envelope>) {
        let end = Forger::of(&self.ben_keys, &self.ada);
        let at = row.place().expect("it has one");
        let stored = self.ada.stored_envelopes().expect("reads");
        let before = stored.iter().find(|envelope| {
            let header = envelope.header();
            header.log == at.log && header.seq + 1 == at.seq
        });
        match (self.dice.below(4), before) {
            (0, Some(before)) if end.log == at.log => (
                Forger {
                    seq: at.seq,
                    prev: before.hash(),
                    ..end
                },
                Vec::new(),
            ),
            (1, _) if end.log == at.log => (
                Forger {
                    seq: at.seq + 1,
                    prev: row.changes[0].hash,
                    ..end
                },
                Vec::new(),
            ),
            (2, _) => (end, Vec::new()),
            _ => {
                self.forged += 1;
                let nonce = self.forged as u8;
                let (forger, start) = Forger::fresh(&self.ben_keys, nonce, counter - 1);
                (forger, vec![start])
            }
        }
    }

    /// Any counter around an entry, or of these days.
    fn counter_near(&mut self, row: &Row) -> u64 {
        let at = row.place().expect("it has one").counter.number();
        match self.dice.below(5) {
            0 => at - 1 - self.dice.below(20),
            1 => at + 1 + self.dice.below(20),
            2 => counter(row.place().expect("one").counter.day().plus(1), 900),
            3 => counter(self.day, self.dice.below(2_000)),
            _ => at,
        }
    }

    /// Something that only a changed program does.
    fn forge(&mut self) {
        let rows = self.rows_of(true);
        let Some(row) = self.any(&rows) else { return };
        let counter = self.counter_near(&row);
        let (mut forger, mut records) = self.forger(&row, counter);
        let what = self.dice.below(6);
        self.note(&format!("forged {what} about {} at {counter}", row.id));
        match what {
            0 => records.push(self.begun_again(&mut forger, &row, counter)),
            1 => records.extend(self.same_beginning(&mut forger, &row, counter)),
            2 | 3 => records.extend(self.later_change(&mut forger, &row, counter)),
            4 => records.push(self.forget(&mut forger, &row, counter)),
            _ => records.push(self.dated_back(&mut forger, &row, counter)),
        }
        self.on_the_way.push(records);
    }

    fn other_words(&mut self, row: &Row) -> ContentBuilder {
        let mut content = row.content.to_builder();
        content.text = format!("other words {}", self.dice.below(100));
        let mut set = |name: &str, value: String| content.fields.insert(name.into(), value);
        match self.dice.below(5) {
            0 => drop(set("kind", "note".into())),
            1 => drop(set("written", "2025-01-01".into())),
            2 => drop(set("thread", EntryId::from_bytes([9; 16]).to_string())),
            _ => {}
        }
        content
    }

    fn begun_again(&mut self, forger: &mut Forger, row: &Row, counter: u64) -> Envelope {
        let content = self.other_words(row);
        forger.change_of(counter, row.owner, row.nonce, &content)
    }

    /// The very first record once more, with another day or other heads.
    fn same_beginning(&mut self, forger: &mut Forger, row: &Row, counter: u64) -> Option<Envelope> {
        let (edit, chunk) = began_with(&self.ada, &self.ben_keys, row)?;
        let mut draft = Draft::begin(counter, row.owner, row.nonce, edit, &chunk);
        draft.day -= self.dice.below(2) as u32;
        draft.after = vec![ShortHash::from_bytes([self.dice.below(9) as u8; 16])];
        Some(forger.write(&draft))
    }

    fn later_change(&mut self, forger: &mut Forger, row: &Row, counter: u64) -> Option<Envelope> {
        let content = self.other_words(row);
        let chunks = self.ada.change_chunks(row.id).expect("reads");
        self.forged += 1;
        let edit = nonce_of(self.forged as u8);
        let actor = document::actor(forger.log, row.owner, row.nonce, edit);
        let chunk = document::revise(&sources(&chunks), actor, &content).ok()??;
        let of = (row.owner, row.nonce, row.beginning);
        let mut draft = Draft::change(counter, of, edit, &chunk);
        if self.dice.below(3) == 0 {
            draft.day = row.content.written()?.plus(1).number();
        }
        Some(forger.write(&draft))
    }

    fn forget(&mut self, forger: &mut Forger, row: &Row, counter: u64) -> Envelope {
        let kinds = [row.content.kind().to_owned(), "note".to_owned()];
        let kind = self.any(&kinds).expect("two");
        let about_ada = self.rows_of(false);
        let of_ada = self.any(&about_ada).filter(|_| self.dice.below(4) == 0);
        let row = of_ada.as_ref().unwrap_or(row);
        let wishes = [Wish::Remove, Wish::Withdraw, Wish::Keep];
        let wish = self.any(&wishes).expect("three");
        let records: Vec<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
        let draft = forget_draft(row, wish, &kind, counter, &records);
        forger.write(&draft)
    }

    /// An answer or an end of Ben's, dated as he likes.
    fn dated_back(&mut self, forger: &mut Forger, row: &Row, counter: u64) -> Envelope {
        let mut about = row.clone();
        let of_ada = self.rows_of(false);
        if let Some(of_ada) = self.any(&of_ada).filter(|_| self.dice.below(2) == 0) {
            about = of_ada;
        }
        let kinds = [
            "unassent",
            "assent",
            "agreement-end",
            "agreement",
            "promise-end",
            "rest",
        ];
        let kind = self.any(&kinds).expect("some");
        let mut content = note("dated back");
        let mut set = |name: &str, value: String| content.fields.insert(name.into(), value);
        set("kind", kind.into());
        set("thread", about.id.to_string());
        set("version", version_name(&about));
        if let Some(day) = candor_core::order::Counter::checked(counter) {
            set("written", day.day().to_string());
        }
        self.forged += 1;
        let nonce = nonce_of(self.forged as u8);
        forger.change_of(counter, Owner::person(forger.person), nonce, &content)
    }

    /// Gives Ada some of what the changed program has said, in any order.
    fn give(&mut self) {
        while !self.on_the_way.is_empty() && self.dice.below(4) > 0 {
            let at = self.dice.below(self.on_the_way.len() as u64) as usize;
            let records = self.on_the_way.swap_remove(at);
            self.note("given");
            for record in records {
                // What is refused changes nothing either.
                self.ada.receive(vec![record]).expect("stores");
                self.ada.open_pending(usize::MAX).expect("reads");
            }
            self.ada.flush(&mut self.dice, self.day).expect("writes");
        }
        self.took_in();
    }

    fn is_settled(&self, id: EntryId) -> bool {
        let since = self.since.get(&id);
        since.is_some_and(|since| since.plus(SETTLED_DAYS) <= self.day)
    }

    fn kept(&self) -> Kept {
        let me = self.ada.me().person;
        let rows = || self.ada.view().timeline();
        let facts = rows().map(|row| {
            let content = &row.content;
            let thread = content.thread();
            (
                row.id,
                (content.kind().to_owned(), thread, row.writer == me),
            )
        });
        let settled = || rows().filter(|row| self.is_settled(row.id));
        // A correction of Ada's own that reaches Ben after days is late, as it should be.
        let reached = |row: &&Row| row.writer != me || row.versions < 2;
        let words = settled().filter(reached).map(|row| {
            let versions = self.ada.versions(row.id).expect("reads");
            let versions = versions.iter().filter(|version| !version.is_late);
            let versions = versions.map(|version| version.content.as_bytes().to_vec());
            let now = row.content.as_bytes().to_vec();
            (row.id, (now, versions.collect()))
        });
        let joint = settled().filter(|row| row.content.kind() == "agreement");
        let days = || {
            let all = (0..).map(|days| today().plus(days));
            all.take_while(|day| day.plus(SETTLED_DAYS) <= self.day)
        };
        let in_force = joint.map(|row| {
            let on = days().map(|day| {
                let joint = self.ada.joint_text(row.id, Some(day));
                let agreed = joint.as_ref().and_then(|joint| joint.agreed);
                let says = agreed.and_then(|id| self.ada.content(id));
                let says = says.map_or("", |content| content.text());
                let state = joint.map(|joint| joint.state);
                format!("{day} {state:?} {agreed:?} {says}")
            });
            (row.id, on.collect())
        });
        Kept {
            facts: facts.collect(),
            words: words.collect(),
            in_force: in_force.collect(),
        }
    }

    /// What was kept still is, but for what both have forgotten by the rules.
    fn judge(&self, before: &Kept, seed: u64) {
        let after = self.kept();
        let fails = |what: &str, id: EntryId| -> ! {
            panic!("SEED={seed}: {what} of {id} after:\n{}", self.told)
        };
        for (id, facts) in &before.facts {
            match after.facts.get(id) {
                Some(now) if now == facts => {}
                Some(_) => fails("kind, thread or writer", *id),
                // New ones can be withdrawn.
                None if self.withdrawn.contains(id) || !self.is_settled(*id) => {}
                None => fails("an entry that was settled is gone", *id),
            }
        }
        for (id, (said, versions)) in &before.words {
            let Some((says, has)) = after.words.get(id) else {
                continue;
            };
            if (says, has) != (said, versions) {
                let [was, is] = [said, says].map(|words| String::from_utf8_lossy(words));
                let aside = self.ada.aside().filter(|(_, it)| it.entry == Some(*id));
                let aside: Vec<_> = aside.collect();
                fails(
                    &format!("{was:?} is {is:?}, aside {aside:?}, the words"),
                    *id,
                );
            }
        }
        for (id, days) in &before.in_force {
            let now = after.in_force.get(id).into_iter().flatten();
            for (was, is) in days.iter().zip(now) {
                if was != is {
                    fails(&format!("{was} is {is}, what was in force"), *id);
                }
            }
        }
    }
}

/// A `forget` of an entry by a changed program.
pub fn forget_draft(row: &Row, wish: Wish, kind: &str, at: u64, records: &[RecordHash]) -> Draft {
    let mut body = row.beginning.as_bytes().to_vec();
    body.push(match wish {
        Wish::Remove => 0,
        Wish::Withdraw => 1,
        Wish::Keep => 2,
    });
    body.extend_from_slice(&(kind.len() as u32).to_le_bytes());
    body.extend_from_slice(kind.as_bytes());
    body.extend_from_slice(&today().number().to_le_bytes());
    body.push(0);
    body.extend_from_slice(&row.place().expect("one").counter.number().to_le_bytes());
    body.extend_from_slice(&(records.len() as u16).to_le_bytes());
    for hash in records {
        body.extend_from_slice(hash.as_bytes());
    }
    Draft {
        owner: row.owner,
        nonce: row.nonce,
        ..Draft::other(at, operation_code::FORGET, body)
    }
}

#[test]
fn a49_nothing_in_force_received_or_readable_changes_by_later_records() {
    let seeds = seeds(60);
    eprintln!("SEED={} and the {} after it", seeds[0], seeds.len() - 1);
    for seed in seeds {
        let mut world = World::new(seed);
        for _ in 0..STEPS {
            // Only what an honest meeting brings, and what is forged, is judged.
            match world.dice.below(10) {
                0..2 => world.next_day(),
                2..4 => world.honest(),
                4 => {
                    let before = world.kept();
                    world.meet();
                    world.judge(&before, seed);
                }
                5..8 => world.forge(),
                _ => {
                    let before = world.kept();
                    world.give();
                    world.judge(&before, seed);
                }
            }
        }
        let before = world.kept();
        while !world.on_the_way.is_empty() {
            world.give();
        }
        world.judge(&before, seed);
        // What was forgotten says no more what was behind it, also to those who read it.
        if world.withdrawn.is_empty() {
            reads_the_same_in_any_order(&mut world, seed);
        }
    }
}

/// What a first record of a log follows.
fn follows(keys: &Keyring, envelope: &Envelope) -> Vec<RecordHash> {
    let keys = keys.shared_keys().expect("there is a bond");
    let record = envelope.clone().verify(&keys, Whose::Theirs);
    let opened = record.ok().and_then(|record| record.open(&keys).ok());
    match opened.map(|opened| opened.operation) {
        Some(Operation::Start(start)) => start.follows,
        _ => Vec::new(),
    }
}

/// Whoever gets the same records in another order reads the same. What a log follows
/// comes before it, as a device gives it. Of what was erased nobody knows more than the
/// wishes to forget it say.
fn reads_the_same_in_any_order(world: &mut World, seed: u64) {
    let mut left = missing(&mut world.ada, BEN, &Have::default());
    let mut fresh = open(&world.ben_keys, MemoryStore::new());
    while !left.is_empty() {
        let at = world.dice.below(left.len() as u64) as usize;
        let follows = follows(&world.ben_keys, &left[at]);
        if left.iter().any(|other| follows.contains(&other.hash())) {
            continue;
        }
        if take(&mut fresh, vec![left[at].clone()]).gaps.is_empty() {
            left.swap_remove(at);
        }
    }
    let ben = world.ben.me().person;
    let lines = |journal: &Journal<Shared>| -> Vec<String> {
        let line = |row: &Row| {
            let (kind, text) = (row.content.kind(), row.content.text());
            let later = row.writer == ben && journal.came_in_later(row);
            let place = row.place().map(|place| place.hash);
            format!(
                "{} {kind} {text:?} {} {later} {place:?}",
                row.id, row.versions
            )
        };
        // Whether something of Ada's reached Ben in time is for Ben's records to say.
        let theirs = |row: &&Row| row.writer == ben || row.changes.len() < 2;
        journal.view().timeline().filter(theirs).map(line).collect()
    };
    let (theirs, ours) = (lines(&fresh), lines(&world.ada));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        let lines = one.iter().filter(|line| !other.contains(line));
        lines.cloned().collect()
    };
    let told = &world.told;
    assert_eq!(
        only(&theirs, &ours),
        only(&ours, &theirs),
        "SEED={seed}:\n{told}"
    );
}
