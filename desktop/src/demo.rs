//! Two journals in a temporary folder, paired over the real network stack on
//! this computer: the whole of it in half a minute, without a display.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::seal::Passphrase;
use candor_sync::net::Level;

use crate::engine::{
    Clock, Command, Detail, Engine, Entry, Handle, Init, Networking, Reply, Trouble, Update,
};

const WAIT: Networking = Networking {
    level: Level::Computer,
    timeout: Some(Duration::from_secs(120)),
};

/// One of the two, with their folder and what opens it.
struct Side {
    name: &'static str,
    folder: PathBuf,
    passphrase: &'static str,
    own_passphrase: &'static str,
}

impl Side {
    fn ada(base: &Path) -> Self {
        Self {
            name: "Ada",
            folder: base.join("ada"),
            passphrase: "lantern orchard velvet tunnel sparrow",
            own_passphrase: "quiet harbour seven pebbles north",
        }
    }

    fn ben(base: &Path) -> Self {
        Self {
            name: "Ben",
            folder: base.join("ben"),
            passphrase: "copper meadow window thistle anchor",
            own_passphrase: "slow river under four bridges",
        }
    }
}

/// Runs the story and says what happens on `out`.
///
/// # Errors
/// What did not hold, in words.
pub fn run(out: &mut dyn Write) -> Result<(), String> {
    let folder = Temporary::make()?;
    story(out, &folder.0)
}

fn story(out: &mut dyn Write, base: &Path) -> Result<(), String> {
    let (ada, ben) = (Side::ada(base), Side::ben(base));
    Story { out, ada, ben }.tell(base)
}

/// Tells the story, then opens Ada's and Ben's windows as two programs, and
/// waits until both are closed.
///
/// # Errors
/// What did not hold, in words.
pub fn windows(out: &mut dyn Write) -> Result<(), String> {
    let folder = Temporary::make()?;
    story(out, &folder.0)?;
    writeln!(out, "{}", crate::text::demo_windows()).map_err(|error| error.to_string())?;
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut open = Vec::new();
    for side in [Side::ada(&folder.0), Side::ben(&folder.0)] {
        side.settle_in()?;
        let child = std::process::Command::new(&program)
            .args(["demo-window", side.name])
            .arg("--data")
            .arg(&side.folder)
            .spawn()
            .map_err(|error| error.to_string())?;
        open.push(child);
    }
    for mut child in open {
        child.wait().map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// One of the two windows: its lock screen shows the demo's passphrases, and
/// its title whose it is.
///
/// # Errors
/// What the window system says.
pub fn window(name: &str, folder: &Path) -> Result<(), String> {
    let base = folder.parent().unwrap_or(folder);
    let side = if name == "Ben" {
        Side::ben(base)
    } else {
        Side::ada(base)
    };
    crate::app::run(crate::app::Begin {
        hint: Some(crate::text::demo_hint(
            side.name,
            side.passphrase,
            side.own_passphrase,
        )),
        title: Some(side.name.to_owned()),
        ..crate::app::Begin::at(folder.to_owned())
    })
}

/// How many entries the story comes to; what was withdrawn is none.
const ENTRIES: usize = 17;

struct Story<'a> {
    out: &'a mut dyn Write,
    ada: Side,
    ben: Side,
}

impl Side {
    /// The demo's windows meet on this computer from the start.
    fn settle_in(&self) -> Result<(), String> {
        use crate::engine::Reach;
        use crate::state::open::HOLD;
        use crate::state::settings::{FILE, Settings};
        let day = Clock::system().today();
        let open = self.open(day)?;
        open.call(Command::Reach {
            reach: Reach::Computer,
            passphrase: Some(self.typed()),
        })?;
        let no_hold = ContentBuilder {
            text: "0".to_owned(),
            ..ContentBuilder::default()
        };
        open.call(Command::KeepDraft {
            slot: HOLD.to_owned(),
            content: Some(no_hold),
        })?;
        drop(open);
        let mut settings = Settings::default();
        settings.size = Some((820.0, 760.0));
        candor_core::store::Folder::at(&self.folder)
            .write(FILE, settings.encode().as_bytes())
            .map_err(|error| error.to_string())
    }
}

impl Story<'_> {
    fn tell(&mut self, folder: &Path) -> Result<(), String> {
        let monday = Day::parse("2026-05-04").ok_or("a date")?;
        self.say("Two people, two folders, one computer. Nothing leaves it.")?;
        for side in [&self.ada, &self.ben] {
            side.init()?;
        }
        self.say("Ada and Ben have each made a journal, with a passphrase and an own passphrase.")?;
        self.pair(folder, monday)?;

        let told = self.ada.write(monday, "disclosure", None, &[
            ("category", "contact"),
            ("planned", "unplanned"),
            ("happened", "2026-05-04"),
            ("cover", "about work, calm"),
            ("questions", "yes"),
        ], "I met someone from my old job by chance at the station. Two sentences about work, then I walked on. I'm fine.")?;
        self.say("Ada tells something unasked. It waits on her device.")?;
        self.meet(monday)?;
        self.say("Their devices meet. Ben reads it.")?;

        self.ben.write(
            monday,
            "acknowledgement",
            Some(&told),
            &[("word", "thank-you")],
            "",
        )?;
        let asked = self.ben.write(
            monday,
            "question",
            Some(&told),
            &[("detail", "understand")],
            "What was going on in you when you saw each other?",
        )?;
        self.say("Ben thanks her for telling, and asks one question.")?;
        self.meet(monday)?;
        self.ada.write(
            monday.plus(1),
            "answer",
            Some(&asked),
            &[
                ("certainty", "sure"),
                ("context", "We had not spoken since the winter."),
            ],
            "I was startled, and then relieved that it was short. I wanted you to hear it from me.",
        )?;
        self.say("Ada answers: the plain answer first, the context behind it.")?;
        self.meet(monday.plus(1))?;

        let page = self.ben.reflect(
            monday.plus(1),
            "I noticed that I believed her at once. I want to remember how that felt.",
        )?;
        self.say("Ben writes a page of his own. It never leaves his device.")?;

        self.say("Now they are apart. Each adds to something of their own.")?;
        let thanks = self.ben.write(
            monday.plus(2),
            "appreciation",
            None,
            &[],
            "You told me before I could ask.",
        )?;
        self.ben.edit(
            monday.plus(2),
            &thanks,
            "You told me before I could ask. That meant a lot.",
        )?;
        self.ada.edit(monday.plus(1), &told, "I met someone from my old job by chance at the station. Two sentences about work, then I walked on. I'm fine. They said they are moving away.")?;
        self.meet(monday.plus(3))?;
        self.say("They meet again.")?;
        self.repair(monday.plus(3))?;
        self.agree(monday.plus(4))?;
        self.open_together(monday.plus(5))?;
        self.compare(&told, &page)
    }

    /// Owning something, a promise with it, and how it went as both tell it.
    fn repair(&mut self, day: Day) -> Result<(), String> {
        let owned = self.ben.write(
            day,
            "amends",
            None,
            &[
                ("understand", "You waited and did not know."),
                ("changing", "I call, also when it is late already."),
            ],
            "I came home two hours late on Friday and did not call.",
        )?;
        self.meet(day)?;
        self.ada
            .write(day, "amends-word", Some(&owned), &[("word", "heard")], "")?;
        self.meet(day)?;
        let due = day.plus(1).to_string();
        let promise = self.ben.write(
            day,
            "promise",
            Some(&owned),
            &[("to", "you"), ("due", &due)],
            "I call when I am more than half an hour late.",
        )?;
        self.meet(day)?;
        self.ada.write(
            day,
            "promise-word",
            Some(&promise),
            &[("word", "welcome")],
            "",
        )?;
        self.say("Ben owns something, and makes a promise with it. Ada welcomes it.")?;
        self.meet(day)?;
        let report = self.ben.write(
            day.plus(1),
            "report",
            Some(&promise),
            &[("word", "kept")],
            "",
        )?;
        self.meet(day.plus(1))?;
        self.ada.write(
            day.plus(1),
            "view",
            Some(&report),
            &[("word", "saw-so")],
            "You called from the train.",
        )?;
        self.meet(day.plus(1))?;
        self.say("Both tell how it went, side by side.")
    }

    /// An agreement: proposed, countered, assented to.
    fn agree(&mut self, day: Day) -> Result<(), String> {
        let review = day.plus(42).to_string();
        let fields = [
            ("binds", "both"),
            ("review", review.as_str()),
            ("title", "Evenings"),
        ];
        let first = self
            .ada
            .write(day, "agreement", None, &fields, "We talk every evening.")?;
        self.meet(day)?;
        let counter = self.ben.write(
            day,
            "agreement",
            Some(&first),
            &fields,
            "We talk on three evenings, for fifteen minutes.",
        )?;
        self.meet(day)?;
        self.ada.write(day, "assent", Some(&counter), &[], "")?;
        self.meet(day)?;
        for side in [&self.ada, &self.ben] {
            let reply = side.open(day)?.call(Command::Agreements { on: None })?;
            let Reply::Agreements(agreements) = reply else {
                return Err("no agreements".to_owned());
            };
            let state = agreements.first().map(|it| it.state.as_str());
            if state != Some("in-force") {
                return Err(format!("the agreement is {state:?} and not in force"));
            }
        }
        self.say("Ada proposes an agreement, Ben another version, and Ada assents: it is in force.")
    }

    /// Letters that open for both at once, and an entry that is withdrawn.
    fn open_together(&mut self, day: Day) -> Result<(), String> {
        let seal = |pair: Option<String>, text: &str| Command::Seal {
            kind: "letter".to_owned(),
            pair,
            content: ContentBuilder {
                text: text.to_owned(),
                ..ContentBuilder::default()
            },
        };
        let begun = seal(None, "What I like about us is how we go on.");
        let pair = first_id(self.ada.open(day)?.call(begun)?)?;
        self.meet(day)?;
        self.ben.open(day)?.call(seal(
            Some(pair.clone()),
            "I like that you wait for me at corners.",
        ))?;
        self.meet(day)?;
        let reply = self.ben.open(day)?.call(Command::OpenPair { pair })?;
        let Reply::Pair(letter) = reply else {
            return Err("no letters".to_owned());
        };
        if letter.halves.len() != 2 {
            return Err(format!("the letters are {} and not open", letter.state));
        }
        self.say("Each writes a letter. They open for both when both have sealed.")?;
        let sharp = self
            .ada
            .write(day, "note", None, &[], "You always do this.")?;
        self.meet(day)?;
        self.ada.open(day)?.call(Command::Withdraw { id: sharp })?;
        self.meet(day)?;
        self.say("Ada withdraws something she said in anger. Both copies forget it.")
    }

    fn say(&mut self, words: &str) -> Result<(), String> {
        writeln!(self.out, "{words}").map_err(|error| error.to_string())
    }

    fn pair(&mut self, folder: &Path, day: Day) -> Result<(), String> {
        let invitation = folder.join("invitation.txt");
        let ada = self.ada.open(day)?;
        let waiting = ada.handle.asker().ask(Command::Invite {
            passphrase: self.ada.typed(),
            out: Some(invitation.clone()),
            networking: WAIT,
        });
        ada.wait_for(|update| matches!(update, Update::Invited(_)).then_some(()))?;
        let text = std::fs::read_to_string(&invitation).map_err(|error| error.to_string())?;
        self.say("Ada makes an invitation and gives it to Ben.")?;
        let ben = self.ben.open(day)?;
        let joining = ben.handle.asker().ask(Command::Join {
            passphrase: self.ben.typed(),
            invitation: text,
            networking: WAIT,
        });
        let words = |update: &Update| match update {
            Update::Words(words) => Some(words.to_string()),
            _ => None,
        };
        let (hers, his) = (ada.wait_for(words)?, ben.wait_for(words)?);
        self.say(&format!(
            "Both see six words:\n    Ada: {hers}\n    Ben: {his}"
        ))?;
        if hers != his {
            return Err("the six words differ".to_owned());
        }
        for side in [&ada, &ben] {
            side.call(Command::SameWords(true))?;
        }
        answer(waiting)?;
        answer(joining)?;
        self.say("Both say they are the same. The two journals are paired.")
    }

    fn meet(&mut self, day: Day) -> Result<(), String> {
        let (ada, ben) = (self.ada.open(day)?, self.ben.open(day)?);
        let sync = |side: &Side| Command::Sync {
            passphrase: Some(side.typed()),
            networking: WAIT,
            once: true,
        };
        let hers = ada.handle.asker().ask(sync(&self.ada));
        let his = ben.handle.asker().ask(sync(&self.ben));
        answer(hers)?;
        answer(his)?;
        Ok(())
    }

    fn compare(&mut self, told: &str, page: &str) -> Result<(), String> {
        let day = Day::parse("2026-05-11").ok_or("a date")?;
        let (ada, ben) = (self.ada.open(day)?, self.ben.open(day)?);
        // What each may do with an entry is not part of it.
        let plain = |details: Vec<Detail>| -> Vec<Detail> {
            let mut details = details;
            for detail in &mut details {
                detail.allowed.clear();
                detail.is_named = false;
                detail.pair = None;
                // Nor whose it is, seen from either side.
                detail.entry.mine = false;
            }
            details
        };
        let (hers, his) = (
            plain(ada.details(self.ada.typed())?),
            plain(ben.details(self.ben.typed())?),
        );
        self.say("\nThe history, on both devices:\n")?;
        for detail in &hers {
            self.say(&crate::text::entry_lines(&detail.entry, true))?;
        }
        if hers != his {
            return Err("the two histories differ".to_owned());
        }
        if hers.len() != ENTRIES {
            let count = hers.len();
            return Err(format!("there are {count} entries and not {ENTRIES}"));
        }
        let shown = ada.call(Command::Show {
            id: told.to_owned(),
        })?;
        let versions = match shown {
            Reply::Entry(detail) => detail.versions.len(),
            _ => 0,
        };
        if versions != 2 {
            return Err(format!("the told entry has {versions} versions and not 2"));
        }
        let asked = hers.iter().find(|detail| detail.entry.kind == "question");
        if asked.is_none_or(|detail| detail.entry.state != "answered") {
            return Err("the question is not answered".to_owned());
        }
        self.say("Both histories are equal, to the letter, with all versions.")?;
        let his_pages = ben.own_pages(self.ben.own_passphrase)?;
        let her_pages = ada.own_pages(self.ada.own_passphrase)?;
        let here = his_pages.iter().any(|entry| entry.id == page);
        let there = her_pages
            .iter()
            .chain(hers.iter().map(|detail| &detail.entry));
        if !here
            || there
                .into_iter()
                .any(|entry| entry.text.contains("believed her"))
        {
            return Err("the own page is not on Ben's side alone".to_owned());
        }
        self.say("Ben's own page is on his side alone.")
    }
}

impl Side {
    fn typed(&self) -> Passphrase {
        Passphrase::typed(self.passphrase)
    }

    fn init(&self) -> Result<(), String> {
        let init = Init {
            name: self.name,
            passphrase: &Passphrase::typed(self.passphrase),
            own_passphrase: Some(&Passphrase::typed(self.own_passphrase)),
            work_factor: candor_core::seal::WORK_FACTOR_MIN,
        };
        Engine::init(&self.folder, &init).map_err(|trouble| crate::text::trouble(&trouble))
    }

    fn open(&self, day: Day) -> Result<Open, String> {
        let clock = Clock::from(move || (day, u64::from(day.number()) * 86_400));
        let engine = Engine::open(&self.folder, &Passphrase::typed(self.passphrase), clock)
            .map_err(|trouble| crate::text::trouble(&trouble))?;
        let (updates, heard) = mpsc::channel();
        let handle = Handle::spawn(engine, move |update| drop(updates.send(update)));
        Ok(Open { handle, heard })
    }

    fn write(
        &self,
        day: Day,
        kind: &str,
        thread: Option<&str>,
        fields: &[(&str, &str)],
        text: &str,
    ) -> Result<String, String> {
        let content = ContentBuilder {
            fields: fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            text: text.to_owned(),
        };
        let reply = self.open(day)?.call(Command::Write {
            kind: kind.to_owned(),
            thread: thread.map(str::to_owned),
            contents: vec![content],
            hold: std::time::Duration::ZERO,
        })?;
        first_id(reply)
    }

    fn edit(&self, day: Day, id: &str, text: &str) -> Result<(), String> {
        let change = crate::engine::command::Change {
            fields: Vec::new(),
            text: Some(text.to_owned()),
        };
        self.open(day)?.call(Command::Edit {
            id: id.to_owned(),
            change,
        })?;
        Ok(())
    }

    fn reflect(&self, day: Day, text: &str) -> Result<String, String> {
        let open = self.open(day)?;
        open.call(Command::OpenOwn {
            passphrase: Passphrase::typed(self.own_passphrase),
        })?;
        let reply = open.call(Command::OwnWrite {
            kind: "reflection".to_owned(),
            content: ContentBuilder {
                text: text.to_owned(),
                ..ContentBuilder::default()
            },
        })?;
        first_id(reply)
    }
}

struct Open {
    handle: Handle,
    heard: mpsc::Receiver<Update>,
}

impl Open {
    fn call(&self, command: Command) -> Result<Reply, String> {
        self.handle
            .call(command)
            .map_err(|trouble| crate::text::trouble(&trouble))
    }

    fn wait_for<T>(&self, pick: impl Fn(&Update) -> Option<T>) -> Result<T, String> {
        self.heard
            .iter()
            .find_map(|update| pick(&update))
            .ok_or_else(|| "the engine ended".to_owned())
    }

    fn details(&self, passphrase: Passphrase) -> Result<Vec<Detail>, String> {
        let export = Command::Export {
            passphrase,
            own: false,
        };
        match self.call(export)? {
            Reply::Export { shared, .. } => Ok(shared),
            _ => Err("the engine gave another answer".to_owned()),
        }
    }

    fn own_pages(&self, passphrase: &str) -> Result<Vec<Entry>, String> {
        self.call(Command::OpenOwn {
            passphrase: Passphrase::typed(passphrase),
        })?;
        match self.call(Command::OwnList)? {
            Reply::Entries(entries) => Ok(entries),
            _ => Err("the engine gave another answer".to_owned()),
        }
    }
}

fn answer(
    waiting: tokio::sync::oneshot::Receiver<Result<Reply, Trouble>>,
) -> Result<Reply, String> {
    waiting
        .blocking_recv()
        .unwrap_or(Err(Trouble::Stopped))
        .map_err(|trouble| crate::text::trouble(&trouble))
}

fn first_id(reply: Reply) -> Result<String, String> {
    match reply {
        Reply::Ids(ids) => ids
            .first()
            .map(ToString::to_string)
            .ok_or_else(|| "no entry was written".to_owned()),
        _ => Err("the engine gave another answer".to_owned()),
    }
}

/// A folder that goes when the demo ends.
struct Temporary(PathBuf);

impl Temporary {
    fn make() -> Result<Self, String> {
        use candor_core::id::Entropy as _;
        let mut entropy = crate::engine::SystemEntropy;
        let name = candor_core::codec::hex(&entropy.draw::<8>());
        let path = std::env::temp_dir().join(format!("candor-demo-{name}"));
        std::fs::create_dir_all(&path).map_err(|error| error.to_string())?;
        Ok(Self(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It holds invented words; what cannot be removed is left to the system.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
