//! The rules of the tree that no compiler keeps: which file may use what.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("reads").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).expect("reads");
                let name = path
                    .strip_prefix(root())
                    .expect("stands below")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, text));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

/// The code of a file: comments and its unit tests left out. Unit tests can
/// have a file of their own.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]").unwrap_or(text.len());
    text[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether `word` stands in `text` and does not end another word.
fn uses(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

fn users(folder: &str, word: &str) -> Vec<String> {
    let mut users: Vec<String> = sources(folder)
        .into_iter()
        .filter(|(name, _)| !name.ends_with("/tests.rs"))
        .filter(|(_, text)| uses(&code(text), word))
        .map(|(name, _)| name)
        .collect();
    users.sort();
    users
}

#[test]
fn one_module_calls_automerge_and_one_file_calls_age() {
    assert_eq!(
        users("core/src", "automerge::"),
        [
            "core/src/entry/document.rs",
            "core/src/entry/document/joint.rs"
        ]
    );
    assert_eq!(users("core/src", "age::"), ["core/src/seal.rs"]);
    assert!(users("sync/src", "age::").is_empty());
    assert!(users("sync/src", "automerge").is_empty());
    assert!(users("desktop/src", "automerge").is_empty());
}

#[test]
fn one_folder_opens_the_disk() {
    for word in ["std::fs", "File::open", "rusqlite"] {
        for user in users("core/src", word) {
            assert!(user.starts_with("core/src/store/"), "{user} uses {word}");
        }
    }
    for word in ["std::fs", "File::open", "rusqlite"] {
        assert!(users("sync/src", word).is_empty(), "sync uses {word}");
    }
}

#[test]
fn the_core_has_no_clock_no_network_no_window_and_no_randomness() {
    let absent = [
        "SystemTime",
        "Instant::now",
        "ZonedDateTime::now",
        "tokio",
        "iroh",
        "egui",
        "getrandom",
        "thread_rng",
        "std::net::Tcp",
        "std::net::Udp",
        "println!",
        "eprintln!",
    ];
    for word in absent {
        assert!(users("core/src", word).is_empty(), "core uses {word}");
    }
}

#[test]
fn one_folder_of_sync_uses_iroh_and_none_opens_a_payload() {
    for word in ["iroh", "rustls"] {
        for user in users("sync/src", word) {
            assert!(
                user == "sync/src/net.rs" || user.starts_with("sync/src/net/"),
                "{user} uses {word}"
            );
        }
    }
    for word in [
        "space::Own",
        "Journal<Own>",
        "payload()",
        "Opened",
        "println!",
        "eprintln!",
    ] {
        assert!(users("sync/src", word).is_empty(), "sync uses {word}");
    }
}

#[test]
fn the_engine_knows_no_terminal_and_no_window() {
    for word in [
        "clap",
        "egui",
        "println!",
        "eprintln!",
        "stdin",
        "rpassword",
    ] {
        assert!(
            users("desktop/src/engine", word).is_empty(),
            "the engine uses {word}"
        );
    }
}

/// Whose answers take how long tells nothing of own pages only while what
/// serves the partner and what has the own pages wait for nothing in common.
#[test]
fn a54_the_own_side_and_the_shared_one_hold_nothing_in_common() {
    assert_eq!(
        users("desktop/src", "Journal<Own>"),
        ["desktop/src/engine/own.rs"]
    );
    let own = std::fs::read_to_string(root().join("desktop/src/engine/own.rs"));
    let own = code(&own.expect("reads"));
    for word in [
        "tokio",
        "space::Shared",
        "Journal<Shared>",
        "Keyring",
        "candor_sync",
    ] {
        assert!(!uses(&own, word), "the own side uses {word}");
    }
    for word in ["Mutex", "RwLock", "Condvar", "Atomic"] {
        let users = users("desktop/src/engine", word);
        assert!(users.is_empty(), "{word}: {users:?}");
    }
}

#[test]
fn screens_draw_the_state_decides_and_the_app_alone_sees_both() {
    let outside = [
        "std::fs",
        "File::open",
        "mpsc",
        "std::thread",
        "Handle",
        "Asker",
        "Instant",
    ];
    for word in outside {
        for folder in ["desktop/src/screen", "desktop/src/kit", "desktop/src/state"] {
            assert!(users(folder, word).is_empty(), "{folder} uses {word}");
        }
    }
    assert!(users("desktop/src/state", "egui").is_empty());
    assert!(users("desktop/src/text", "egui").is_empty());
    for word in ["engine::Command", "Command::"] {
        assert!(
            users("desktop/src/screen", word).is_empty(),
            "a screen uses {word}"
        );
    }
}

/// What somebody wrote is made harmless where it leaves the program, so there is one way
/// out to a terminal, and one to what a window draws and says.
#[test]
fn a33_one_file_prints_and_the_kit_draws_all_text() {
    for word in [
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "error.print()",
    ] {
        let users = users("desktop/src", word);
        assert!(users.is_empty(), "{word}: {users:?}");
    }
    assert_eq!(
        users("desktop/src", "stdout()"),
        ["desktop/src/cli/terminal.rs"]
    );
    for word in ["WidgetInfo::labeled", "WidgetInfo::selected"] {
        assert_eq!(users("desktop/src", word), ["desktop/src/kit/paint.rs"]);
    }
    for word in [
        "RichText",
        "WidgetInfo",
        "LayoutJob::simple",
        "painter().text(",
    ] {
        let users = users("desktop/src/screen", word);
        assert!(users.is_empty(), "{word}: {users:?}");
    }
    for (name, text) in sources("desktop/src/screen") {
        for (at, word) in text.match_indices("ui.label(") {
            let drawn = text[at + word.len()..].trim_start();
            assert!(
                drawn.starts_with("Type::") || drawn.starts_with("label."),
                "{name}: {drawn:.40}"
            );
        }
    }
}

#[test]
fn the_window_leaves_nothing_behind_and_opens_nothing_unasked() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("reads");
    let eframe = manifest
        .lines()
        .find(|line| line.starts_with("eframe = "))
        .expect("it is named");
    assert!(eframe.contains("default-features = false"));
    for feature in ["inspection", "persistence", "links"] {
        assert!(!eframe.contains(feature), "eframe has {feature}");
    }
    for word in ["open_url", "get_persisted", "insert_persisted"] {
        assert!(
            users("desktop/src", word).is_empty(),
            "the window uses {word}"
        );
    }
}

#[test]
fn s15_nothing_is_looked_up_or_published() {
    let absent = [
        "presets::N0",
        "into_0rtt",
        "keylog(true",
        ".online()",
        "test-utils",
    ];
    for folder in ["sync/src", "desktop/src"] {
        for word in absent {
            assert!(users(folder, word).is_empty(), "{folder} uses {word}");
        }
    }
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("reads");
    for word in ["test-utils", "portmapper", "reqwest", "hyper"] {
        assert!(!manifest.contains(word), "the manifest names {word}");
    }
}

#[test]
fn what_is_shipped_makes_no_hostile_records() {
    let depends_on_forge = |manifest: &str| {
        let text = std::fs::read_to_string(root().join(manifest)).expect("reads");
        let shipped = text.split("[dev-dependencies]").next().unwrap_or_default();
        shipped.contains("\"forge\"")
    };
    for manifest in ["core/Cargo.toml", "sync/Cargo.toml", "desktop/Cargo.toml"] {
        assert!(!depends_on_forge(manifest), "{manifest} ships `forge`");
    }
    assert!(depends_on_forge("tests/Cargo.toml"), "the search finds it");
    // Features of what is built together become one: what is built without being
    // named must not be built together with this crate.
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).expect("reads");
    assert!(workspace.contains("default-members = [\"desktop\"]"));
}

#[test]
fn nothing_else_stands_at_the_top() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "core",
        "sync",
        "desktop",
        "tests",
        "docs",
        "target",
    ];
    for entry in std::fs::read_dir(root()).expect("reads") {
        let name = entry
            .expect("reads")
            .file_name()
            .into_string()
            .expect("a plain name");
        assert!(
            name.starts_with('.') || allowed.contains(&name.as_str()),
            "{name} stands at the top"
        );
    }
}

/// The files above this many lines, and the structs above so many fields: what is left
/// of before. The lists only get shorter.
const LINES_MAX: usize = 500;
const FIELDS_MAX: usize = 12;
const TOO_LONG: [&str; 2] = ["core/src/entry/document.rs", "core/src/entry/template.rs"];
const TOO_WIDE: [&str; 2] = [
    "core/src/entry/template.rs: Template",
    "sync/src/session.rs: Session",
];

/// The structs of a file that have more fields than they may.
fn wide_structs(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut inside: Option<(String, String, usize)> = None;
    for line in text.lines() {
        let plain = line.trim_start();
        let indent = &line[..line.len() - plain.len()];
        if let Some((name, of, fields)) = &mut inside {
            let is_field = indent.len() == of.len() + 4
                && !plain.starts_with(['/', '#'])
                && plain.contains(": ");
            *fields += usize::from(is_field);
            if line == format!("{of}}}") {
                if *fields > FIELDS_MAX {
                    found.push(name.clone());
                }
                inside = None;
            }
        } else if let Some((before, rest)) = plain.split_once("struct ")
            && (before.is_empty() || before.starts_with("pub"))
            && rest.ends_with('{')
        {
            let name: String = rest.chars().take_while(|it| it.is_alphanumeric()).collect();
            inside = Some((name, indent.to_owned(), 0));
        }
    }
    found
}

#[test]
fn no_file_of_core_and_sync_is_too_long_and_no_struct_too_wide() {
    let all: Vec<_> = ["core/src", "sync/src"]
        .into_iter()
        .flat_map(sources)
        .collect();
    let long = all
        .iter()
        .filter(|(name, text)| text.lines().count() > LINES_MAX && !name.ends_with("/tests.rs"));
    let mut long: Vec<&str> = long.map(|(name, _)| name.as_str()).collect();
    long.sort_unstable();
    assert_eq!(long, TOO_LONG);
    let wide = all.iter().flat_map(|(name, text)| {
        let wide = wide_structs(text).into_iter();
        wide.map(move |of| format!("{name}: {of}"))
    });
    let mut wide: Vec<String> = wide.collect();
    wide.sort();
    assert_eq!(wide, TOO_WIDE);
}
