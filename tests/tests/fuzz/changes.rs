//! What a person wrote, as it travels: Automerge changes and contents.

use std::time::Duration;

use candor_core::codec::{Put as _, Reader};
use candor_core::entry::content::Content;
use candor_core::entry::document::{Source, begin, fold, revise};
use candor_core::entry::limits::{
    CHANGE_BYTES_MAX, CHANGE_INFLATED_MAX, CHANGE_OPERATIONS_MAX, bound,
};
use candor_core::entry::plain::read_plain;
use candor_core::id::RecordHash;
use sha2::{Digest as _, Sha256};

use crate::run::Target;
use crate::story::words;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// Puts the right checksum into every plain change chunk that stands in these
/// bytes: without it Automerge looks no further.
pub fn with_checksums(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|four| four == MAGIC) {
        at += found;
        if let Some(sum) = checksum(&bytes[at + 4..]) {
            bytes[at + 4..at + 8].copy_from_slice(&sum);
        }
        at += 4;
    }
}

/// The checksum of `checksum 4 | type 1 | length leb | body`.
fn checksum(rest: &[u8]) -> Option<[u8; 4]> {
    let typed = rest.get(4..)?;
    let (mut length, mut end) = (0_usize, 1);
    loop {
        let byte = *typed.get(end)?;
        let shift = 7 * (end - 1);
        if shift > 28 {
            return None;
        }
        length |= usize::from(byte & 0x7f) << shift;
        end += 1;
        if byte & 0x80 == 0 {
            break;
        }
    }
    let hashed = typed.get(..end.checked_add(length)?)?;
    Sha256::digest(hashed)[..4].try_into().ok()
}

/// The first change of an entry and two after it, as one input.
fn history(texts: [&str; 3]) -> Vec<u8> {
    let mut content = words(texts[0]);
    content.fields.insert("kind".to_owned(), "note".to_owned());
    let mut chunks = vec![begin([1; 16], &content).expect("fits")];
    for (number, text) in (2..).zip(&texts[1..]) {
        content.text = (*text).to_owned();
        content
            .fields
            .insert("title".to_owned(), (*text).to_owned());
        let sources: Vec<_> = chunks.iter().map(|chunk| source(chunk)).collect();
        let chunk = revise(&sources, [number; 16], &content).expect("fits");
        chunks.extend(chunk);
    }
    let mut out = Vec::new();
    for chunk in &chunks {
        out.put_long(chunk);
    }
    out
}

/// A chunk under the actor that it names, whichever that is.
fn source(chunk: &[u8]) -> Source<'_> {
    let actor = bound(chunk).ok().and_then(|change| {
        let actor = change.actor();
        <[u8; 16]>::try_from(actor).ok()
    });
    Source {
        record: RecordHash::from_bytes(*blake3::hash(chunk).as_bytes()),
        actor: actor.unwrap_or_default(),
        chunk,
    }
}

#[test]
fn changes_of_an_entry() {
    let long = "a word that comes again ".repeat(40);
    let seeds = vec![
        history(["one", "one and two", "one, two, three"]),
        history(["día — 日", "día", "日\u{1f600}\u{0301}"]),
        history([&long, "short", &long]),
    ];
    let target = Target {
        // A change of 70 bytes may claim as many operations as are allowed.
        each: Duration::from_secs(2),
        bytes_max: CHANGE_BYTES_MAX + 64,
        ..Target::new("change", seeds)
    };
    target.run(|bytes| {
        let mut bytes = bytes.to_vec();
        with_checksums(&mut bytes);
        let mut reader = Reader::new(&bytes);
        let mut chunks = Vec::new();
        while reader.left() > 0 && chunks.len() < 8 {
            match reader.long(bytes.len()) {
                Ok(chunk) => chunks.push(chunk),
                Err(_) => chunks.push(reader.rest()),
            }
        }
        for chunk in &chunks {
            if let Ok(change) = bound(chunk) {
                assert!(change.chunk().len() <= CHANGE_INFLATED_MAX + 16);
                assert!(change.operations() <= CHANGE_OPERATIONS_MAX);
                drop(read_plain(&change));
            }
        }
        let sources: Vec<_> = chunks.iter().map(|chunk| source(chunk)).collect();
        let folded = fold(&sources);
        let judged = folded.versions.len() + folded.aside.len();
        assert_eq!(judged, sources.len(), "each is a version or set aside");
        let stands = |record| folded.versions.iter().any(|(known, _)| *known == record);
        let accepted = sources.iter().filter(|source| stands(source.record));
        let accepted: Vec<_> = accepted.copied().collect();
        drop(revise(&accepted, [9; 16], &words("and on")));
    });
}

#[test]
fn a_content() {
    let mut full = words("día — 日, two lines\nof text");
    for name in ["kind", "title", "written"] {
        full.fields.insert(name.to_owned(), format!("the {name}"));
    }
    let seeds = [words(""), words("short"), full];
    let seeds = seeds.map(|content| content.build().as_bytes().to_vec());
    Target::new("content", seeds.to_vec()).run(|bytes| {
        let Ok(content) = Content::parse(bytes.to_vec().into()) else {
            return;
        };
        assert_eq!(content.as_bytes(), bytes);
        let fields = content.fields().count();
        let again = content.to_builder();
        assert!(again.fields.len() <= fields, "a name can stand twice");
        assert_eq!(again.text, content.text());
        let _ = (content.kind(), content.written(), content.thread());
        // Names that are none are left out, once.
        let built = again.build();
        assert_eq!(built.to_builder().build(), built);
    });
}
