//! What Candor never does, looked for where it could creep in.

use std::collections::BTreeMap;
use std::path::Path;

use candor_core::entry::template::{Writers, template};
use candor_core::entry::templates;
use candor_desktop::engine::Entry;
use candor_desktop::engine::look_back::{Asked, End, LookBack, Month, Promised};
use candor_desktop::engine::overview::{Agreement, DayLines, Promise, Told, Version};
use candor_desktop::text::group::Group;
use serde_json::Value;

use crate::program::*;

/// Names of fields and of what travels, none of which may tell whether
/// somebody read, types, is there, or where they are.
const WATCHING: [&str; 12] = [
    "seen",
    "unread",
    "typing",
    "presence",
    "online",
    "location",
    "geo",
    "latitude",
    "receipt",
    "last-active",
    "heartbeat",
    "status-of",
];

#[test]
fn s07_s09_no_kind_has_a_field_that_watches() {
    for kind in templates() {
        for field in &kind.fields {
            let watches = WATCHING.iter().find(|word| field.name.contains(**word));
            assert_eq!(watches, None, "{}: {}", kind.kind, field.name);
        }
    }
}

#[test]
fn s09_no_message_between_the_devices_names_reading_typing_or_presence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = [
        "sync/src/wire.rs",
        "sync/src/talk.rs",
        "core/src/envelope/payload.rs",
    ];
    for file in files {
        let source = std::fs::read_to_string(root.join(file)).expect("it is there");
        let variants = source
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with(char::is_uppercase) && !line.starts_with("//"));
        for line in variants {
            let line = line.to_lowercase();
            for word in WATCHING {
                assert!(!line.contains(word), "{file}: {line}");
            }
        }
    }
}

/// Every number in a value, with the way to it.
fn numbers(value: &Value, way: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(way.to_owned()),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, way, found)),
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, field)| numbers(field, &format!("{way}.{name}"), found)),
        _ => {}
    }
}

/// A question of Ada's.
fn asked() -> Entry {
    Entry {
        id: "id".to_owned(),
        kind: "question".to_owned(),
        writer: "Ada".to_owned(),
        written: "2026-05-04".to_owned(),
        happened: None,
        title: None,
        text: "How much is left?".to_owned(),
        thread: None,
        state: "asked".to_owned(),
        fields: BTreeMap::new(),
        came_in_later: false,
        dated_ahead: false,
        mine: true,
        rests: false,
    }
}

#[test]
fn s17_s60_what_is_put_together_counts_nobody() {
    let version = Version {
        id: "id".to_owned(),
        number: 2,
        writer: "Ada".to_owned(),
        written: "2026-05-04".to_owned(),
        cover: None,
        mine: true,
        title: None,
        text: "We talk.".to_owned(),
        review: None,
        end: None,
        binds: vec!["Ada".to_owned(), "Ben".to_owned()],
        not_allowed: None,
        limits_contact: false,
        each_day: None,
        pinned: false,
        review_due: false,
        reviewed: Vec::new(),
        by: vec!["Ada".to_owned()],
    };
    let agreement = Agreement {
        coming: None,
        rests: false,
        lapsed: false,
        id: "id".to_owned(),
        kind: "agreement".to_owned(),
        state: "proposed".to_owned(),
        agreed: Some(version.clone()),
        proposed: Some(version),
    };
    let promise = Promise {
        id: "id".to_owned(),
        writer: "Ben".to_owned(),
        cover: None,
        mine: false,
        rests: false,
        text: "I call.".to_owned(),
        to: "you".to_owned(),
        due: None,
        rhythm: None,
        state: "reported".to_owned(),
        reports: vec![Told {
            written: "2026-05-04".to_owned(),
            occasion: None,
            maker: Some(("late".to_owned(), String::new())),
            other: Some(("saw-so".to_owned(), String::new())),
        }],
    };
    let day = DayLines {
        promises: vec![promise.clone()],
        reviews: vec![agreement.clone()],
        ..DayLines::default()
    };
    let ended = |end| Asked {
        question: asked(),
        end,
    };
    let back = LookBack {
        questions: vec![ended(End::Declined), ended(End::Open)],
        promises: vec![Promised {
            promise: promise.clone(),
            closed: None,
        }],
        months: vec![Month::default()],
        ..LookBack::default()
    };
    let mut found = Vec::new();
    for value in [
        serde_json::to_value(&agreement),
        serde_json::to_value(&promise),
        serde_json::to_value(&day),
        serde_json::to_value(&back),
    ] {
        numbers(&value.expect("plain values"), "", &mut found);
    }
    // Which version it is counts texts, not people.
    found.retain(|way| !way.ends_with(".number"));
    assert_eq!(found, [""; 0]);
}

#[test]
fn s03_no_kind_gives_one_person_what_the_other_does_not_have() {
    // Who may write follows from who wrote what it answers, never from who
    // somebody is: a template knows no person.
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/entry/templates");
    for file in std::fs::read_dir(source).expect("the templates") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("reads");
        let writers = text
            .lines()
            .find_map(|line| line.strip_prefix("writers "))
            .expect("every kind says who writes it");
        assert!(["either", "other", "asked", "same", "both"].contains(&writers));
    }
}

/// Every text in a value, without the words that people wrote.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

#[test]
fn s10_what_is_shown_and_exported_has_days_and_no_times() {
    let base = tempfile::tempdir().expect("a folder");
    let (ada, ben) = paired(base.path());
    let told = ada.done(&["write", "disclosure"], "I met someone I knew.");
    ada.done(&["write", "note"], "The gate is mended.");
    meet(&ada, &ben);
    let told = told.trim();
    ben.done(
        &[
            "reply",
            told,
            "acknowledgement",
            "--field",
            "word=thank-you",
        ],
        "",
    );
    meet(&ada, &ben);
    for args in [&["list"][..], &["show", told], &["today"], &["questions"]] {
        let mut args = args.to_vec();
        args.push("--json");
        let value: Value = serde_json::from_str(&ada.done(&args, "")).expect("it is JSON");
        let mut found = Vec::new();
        texts(&value, &mut found);
        if args[0] == "list" {
            assert!(found.iter().any(|text| text.contains("mended")));
        }
        for text in found {
            let digits = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
            let time = text
                .match_indices(':')
                .any(|(at, _)| at > 0 && digits(at - 1) && digits(at + 1));
            assert!(!time, "{args:?}: {text}");
        }
        let mut counted = Vec::new();
        numbers(&value, "", &mut counted);
        let stamps = ["time", "stamp", "millis", "second", "clock"];
        for way in counted {
            assert!(!stamps.iter().any(|stamp| way.contains(stamp)), "{way}");
        }
    }
}

#[test]
fn s16_what_looks_at_words_looks_at_ones_own_draft_alone() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let looks = |call| callers(&source, call);
    assert_eq!(
        looks("asks_for_access("),
        ["screen/compose.rs", "text/access.rs"]
    );
    // It is given the composer alone.
    assert_eq!(looks("second_look(&self.kind"), ["state/second_look.rs"]);
    assert_eq!(looks("second_look::{Look"), ["state/second_look.rs"]);
}

/// The files below `source` in which `call` stands.
fn callers(source: &Path, call: &str) -> Vec<String> {
    let mut callers = Vec::new();
    let mut folders = vec![source.to_owned()];
    while let Some(folder) = folders.pop() {
        for file in std::fs::read_dir(folder).expect("a folder") {
            let path = file.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path)
                .expect("it reads")
                .contains(call)
            {
                let name = path.strip_prefix(source).expect("it is below");
                callers.push(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    callers.sort();
    callers
}

#[test]
fn s62_whatever_is_on_offer_can_be_begun_by_either_without_the_other() {
    for group in Group::ALL {
        for kind in group.kinds() {
            let kind = template(kind).expect("a kind");
            assert_eq!(kind.writers, Writers::Either, "{}", kind.kind);
        }
    }
}
