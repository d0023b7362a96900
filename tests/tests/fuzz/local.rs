//! What stands in the data folder: keys, rows of this device, own pages.

use std::time::Duration;

use candor_core::codec::Put as _;
use candor_core::entry::Content;
use candor_core::envelope::{Envelope, Whose};
use candor_core::journal::{Journal, PeerState};
use candor_core::keyring::{Keyring, OwnKeyring, Unlock};
use candor_core::local::LocalKeys;
use candor_core::seal::{Identity, Passphrase, Recipient, WORK_FACTOR_MIN, seal, work_factor_of};
use candor_core::secret::Secret;
use candor_core::store::{Batch, Folder, LocalKind, OwnDraft, OwnStore, Store as _};
use candor_tests::seeded::Seeded;

use crate::run::Target;
use crate::story::{BEN, Shelf, Story, couple, open, today, words};

/// More than any row or key file holds in clear.
const PLAIN_MAX: usize = 4 * 1024 * 1024;
const KINDS: [LocalKind; 8] = [
    LocalKind::Root,
    LocalKind::Page,
    LocalKind::Outbox,
    LocalKind::Peer,
    LocalKind::Lacking,
    LocalKind::Draft,
    LocalKind::Day,
    LocalKind::Names,
];

/// What a file that `made` seals says.
fn opened(made: impl Fn(&[Recipient]) -> Vec<u8>) -> Vec<u8> {
    let identity = Identity::from_secret(Secret::from_bytes([5; 32]));
    let file = made(&[identity.recipient()]);
    identity
        .open(&file, PLAIN_MAX)
        .expect("it is its own")
        .to_vec()
}

#[test]
fn a_keyring() {
    let mut bytes = Seeded::new(7);
    let passphrase = Passphrase::typed("seven quiet lanterns");
    let (unlock, file) = Unlock::create(&mut bytes, &passphrase, WORK_FACTOR_MIN);
    let own = OwnKeyring::create(&mut bytes);
    let (ada, _) = couple();
    let alone = Keyring::create(&mut bytes, "Ada", 40_001);
    let to = [unlock.recipient()];
    let seeds = vec![
        opened(|to| ada.seal(to)),
        opened(|to| alone.seal(to)),
        opened(|to| own.seal(to)),
        ada.seal(&to),
        file,
    ];
    Target::new("keyring", seeds).run(|bytes| {
        let _ = work_factor_of(bytes);
        let sealed = seal(&to, bytes);
        for file in [bytes, &sealed] {
            drop(OwnKeyring::open(file, &unlock));
            if let Ok(keyring) = Keyring::open(file, &unlock) {
                let again = Keyring::open(&keyring.seal(&to), &unlock).expect("it was one");
                assert_eq!(again.bond.is_some(), keyring.bond.is_some());
            }
        }
    });
}

/// Ada's shelf with a row of every kind.
fn shelf_of(story: &Story) -> Shelf {
    let mut ada = open(&story.ada_keys, &story.ada);
    ada.load_all().expect("the shelf answers");
    let waits = ada.keep_new(
        &mut Seeded::new(8),
        today(),
        "note",
        None,
        vec![words("waits")],
    );
    waits.expect("fits");
    let draft = words("not finished").build();
    ada.keep_draft("new note", draft).expect("writes");
    ada.name_partner(Some("Bear")).expect("writes");
    let peer = PeerState {
        met: Some(today()),
        ..PeerState::default()
    };
    ada.keep_peer(BEN, peer).expect("writes");
    ada.save_index().expect("writes");
    story.ada.clone()
}

/// A row as it is stored before it is sealed. Pages and the root are packed.
fn packed(kind: LocalKind, plain: &[u8]) -> Vec<u8> {
    match kind {
        LocalKind::Root | LocalKind::Page => lz4_flex::block::compress_prepend_size(plain),
        _ => plain.to_vec(),
    }
}

fn unpacked(kind: LocalKind, plain: &[u8]) -> Vec<u8> {
    match kind {
        LocalKind::Root | LocalKind::Page => {
            lz4_flex::block::decompress_size_prepended(plain).expect("it was packed")
        }
        _ => plain.to_vec(),
    }
}

/// A row that is planted, with this device's tag: kind u8, key length u8, key,
/// and what it says.
fn planted(bytes: &[u8]) -> Option<(LocalKind, Vec<u8>, &[u8])> {
    let (kind, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (key, plain) = rest.split_at(usize::from(*length).min(rest.len()));
    Some((KINDS[usize::from(*kind) % KINDS.len()], key.to_vec(), plain))
}

/// `bytes` with `new` in the place of `old`.
fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    if let Some(at) = bytes.windows(old.len()).position(|part| part == old) {
        out[at..at + old.len()].copy_from_slice(new);
    }
    out
}

/// A row with this device's tag is its own work, so it may say what is not so;
/// but it is opened and read without a panic, and without room for what it says
/// and does not hold.
#[test]
fn a_row_of_this_device() {
    let story = Story::told();
    let shelf = shelf_of(&story);
    let keys = LocalKeys::of(&story.ada_keys.local_secret());
    let plain_of = |kind: LocalKind, key: &[u8], row: &[u8]| {
        let plain = keys.open(kind, key, row, PLAIN_MAX).expect("it is Ada's");
        unpacked(kind, &plain)
    };
    let mut seeds = Vec::new();
    for (number, kind) in (0..).zip(KINDS) {
        for (key, row) in shelf.locals(kind).expect("the shelf answers") {
            let mut seed = vec![number, key.len() as u8];
            seed.put(&key);
            seed.put(&plain_of(kind, &key, &row));
            seeds.push(seed);
        }
    }
    let root = shelf
        .local(LocalKind::Root, &[])
        .expect("the shelf answers");
    let root = plain_of(LocalKind::Root, &[], &root.expect("it is saved"));
    let sealed = |kind: LocalKind, key: &[u8], plain: &[u8]| {
        let key = (kind, key.to_vec());
        let row = keys.seal(&key, &packed(kind, plain));
        (key, row)
    };
    let target = Target {
        each: Duration::from_millis(500),
        bytes_max: 32 * 1024,
        ..Target::new("row", seeds)
    };
    target.run(|bytes| {
        let Some((kind, key, plain)) = planted(bytes) else {
            return;
        };
        let mut shelf = shelf.copy();
        let before = shelf.local(kind, &key).expect("the shelf answers");
        let mut put = vec![sealed(kind, &key, plain)];
        if let (LocalKind::Page, Some(before)) = (kind, before) {
            // The root names the hash of each page.
            let (old, new) = (blake3::hash(&before), blake3::hash(&put[0].1));
            let root = replaced(&root, old.as_bytes(), new.as_bytes());
            put.push(sealed(LocalKind::Root, &[], &root));
        }
        let batch = Batch {
            put,
            ..Batch::default()
        };
        shelf.commit(&batch).expect("the shelf answers");
        let Ok(Some(mut ada)) = Journal::open_shared(&story.ada_keys, Box::new(shelf)) else {
            return;
        };
        drop(ada.load_all());
        drop(ada.open_pending(usize::MAX));
        let texts = ada.view().timeline().map(|row| row.content.text().len());
        let waits = ada.waiting().map(|waiting| waiting.content.text().len());
        let drafts = ada.drafts().map(|(_, draft)| draft.text().len());
        let _ = texts.chain(waits).chain(drafts).sum::<usize>();
        let _ = (ada.partner_name(), ada.name_change(), ada.peer(BEN));
    });
}

/// A list of own pages as a segment holds them.
fn segment(own: &OwnKeyring, keyring: &Keyring) -> Vec<u8> {
    let shelf = Shelf::default();
    let journal = Journal::open_own(keyring, own.keys(), Box::new(shelf.clone()));
    let mut journal = journal.expect("opens");
    for text in ["a page", "another"] {
        journal
            .write_own(&mut Seeded::new(9), today(), "reflection", words(text))
            .expect("writes");
    }
    let mut out = Vec::new();
    for row in shelf.rows() {
        out.put_long(&row.into_envelope().expect("it is one").encode());
    }
    out
}

#[test]
fn own_pages_and_their_draft() {
    let own = OwnKeyring::create(&mut Seeded::new(7));
    let (ada, _) = couple();
    let around = tempfile::tempdir().expect("a folder");
    let folder = Folder::at(around.path());
    let to = [own.segment_identity().recipient()];
    let mut draft = Vec::new();
    let mut list = Vec::new();
    list.put_long(b"own reflection");
    list.put_long(words("not finished").build().as_bytes());
    draft.put_long(&list);
    let segment = segment(&own, &ada);
    let zeros = [&segment[..], &[0; 64]].concat();
    let target = Target {
        each: Duration::from_millis(200),
        ..Target::new("own", vec![segment, zeros, draft, vec![0; 4]])
    };
    target.run(|bytes| {
        let sealed = seal(&to, bytes);
        for name in ["own.000", "own.draft"] {
            std::fs::write(folder.file(name), &sealed).expect("writes");
        }
        let read = OwnDraft::of(&folder, own.segment_identity()).read();
        if let Ok(read) = read {
            drop(Content::parse(read.to_vec().into()));
        }
        let keys = own.keys();
        let verify = |envelope: Envelope| envelope.verify(&keys, Whose::Mine).ok();
        if let Ok(store) = OwnStore::open(&folder, &own.segment_identity(), verify) {
            drop(Journal::open_own(&ada, own.keys(), Box::new(store)));
        }
    });
}
