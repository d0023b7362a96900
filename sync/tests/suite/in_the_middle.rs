//! Somebody in the middle at pairing: whatever they do, the words differ or a
//! message is refused.

use candor_core::id::{BondId, Entropy, Nonce};
use candor_core::keyring::Facts;
use candor_sync::invitation::Invitation;
use candor_sync::pairing::{Matched, PairingError};

use crate::kit::{ADA, BEN, each_seed};
use crate::pairing::*;

#[test]
fn a21_an_opening_with_another_nonce_is_refused() {
    let (mut ada, mut ben) = (ada(11), ben(11));
    let mut inviter = invite(&mut ada);
    let joiner = join(&mut ben, read(&inviter));
    let (opening, _) = answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW).expect("fits");
    for bit in 0..opening.len() * 8 {
        let mut wrong = opening.clone();
        wrong[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            refused(opened(&joiner, &wrong, &ben)),
            PairingError::OtherNonce
        );
    }
    for wrong in [&opening[1..], &[opening.clone(), vec![0]].concat()] {
        assert_eq!(
            refused(opened(&joiner, wrong, &ben)),
            PairingError::Malformed
        );
    }
    let identity = ben.keys.device_identity();
    let elsewhere = joiner.opened(&opening, &[0xee; 32], &identity);
    assert_eq!(refused(elsewhere), PairingError::OtherEndpoint);
    opened(&joiner, &opening, &ben).expect("the right one still fits");
}

/// Somebody stands between the two and speaks with each as the other, with keys
/// of their own. All they cannot do is make the words equal.
#[test]
fn a21_someone_in_the_middle_shows_in_the_words() {
    each_seed(60, |seed| {
        let (mut ada, mut ben) = (ada(seed), ben(seed));
        // Taken over is what can be: person and device ids of the one who is
        // played; endpoint and recipient have to be another's.
        let mut as_ben = side(seed ^ 1, "Ben", BEN);
        let mut as_ada = side(seed ^ 2, "Ada", ADA);
        as_ben.facts.person = ben.facts.person;
        as_ben.facts.device = ben.facts.device;
        as_ada.facts.person = ada.facts.person;
        as_ada.facts.device = ada.facts.device;
        as_ben.facts.endpoint = [0xee; 32];
        as_ada.facts.endpoint = [0xef; 32];
        let mut inviter = invite(&mut ada);
        // The invitation was read on its way, and Ben gets another one with
        // the same secret and end.
        let original = read(&inviter);
        let forged = |facts: Facts, hash: [u8; 32]| {
            Invitation::new(facts, hash, original.secret.clone(), original.expires)
        };
        let false_answer = join(&mut as_ben, read(&inviter));
        let (opening, hers) =
            answered(&mut inviter, false_answer.answer(), &[0xee; 32], &ada, NOW).expect("it fits");

        // Ada's nonce hash kept: Ada's own opening fits, the words differ.
        let joiner = join(&mut ben, forged(as_ada.facts.clone(), original.nonce_hash));
        let his = opened(&joiner, &opening, &ben).expect("it fits");
        assert_ne!(hers.words(), his.words());

        // Another nonce, promised before Ben's was seen.
        let nonce = Nonce::from_bytes(as_ada.bytes.draw());
        let hash = blake3::derive_key("candor 1 pairing nonce", nonce.as_bytes());
        let joiner = join(&mut ben, forged(as_ada.facts.clone(), hash));
        let other = opened(&joiner, nonce.as_bytes(), &ben).expect("it fits");
        assert_ne!(hers.words(), other.words());
        // And none that is chosen after it was seen.
        let better: [u8; 16] = as_ada.bytes.draw();
        assert_eq!(
            refused(opened(&joiner, &better, &ben)),
            PairingError::OtherNonce
        );
        let bonds = [hers, his, other].map(Matched::into_bond);
        assert!(
            bonds
                .iter()
                .all(|bond| bond.id != BondId::from_bytes([0; 32]))
        );
        assert_ne!(bonds[0].id, bonds[1].id);
        assert_ne!(bonds[0].secret.expose(), bonds[1].secret.expose());
    });
}

#[test]
fn a21_one_changed_field_on_the_way_changes_words_and_secret() {
    let (mut ada, mut ben) = (ada(12), ben(12));
    let mut inviter = invite(&mut ada);
    let text = inviter.invitation();
    // Only the addresses: nothing else is checked by anything but the words.
    let mut changed = text.facts.clone();
    changed.addresses = vec!["198.51.100.1:1".parse().expect("an address")];
    let changed = Invitation::new(changed, text.nonce_hash, text.secret.clone(), text.expires);
    let joiner = join(&mut ben, changed);

    // The answer is keyed over the invitation as it was read.
    let outcome = answered(&mut inviter, joiner.answer(), &BEN.0, &ada, NOW);

    assert_eq!(refused(outcome), PairingError::WrongSecret);
}
