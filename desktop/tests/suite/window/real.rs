//! The program itself, on a screen that nobody sees: what it opens, what it
//! sends, and what a kill leaves.
//!
//! Needs Xvfb, xdotool and ImageMagick's `import`. Without them a test is
//! skipped with a sentence, except under `CI=true`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use candor_core::seal::Passphrase;
use candor_desktop::engine::{Clock, Command as Ask, Engine, Handle, Init, Reply};

const PASSPHRASE: &str = "garden olympic noise velvet harbor";
const OWN: &str = "copper lantern drift eleven moss";
const WORDS: &str = "under the anger there is something quieter";
const PATIENCE: Duration = Duration::from_secs(120);

/// Waits until `there` gives something.
fn until<T>(what: &str, mut there: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = there() {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "{what} did not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// One screen at a time: what draws with the processor takes all of it.
static ONE: Mutex<()> = Mutex::new(());

/// A screen of one's own; gone with the value.
struct Screen {
    _alone: MutexGuard<'static, ()>,
    server: Child,
    display: String,
    home: PathBuf,
}

impl Drop for Screen {
    fn drop(&mut self) {
        // It is ours alone; nothing is lost with it.
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

impl Screen {
    /// `None` where the tools are not there.
    fn open(home: &Path) -> Option<Self> {
        let missing: Vec<&str> = ["Xvfb", "xdotool", "import"]
            .into_iter()
            .filter(|tool| !has(tool))
            .collect();
        if !missing.is_empty() {
            let must = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!must, "these tools are missing: {missing:?}");
            let skipped = format!("skipped: these tools are missing: {missing:?}\n");
            drop(std::io::stderr().write_all(skipped.as_bytes()));
            return None;
        }
        let alone = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x900x24",
                "-nolisten",
                "tcp",
                // A tool that comes and goes before the window is there does
                // not begin the screen anew under it.
                "-noreset",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        let mut number = String::new();
        let out = server.stdout.take().expect("it is piped");
        BufReader::new(out)
            .read_line(&mut number)
            .expect("it says its number");
        Some(Self {
            _alone: alone,
            server,
            display: format!(":{}", number.trim()),
            home: home.to_owned(),
        })
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("CANDOR_DATA")
            .env("HOME", &self.home)
            .env("XDG_DATA_HOME", self.home.join("data"))
            .env("XDG_CONFIG_HOME", self.home.join("config"))
            .env("XDG_CACHE_HOME", self.home.join("cache"))
            .env("XDG_RUNTIME_DIR", &self.home);
        // The drawing is done by the processor, whatever else there is.
        let software = Path::new("/usr/share/vulkan/icd.d/lvp_icd.x86_64.json");
        if software.exists() {
            command.env("VK_DRIVER_FILES", software);
        }
        command
    }

    fn tool(&self, args: &[&str]) -> String {
        let output = self.command("xdotool").args(args).output().expect("runs");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// The window of this title.
    fn window(&self, title: &str) -> String {
        until("the window", || {
            let found = self.tool(&["search", "--name", &format!("^{title}$")]);
            let id = found.lines().next().unwrap_or("").to_owned();
            (!id.is_empty()).then_some(id)
        })
    }

    fn picture(&self, window: &str) -> Option<image::RgbaImage> {
        let output = self
            .command("import")
            .args(["-window", window, "png:-"])
            .output()
            .expect("runs");
        let image = image::load_from_memory(&output.stdout).ok()?;
        Some(image.into_rgba8())
    }

    /// Types the passphrase until the journal is open: then the navigation
    /// stands at the left, on its own ground.
    fn unlock(&self, window: &str) {
        until("the open journal", || {
            self.keys(window, "ctrl+a");
            self.write(window, PASSPHRASE);
            self.keys(window, "Return");
            let begin = Instant::now();
            while begin.elapsed() < Duration::from_secs(5) {
                let picture = self.picture(window)?;
                let (left, middle) = (picture.get_pixel(5, 400), picture.get_pixel(700, 20));
                if left != middle {
                    return Some(());
                }
            }
            None
        });
    }

    /// Opens Mine alone and types into a new page of it. On a busy machine a
    /// press can come before the page that it is meant for: then nothing was
    /// typed, and this can be done again.
    fn begin_a_page_of_ones_own(&self, window: &str) {
        self.keys(window, "ctrl+8");
        self.settled(window);
        self.keys(window, "ctrl+a");
        self.write(window, OWN);
        self.keys(window, "Return");
        self.settled(window);
        self.keys(window, "ctrl+n");
        self.settled(window);
        self.write(window, WORDS);
    }

    /// Waits until the window shows the same for a moment.
    fn settled(&self, window: &str) {
        until("a window at rest", || {
            let before = self.picture(window)?;
            std::thread::sleep(Duration::from_millis(500));
            (self.picture(window)? == before).then_some(())
        });
    }

    /// How many colours the window shows.
    fn colours(&self, window: &str) -> usize {
        let Some(image) = self.picture(window) else {
            return 0;
        };
        let mut colours: Vec<[u8; 4]> = image.pixels().map(|pixel| pixel.0).collect();
        colours.sort_unstable();
        colours.dedup();
        colours.len()
    }

    fn keys(&self, window: &str, key: &str) {
        self.tool(&["windowfocus", "--sync", window]);
        self.tool(&["key", "--clearmodifiers", key]);
    }

    fn write(&self, window: &str, text: &str) {
        self.tool(&["windowfocus", "--sync", window]);
        self.tool(&["type", "--delay", "5", text]);
    }
}

fn has(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).exists())
}

/// The program with its window; killed with the value.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Program {
    fn start(screen: &Screen, folder: &Path) -> Self {
        let child = screen
            .command(env!("CARGO_BIN_EXE_candor"))
            .arg("--data")
            .arg(folder)
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        Self(child)
    }

    /// What the program has open. The program keeps itself from being looked
    /// into, so this takes rights that a tester may not have.
    fn open_files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(format!("/proc/{}/fd", self.0.id()));
        if entries.is_err() {
            let said = b"sockets were not looked at: the program's files are not shown\n";
            drop(std::io::stderr().write_all(said));
        }
        entries
            .into_iter()
            .flatten()
            .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .map(|link| link.to_string_lossy().into_owned())
            .collect()
    }

    /// The sockets of the program, as the kernel lists them under `table`.
    fn sockets(&self, table: &str) -> Vec<String> {
        let mine: Vec<String> = self
            .open_files()
            .iter()
            .filter_map(|link| link.strip_prefix("socket:[")?.strip_suffix(']'))
            .map(str::to_owned)
            .collect();
        let text = std::fs::read_to_string(format!("/proc/net/{table}")).unwrap_or_default();
        text.lines()
            .skip(1)
            .filter(|line| {
                let inode = line.split_whitespace().nth(9).unwrap_or("");
                mine.iter().any(|own| own == inode)
            })
            .map(str::to_owned)
            .collect()
    }
}

fn journal(folder: &Path) {
    let init = Init {
        name: "Ada",
        passphrase: &Passphrase::typed(PASSPHRASE),
        own_passphrase: Some(&Passphrase::typed(OWN)),
        work_factor: 10,
    };
    Engine::init(folder, &init).expect("is made");
}

#[test]
fn the_window_opens_is_not_blank_and_has_no_socket_to_the_network() {
    let base = tempfile::tempdir().expect("a folder");
    let Some(screen) = Screen::open(base.path()) else {
        return;
    };
    let folder = base.path().join("ada");
    journal(&folder);

    let program = Program::start(&screen, &folder);
    let window = screen.window("Notes");
    until("a picture", || (screen.colours(&window) > 20).then_some(()));
    // The keyring is opened, and the window draws Today: nothing asked for the
    // network, so there is nothing that could send or listen.
    screen.unlock(&window);
    for table in ["tcp", "tcp6", "udp", "udp6", "raw", "raw6"] {
        assert_eq!(program.sockets(table), Vec::<String>::new(), "{table}");
    }
}

#[test]
fn what_was_typed_a_moment_ago_survives_a_kill() {
    let base = tempfile::tempdir().expect("a folder");
    let Some(screen) = Screen::open(base.path()) else {
        return;
    };
    let folder = base.path().join("ada");
    journal(&folder);
    let draft = folder.join("own.draft");
    let before = std::fs::read(&draft).expect("it is there from the start");

    let mut program = Program::start(&screen, &folder);
    let window = screen.window("Notes");
    until("a picture", || (screen.colours(&window) > 20).then_some(()));
    screen.unlock(&window);
    screen.settled(&window);
    until("the draft", || {
        screen.begin_a_page_of_ones_own(&window);
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(10) {
            if std::fs::read(&draft).is_ok_and(|now| now != before) {
                return Some(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    });
    program.0.kill().expect("is killed");
    program.0.wait().expect("is gone");

    let engine = Engine::open(&folder, &Passphrase::typed(PASSPHRASE), Clock::system());
    let handle = Handle::spawn(engine.expect("opens"), |_| {});
    let passphrase = Passphrase::typed(OWN);
    handle.call(Ask::OpenOwn { passphrase }).expect("opens");
    let Ok(Reply::Drafts(drafts)) = handle.call(Ask::OwnDrafts) else {
        panic!("the drafts are told");
    };
    let kept: Vec<&str> = drafts
        .iter()
        .map(|(_, draft)| draft.text.as_str())
        .collect();
    assert!(
        kept.iter()
            .any(|text| WORDS.starts_with(text) && text.len() > 10),
        "{kept:?}"
    );
}
