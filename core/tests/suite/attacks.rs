//! What a partner's changed program tries, with keys that are valid: whose
//! words, whose log, whose entry.

use candor_core::entry::document::{self, DocumentError, Source};
use candor_core::envelope::{Envelope, PayloadError, VerifyError, operation_code};
use candor_core::forge::{Draft, header, tagged};
use candor_core::id::{EntryId, Nonce, Owner, RecordHash};
use candor_core::journal::{AsideReason, Journal, Reason};
use candor_core::keyring::Keyring;
use candor_core::log::ChainError;
use candor_core::space::Shared;
use candor_core::store::MemoryStore;

use crate::forger::*;
use crate::kit::*;

/// Ada and Ben have met; Ben's program is a changed one.
struct Scene {
    ada: Journal<Shared>,
    ben: Journal<Shared>,
    forger: Forger,
    bytes: Seeded,
    ada_keys: Keyring,
    ben_keys: Keyring,
}

fn scene(seed: u64) -> Scene {
    let (ada_keys, ben_keys) = couple(seed);
    let (ada, ben, bytes) = met(seed);
    Scene {
        forger: Forger::of(&ben_keys, &ben),
        ada,
        ben,
        bytes,
        ada_keys,
        ben_keys,
    }
}

/// The owner and nonce of an entry.
fn origin(journal: &Journal<Shared>, entry: EntryId) -> (Owner, Nonce) {
    let row = journal.view().row(entry).expect("it is here");
    (row.owner, row.nonce)
}

#[track_caller]
fn only_refusal(journal: &mut Journal<Shared>, envelope: Envelope) -> Reason {
    let received = take(journal, vec![envelope]);
    assert_eq!(received.appended, [], "nothing is stored");
    assert_eq!(received.refused.len(), 1);
    received.refused[0].reason
}

#[test]
fn a01_a_change_under_the_actor_of_another_log_is_set_aside() {
    let Scene {
        mut ada,
        mut forger,
        ben_keys,
        ada_keys,
        ..
    } = scene(10);
    let ada_log = Forger::of(&ada_keys, &ada).log;
    let owner = Owner::person(ben_keys.person);
    let actor = document::actor(ada_log, owner, nonce_of(1), nonce_of(2));
    let chunk = document::begin(actor, &note("as if by Ada")).expect("fits");
    let day = today();

    let forged = forger.write(&Draft::begin(
        counter(day, 100),
        owner,
        nonce_of(1),
        nonce_of(2),
        &chunk,
    ));
    let honest = forger.note(counter(day, 101), 3, "by Ben");
    let received = take(&mut ada, vec![forged, honest]);

    assert_eq!(received.appended.len(), 2);
    assert_eq!(asides(&ada), [AsideReason::Document(DocumentError::Actor)]);
    assert_eq!(texts(&ada), ["by Ben"]);
}

#[test]
fn a01b_a_record_in_our_log_without_our_tag_is_refused() {
    let Scene {
        mut ada,
        mut ben,
        mut bytes,
        ada_keys,
        ben_keys,
        ..
    } = scene(11);
    say(&mut ada, &mut bytes, today(), "by Ada");
    exchange(&mut ada, &mut ben);
    // Ben's keys, at the end of Ada's log.
    let mut forger = Forger {
        keys: ben_keys.shared_keys().expect("there is a bond"),
        ..Forger::of(&ada_keys, &ben)
    };
    let forged = forger.change_of(
        counter(today(), 100),
        Owner::person(ada_keys.person),
        nonce_of(1),
        &note("as if by Ada"),
    );

    let reason = only_refusal(&mut ada, forged.clone());

    assert_eq!(reason, Reason::Verify(VerifyError::AuthorTag));
    // Ada's second device gets her log by way of Ben, the forged end with it.
    let mut second = open(&ada_keys, MemoryStore::new());
    let mut given = missing(&mut ben, ADA, &second.have().expect("reads"));
    given.push(forged);
    let received = take(&mut second, given);
    let reasons: Vec<_> = received.refused.iter().map(|at| at.reason).collect();
    assert_eq!(reasons, [Reason::Verify(VerifyError::AuthorTag)]);
    assert_eq!(texts(&second), ["by Ada"]);
}

#[test]
fn a01b_a_new_log_in_our_name_without_our_tag_is_refused() {
    let Scene {
        mut ada,
        ada_keys,
        ben_keys,
        ..
    } = scene(12);
    let mut mask = Keyring::create(&mut Seeded::new(1), "Ada", 0);
    mask.bond = ben_keys.bond;
    mask.person = ada_keys.person;
    mask.device = ada_keys.device;
    let (_, forged) = Forger::fresh(&mask, 7, counter(today(), 0));

    let reason = only_refusal(&mut ada, forged);

    assert_eq!(reason, Reason::Verify(VerifyError::AuthorTag));
}

#[test]
fn a01b_a_log_of_a_device_nobody_knows_is_refused() {
    let Scene {
        mut ada,
        mut ben_keys,
        ..
    } = scene(13);
    ben_keys.device = candor_core::id::DeviceId::from_bytes([9; 16]);
    let (_, forged) = Forger::fresh(&ben_keys, 7, counter(today(), 0));

    let reason = only_refusal(&mut ada, forged);

    assert_eq!(reason, Reason::Chain(ChainError::Stranger));
}

#[test]
fn a01b_a_first_record_that_makes_another_log_is_refused() {
    let Scene {
        mut ada, ben_keys, ..
    } = scene(14);
    let (mut forger, _) = Forger::fresh(&ben_keys, 7, counter(today(), 0));
    forger.seq = 0;
    forger.prev = candor_core::id::RecordHash::from_bytes([0; 32]);
    let other = candor_core::envelope::Start {
        person: ben_keys.person,
        device: ben_keys.device,
        nonce: nonce_of(8),
        follows: Vec::new(),
        name: "Ben".to_owned(),
    };
    let forged = forger.write(&Draft::start(counter(today(), 0), &other));

    let reason = only_refusal(&mut ada, forged);

    assert_eq!(reason, Reason::Chain(ChainError::Start));
}

#[test]
fn a02_a_change_of_the_others_entry_is_set_aside() {
    let Scene {
        mut ada,
        mut bytes,
        mut forger,
        ..
    } = scene(15);
    let entry = say(&mut ada, &mut bytes, today(), "by Ada");
    let (owner, nonce) = origin(&ada, entry);
    let row = ada.view().row(entry).cloned();

    let forged = forger.change_of(counter(today(), 100), owner, nonce, &note("turned around"));
    take(&mut ada, vec![forged]);

    assert_eq!(asides(&ada), [AsideReason::Owner]);
    assert_eq!(ada.view().row(entry).cloned(), row);
}

#[test]
fn a02_a_forget_of_the_others_entry_changes_nothing() {
    let Scene {
        mut ada,
        mut bytes,
        mut forger,
        ..
    } = scene(16);
    let entry = say(&mut ada, &mut bytes, today(), "by Ada");
    let (owner, nonce) = origin(&ada, entry);
    let beginning = ada.view().row(entry).expect("a row").beginning;
    let mut body = beginning.as_bytes().to_vec();
    body.extend_from_slice(b"\x01\x04\x00\x00\x00note");
    body.extend_from_slice(&today().number().to_le_bytes());
    body.push(0);
    body.extend_from_slice(&counter(today(), 0).to_le_bytes());
    body.extend_from_slice(&[0, 0]);

    let forged = forger.write(&Draft {
        owner,
        nonce,
        ..Draft::other(counter(today(), 100), operation_code::FORGET, body)
    });
    let received = take(&mut ada, vec![forged]);

    assert_eq!(received.appended.len(), 1);
    assert_eq!(texts(&ada), ["by Ada"], "it is a proposal, and no more");
    assert!(ada.proposed_removal(entry).is_some());
    ada.mark_day(today()).expect("writes");
    assert_eq!(ada.to_forget().expect("reads"), []);
}

/// A `forget` of an entry of Ben's own that never was, listing these records.
fn forget_of_nothing(records: &[RecordHash], kind: &str, at: u64) -> Vec<u8> {
    // Nothing began it, and it is withdrawn.
    let mut body = [[9; 16].as_slice(), &[1]].concat();
    body.extend_from_slice(&(kind.len() as u32).to_le_bytes());
    body.extend_from_slice(kind.as_bytes());
    body.extend_from_slice(&today().number().to_le_bytes());
    body.push(0);
    body.extend_from_slice(&at.to_le_bytes());
    body.extend_from_slice(&(records.len() as u16).to_le_bytes());
    for record in records {
        body.extend_from_slice(record.as_bytes());
    }
    body
}

#[test]
fn a47_a_forget_of_an_entry_that_never_was_takes_nothing_of_anybodys() {
    let Scene {
        mut ada,
        mut bytes,
        mut forger,
        ben_keys,
        ..
    } = scene(18);
    ada.mark_day(today()).expect("writes");
    let entry = say(&mut ada, &mut bytes, today(), "by Ada");
    let row = ada.view().row(entry).cloned().expect("a row");
    let hers: Vec<RecordHash> = row.changes.iter().map(|change| change.hash).collect();
    let place = row.place().expect("a place").counter.number();
    for (number, kind) in (200..).zip(["note", "promise", "half"]) {
        let body = forget_of_nothing(&hers, kind, place);
        let forged = forger.write(&Draft {
            owner: Owner::person(ben_keys.person),
            nonce: Nonce::draw(&mut bytes),
            ..Draft::other(counter(today(), number), operation_code::FORGET, body)
        });
        take(&mut ada, vec![forged]);
        assert_eq!(ada.to_forget().expect("reads"), []);
        ada.flush(&mut bytes, today()).expect("writes");
    }
    assert_eq!(texts(&ada), ["by Ada"]);
    assert_eq!(ada.sealed_payloads(entry).expect("reads").len(), 1);
    assert_eq!(ada.view().row(entry), Some(&row));
    let more = say(&mut ada, &mut bytes, today(), "and goes on");
    assert!(ada.content(more).is_some());
    assert_eq!(asides(&ada), []);
}

#[test]
fn a02b_the_id_of_an_entry_cannot_be_claimed_before_it_arrives() {
    let Scene {
        mut ada,
        mut ben,
        mut bytes,
        mut forger,
        ada_keys,
        ben_keys,
    } = scene(17);
    let entry = say(&mut ada, &mut bytes, today(), "by Ada");
    let (owner, nonce) = origin(&ada, entry);
    let mut second = open(&ada_keys, MemoryStore::new());
    let claims = [
        forger.change_of(counter(today(), 100), owner, nonce, &note("by Ben")),
        forger.change_of(
            counter(today(), 101),
            Owner::person(ben_keys.person),
            nonce,
            &note("by Ben, under the same nonce"),
        ),
    ];

    let mut given = missing(&mut ben, ADA, &second.have().expect("reads"));
    given.extend(claims);
    take(&mut second, given);
    let rest = missing(&mut ada, ADA, &second.have().expect("reads"));
    take(&mut second, rest);

    assert_eq!(asides(&second), [AsideReason::Owner]);
    assert_eq!(second.content(entry).expect("it is here").text(), "by Ada");
    let of_ben = second
        .view()
        .with_seed(Owner::person(ben_keys.person), nonce);
    let of_ben = of_ben.expect("it is here");
    assert_ne!(entry, of_ben.id);
    assert_eq!(of_ben.content.text(), "by Ben, under the same nonce");
}

#[test]
fn a05_the_others_ciphertext_is_worth_nothing_in_ones_own_log() {
    let Scene {
        mut ada,
        mut ben,
        mut bytes,
        mut forger,
        ada_keys,
        ben_keys,
    } = scene(18);
    let entry = say(&mut ada, &mut bytes, today(), "by Ada");
    let (owner, nonce) = origin(&ada, entry);
    let stolen = missing(&mut ada, BEN, &ben.have().expect("reads")).remove(0);
    let verified = stolen
        .clone()
        .verify(&forger.keys, candor_core::envelope::Whose::Theirs)
        .expect("holds");
    let opened = verified.open(&forger.keys).expect("opens");
    let candor_core::envelope::Operation::Begin { edit, chunk } = opened.operation else {
        panic!("it is a change");
    };
    take(&mut ben, vec![stolen]);

    // As it is, with fresh tags; then sealed anew; then claimed as Ben's.
    let payload = verified.payload().expect("it is here").to_vec();
    let head = header(&forger.keys, forger.log, forger.seq, forger.prev, &payload);
    let moved = tagged(&forger.keys, head, payload);
    forger.seq += 1;
    forger.prev = moved.hash();
    let of_ben = Owner::person(ben_keys.person);
    let again = [
        moved,
        forger.write(&Draft::begin(
            counter(today(), 101),
            owner,
            nonce,
            edit,
            &chunk,
        )),
        forger.write(&Draft::begin(
            counter(today(), 102),
            of_ben,
            nonce,
            edit,
            &chunk,
        )),
    ];
    take(&mut ada, again.to_vec());

    assert_eq!(
        asides(&ada),
        [
            AsideReason::Payload(PayloadError::Elsewhere),
            AsideReason::Owner,
            AsideReason::Document(DocumentError::Actor),
        ]
    );
    assert_eq!(texts(&ada), ["by Ada"]);
    assert_eq!(
        ada.view().row(entry).expect("it is here").writer,
        ada_keys.person
    );
}

#[test]
fn a42_of_two_changes_with_one_actor_and_number_in_a_joint_entry_one_is_set_aside() {
    let Scene {
        mut ada,
        mut ben,
        forger,
        ada_keys,
        ben_keys,
        ..
    } = scene(19);
    let both = Owner::both(ada_keys.person, ben_keys.person);
    let mut of_ada = Forger::of(&ada_keys, &ada);
    let mut of_ben = forger;
    let begun = of_ada.change_of(counter(today(), 100), both, nonce_of(1), &joint("our text"));
    take(&mut ada, vec![begun.clone()]);
    let row = ada.view().timeline().next().cloned().expect("it is here");
    let chunks = ada.change_chunks(row.id).expect("reads");
    let source = Source {
        record: begun.hash(),
        actor: of_ada.actor_of(both, nonce_of(1)),
        chunk: &chunks[0],
    };
    let mut later = |number: u64, text: &str| {
        let actor = of_ben.actor_of(both, nonce_of(1));
        let chunk = document::revise(&[source], actor, &joint(text)).expect("fits");
        of_ben.later(counter(today(), number), &row, &chunk.expect("differs"))
    };
    let records = [
        begun,
        later(101, "our text, by Ben"),
        later(102, "another text"),
    ];

    take(&mut ada, records.to_vec());
    take(&mut ben, records.iter().rev().cloned().collect());
    take(&mut ben, records.to_vec());

    for journal in [&ada, &ben] {
        assert_eq!(
            asides(journal),
            [AsideReason::Document(DocumentError::Apply)]
        );
        assert_eq!(journal.versions(row.id).expect("reads").len(), 2);
        let content = journal.content(row.id).expect("it is here");
        assert_eq!(content.text(), "our text, by Ben");
    }
    assert_eq!(ada.digest(), ben.digest());
}
