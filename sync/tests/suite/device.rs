//! One device of the simulated couple: a disk, a journal over it, a meeting,
//! and the frames it has written.

use std::collections::{BTreeMap, VecDeque};

use candor_core::date::Day;
use candor_core::envelope::Envelope;
use candor_core::id::{EntryId, LogId};
use candor_core::journal::{
    AsideReason, AuthorError, Have, Journal, Outbound, PeerId, Received, Version,
};
use candor_core::keyring::Keyring;
use candor_core::space::Shared;
use candor_core::store::{Arrival, StoreError};
use candor_sync::drive::{Meeting, Now, Outcome};
use candor_sync::session::{Allowance, Ending, Event, Notice, Stay};
use candor_sync::talk::TalkWord;
use candor_sync::wire::{Encoded, Message};

use crate::kit::{Disk, Seeded, open, words};

/// A frame on its way.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub encoded: Encoded,
    /// The sender waits to hear that it was written.
    pub tell: bool,
}

pub struct Device {
    pub keys: Keyring,
    pub peer: PeerId,
    pub disk: Disk,
    pub journal: Journal<Shared>,
    pub meeting: Option<Meeting>,
    pub bytes: Seeded,
    pub day: Day,
    /// Seconds, from any moment on.
    pub seconds: u64,
    /// Frames written and not delivered yet.
    pub out: VecDeque<Parcel>,
    pub notices: Vec<Notice>,
    /// What the other person pressed in a talk.
    pub talk: Vec<TalkWord>,
    pub endings: Vec<Ending>,
    /// What each entry of this person says, as the person believes.
    pub wrote: BTreeMap<EntryId, String>,
    /// Records that came in are opened later, in a step of their own.
    pub opens_later: bool,
    /// What is taken of the other device unasked.
    pub allowance: Allowance,
    /// What is free on the disk, if it is known.
    pub free_bytes: Option<u64>,
}

impl Device {
    /// How many own entries the other device has not confirmed.
    pub fn unconfirmed(&self) -> u64 {
        let known = self.journal.peer(self.peer);
        self.journal
            .unconfirmed(known.map_or(&[][..], |known| &known.durable))
    }

    pub fn new(keys: Keyring, peer: PeerId, seed: u64, day: Day) -> Self {
        let disk = Disk::default();
        let mut device = Self {
            journal: open(&keys, &disk),
            keys,
            peer,
            disk,
            meeting: None,
            bytes: Seeded::new(seed),
            day,
            seconds: 0,
            out: VecDeque::new(),
            notices: Vec::new(),
            talk: Vec::new(),
            endings: Vec::new(),
            wrote: BTreeMap::new(),
            opens_later: false,
            allowance: Allowance::default(),
            free_bytes: None,
        };
        device
            .journal
            .ensure_log(&mut device.bytes, day)
            .expect("writes");
        device
    }

    /// The device goes on with another state of its folder.
    pub fn replace_disk(&mut self, disk: Disk) {
        self.meeting = None;
        self.out.clear();
        self.journal = open(&self.keys, &disk);
        self.disk = disk;
    }

    /// The program dies and is started again.
    pub fn kill(&mut self) {
        self.replace_disk(self.disk.copy());
    }

    pub fn begin(&mut self, stay: Stay) {
        let mut now = Now {
            entropy: &mut self.bytes,
            today: self.day,
            seconds: self.seconds,
            allowance: &mut self.allowance,
            free_bytes: self.free_bytes,
        };
        let (meeting, outcomes) =
            Meeting::begin(&mut self.journal, self.peer, stay, Vec::new(), &mut now)
                .expect("the store answers");
        self.out.clear();
        self.meeting = Some(meeting);
        self.carry_out(outcomes);
    }

    /// Does something in the meeting, and what follows from it.
    pub fn with(
        &mut self,
        act: impl FnOnce(
            &mut Meeting,
            &mut Journal<Shared>,
            &mut Now<'_>,
        ) -> Result<Vec<Outcome>, StoreError>,
    ) {
        let Some(meeting) = &mut self.meeting else {
            return;
        };
        let mut now = Now {
            entropy: &mut self.bytes,
            today: self.day,
            seconds: self.seconds,
            allowance: &mut self.allowance,
            free_bytes: self.free_bytes,
        };
        let outcomes = act(meeting, &mut self.journal, &mut now).expect("the store answers");
        self.carry_out(outcomes);
    }

    pub fn hear(&mut self, message: Message) {
        self.with(|meeting, journal, now| meeting.on(journal, Event::Heard(message), now));
    }

    /// This person presses something in a talk.
    pub fn press(&mut self, word: TalkWord) {
        self.with(|meeting, journal, now| meeting.on(journal, Event::Talk(word), now));
    }

    pub fn room(&mut self) {
        self.with(Meeting::room);
    }

    pub fn end_when_equal(&mut self) {
        self.with(Meeting::end_when_equal);
    }

    pub fn lost(&mut self) {
        self.out.clear();
        self.with(|meeting, journal, now| meeting.on(journal, Event::Lost, now));
        self.meeting = None;
    }

    pub fn is_live(&self) -> bool {
        self.meeting.as_ref().is_some_and(Meeting::is_live) && self.journal.can_flush()
    }

    pub fn is_meeting(&self) -> bool {
        self.meeting.as_ref().is_some_and(|it| !it.is_closed())
    }

    fn authored(&mut self, arrivals: Vec<Arrival>) {
        self.with(|meeting, journal, now| meeting.authored(journal, arrivals, now));
    }

    fn carry_out(&mut self, outcomes: Vec<Outcome>) {
        for outcome in outcomes {
            match outcome {
                Outcome::Write(encoded) => self.out.push_back(Parcel {
                    encoded,
                    tell: false,
                }),
                Outcome::WriteAndTell(encoded) => self.out.push_back(Parcel {
                    encoded,
                    tell: true,
                }),
                Outcome::Tell(notice) => self.notices.push(notice),
                Outcome::Talk(word) => self.talk.push(word),
                Outcome::Appended if self.opens_later => {}
                Outcome::Appended => {
                    self.journal.open_pending(usize::MAX).expect("reads");
                }
                Outcome::Close(ending) => {
                    self.endings.push(ending);
                    if let Some(meeting) = &self.meeting {
                        meeting.keep(&mut self.journal, None).expect("writes");
                    }
                }
            }
        }
    }

    /// What the engine does when nothing else is to be done: opens what came
    /// in, and writes what waited for that; with nothing to open, the index.
    pub fn idle(&mut self) {
        if self.journal.pending() == 0 {
            return self.journal.save_index().expect("writes");
        }
        self.journal.open_pending(usize::MAX).expect("reads");
        if self.is_meeting() {
            let arrivals = self
                .journal
                .flush(&mut self.bytes, self.day)
                .expect("writes");
            self.authored(arrivals);
        }
    }

    /// A new entry: at once where a session is open to take it, otherwise into
    /// the outbox.
    pub fn write(&mut self, text: &str) -> EntryId {
        let contents = vec![words(text)];
        let (ids, arrivals) = if self.is_live() {
            self.journal
                .say_new(&mut self.bytes, self.day, "note", None, contents)
                .expect("fits")
        } else {
            let ids = self
                .journal
                .keep_new(&mut self.bytes, self.day, "note", None, contents)
                .expect("fits");
            (ids, Vec::new())
        };
        self.wrote.insert(ids[0], text.to_owned());
        if !arrivals.is_empty() {
            self.authored(arrivals);
        }
        ids[0]
    }

    /// The entry that what waited under this id has become.
    pub fn now(&self, id: EntryId) -> EntryId {
        let found = self.journal.by_prefix(&id.to_string());
        found.first().copied().unwrap_or(id)
    }

    /// Whether an own entry reads so here: now, or in a correction that came
    /// when the other had the entry for long.
    pub fn reads(&self, entry: EntryId, text: &str) -> bool {
        let Some(content) = self.journal.content(entry) else {
            return false;
        };
        let versions = self.journal.versions(entry).expect("reads");
        let late = |version: &Version| version.is_late && version.content.text() == text;
        content.text() == text || versions.iter().any(late)
    }

    /// Whether nothing was set aside but corrections that came late.
    pub fn set_aside_nothing(&self) -> bool {
        let mut aside = self.journal.aside();
        aside.all(|(_, aside)| aside.reason == AsideReason::Late)
    }

    /// A new version of an own entry, if its time is not over.
    pub fn edit(&mut self, entry: EntryId, text: &str) {
        let entry_then = entry;
        let entry = self.now(entry);
        match self.journal.keep_edit(self.day, entry, words(text)) {
            Ok(()) => self.wrote.insert(entry_then, text.to_owned()),
            // Not opened yet after a start, two days have passed, or it was written
            // under a clock that ran ahead.
            Err(
                AuthorError::TooLateToEdit | AuthorError::NoSuchEntry | AuthorError::DatedAhead,
            ) => return,
            Err(error) => panic!("{error}"),
        };
        if self.is_live() {
            let arrivals = self
                .journal
                .flush(&mut self.bytes, self.day)
                .expect("writes");
            self.authored(arrivals);
        }
    }

    /// Writes what waits without a session, as a bundle would.
    pub fn flush(&mut self) {
        self.journal
            .flush(&mut self.bytes, self.day)
            .expect("writes");
    }

    /// What another device that has `have` lacks, as it would receive it.
    pub fn bundle_for(&mut self, have: &Have) -> Vec<Envelope> {
        let missing = self.journal.missing(self.peer, have).expect("reads");
        let all: Vec<_> = missing.theirs.into_iter().chain(missing.others).collect();
        let mut given = Vec::new();
        let mut at = 0;
        while at < all.len() {
            let (more, taken) = self.journal.give(&all[at..], usize::MAX).expect("reads");
            given.extend(more.into_iter().map(Outbound::into_envelope));
            at += taken;
        }
        given
    }

    /// Takes records in by another way than the meeting.
    pub fn import(&mut self, envelopes: Vec<Envelope>) -> Received {
        let received = self.journal.receive(envelopes).expect("stores");
        self.journal.open_pending(usize::MAX).expect("reads");
        // The engine tells a running meeting what is here now.
        self.authored(Vec::new());
        received
    }

    /// The logs this device writes or wrote.
    pub fn own_logs(&self) -> Vec<LogId> {
        let logs = self.journal.logs().0.iter();
        logs.filter(|(_, state)| state.device == self.keys.device)
            .map(|(log, _)| *log)
            .collect()
    }

    /// The notices that are no progress.
    pub fn warnings(&self) -> Vec<Notice> {
        let told = self.notices.iter().copied();
        told.filter(|notice| !matches!(notice, Notice::Progress { .. }))
            .collect()
    }
}
