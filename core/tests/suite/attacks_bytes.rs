//! Bytes that were changed, moved or made too long on their way.

use candor_core::codec::{CodecError, Reader};
use candor_core::envelope::{
    ENVELOPE_MAX, Envelope, HEADER_BYTES, PayloadError, TAGS_BYTES, VerifyError, Whose,
};
use candor_core::forge::{Draft, header, tagged};
use candor_core::id::{EpochId, Owner};
use candor_core::journal::{AsideReason, Have, Reason};
use candor_core::seal::{Identity, seal};
use candor_core::secret::Secret;

use crate::forger::*;
use crate::kit::*;

/// What a parsed envelope, or the journal, says to one changed byte.
#[derive(Debug, PartialEq)]
enum Refused {
    Parse(CodecError),
    Verify(VerifyError),
}

/// What must be said to a bit flipped in byte `at`.
fn expected(at: usize) -> &'static [Refused] {
    use Refused::{Parse, Verify};
    match at {
        0 => &[Verify(VerifyError::Version)],
        2..18 => &[Verify(VerifyError::Space)],
        42..58 => &[Verify(VerifyError::Epoch)],
        90..94 => &[
            Parse(CodecError::Truncated),
            Parse(CodecError::Trailing),
            Parse(CodecError::TooLong),
        ],
        1..HEADER_BYTES => &[Verify(VerifyError::BondTag)],
        HEADER_BYTES..158 => &[Verify(VerifyError::BondTag)],
        158 => &[Parse(CodecError::Trailing), Parse(CodecError::Unknown)],
        _ => &[Verify(VerifyError::Payload)],
    }
}

#[test]
fn a03_a_flipped_bit_anywhere_is_refused_and_the_log_goes_on() {
    let (mut ada, mut ben, mut bytes) = met(30);
    say(&mut ada, &mut bytes, today(), "first");
    say(&mut ada, &mut bytes, today(), "second");
    let mut given = missing(&mut ada, BEN, &ben.have().expect("reads"));
    let second = given.pop().expect("two records");
    take(&mut ben, given);
    let before = (ben.ends(), ben.digest());
    let good = second.encode();
    assert_eq!(HEADER_BYTES + TAGS_BYTES, 158);

    for at in 0..good.len() {
        for bit in [0x01, 0x80] {
            let mut bad = good.clone();
            bad[at] ^= bit;
            let refused = match Envelope::parse(&bad) {
                Err(error) => Refused::Parse(error),
                Ok(envelope) => {
                    let received = ben.receive(vec![envelope]).expect("stores");
                    assert_eq!(received.appended, [], "byte {at}");
                    match received.refused[..] {
                        [one] => match one.reason {
                            Reason::Verify(error) => Refused::Verify(error),
                            other => panic!("byte {at}: {other:?}"),
                        },
                        _ => panic!("byte {at} is not refused"),
                    }
                }
            };
            assert!(expected(at).contains(&refused), "byte {at}: {refused:?}");
        }
    }

    assert_eq!((ben.ends(), ben.digest()), before);
    take(&mut ben, vec![second]);
    assert_eq!(texts(&ben), ["first", "second"]);
    assert_eq!(ben.digest(), ada.digest());
}

#[test]
fn a04_swapped_payloads_are_refused() {
    let (mut ada, mut ben, mut bytes) = met(31);
    say(&mut ada, &mut bytes, today(), "first");
    say(&mut ada, &mut bytes, today(), "second");
    let given = missing(&mut ada, BEN, &ben.have().expect("reads"));
    let columns: Vec<_> = given
        .iter()
        .map(|one| {
            let head = one.header_bytes().to_vec();
            let from = HEADER_BYTES + TAGS_BYTES + 1;
            (head, one.tags().to_vec(), one.encode()[from..].to_vec())
        })
        .collect();
    let swapped = [(0, 1), (1, 0)].map(|(of, from): (usize, usize)| {
        let (head, tags, _) = &columns[of];
        Envelope::from_columns(head, tags, Some(columns[from].2.clone())).expect("is laid out so")
    });

    let received = take(&mut ben, swapped.to_vec());

    let reasons: Vec<_> = received.refused.iter().map(|at| at.reason).collect();
    assert_eq!(reasons, [Reason::Verify(VerifyError::Payload); 2]);
    assert!(texts(&ben).is_empty());
}

#[test]
fn a06_a_record_of_another_pairing_is_refused() {
    let (mut ada, _, _) = met(32);
    let (mut other, fresh, mut bytes) = met(33);
    say(&mut other, &mut bytes, today(), "in another journal");
    let foreign = missing(&mut other, BEN, &fresh.have().expect("reads"));

    let received = take(&mut ada, foreign);

    let reasons: Vec<_> = received.refused.iter().map(|at| at.reason).collect();
    assert_eq!(reasons, [Reason::Verify(VerifyError::Space)]);
    assert_eq!(received.appended, []);
}

#[test]
fn a06_a_record_under_unknown_keys_is_refused() {
    let (_, ben_keys) = couple(34);
    let (mut ada, ben, _) = met(34);
    let forger = Forger::of(&ben_keys, &ben);
    let payload = b"sealed".to_vec();
    let mut head = header(&forger.keys, forger.log, forger.seq, forger.prev, &payload);
    head.epoch = EpochId::from_bytes([1; 16]);

    let received = take(&mut ada, vec![tagged(&forger.keys, head, payload)]);

    assert_eq!(
        received.refused[0].reason,
        Reason::Verify(VerifyError::Epoch)
    );
}

#[test]
fn a23_an_envelope_that_claims_a_long_payload_is_refused_unread() {
    let (_, ben_keys) = couple(35);
    let (_, ben, _) = met(35);
    let mut forger = Forger::of(&ben_keys, &ben);
    let good = forger.note(counter(today(), 1), 1, "fits").encode();
    let claim = |length: u32| {
        let mut bytes = good.clone();
        bytes[90..94].copy_from_slice(&length.to_le_bytes());
        Envelope::parse(&bytes).map(drop)
    };

    assert_eq!(claim(u32::MAX), Err(CodecError::TooLong));
    assert_eq!(claim(512 * 1024 + 1), Err(CodecError::TooLong));
    assert_eq!(claim(512 * 1024), Err(CodecError::Truncated));
    assert_eq!(claim(0), Err(CodecError::Trailing));
    let mut longest = good[..90].to_vec();
    longest.extend_from_slice(&(512u32 * 1024).to_le_bytes());
    longest.extend_from_slice(&good[94..159]);
    longest.resize(ENVELOPE_MAX, 7);
    assert!(Envelope::parse(&longest).is_ok());
    longest.push(7);
    assert_eq!(Envelope::parse(&longest), Err(CodecError::Trailing));
}

#[test]
fn a23_a_have_that_claims_long_lists_is_refused_unread() {
    let parse = |bytes: &[u8]| Have::parse(&mut Reader::new(bytes)).map(drop);

    assert_eq!(parse(&[0xff, 0xff]), Err(CodecError::TooLong));
    assert_eq!(parse(&[0x00, 0x20]), Err(CodecError::Truncated));
    assert_eq!(parse(&[0, 0, 0x01, 0x10]), Err(CodecError::TooLong));
    assert_eq!(parse(&[0, 0, 0x00, 0x10]), Err(CodecError::Truncated));
    let mut marks = vec![1, 0];
    marks.resize(58, 0);
    marks.push(51);
    assert_eq!(parse(&marks), Err(CodecError::TooLong));
    assert_eq!(parse(&[0, 0, 0, 0]), Ok(()));
}

/// What becomes of a record of Ben's whose payload holds `plain`.
fn aside_of(seed: u64, plain: impl Fn(&Forger) -> Vec<u8>) -> AsideReason {
    let (_, ben_keys) = couple(seed);
    let (mut ada, ben, _) = met(seed);
    let mut forger = Forger::of(&ben_keys, &ben);
    let to = forger.keys.current().identity().recipient();
    let payload = seal(&[to], &plain(&forger));
    let head = header(&forger.keys, forger.log, forger.seq, forger.prev, &payload);
    let hostile = tagged(&forger.keys, head, payload);
    forger.seq += 1;
    forger.prev = hostile.hash();
    let honest = forger.note(counter(today(), 9), 9, "the log goes on");

    let received = take(&mut ada, vec![hostile, honest]);

    assert_eq!(received.appended.len(), 2);
    assert_eq!(texts(&ada), ["the log goes on"]);
    let reasons = asides(&ada);
    assert_eq!(reasons.len(), 1);
    reasons[0]
}

#[test]
fn a23_lengths_inside_a_payload_are_bounded() {
    let draft = |counter| Draft::other(counter, 1, vec![0; 16]);
    let malformed = |error| AsideReason::Payload(PayloadError::Malformed(error));
    let good = move |forger: &Forger| draft(counter(today(), 1)).plain(forger.log, forger.seq);

    let longer_than_all = aside_of(36, |forger| {
        let mut plain = good(forger);
        plain[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        plain
    });
    let many_heads = aside_of(37, |forger| {
        let mut plain = good(forger);
        plain[40..42].copy_from_slice(&65u16.to_le_bytes());
        plain
    });
    let more_heads_than_bytes = aside_of(38, |forger| {
        let mut plain = good(forger);
        plain[40..42].copy_from_slice(&64u16.to_le_bytes());
        plain
    });
    let words_in_the_padding = aside_of(39, |forger| {
        let mut plain = good(forger);
        plain[511] = 1;
        plain
    });
    let empty = aside_of(40, |_| Vec::new());

    assert_eq!(longer_than_all, malformed(CodecError::TooLong));
    assert_eq!(many_heads, malformed(CodecError::TooLong));
    assert_eq!(more_heads_than_bytes, malformed(CodecError::Truncated));
    assert_eq!(words_in_the_padding, malformed(CodecError::Trailing));
    assert_eq!(empty, malformed(CodecError::Truncated));
}

#[test]
fn i10_a_payload_that_names_another_place_is_set_aside() {
    let draft = |forger: &Forger, seq| {
        let owner = Owner::person(forger.person);
        Draft::begin(counter(today(), 1), owner, nonce_of(1), nonce_of(2), &[])
            .plain(forger.log, seq)
    };

    let reason = aside_of(41, |forger| draft(forger, forger.seq + 1));

    assert_eq!(reason, AsideReason::Payload(PayloadError::Elsewhere));
}

#[test]
fn a25_a_payload_that_age_does_not_open_is_set_aside_and_named() {
    let stranger = Identity::from_secret(Secret::from_bytes([3; 32])).recipient();
    for (seed, damage) in (50..).zip(0..4) {
        let (_, ben_keys) = couple(seed);
        let (mut ada, ben, _) = met(seed);
        let mut forger = Forger::of(&ben_keys, &ben);
        let to = forger.keys.current().identity().recipient();
        let plain = Draft::other(counter(today(), 1), 9, Vec::new()).plain(forger.log, forger.seq);
        let mut payload = seal(&[if damage == 0 { stranger } else { to }], &plain);
        match damage {
            1 => payload.truncate(payload.len() - 1),
            2 => payload.push(0),
            3 => payload.clear(),
            _ => {}
        }
        let head = header(&forger.keys, forger.log, forger.seq, forger.prev, &payload);
        let hostile = tagged(&forger.keys, head, payload);
        forger.seq += 1;
        forger.prev = hostile.hash();
        let honest = forger.note(counter(today(), 2), 1, "the log goes on");

        take(&mut ada, vec![hostile, honest]);

        assert_eq!(asides(&ada), [AsideReason::Payload(PayloadError::Sealed)]);
        assert_eq!(texts(&ada), ["the log goes on"]);
        let report = ada.check().expect("reads");
        assert_eq!(report.broken.len(), 1, "it is named");
    }
}

#[test]
fn i09_what_verifies_is_what_was_received() {
    let (_, ben_keys) = couple(60);
    let (_, ben, _) = met(60);
    let mut forger = Forger::of(&ben_keys, &ben);
    let sent = forger.note(counter(today(), 1), 1, "as it is").encode();

    let verified = Envelope::parse(&sent)
        .expect("is laid out so")
        .verify(&forger.keys, Whose::Mine)
        .expect("holds");

    assert_eq!(verified.envelope().encode(), sent);
}
