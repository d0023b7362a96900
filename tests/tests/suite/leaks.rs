//! What somebody finds who looks at the files or listens at the stream.

use std::path::Path;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::seal::Passphrase;
use candor_core::store::OwnStore;
use candor_desktop::engine::SystemEntropy;
use candor_tests::couple::{Couple, PASSPHRASE, journal};
use candor_tests::wiretap::meet;

const SENTENCES: [&str; 4] = [
    "We stood at the harbour until the lamps went on.",
    "I kept back what the car really cost.",
    "Thank you for asking without raising your voice.",
    "Nobody reads this page but me, and it says elderflower.",
];

fn words(text: &str) -> ContentBuilder {
    let mut content = ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    };
    content
        .fields
        .insert("title".to_owned(), "Elderflower title".to_owned());
    content
}

fn every_file(folder: &Path, look: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).expect("reads") {
        let path = entry.expect("reads").path();
        if path.is_dir() {
            every_file(&path, look);
        } else {
            look(&path, &std::fs::read(&path).expect("reads"));
        }
    }
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[test]
fn a35_no_file_and_no_frame_holds_a_sentence_of_an_entry() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-05-04").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    let (mut one, mut other) = (SystemEntropy, SystemEntropy);
    let mut frames = Vec::new();
    {
        let (mut profile, mut ada) = journal(&couple.ada);
        let (_ben_profile, mut ben) = journal(&couple.ben);
        let own = Passphrase::typed("another one for myself alone");
        let passphrase = Passphrase::typed(PASSPHRASE);
        let proven = profile.prove(&passphrase).expect("it is the passphrase");
        profile
            .set_own_passphrase(&mut one, &proven, &own)
            .expect("is set");
        let keyring = profile.open_own(&own).expect("opens");
        let keys = keyring.keys();
        let store = OwnStore::open(profile.folder(), &keyring.segment_identity(), |envelope| {
            envelope
                .verify(&keys, candor_core::envelope::Whose::Mine)
                .ok()
        })
        .expect("opens");
        let mut mine = candor_core::journal::Journal::open_own(
            &profile.keyring,
            keyring.keys(),
            Box::new(store),
        )
        .expect("opens");
        mine.write_own(&mut one, day, "reflection", words(SENTENCES[3]))
            .expect("writes");
        for text in &SENTENCES[..2] {
            ada.keep_new(&mut one, day, "note", None, vec![words(text)])
                .expect("waits");
        }
        ben.keep_new(
            &mut other,
            day,
            "appreciation",
            None,
            vec![words(SENTENCES[2])],
        )
        .expect("waits");
        // Looked at while things wait, and again after the meeting.
        no_sentence_in(folder.path());
        let heard = meet([&mut ada, &mut ben], [&mut one, &mut other], day);
        frames.extend(heard.into_iter().map(|heard| heard.frame.body));
        assert_eq!(ada.view().timeline().count(), 3);
        ada.save_index().expect("writes");
        ben.save_index().expect("writes");
        no_sentence_in(folder.path());
    }

    no_sentence_in(folder.path());
    assert!(frames.iter().map(Vec::len).sum::<usize>() > 2_000);
    for body in frames {
        for sentence in SENTENCES.iter().chain(&["Elderflower title"]) {
            assert!(!holds(&body, sentence));
        }
    }
}

fn no_sentence_in(folder: &Path) {
    let mut files = 0;
    every_file(folder, &mut |path, bytes| {
        files += 1;
        for sentence in SENTENCES.iter().chain(&["Elderflower title"]) {
            assert!(!holds(bytes, sentence), "{} holds one", path.display());
        }
    });
    assert!(files > 10, "there was something to look at");
}
