//! What the other device says, and the text of an invitation.

use candor_core::codec::hex;
use candor_core::id::{Entropy as _, EntryId, TalkId};
use candor_core::secret::{Secret, TagKey};
use candor_sync::invitation::{Invitation, PARTNER_PREFIX};
use candor_sync::pairing::{Inviter, Joiner};
use candor_sync::talk::{Side, Step, TalkWord, Turn};
use candor_sync::wire::{Durable, Hello, Message, Purpose, Refused};
use candor_tests::seeded::Seeded;
use data_encoding::BASE32_NOPAD;

use crate::run::Target;
use crate::story::{ADA, BEN, Story, couple, facts};

const NOW: u64 = 1_780_000_000;

/// What somebody pressed in a talk.
pub fn talk() -> TalkWord {
    TalkWord {
        talk: TalkId::from_bytes([5; 16]),
        number: 2,
        step: Step::GoesOn,
        first: Side::Mine,
        turn: Turn::Theirs,
        minutes: 15,
        elapsed_seconds: 310,
        turn_seconds: 4,
        topics: vec![EntryId::from_bytes([6; 16]); 2],
    }
}

/// A message of each kind, as kind and body.
pub fn messages(story: &Story) -> Vec<Vec<u8>> {
    let (ada, _) = story.journals();
    let durable = Durable {
        ends: ada.ends(),
        lacking: vec![candor_core::id::RecordHash::from_bytes([3; 32])],
    };
    let (log, seq, hash) = durable.ends[0];
    let address = "127.0.0.1:40001".parse().expect("an address");
    let all = [
        Message::Hello(Hello::of(Purpose::Meeting, vec![address])),
        Message::Hello(Hello::of(Purpose::Pairing, Vec::new())),
        Message::Digest(durable.digest()),
        Message::Have(ada.have().expect("the shelf answers")),
        Message::Give(story.envelopes()),
        Message::Yours,
        Message::Want(vec![hash]),
        Message::Refused(Refused {
            log,
            seq,
            hash,
            reason: 4,
        }),
        Message::Durable(durable),
        Message::Answer(vec![1; 64]),
        Message::Opening(vec![2; 16]),
        Message::SameWords,
        Message::WordsDiffer,
        Message::Bye,
        Message::Talk(talk()),
        Message::Talk(TalkWord {
            step: Step::Ended,
            topics: Vec::new(),
            ..talk()
        }),
    ];
    all.iter()
        .map(|message| {
            let encoded = message.encode();
            [&[encoded.kind][..], &encoded.body].concat()
        })
        .collect()
}

#[test]
fn a_message() {
    let target = Target {
        bytes_max: 256 * 1024,
        ..Target::new("message", messages(&Story::told()))
    };
    target.run(|bytes| {
        let Some((kind, body)) = bytes.split_first() else {
            return;
        };
        if let Ok(Some(message)) = Message::parse(*kind, body) {
            let encoded = message.encode();
            let again = Message::parse(encoded.kind, &encoded.body);
            assert_eq!(again, Ok(Some(message)));
        }
    });
}

fn inviter() -> Inviter {
    let (ada, _) = couple();
    Inviter::begin(&mut Seeded::new(5), facts(&ada, ADA), NOW)
}

/// A text with the checksum that belongs to these bytes.
fn invitation_of(bytes: &[u8]) -> String {
    let mut hasher = blake3::Hasher::new_derive_key("candor 1 invitation checksum");
    hasher.update(bytes);
    let sum = hasher.finalize();
    let all = [bytes, &sum.as_bytes()[..8]].concat();
    format!("{PARTNER_PREFIX}{}", BASE32_NOPAD.encode(&all))
}

#[test]
fn an_invitation() {
    let inviter = inviter();
    let seeds = vec![
        inviter.invitation().text().into_bytes(),
        inviter.invitation().bytes().to_vec(),
    ];
    let (_, ben) = couple();
    Target::new("invitation", seeds).run(|bytes| {
        for text in [
            String::from_utf8_lossy(bytes).into_owned(),
            invitation_of(bytes),
        ] {
            let Ok(invitation) = Invitation::parse(&text) else {
                continue;
            };
            let again = Invitation::parse(&invitation.text()).expect("it was one");
            assert_eq!(again.bytes(), invitation.bytes());
            drop(Joiner::begin(
                &mut Seeded::new(6),
                invitation,
                facts(&ben, BEN),
            ));
        }
    });
}

#[test]
fn a_pairing_message() {
    let (ada, ben) = couple();
    let mut bytes = Seeded::new(6);
    let invitation = || Invitation::parse(&inviter().invitation().text()).expect("it is one");
    let joiner = Joiner::begin(&mut bytes, invitation(), facts(&ben, BEN)).expect("they differ");
    let answered = inviter().answered(joiner.answer(), &BEN.0, &ada.device_identity(), NOW);
    let (opening, _) = answered.expect("it is the one that was invited");
    let nonce: [u8; 16] = bytes.draw();
    let seeds = vec![joiner.answer().to_vec(), opening, nonce.to_vec()];
    // Whoever has the invitation can tag any answer.
    let secret = invitation().secret;
    let secret = Secret::derive_from("candor 1 pairing answer", &[&*secret]);
    let key = TagKey::derive(&secret, "candor 1 pairing answer tag");
    Target::new("pairing", seeds).run(|bytes| {
        let mut tagged = bytes[..bytes.len().saturating_sub(16)].to_vec();
        let tag = key.tag(&[inviter().invitation().bytes(), &tagged]);
        tagged.extend_from_slice(&tag);
        for answer in [bytes, &tagged] {
            let identity = ada.device_identity();
            if let Ok((opening, matched)) = inviter().answered(answer, &BEN.0, &identity, NOW) {
                assert_eq!(opening.len(), 16, "{}", hex(answer));
                assert_eq!(matched.words().words().len(), 6);
            }
        }
        drop(joiner.opened(bytes, &ADA.0, &ben.device_identity()));
    });
}
