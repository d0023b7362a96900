//! Bytes that must never change: what version 1 wrote, it writes and opens.
//!
//! Sealing draws its own randomness, so opening is pinned: the files in
//! `golden/` are hex of what this program once wrote.

use candor_core::codec::{CodecError, Reader, hex};
use candor_core::date::Day;
use candor_core::entry::document::{self, Source, fold};
use candor_core::envelope::{
    Envelope, HEADER_BYTES, Header, Operation, SpaceKeys, TAGS_BYTES, Whose,
};
use candor_core::forge::{self, Draft, padded_len};
use candor_core::id::{
    Beginning, BondId, DeviceId, EntryId, EpochId, LogId, Owner, PayloadHash, PersonId, RecordHash,
    SpaceTag,
};
use candor_core::journal::{Have, HaveHead};
use candor_core::keyring::{Keyring, KeyringError, Unlock};
use candor_core::order::Counter;
use candor_core::seal::Passphrase;
use candor_core::secret::{Secret, TagKey};

use crate::forger::*;

const ENVELOPE: &str = include_str!("golden/envelope.hex");
const UNLOCK: &str = include_str!("golden/unlock.hex");
const KEYRING: &str = include_str!("golden/keyring.hex");

fn unhexed(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .map(|digit| u8::try_from(digit).expect("below 16"))
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

fn ada() -> PersonId {
    PersonId::from_bytes([0xa1; 16])
}

fn ben() -> PersonId {
    PersonId::from_bytes([0xb1; 16])
}

fn keys() -> SpaceKeys {
    SpaceKeys::of(
        &Secret::from_bytes([0x51; 32]),
        &Secret::from_bytes([0xaa; 32]),
    )
}

fn log() -> LogId {
    LogId::of(ada(), DeviceId::from_bytes([0xd1; 16]), nonce_of(0x01))
}

fn pinned_header() -> Header {
    Header {
        version: 1,
        suite: 1,
        space: SpaceTag::from_bytes([2; 16]),
        log: LogId::from_bytes([3; 16]),
        seq: 0x0102_0304_0506,
        epoch: EpochId::from_bytes([4; 16]),
        prev: RecordHash::from_bytes([5; 32]),
        payload_len: 0x0001_0203,
        payload_hash: PayloadHash::from_bytes([6; 32]),
    }
}

const HEADER: &str = "0101\
    02020202020202020202020202020202\
    03030303030303030303030303030303\
    0605040302010000\
    04040404040404040404040404040404\
    0505050505050505050505050505050505050505050505050505050505050505\
    03020100\
    0606060606060606060606060606060606060606060606060606060606060606";

#[test]
fn golden_header() {
    let bytes = pinned_header().encode();

    assert_eq!(hex(&bytes), HEADER);
    assert_eq!(Header::parse(&bytes), Ok(pinned_header()));
    let mut long = bytes;
    long[90..94].copy_from_slice(&(512u32 * 1024 + 1).to_le_bytes());
    assert_eq!(Header::parse(&long), Err(CodecError::TooLong));
}

#[test]
fn golden_derivations() {
    let owner = Owner::person(ada());
    let beginning = Beginning::of(RecordHash::from_bytes([3; 32]));
    let entry = EntryId::of(owner, nonce_of(2), beginning);
    let key = TagKey::derive(&Secret::from_bytes([7; 32]), "candor 1 bond tag");

    assert_eq!(log().to_string(), "7427f585d5565eee0eb53c3c077db79e");
    assert_eq!(entry.to_string(), "e4409338cc8a7b61dcc84c57c3b34d0e");
    assert_eq!(
        hex(Owner::both(ada(), ben()).as_bytes()),
        "ef473b32ccf548c00ddc76c0322daaea"
    );
    assert_eq!(Owner::both(ada(), ben()), Owner::both(ben(), ada()));
    assert_eq!(
        hex(&document::actor(log(), owner, nonce_of(2), nonce_of(3))),
        "d8a2c77d904eb80fbb9c7c1954c5a24f"
    );
    assert_eq!(
        keys().space().to_string(),
        "16897a53dc23f7dcbbed64d1e124ac01"
    );
    assert_eq!(
        keys().current().id().to_string(),
        "df8b085bc3191c77a2a23735adc65c3b"
    );
    assert_eq!(
        keys().current().identity().recipient().text(),
        "age1s8f84qvp64etmmkmz6yeyre3fh3jjn262dv2g7dw8ndl8cksee5ssk8k2h"
    );
    assert_eq!(
        hex(&key.tag(&[b"one", b"two"])),
        "3f98df89cb78f1684f7678286246b44d"
    );
    assert_eq!(key.tag(&[b"one", b"two"]), key.tag(&[b"onetwo"]));
}

#[test]
fn golden_tags_and_record_hash() {
    let header = forge::header(
        &keys(),
        log(),
        1,
        RecordHash::from_bytes([5; 32]),
        b"sealed",
    );

    let envelope = forge::tagged(&keys(), header, b"sealed".to_vec());

    assert_eq!(
        hex(envelope.tags()),
        "fe0fc62f7611737cac71873be919428fd05b3915c94f7707d4396d4f8e9416c2"
    );
    assert_eq!(
        envelope.hash().to_string(),
        "7ff9bcf04796e78e103e56dc3c83b3117534e811c08ce4aa01a126d871030ce4"
    );
}

#[test]
fn golden_lengths_of_plaintexts() {
    let buckets = [
        (0, 512),
        (1, 512),
        (512, 512),
        (513, 1024),
        (1025, 1536),
        (4096, 4096),
        (4097, 4352),
        (5000, 5120),
        (65_536, 65536),
        (65_537, 67584),
        (262_145, 270336),
        (500_000, 507904),
    ];

    for (len, padded) in buckets {
        assert_eq!(padded_len(len), padded, "of {len}");
    }
}

#[test]
fn golden_have() {
    let have = Have {
        heads: vec![HaveHead {
            log: LogId::from_bytes([3; 16]),
            seq: 5,
            hash: RecordHash::from_bytes([7; 32]),
            marks: vec![(4, RecordHash::from_bytes([8; 32]))],
        }],
        lacking: vec![RecordHash::from_bytes([9; 32])],
    };

    let mut bytes = Vec::new();
    have.encode(&mut bytes);

    let expected = [
        "0100",
        &"03".repeat(16),
        "0500000000000000",
        &"07".repeat(32),
        "01",
        "0400000000000000",
        &"08".repeat(32),
        "0100",
        &"09".repeat(32),
    ];
    assert_eq!(hex(&bytes), expected.concat());
    assert_eq!(Have::parse(&mut Reader::new(&bytes)), Ok(have.clone()));
    assert_eq!(
        hex(&have.digest()),
        "691165fa86baf7f973559fb7d0cf444117a03e321385e03ccf52882f4076d5e8"
    );
}

#[test]
fn golden_counter() {
    let day = Day::parse("2026-05-04").expect("a date");
    let next = |seen: u64| Counter::next(Counter::checked(seen).expect("in range"), day).number();
    let last = (2317 << 20) - 1;

    assert_eq!(next(0), 2315 << 20);
    assert_eq!(next(2315 << 20), (2315 << 20) + 1);
    assert_eq!(next(2316 << 20), (2316 << 20) + 1);
    assert_eq!(next(last), last, "used up: log and position order the rest");
    assert_eq!(Counter::last_for(day).number(), last);
    assert_eq!(Counter::last_for(Day::LAST).number(), (66_109 << 20) - 1);
    assert_eq!(
        Counter::checked((66_108 << 20) + 0xf_ffff).map(Counter::day),
        Some(Day::LAST)
    );
    assert_eq!(Counter::checked(66_109 << 20), None);
}

#[test]
fn golden_plaintext_of_a_payload() {
    let draft = Draft {
        after: vec![RecordHash::from_bytes([5; 32]).short()],
        ..Draft::begin(9, Owner::person(ada()), nonce_of(1), nonce_of(2), b"chunk")
    };

    let plain = draft.plain(LogId::from_bytes([3; 16]), 1);

    let expected = [
        "6c000000",
        &"03".repeat(16),
        "0100000000000000",
        "0900000000000000",
        "00000000",
        "0100",
        &"05".repeat(16),
        &"a1".repeat(16),
        &"01".repeat(16),
        "01",
        &"02".repeat(16),
        "6368756e6b",
    ];
    assert_eq!(plain.len(), 512);
    let expected = expected.concat();
    assert_eq!(hex(&plain)[..expected.len()], expected);
}

#[test]
fn golden_envelope_opens() {
    let bytes = unhexed(ENVELOPE);

    let envelope = Envelope::parse(&bytes).expect("is laid out so");
    let verified = envelope.verify(&keys(), Whose::Mine).expect("holds");
    let opened = verified.open(&keys()).expect("opens");

    assert_eq!(
        verified.hash().to_string(),
        "b098ee58a63c6984444e9f833e961c5d2931a10b8801de848ff7c8ad68f23059"
    );
    let day = Day::parse("2026-05-04").expect("a date");
    assert_eq!((opened.log, opened.seq), (log(), 1));
    assert_eq!(opened.counter.number(), counter(day, 1));
    assert_eq!(opened.owner, Owner::person(ada()));
    assert_eq!(opened.day, day);
    let Operation::Begin { edit, chunk } = opened.operation else {
        panic!("it begins an entry");
    };
    let beginning = Beginning::of(opened.hash);
    assert_eq!(
        opened.entry,
        EntryId::of(opened.owner, nonce_of(2), beginning)
    );
    let actor = document::actor(opened.log, opened.owner, opened.nonce, edit);
    let folded = fold(&[Source {
        record: opened.hash,
        actor,
        chunk: &chunk,
    }]);
    assert_eq!(folded.aside, []);
    let (_, content) = &folded.versions[0];
    assert_eq!(content.text(), "I came home at eight. Привет, Ben.");
    assert_eq!(content.kind(), "note");
    assert_eq!(content.written(), Some(day));
}

#[test]
fn golden_envelope_vectors() {
    let good = unhexed(ENVELOPE);
    let payload_at = HEADER_BYTES + TAGS_BYTES + 1;
    let parse = |bytes: &[u8]| Envelope::parse(bytes).map(|one| one.has_payload());
    let flagged = |flag: u8| {
        let mut bytes = good.clone();
        bytes[payload_at - 1] = flag;
        bytes
    };

    assert_eq!(parse(&good), Ok(true));
    assert_eq!(Envelope::parse(&good).expect("parses").encode(), good);
    assert_eq!(parse(&flagged(0)[..payload_at]), Ok(false));
    assert_eq!(parse(&flagged(0)), Err(CodecError::Trailing));
    assert_eq!(parse(&flagged(2)), Err(CodecError::Unknown));
    assert_eq!(parse(&[]), Err(CodecError::Truncated));
    for length in [1, HEADER_BYTES, payload_at - 1, payload_at, good.len() - 1] {
        assert_eq!(parse(&good[..length]), Err(CodecError::Truncated));
    }
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(parse(&longer), Err(CodecError::Trailing));
}

#[test]
fn golden_key_files_open() {
    let passphrase = Passphrase::typed("golden words of Ada");

    let unlock = Unlock::open(&unhexed(UNLOCK), &passphrase).expect("opens");
    let keyring = Keyring::open(&unhexed(KEYRING), &unlock).expect("opens");

    assert_eq!(keyring.person, ada());
    assert_eq!(keyring.device, DeviceId::from_bytes([0xd1; 16]));
    assert_eq!((keyring.name.as_str(), keyring.port), ("Ada", 40_001));
    assert!(keyring.own_is_set);
    let bond = keyring.bond.as_ref().expect("there is one");
    assert_eq!(bond.id, BondId::from_bytes([7; 32]));
    assert_eq!(bond.secret.expose(), &[0x51; 32]);
    assert_eq!(bond.partner.person, ben());
    assert_eq!(bond.partner.addresses.len(), 1);
    assert_eq!(
        hex(keyring.endpoint_key().expose()),
        "3c0460f82a8badb32c1aa05244c9426c705cc95a0505e5265cb8150ec25d31cb"
    );
    assert_eq!(
        hex(keyring.local_secret().expose()),
        "96b14b5edc9f7f80e490cceee9bdf23440595e1285a9d6d46e420ec476fabd07"
    );
    assert_eq!(
        keyring.device_identity().recipient().text(),
        "age1g4zx5n5gg6037557kkwyczlxljtkvkk2l5u9pd9ucypy6ve2f4sqf4nyk2"
    );
    let other = Passphrase::typed("other words");
    assert!(matches!(
        Unlock::open(&unhexed(UNLOCK), &other),
        Err(KeyringError::WrongPassphrase)
    ));
}
