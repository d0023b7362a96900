//! The bytes of every message, pinned: two programs that were built apart
//! understand each other.

use candor_core::codec::{CodecError, hex};
use candor_core::envelope::{Envelope, HEADER_BYTES, Header};
use candor_core::id::{EntryId, EpochId, LogId, PayloadHash, RecordHash, SpaceTag, TalkId};
use candor_core::journal::{HAVE_LOGS_MAX, Have, HaveHead, LACKING_MAX};
use candor_core::log::BRANCHES_MAX;
use candor_sync::talk::{MINUTES_MAX, Side, Step, TOPICS_MAX, TalkWord, Turn};
use candor_sync::wire::{Durable, GIVE_RECORDS_MAX, Hello, Message, Purpose, Refused, WANT_MAX};

fn hash(byte: u8) -> RecordHash {
    RecordHash::from_bytes([byte; 32])
}

fn log(byte: u8) -> LogId {
    LogId::from_bytes([byte; 16])
}

/// A record with a payload of three bytes.
fn envelope() -> Envelope {
    let header = Header {
        version: 1,
        suite: 1,
        space: SpaceTag::from_bytes([0xa1; 16]),
        log: log(0xa2),
        seq: 0x0102_0304_0506_0708,
        epoch: EpochId::from_bytes([0xa3; 16]),
        prev: hash(0xa4),
        payload_len: 3,
        payload_hash: PayloadHash::from_bytes([0xa5; 32]),
    };
    let mut bytes = header.encode().to_vec();
    bytes.extend_from_slice(&[0xa6; 32]);
    bytes.extend_from_slice(&[1, 7, 8, 9]);
    Envelope::parse(&bytes).expect("it is laid out as one")
}

/// The same without its payload.
fn bare() -> Envelope {
    let mut bytes = envelope().encode()[..HEADER_BYTES + 32].to_vec();
    bytes.push(0);
    Envelope::parse(&bytes).expect("it is laid out as one")
}

/// What somebody pressed in a talk.
fn talk() -> TalkWord {
    TalkWord {
        talk: TalkId::from_bytes([0x51; 16]),
        number: 7,
        step: Step::Stopped,
        first: Side::Theirs,
        turn: Turn::Both,
        minutes: 15,
        elapsed_seconds: 0x0203,
        turn_seconds: 0x0103,
        topics: [0x52, 0x53]
            .map(|byte| EntryId::from_bytes([byte; 16]))
            .to_vec(),
    }
}

/// Every message, its kind, and its body in hex.
fn golden() -> Vec<(Message, u8, String)> {
    let h = |byte: u8| hex(&[byte; 32]);
    let l = |byte: u8| hex(&[byte; 16]);
    let record = format!(
        "0101{}{}0807060504030201{}{}03000000{}{}",
        l(0xa1),
        l(0xa2),
        l(0xa3),
        h(0xa4),
        h(0xa5),
        h(0xa6),
    );
    let addresses = ["192.0.2.7:4711", "[2001:db8::1]:80"];
    vec![
        (
            Message::Hello(Hello {
                versions: (1, 2),
                suites: 5,
                purpose: Purpose::Meeting,
                addresses: addresses.map(|at| at.parse().expect("an address")).to_vec(),
            }),
            1,
            "0102050000000002\
             04c00002076712\
             0620010db80000000000000000000000015000"
                .to_owned(),
        ),
        (
            Message::Hello(Hello::of(Purpose::Pairing, Vec::new())),
            1,
            "0101010000000100".to_owned(),
        ),
        (Message::Digest([0xd1; 32]), 2, h(0xd1)),
        (
            Message::Have(Have {
                heads: vec![HaveHead {
                    log: log(0x11),
                    seq: 2,
                    hash: hash(0x12),
                    marks: vec![(1, hash(0x13)), (0, hash(0x14))],
                }],
                lacking: vec![hash(0x15)],
            }),
            3,
            format!(
                "0100{}0200000000000000{}02\
                 0100000000000000{}0000000000000000{}0100{}",
                l(0x11),
                h(0x12),
                h(0x13),
                h(0x14),
                h(0x15)
            ),
        ),
        (
            Message::Give(vec![envelope(), bare()]),
            4,
            format!("0200a2000000{record}010708099f000000{record}00"),
        ),
        (Message::Yours, 5, String::new()),
        (
            Message::Durable(Durable {
                ends: vec![(log(0x21), 9, hash(0x22))],
                lacking: vec![hash(0x23)],
            }),
            6,
            format!("0100{}0900000000000000{}0100{}", l(0x21), h(0x22), h(0x23)),
        ),
        (
            Message::Want(vec![hash(0x31), hash(0x32)]),
            7,
            format!("0200{}{}", h(0x31), h(0x32)),
        ),
        (
            Message::Refused(Refused {
                log: log(0x41),
                seq: 3,
                hash: hash(0x42),
                reason: 4,
            }),
            8,
            format!("{}0300000000000000{}04", l(0x41), h(0x42)),
        ),
        (Message::Bye, 9, String::new()),
        (
            Message::Talk(talk()),
            10,
            format!(
                "{}070000000101020f0302030102{}{}",
                l(0x51),
                l(0x52),
                l(0x53)
            ),
        ),
        (Message::Answer(vec![1, 2, 3]), 16, "010203".to_owned()),
        (Message::Opening(vec![4, 5]), 17, "0405".to_owned()),
        (Message::SameWords, 18, String::new()),
        (Message::WordsDiffer, 19, String::new()),
    ]
}

#[test]
fn every_message_has_its_bytes() {
    for (message, kind, body) in golden() {
        let encoded = message.encode();
        assert_eq!((encoded.kind, hex(&encoded.body)), (kind, body));
        assert_eq!(
            Message::parse(encoded.kind, &encoded.body),
            Ok(Some(message))
        );
    }
}

#[test]
fn the_digest_of_a_list_has_its_bytes() {
    let have = Have {
        heads: vec![HaveHead {
            log: log(0x11),
            seq: 2,
            hash: hash(0x12),
            marks: vec![(1, hash(0x13))],
        }],
        lacking: vec![hash(0x15)],
    };
    let mut hasher = blake3::Hasher::new_derive_key("candor 1 have digest");
    hasher.update(&[0x11; 16]);
    hasher.update(&2_u64.to_le_bytes());
    hasher.update(&[0x12; 32]);
    hasher.update(b"lacking");
    hasher.update(&[0x15; 32]);

    assert_eq!(have.digest(), *hasher.finalize().as_bytes());
    let said_durable = Durable {
        ends: have.ends(),
        lacking: have.lacking.clone(),
    };
    assert_eq!(said_durable.digest(), have.digest());
}

#[test]
fn a_message_that_is_cut_is_refused() {
    for (message, kind, _) in golden() {
        let body = message.encode().body;
        // Words of any length are a message of pairing; what they are worth is
        // judged there.
        let any_length = matches!(message, Message::Answer(_) | Message::Opening(_));
        for len in 0..body.len() {
            let parsed = Message::parse(kind, &body[..len]);
            if any_length {
                assert!(parsed.is_ok());
            } else {
                assert_eq!(parsed, Err(CodecError::Truncated), "{message:?} {len}");
            }
        }
    }
}

#[test]
fn a_message_with_more_behind_it_is_refused_but_a_greeting() {
    for (message, kind, _) in golden() {
        let mut body = message.encode().body;
        body.push(0);
        let parsed = Message::parse(kind, &body);
        match message {
            // What a newer version adds to its greeting is passed over.
            Message::Hello(_) => assert_eq!(parsed, Ok(Some(message))),
            Message::Answer(_) | Message::Opening(_) => assert!(parsed.is_ok()),
            _ => assert_eq!(parsed, Err(CodecError::Trailing), "{message:?}"),
        }
    }
}

#[test]
fn an_unknown_kind_is_passed_over() {
    let known: Vec<u8> = golden().iter().map(|(_, kind, _)| *kind).collect();
    for kind in (0..=u8::MAX).filter(|kind| !known.contains(kind)) {
        assert_eq!(Message::parse(kind, &[1, 2, 3]), Ok(None));
    }
}

#[test]
fn a_flipped_bit_never_panics() {
    for (message, kind, _) in golden() {
        let body = message.encode().body;
        for bit in 0..body.len() * 8 {
            let mut flipped = body.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            // Mostly another message; where it parses, it is written the same,
            // but for what stands behind a greeting.
            if let Ok(Some(parsed)) = Message::parse(kind, &flipped)
                && !matches!(message, Message::Hello(_))
            {
                assert_eq!(parsed.encode().body, flipped, "{message:?} {bit}");
            }
        }
    }
}

/// A count above its limit is refused for that, whatever stands behind it, and
/// one at the limit for the bytes that do not follow.
#[test]
fn a_count_above_its_limit_is_refused_before_anything_is_read() {
    let count = |count: usize| u16::try_from(count).expect("fits").to_le_bytes().to_vec();
    let parse = |kind: u8, body: &[u8]| Message::parse(kind, body).expect_err("refused");
    for (kind, limit) in [
        (3, HAVE_LOGS_MAX * BRANCHES_MAX),
        (4, GIVE_RECORDS_MAX),
        (6, HAVE_LOGS_MAX * BRANCHES_MAX),
        (7, WANT_MAX),
    ] {
        assert_eq!(parse(kind, &count(limit)), CodecError::Truncated);
        assert_eq!(parse(kind, &count(limit + 1)), CodecError::TooLong);
    }
    for kind in [3, 6] {
        let lacking = |number| [count(0), count(number)].concat();
        assert_eq!(parse(kind, &lacking(LACKING_MAX)), CodecError::Truncated);
        assert_eq!(parse(kind, &lacking(LACKING_MAX + 1)), CodecError::TooLong);
    }
    // Marks of one head: at most fifty.
    let head = |marks: u8| [count(1), vec![0; 56], vec![marks]].concat();
    assert_eq!(parse(3, &head(50)), CodecError::Truncated);
    assert_eq!(parse(3, &head(51)), CodecError::TooLong);
    // Addresses of a greeting: at most eight.
    let greeting = |addresses: u8| vec![1, 1, 1, 0, 0, 0, 0, addresses];
    assert_eq!(parse(1, &greeting(8)), CodecError::Truncated);
    assert_eq!(parse(1, &greeting(9)), CodecError::TooLong);
    // Topics of a talk: at most two.
    let mut topics = Message::Talk(talk()).encode().body;
    topics.truncate(TALK_TOPICS + 1);
    for (count, error) in [
        (TOPICS_MAX, CodecError::Truncated),
        (TOPICS_MAX + 1, CodecError::TooLong),
    ] {
        topics[TALK_TOPICS] = u8::try_from(count).expect("fits");
        assert_eq!(parse(10, &topics), error);
    }
}

/// Where the count of the topics stands in a word about a talk.
const TALK_TOPICS: usize = 28;

/// Of what is told of a talk, more topics than two are never said.
#[test]
fn a_word_about_a_talk_is_short_however_many_topics_it_was_given() {
    let many = TalkWord {
        topics: vec![EntryId::from_bytes([1; 16]); 300],
        ..talk()
    };

    let body = Message::Talk(many).encode().body;

    assert_eq!(body.len(), TALK_TOPICS + 1 + TOPICS_MAX * EntryId::WIDTH);
    assert!(Message::parse(10, &body).is_ok());
}

#[test]
fn a_length_above_its_limit_is_refused() {
    let long = [&[1, 0][..], &u32::MAX.to_le_bytes()].concat();
    assert_eq!(Message::parse(4, &long), Err(CodecError::TooLong));
    let pairing = vec![0; 4 * 1024 + 1];
    for kind in [16, 17] {
        assert!(Message::parse(kind, &pairing[1..]).is_ok());
        assert_eq!(Message::parse(kind, &pairing), Err(CodecError::TooLong));
    }
    // A header that claims a payload above 512 KiB.
    let mut give = Message::Give(vec![bare()]).encode().body;
    give[6 + 90..6 + 94].copy_from_slice(&(512 * 1024 + 1_u32).to_le_bytes());
    assert_eq!(Message::parse(4, &give), Err(CodecError::TooLong));
}

#[test]
fn a_value_the_layout_does_not_know_is_refused() {
    // A purpose, a family of addresses, and a payload flag.
    let purpose = [1, 1, 1, 0, 0, 0, 2, 0];
    assert_eq!(Message::parse(1, &purpose), Err(CodecError::Unknown));
    let family = [1, 1, 1, 0, 0, 0, 0, 1, 5, 0, 0, 0, 0, 0, 0];
    assert_eq!(Message::parse(1, &family), Err(CodecError::Unknown));
    let mut give = Message::Give(vec![bare()]).encode().body;
    *give.last_mut().expect("a flag") = 2;
    assert_eq!(Message::parse(4, &give), Err(CodecError::Unknown));
}

#[test]
fn a_talk_that_cannot_be_is_refused() {
    let parse = |change: &dyn Fn(&mut TalkWord)| {
        let mut word = talk();
        change(&mut word);
        Message::parse(10, &Message::Talk(word).encode().body).map(|_| ())
    };
    let refused = Err(CodecError::Unknown);
    assert_eq!(parse(&|word| word.minutes = 1), Ok(()));
    assert_eq!(parse(&|word| word.minutes = MINUTES_MAX), Ok(()));
    assert_eq!(parse(&|word| word.minutes = 0), refused);
    assert_eq!(parse(&|word| word.minutes = MINUTES_MAX + 1), refused);
    // A turn that is longer than the talk.
    assert_eq!(
        parse(&|word| word.turn_seconds = word.elapsed_seconds),
        Ok(())
    );
    assert_eq!(
        parse(&|word| word.turn_seconds = word.elapsed_seconds + 1),
        refused
    );
    // How it stands, who began it, and who speaks.
    for (at, last) in [(20, 2), (21, 1), (22, 2)] {
        let mut body = Message::Talk(talk()).encode().body;
        body[at] = last;
        assert!(Message::parse(10, &body).is_ok());
        body[at] = last + 1;
        assert_eq!(Message::parse(10, &body), Err(CodecError::Unknown));
    }
}
