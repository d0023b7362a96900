//! What the other is called: a further log renames nobody, and nobody reads as
//! oneself.

use candor_core::journal::{Journal, NameChange, NamingError};
use candor_core::keyring::Keyring;
use candor_core::names::alike;
use candor_core::space::Shared;
use candor_core::store::LocalKind;

use crate::disk::Disk;
use crate::forger::*;
use crate::kit::*;

/// Ada's journal on a disk, and Ben's program as far as it forges.
struct Scene {
    disk: Disk,
    ada_keys: Keyring,
    ben_keys: Keyring,
    ada: Journal<Shared>,
}

/// Ada and Ben have met, and Ben calls himself `name`.
fn scene(seed: u64, name: &str) -> Scene {
    let (ada_keys, mut ben_keys) = couple(seed);
    ben_keys.name = name.to_owned();
    let disk = Disk::default();
    let mut ada = open(&ada_keys, disk.store());
    ada.ensure_log(&mut Seeded::new(seed), today())
        .expect("writes");
    let mut scene = Scene {
        disk,
        ada_keys,
        ben_keys,
        ada,
    };
    scene.log_of_ben(name, 1);
    scene
}

impl Scene {
    /// A further log of Ben's device, with any name, and an entry in it.
    fn log_of_ben(&mut self, name: &str, number: u8) {
        self.ben_keys.name = name.to_owned();
        let at = u64::from(number) * 10;
        let (mut forger, first) = Forger::fresh(&self.ben_keys, number, counter(today(), at));
        let entry = forger.note(counter(today(), at + 1), number, "by Ben");
        let received = take(&mut self.ada, vec![first, entry]);
        assert_eq!(received.appended.len(), 2, "its keys are valid");
    }

    /// Ada's program ends and is started again.
    fn again(&mut self) {
        self.ada = open(&self.ada_keys, self.disk.store());
        self.ada.load_all().expect("reads");
        self.ada.open_pending(usize::MAX).expect("reads");
    }

    /// What Ada reads beside Ben's entries.
    fn ben(&self) -> String {
        let name = self.ada.name_of(self.ben_keys.person).to_owned();
        assert_eq!(self.ada.partner_name(), Some(name.as_str()));
        name
    }
}

/// Names that read as Ada's own.
const AS_ADA: [&str; 6] = [
    "Ada",
    "\u{391}da",
    "A\u{200b}da",
    "ADA",
    "A da",
    "\u{202e}Ada",
];

#[test]
fn a52_a_further_log_with_my_name_renames_nobody() {
    for (number, name) in AS_ADA.iter().enumerate() {
        // Many logs, so that some come before the first in the order of ids.
        let mut scene = scene(500 + number as u64, "Ben");
        for log in 2..12 {
            scene.log_of_ben(name, log);
            assert_eq!(scene.ben(), "Ben", "{name:?}");
            assert_eq!(scene.ada.name_change(), None, "{name:?} is not offered");
        }
        scene.again();
        assert_eq!(scene.ben(), "Ben", "{name:?}");
        scene.disk.delete_index();
        scene.again();
        assert_eq!(scene.ben(), "Ben", "{name:?}");
        assert_eq!(scene.ada.name_change(), None);
        // What came in under it is Ben's.
        let ben = scene.ben_keys.person;
        assert!(scene.ada.view().timeline().all(|row| row.writer == ben));
    }
}

#[test]
fn a52_another_name_is_offered_and_stands_only_once_it_is_chosen() {
    let offers = |name: &str| {
        Some(NameChange {
            offered: name.to_owned(),
        })
    };
    let mut scene = scene(510, "Ben");
    assert_eq!(scene.ada.name_change(), None);

    scene.log_of_ben("Benjamin", 2);
    assert_eq!(scene.ben(), "Ben");
    assert_eq!(scene.ada.name_change(), offers("Benjamin"));

    // To stay with the name of the pairing is an answer, and stays one.
    scene.ada.name_partner(None).expect("writes");
    scene.again();
    assert_eq!((scene.ben(), scene.ada.name_change()), ("Ben".into(), None));

    // So is to use the new one.
    scene.log_of_ben("Benji", 3);
    assert_eq!(scene.ada.name_change(), offers("Benji"));
    scene.ada.name_partner(Some("Benji")).expect("writes");
    scene.again();
    assert_eq!(scene.ben(), "Benji");
    assert_eq!(scene.ada.name_seen(), Some("Ben"));
    assert_eq!(scene.ada.name_change(), None);

    // A log that goes on under the name of the pairing asks nothing.
    scene.log_of_ben("Ben", 4);
    assert_eq!(scene.ada.name_change(), None);
    // What acts on the text around it is taken out of what is offered.
    scene.log_of_ben("B\u{202e}en\nB", 5);
    assert_eq!(scene.ada.name_change(), offers("B en B"));
}

#[test]
fn a52_each_calls_the_other_what_they_like_but_not_by_their_own_name() {
    let mut scene = scene(511, "Ben");
    for name in AS_ADA {
        let refused = scene.ada.name_partner(Some(name));
        assert!(
            matches!(refused, Err(NamingError::LikeMine | NamingError::Name(_))),
            "{name:?}"
        );
    }
    assert!(matches!(
        scene.ada.name_partner(Some(" \u{200b}")),
        Err(NamingError::Name(_))
    ));
    assert_eq!(scene.ben(), "Ben");

    scene.ada.name_partner(Some(" Bear ")).expect("writes");
    assert_eq!(scene.ada.name_given(), Some("Bear"));
    scene.again();
    assert_eq!(scene.ben(), "Bear");
    // It is a row of this device: no record says it.
    assert_eq!(scene.disk.locals(LocalKind::Names).len(), 1);
    assert_eq!(scene.disk.rows().len(), 3);

    scene.ada.name_partner(None).expect("writes");
    scene.again();
    assert_eq!(scene.ben(), "Ben");
    assert_eq!(scene.ada.name_given(), None);
}

#[test]
fn a52_a_name_like_mine_at_pairing_is_marked() {
    for name in ["ADA", "A\u{200b}da", "\u{391}da"] {
        let mut scene = scene(512, name);
        assert!(scene.ada.partner_reads_as_me(), "{name:?}");
        assert!(alike(&scene.ben(), "Ada"));
        scene.ada.name_partner(Some("Bear")).expect("writes");
        assert!(!scene.ada.partner_reads_as_me());
    }
    assert!(!scene(513, "Ben").ada.partner_reads_as_me());
}

#[test]
fn a52_the_name_of_the_pairing_outlives_the_record_it_came_in() {
    let mut scene = scene(514, "Ben");
    scene.ada.keep_name_seen().expect("writes");
    let kept = scene.disk.locals(LocalKind::Names);
    scene.ada.keep_name_seen().expect("writes nothing");
    assert_eq!(scene.disk.locals(LocalKind::Names), kept);
    let first = scene.disk.rows().into_iter().find(|row| {
        row.seq == 0 && {
            let log = scene.ada.logs().get(row.log).expect("it began");
            log.person == scene.ben_keys.person
        }
    });
    let arrival = first.expect("it is here").arrival;

    scene.log_of_ben("Ada", 2);
    scene.disk.delete_index();
    scene.disk.damage(arrival, |row| {
        row.payload.as_mut().expect("it is here")[40] ^= 4;
    });
    scene.again();

    assert_eq!(scene.ben(), "Ben");
    // A row that somebody planted is not believed.
    let (key, mut value) = scene.disk.locals(LocalKind::Names).remove(0);
    value[20] ^= 1;
    scene.disk.put_local((LocalKind::Names, key), value);
    scene.again();
    assert_eq!(scene.ada.name_given(), None);
}
