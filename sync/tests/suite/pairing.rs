//! Two people begin a bond, and nobody else.

use candor_core::keyring::{Bond, Facts, Keyring};
use candor_core::seal::Recipient;
use candor_core::secret::{Secret, TagKey};
use candor_sync::invitation::{
    Invitation, InvitationError, OWN_DEVICE_PREFIX, PARTNER_PREFIX, RETURN_PREFIX,
};
use candor_sync::pairing::{INVITATION_SECONDS, Inviter, Joiner, Matched, PairingError};

use crate::kit::{ADA, BEN, Seeded, each_seed, facts};

pub const NOW: u64 = 1_777_852_800;

pub struct Side {
    pub keys: Keyring,
    pub facts: Facts,
    pub bytes: Seeded,
}

pub fn side(seed: u64, name: &str, endpoint: candor_core::journal::PeerId) -> Side {
    let mut bytes = Seeded::new(seed);
    let keys = Keyring::create(&mut bytes, name, 40_001);
    let mut facts = facts(&keys, endpoint);
    facts.addresses = vec!["192.0.2.7:4711".parse().expect("an address")];
    Side { keys, facts, bytes }
}

pub fn ada(seed: u64) -> Side {
    side(seed ^ 0xada, "Ada", ADA)
}

pub fn ben(seed: u64) -> Side {
    side(seed ^ 0xbe4, "Ben", BEN)
}

pub fn invite(side: &mut Side) -> Inviter {
    Inviter::begin(&mut side.bytes, side.facts.clone(), NOW)
}

/// The invitation as it comes out of the text somebody was sent.
pub fn read(inviter: &Inviter) -> Invitation {
    Invitation::parse(&inviter.invitation().text()).expect("it was written so")
}

pub fn join(side: &mut Side, invitation: Invitation) -> Joiner {
    Joiner::begin(&mut side.bytes, invitation, side.facts.clone()).expect("another person's")
}

pub fn answered(
    inviter: &mut Inviter,
    answer: &[u8],
    from: &[u8; 32],
    side: &Side,
    now: u64,
) -> Result<(Vec<u8>, Matched), PairingError> {
    inviter.answered(answer, from, &side.keys.device_identity(), now)
}

pub fn opened(joiner: &Joiner, opening: &[u8], side: &Side) -> Result<Matched, PairingError> {
    joiner.opened(
        opening,
        &joiner.inviter().endpoint,
        &side.keys.device_identity(),
    )
}

pub fn refused<T>(outcome: Result<T, PairingError>) -> PairingError {
    outcome.err().expect("it must be refused")
}

#[test]
fn s01_both_sides_come_to_the_same_bond_and_the_same_words() {
    each_seed(30, |seed| {
        let (mut ada, mut ben) = (ada(seed), ben(seed));
        let mut inviter = invite(&mut ada);
        let joiner = join(&mut ben, read(&inviter));
        assert_eq!(joiner.inviter(), &ada.facts);

        let (opening, hers) =
            answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW).expect("fits");
        let his = opened(&joiner, &opening, &ben).expect("fits");

        assert_eq!(hers.words(), his.words());
        assert_eq!(hers.partner(), ben.keys.person);
        assert_eq!(his.partner(), ada.keys.person);
        let (hers, his) = (hers.into_bond(), his.into_bond());
        assert_eq!(hers.id, his.id);
        assert_eq!(hers.secret.expose(), his.secret.expose());
        assert_eq!(hers.partner, ben.facts);
        assert_eq!(his.partner, ada.facts);
        ada.keys.bond = Some(hers);
        ben.keys.bond = Some(his);
        let keys = [&ada.keys, &ben.keys].map(|keys| keys.shared_keys().expect("a bond"));
        assert_eq!(keys[0].space(), keys[1].space());
        assert_eq!(keys[0].current().id(), keys[1].current().id());
    });
}

#[test]
fn another_pairing_of_the_same_two_is_another_bond() {
    let (mut ada, mut ben) = (ada(1), ben(1));
    let mut pair = || {
        let mut inviter = invite(&mut ada);
        let joiner = join(&mut ben, read(&inviter));
        let (opening, _) =
            answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW).expect("fits");
        opened(&joiner, &opening, &ben).expect("fits")
    };

    let (one, other) = (pair(), pair());

    assert_ne!(one.words(), other.words());
    let (one, other) = (one.into_bond(), other.into_bond());
    assert_ne!(one.id, other.id);
    assert_ne!(one.secret.expose(), other.secret.expose());
}

#[test]
fn a17_a20_an_invitation_works_once() {
    let (mut ada, mut ben, mut another) = (ada(2), ben(2), ben(3));
    let mut inviter = invite(&mut ada);
    let joiner = join(&mut ben, read(&inviter));
    let late = join(&mut another, read(&inviter));

    answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW).expect("the first");

    for answer in [joiner.answer(), late.answer()] {
        let again = answered(&mut inviter, answer, &BEN.0, &ada, NOW);
        assert_eq!(refused(again), PairingError::Over);
    }
}

#[test]
fn a20_an_invitation_is_over_after_48_hours() {
    let (mut ada, mut ben) = (ada(4), ben(4));
    let mut inviter = invite(&mut ada);
    let joiner = join(&mut ben, read(&inviter));
    let last = NOW + INVITATION_SECONDS;

    let late = answered(&mut inviter, joiner.answer(), &BEN.0, &ada, last + 1);
    assert_eq!(refused(late), PairingError::Over);

    answered(&mut inviter, joiner.answer(), &BEN.0, &ada, last).expect("the last second");
}

#[test]
fn a20_one_wrong_character_anywhere_is_refused() {
    let text = invite(&mut ada(5)).invitation().text();
    let alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    for (at, right) in text.char_indices() {
        for wrong in alphabet.chars().chain("-1089é!".chars()) {
            if wrong == right {
                continue;
            }
            let mut changed = text.clone();
            changed.replace_range(at..at + 1, &wrong.to_string());
            let error = Invitation::parse(&changed).expect_err("one character is wrong");
            let expected = if at < PARTNER_PREFIX.len() {
                InvitationError::NotOne
            } else if "0189".contains(wrong) {
                InvitationError::Letter(wrong, at + 1)
            } else {
                InvitationError::Checksum
            };
            assert_eq!(error, expected, "{wrong} for {right} at {at}");
        }
    }
}

#[test]
fn a20_a_character_too_few_or_too_many_is_refused() {
    let text = invite(&mut ada(6)).invitation().text();
    for (at, letter) in text.char_indices() {
        let (head, tail) = text.split_at(at);
        let doubled = format!("{head}{letter}{tail}");
        for changed in [head.to_owned(), format!("{head}{}", &tail[1..]), doubled] {
            // A letter before it belongs to a sentence.
            if changed.ends_with(&text) {
                continue;
            }
            let error = Invitation::parse(&changed).expect_err("it is not whole");
            assert!(
                matches!(error, InvitationError::NotOne | InvitationError::Checksum),
                "{error:?} at {at}"
            );
        }
    }
    assert_eq!(
        Invitation::parse(&"a".repeat(1 << 20)).err(),
        Some(InvitationError::NotOne)
    );
}

#[test]
fn an_invitation_survives_the_ways_people_send_it() {
    let text = invite(&mut ada(8)).invitation().text();
    let wrapped = |end: &str, begin: &str| {
        let lines = text.as_bytes().chunks(60);
        let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line)).collect();
        lines.join(&format!("{end}\n{begin}"))
    };
    let unseen: String = text.chars().flat_map(|it| [it, '\u{200b}']).collect();
    for sent in [
        format!("Here it is: {text}. Tell me when you are there."),
        format!("({text})"),
        format!("[{text}]"),
        format!("«{text}»"),
        format!("“{text}”, she wrote"),
        format!("`{text}`"),
        format!("<{text}>"),
        format!("\u{feff}{text}\r\n"),
        format!("{text}\n\nSent from my phone"),
        format!("{text} see you then"),
        wrapped("", "> "),
        wrapped("", ">> > "),
        wrapped("=", ""),
        wrapped("-", ""),
        wrapped("  \r", "\t| "),
        text.replacen('-', "\u{2011}", 2),
        unseen,
    ] {
        let read = Invitation::parse(&sent);
        let read = read.unwrap_or_else(|error| panic!("{error:?}: {sent}"));
        assert_eq!(read.text(), text);
    }
    // What cannot be mended is said to the character.
    let mut misread = text.clone();
    misread.replace_range(40..41, "0");
    assert_eq!(
        Invitation::parse(&misread).err(),
        Some(InvitationError::Letter('0', 41))
    );
}

#[test]
fn an_invitation_reads_the_same_in_capitals_and_over_several_lines() {
    let inviter = invite(&mut ada(7));
    let text = inviter.invitation().text();
    let lines: Vec<_> = text
        .as_bytes()
        .chunks(40)
        .map(|line| String::from_utf8_lossy(line).to_uppercase())
        .collect();

    let read = Invitation::parse(&format!(" {}\n", lines.join(" \r\n\t"))).expect("the same");

    assert_eq!(read.bytes(), inviter.invitation().bytes());
}

#[test]
fn a18_an_invitation_of_another_purpose_is_refused_by_its_type() {
    let text = invite(&mut ada(8)).invitation().text();
    let body = text.strip_prefix(PARTNER_PREFIX).expect("it begins so");
    for (prefix, error) in [
        (OWN_DEVICE_PREFIX, InvitationError::OwnDevice),
        (RETURN_PREFIX, InvitationError::Return),
        ("candor-partner-2-", InvitationError::NotOne),
        ("", InvitationError::NotOne),
    ] {
        let parsed = Invitation::parse(&format!("{prefix}{body}"));
        assert_eq!(parsed.err(), Some(error));
    }
}

#[test]
fn a18_a_purpose_that_does_not_fit_the_prefix_is_refused() {
    use candor_core::codec::unhex;
    use data_encoding::BASE32_NOPAD;
    let inviter = invite(&mut ada(9));
    for (at, value) in [(0, 2), (1, 9), (3, 2)] {
        let mut bytes = inviter.invitation().bytes().to_vec();
        bytes[at] = value;
        let mut hasher = blake3::Hasher::new_derive_key("candor 1 invitation checksum");
        hasher.update(&bytes);
        let sum: [u8; 8] = unhex(&hasher.finalize().to_hex()[..16]).expect("hex");
        bytes.extend_from_slice(&sum);
        let text = format!("{PARTNER_PREFIX}{}", BASE32_NOPAD.encode(&bytes));
        assert_eq!(
            Invitation::parse(&text).err(),
            Some(InvitationError::Newer),
            "byte {at}"
        );
    }
}

#[test]
fn a20_a_wrong_answer_changes_nothing() {
    let (mut ada, mut ben) = (ada(10), ben(10));
    let mut inviter = invite(&mut ada);
    let joiner = join(&mut ben, read(&inviter));
    let right = joiner.answer().to_vec();
    // Every bit of the answer, every length, and another invitation's answer.
    for bit in 0..right.len() * 8 {
        let mut wrong = right.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        let outcome = answered(&mut inviter, &wrong, &BEN.0, &ada, NOW);
        assert_eq!(refused(outcome), PairingError::WrongSecret);
    }
    for len in 0..right.len() {
        let outcome = answered(&mut inviter, &right[..len], &BEN.0, &ada, NOW);
        let expected = if len < 16 {
            PairingError::Malformed
        } else {
            PairingError::WrongSecret
        };
        assert_eq!(refused(outcome), expected);
    }
    let other = read(&invite(&mut ada));
    let of_other = join(&mut ben, other);
    let outcome = answered(&mut inviter, of_other.answer(), &BEN.0, &ada, NOW);
    assert_eq!(refused(outcome), PairingError::WrongSecret);
    // The right words from another device than they name.
    let outcome = answered(&mut inviter, &right, &[0xee; 32], &ada, NOW);
    assert_eq!(refused(outcome), PairingError::OtherEndpoint);

    let (opening, hers) = answered(&mut inviter, &right, &BEN.0, &ada, NOW).expect("still open");

    let his = opened(&joiner, &opening, &ben).expect("fits");
    assert_eq!(hers.words(), his.words());
}

fn pairs(inviter: &Side, joiner: &Facts) -> Option<PairingError> {
    let mut bytes = Seeded::new(13);
    let invitation = Inviter::begin(&mut bytes, inviter.facts.clone(), NOW);
    let begun = Joiner::begin(&mut bytes, read(&invitation), joiner.clone());
    begun.err()
}

#[test]
fn one_person_or_one_device_is_no_couple() {
    let (ada, ben) = (ada(14), ben(14));
    assert_eq!(pairs(&ada, &ben.facts), None);
    let changes: [fn(&mut Facts, &Facts); 4] = [
        |facts, of| facts.person = of.person,
        |facts, of| facts.device = of.device,
        |facts, of| facts.endpoint = of.endpoint,
        |facts, of| facts.recipient = of.recipient,
    ];
    for change in changes {
        let mut same = ben.facts.clone();
        change(&mut same, &ada.facts);
        assert_eq!(pairs(&ada, &same), Some(PairingError::Same));
    }
    assert_eq!(pairs(&ada, &ada.facts), Some(PairingError::Same));
}

/// An answer as a changed program makes it: with other bytes in its facts, and
/// keyed with the secret of the invitation.
fn rekeyed(invitation: &Invitation, answer: &[u8], at: usize, facts: &[u8]) -> Vec<u8> {
    let mut words = answer[..answer.len() - 16].to_vec();
    words[at..at + facts.len()].copy_from_slice(facts);
    let secret = Secret::derive_from("candor 1 pairing answer", &[&*invitation.secret]);
    let key = TagKey::derive(&secret, "candor 1 pairing answer tag");
    let tag = key.tag(&[invitation.bytes(), &words]);
    words.extend_from_slice(&tag);
    words
}

#[test]
fn one_person_or_one_device_is_refused_by_the_inviter_too() {
    let (mut ada, mut ben) = (ada(15), ben(15));
    let mut inviter = invite(&mut ada);
    let invitation = read(&inviter);
    let joiner = join(&mut ben, read(&inviter));
    let answer = joiner.answer().to_vec();
    assert_eq!(rekeyed(&invitation, &answer, 0, &[]), answer);
    let mine = ada.facts.clone();
    for (at, facts) in [
        (0, &mine.person.as_bytes()[..]),
        (16, mine.device.as_bytes()),
        (32, &mine.endpoint),
        (64, mine.recipient.as_bytes()),
    ] {
        let same = rekeyed(&invitation, &answer, at, facts);
        let from = if at == 32 { ADA.0 } else { BEN.0 };
        let outcome = answered(&mut inviter, &same, &from, &ada, NOW);
        assert_eq!(refused(outcome), PairingError::Same);
    }

    answered(&mut inviter, &answer, &BEN.0, &ada, NOW).expect("still open");
}

#[test]
fn a_recipient_that_makes_the_secret_known_is_refused() {
    let (mut ada, mut ben) = (ada(16), ben(16));
    let mut inviter = invite(&mut ada);
    ben.facts.recipient = Recipient::from_bytes([0; 32]);
    let joiner = join(&mut ben, read(&inviter));

    let outcome = answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW);

    assert_eq!(refused(outcome), PairingError::Key);
    // It leaves the invitation open for who can be agreed with.
    ben.facts.recipient = ben.keys.device_identity().recipient();
    let joiner = join(&mut ben, read(&inviter));
    answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW).expect("still open");
}

#[test]
fn what_is_secret_is_not_printed() {
    let inviter = invite(&mut ada(17));
    let shown = format!("{:?}", inviter.invitation());
    assert_eq!(shown, "Invitation([redacted])");
    let _: fn(Matched) -> Bond = Matched::into_bond;
}
