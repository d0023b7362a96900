//! A couple under one seed: no threads and no time.
//!
//! ```text
//! Ada's device ── frames, in order ──►  ┐
//!              ◄── frames, in order ──  ┘ Ben's device
//! the seed draws: who is delivered next, who writes, what breaks
//! ```
//!
//! A frame is parsed again where it is delivered; a `Give` is written when it
//! is delivered, and its sender hears of it then.

use std::collections::BTreeMap;

use candor_core::envelope::Envelope;
use candor_core::id::LogId;
use candor_core::store::{Row, Store};
use candor_sync::session::{Ending, Stay};
use candor_sync::wire::{Encoded, Message};

use crate::device::Device;
use crate::kit::{ADA, BEN, Disk, Seeded, couple, today};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Ada,
    Ben,
}

impl Who {
    pub fn other(self) -> Self {
        match self {
            Self::Ada => Self::Ben,
            Self::Ben => Self::Ada,
        }
    }
}

/// More deliveries than any meeting here can need.
const STEPS_MAX: u64 = 20_000;
/// Kind and length of a frame, as they stand in the stream.
const FRAME_HEAD_BYTES: usize = 5;

pub struct World {
    pub ada: Device,
    pub ben: Device,
    pub dice: Seeded,
    /// Every frame delivered since [`World::begin`], and to whom.
    pub heard: Vec<(Who, Encoded)>,
    /// Records that were delivered, and bytes on the stream, since then.
    pub records: usize,
    pub stream_bytes: usize,
    /// Records among them that the receiver had: of its own logs, and others.
    pub own_again: usize,
    pub others_again: usize,
    number: u64,
}

impl World {
    /// Two devices just after pairing: each has its first record.
    pub fn new(seed: u64) -> Self {
        let (ada, ben) = couple(seed);
        Self {
            ada: Device::new(ada, BEN, seed ^ 0xada, today()),
            ben: Device::new(ben, ADA, seed ^ 0xbe4, today()),
            dice: Seeded::new(seed),
            heard: Vec::new(),
            records: 0,
            stream_bytes: 0,
            own_again: 0,
            others_again: 0,
            number: 0,
        }
    }

    pub fn of(&mut self, who: Who) -> &mut Device {
        match who {
            Who::Ada => &mut self.ada,
            Who::Ben => &mut self.ben,
        }
    }

    pub fn either(&mut self) -> Who {
        if self.dice.chance(2) {
            Who::Ada
        } else {
            Who::Ben
        }
    }

    pub fn begin(&mut self, stay: Stay) {
        self.heard.clear();
        self.records = 0;
        self.stream_bytes = 0;
        self.own_again = 0;
        self.others_again = 0;
        self.ada.begin(stay);
        self.ben.begin(stay);
    }

    /// Who can be delivered something.
    fn awaited(&mut self) -> Option<Who> {
        match (self.ben.out.is_empty(), self.ada.out.is_empty()) {
            (true, true) => None,
            (false, true) => Some(Who::Ada),
            (true, false) => Some(Who::Ben),
            (false, false) => Some(self.either()),
        }
    }

    /// Delivers one frame to `to`. Gives whether there was one.
    pub fn deliver_to(&mut self, to: Who) -> bool {
        let Some(parcel) = self.of(to.other()).out.pop_front() else {
            return false;
        };
        let Encoded { kind, body } = &parcel.encoded;
        self.stream_bytes += FRAME_HEAD_BYTES + body.len();
        let message = Message::parse(*kind, body)
            .expect("what we write can be read")
            .expect("it is a kind we know");
        if let Message::Give(envelopes) = &message {
            self.records += envelopes.len();
            let receiver = self.of(to);
            let own = receiver.own_logs();
            let is_here = |envelope: &&Envelope| {
                let header = envelope.header();
                let here = receiver.disk.at(header.log, header.seq).expect("reads");
                here.iter().any(|at| at.hash == envelope.hash())
            };
            let again: Vec<_> = envelopes.iter().filter(is_here).collect();
            let of_own = |envelope: &&&Envelope| own.contains(&envelope.header().log);
            let of_own = again.iter().filter(of_own).count();
            let of_others = again.len() - of_own;
            self.own_again += of_own;
            self.others_again += of_others;
        }
        self.heard.push((to, parcel.encoded));
        self.of(to).hear(message);
        if parcel.tell {
            self.of(to.other()).room();
        }
        true
    }

    /// Delivers one frame, if any is under way.
    pub fn step(&mut self) -> bool {
        self.awaited().is_some_and(|to| self.deliver_to(to))
    }

    /// Delivers until nothing is under way.
    pub fn run(&mut self) {
        for _ in 0..STEPS_MAX {
            if !self.step() {
                let waits = self.ada.journal.pending() + self.ben.journal.pending();
                if waits == 0 {
                    return;
                }
                self.ada.idle();
                self.ben.idle();
            }
        }
        panic!("the two never come to rest");
    }

    /// The connection goes; both notice.
    pub fn lose(&mut self) {
        self.ada.lost();
        self.ben.lost();
    }

    /// One meeting that ends by itself; both say so.
    pub fn meet(&mut self) {
        self.begin(Stay::Once);
        self.run();
        for who in [Who::Ada, Who::Ben] {
            let device = self.of(who);
            assert!(!device.is_meeting(), "{who:?} waits for ever");
            assert_eq!(device.endings.last(), Some(&Ending::Done), "{who:?}");
            device.meeting = None;
        }
    }

    /// A text nobody wrote before.
    pub fn text(&mut self, who: Who) -> String {
        self.number += 1;
        format!("{who:?} {}", self.number)
    }

    pub fn write(&mut self, who: Who) {
        let text = self.text(who);
        self.of(who).write(&text);
    }

    /// Edits one of that person's entries, if there are any.
    pub fn edit(&mut self, who: Who) {
        let text = self.text(who);
        let count = self.of(who).wrote.len() as u64;
        let at = usize::try_from(self.dice.below(count)).expect("fits");
        let device = self.of(who);
        if let Some(entry) = device.wrote.keys().nth(at).copied() {
            device.edit(entry, &format!("{text}, again"));
        }
    }

    /// Everything `from` has that `to` says it lacks is carried over in a
    /// file, with some that is there already.
    pub fn carry_bundle(&mut self, from: Who) {
        let to = from.other();
        let mut have = self.of(to).journal.have().expect("reads");
        if self.dice.chance(2) {
            have.heads.clear();
        }
        let bundle = self.of(from).bundle_for(&have);
        self.of(to).import(bundle);
    }

    /// Both have the same records, read the same, and read what was written;
    /// another meeting brings nothing.
    pub fn assert_equal(&mut self) {
        for device in [&self.ada, &self.ben] {
            assert_eq!(device.journal.waiting().count(), 0);
            assert_eq!(device.journal.pending(), 0);
            let aside: Vec<_> = device.journal.aside().collect();
            assert!(device.set_aside_nothing(), "{aside:?}");
            assert_eq!(device.journal.lacking().count(), 0);
        }
        let (ada, ben) = (&mut self.ada.journal, &mut self.ben.journal);
        assert_eq!(ada.have_digest(), ben.have_digest(), "records differ");
        assert_eq!(ada.digest(), ben.digest(), "views differ");
        let have = self.ben.journal.have().expect("reads");
        assert!(self.ada.bundle_for(&have).is_empty(), "a diff is left");
        for device in [&self.ada, &self.ben] {
            for writer in [&self.ada, &self.ben] {
                for (entry, text) in &writer.wrote {
                    assert!(device.reads(writer.now(*entry), text), "{text}");
                }
            }
            let shown = device.journal.view().timeline().count();
            assert_eq!(shown, self.ada.wrote.len() + self.ben.wrote.len());
        }
        assert_prefix(&self.ada.disk, &self.ben.disk);
        assert_prefix(&self.ben.disk, &self.ada.disk);
    }

    /// Nobody was told anything but progress, and each writes one log.
    pub fn assert_calm(&self) {
        assert_eq!(self.ada.warnings(), []);
        assert_eq!(self.ben.warnings(), []);
        assert_eq!(self.ada.own_logs().len(), 1);
        assert_eq!(self.ben.own_logs().len(), 1);
        assert_eq!(self.ada.journal.logs().0.len(), 2);
    }
}

/// Each log of `of` is contiguous, and each one that `writer` has too begins
/// as it does there. Only for logs without a fork.
pub fn assert_prefix(of: &Disk, writer: &Disk) {
    let (here, there) = (by_log(of), by_log(writer));
    for (log, rows) in here {
        for (seq, row) in rows.iter().enumerate() {
            assert_eq!(row.seq, seq as u64, "a gap or a repetition");
        }
        let whole = there.get(&log).map_or(&[][..], Vec::as_slice);
        for (row, whole) in rows.iter().zip(whole) {
            assert_eq!(row.hash, whole.hash, "not a prefix");
        }
    }
}

/// The rows of each log, in the order of arrival.
pub fn by_log(disk: &Disk) -> BTreeMap<LogId, Vec<Row>> {
    let mut logs: BTreeMap<LogId, Vec<Row>> = BTreeMap::new();
    for row in disk.rows() {
        logs.entry(row.log).or_default().push(row);
    }
    logs
}

/// The records of `disk` as claims, in the order of arrival.
pub fn envelopes(disk: &Disk) -> Vec<Envelope> {
    let rows = disk.rows().into_iter();
    rows.map(|row| row.into_envelope().expect("it is whole"))
        .collect()
}
