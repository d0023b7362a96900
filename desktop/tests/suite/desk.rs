//! What the desktop tells: a bus of the test's own, with a logind and a settings portal
//! that say what theirs would.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use candor_desktop::desk::{Said, looks, sleep_and_locks};
use candor_desktop::state::settings::System;
use zbus::blocking::{Connection, connection};
use zbus::zvariant::{ObjectPath, OwnedFd, OwnedObjectPath, OwnedValue, Value};

const OURS: &str = "/org/freedesktop/login1/session/_32";
const OTHER: &str = "/org/freedesktop/login1/session/_37";
/// How long a word may take over a bus of this computer.
const PATIENCE: Duration = Duration::from_secs(30);

/// A bus that ends with the test.
struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is installed");
        let out = daemon.stdout.take().expect("a pipe");
        let mut address = String::new();
        let read = BufReader::new(out).read_line(&mut address);
        read.expect("the daemon says where it listens");
        Self {
            daemon,
            address: address.trim().to_owned(),
        }
    }

    fn builder(&self) -> connection::Builder<'static> {
        connection::Builder::address(self.address.as_str()).expect("an address")
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        drop(self.daemon.kill());
        drop(self.daemon.wait());
    }
}

/// What sleep waits for: who asked for how much, and the end that closes with theirs.
type Delays = Arc<Mutex<Vec<(String, UnixStream)>>>;

struct Manager(Delays);

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn inhibit(&self, what: &str, who: &str, _why: &str, mode: &str) -> OwnedFd {
        let (theirs, ours) = UnixStream::pair().expect("a pair");
        let asked = format!("{what} {mode} {who}");
        self.0.lock().expect("alone").push((asked, ours));
        std::os::fd::OwnedFd::from(theirs).into()
    }

    fn get_session(&self, _id: &str) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked(OURS).into()
    }

    #[zbus(name = "GetSessionByPID")]
    fn get_session_by_pid(&self, _pid: u32) -> OwnedObjectPath {
        ObjectPath::from_static_str_unchecked(OURS).into()
    }
}

struct Portal;

#[zbus::interface(name = "org.freedesktop.portal.Settings")]
impl Portal {
    fn read_one(&self, namespace: &str, key: &str) -> zbus::fdo::Result<OwnedValue> {
        match (namespace, key) {
            ("org.freedesktop.appearance", "color-scheme") => Ok(OwnedValue::from(1_u32)),
            ("org.gnome.desktop.interface", "enable-animations") => Ok(OwnedValue::from(false)),
            _ => Err(zbus::fdo::Error::Failed("there is none".to_owned())),
        }
    }
}

fn next(told: &Receiver<Said>) -> Said {
    told.recv_timeout(PATIENCE).expect("it is told")
}

fn signal(
    bus: &Connection,
    path: &str,
    of: &str,
    name: &str,
    body: &(impl serde::Serialize + zbus::zvariant::DynamicType),
) {
    bus.emit_signal(None::<&str>, path, of, name, body)
        .expect("it is sent");
}

#[test]
fn sleep_waits_until_the_journal_is_closed_and_a_locked_screen_is_told() {
    let bus = Bus::start();
    let delays = Delays::default();
    let logind = bus
        .builder()
        .name("org.freedesktop.login1")
        .expect("a name");
    let logind = logind
        .serve_at("/org/freedesktop/login1", Manager(Arc::clone(&delays)))
        .and_then(connection::Builder::build)
        .expect("it serves");
    let (tell, told) = channel();
    let window = bus.builder().build().expect("the bus answers");
    std::thread::spawn(move || {
        let tell = move |said| drop(tell.send(said));
        drop(sleep_and_locks(&window, "Notes", tell));
    });
    let taken = |count: usize| {
        let begin = std::time::Instant::now();
        while delays.lock().expect("alone").len() < count {
            assert!(begin.elapsed() < PATIENCE, "no delay was asked for");
            std::thread::sleep(Duration::from_millis(2));
        }
        let mut all = delays.lock().expect("alone");
        let (asked, end) = &mut all[count - 1];
        (asked.clone(), end.try_clone().expect("it clones"))
    };
    let (asked, mut end) = taken(1);
    assert_eq!(asked, "sleep delay Notes", "it names the window, no more");

    let manager = "org.freedesktop.login1.Manager";
    let session = "org.freedesktop.login1.Session";
    signal(
        &logind,
        "/org/freedesktop/login1",
        manager,
        "PrepareForSleep",
        &(true,),
    );
    let Said::Sleeps(delay) = next(&told) else {
        panic!("the computer goes to sleep");
    };
    end.set_nonblocking(true).expect("it sets");
    let held = end.read(&mut [0]).expect_err("nothing is sent");
    assert_eq!(held.kind(), std::io::ErrorKind::WouldBlock, "sleep waits");
    drop(delay);
    end.set_nonblocking(false).expect("it sets");
    assert_eq!(end.read(&mut [0]).expect("its end"), 0, "sleep goes on");
    signal(
        &logind,
        "/org/freedesktop/login1",
        manager,
        "PrepareForSleep",
        &(false,),
    );
    taken(2);

    // The screen of another session is not ours; what another says is no word of logind.
    signal(&logind, OTHER, session, "Lock", &());
    let stranger = bus.builder().build().expect("the bus answers");
    signal(&stranger, OURS, session, "Lock", &());
    let changed = |locked: bool| {
        let values = std::collections::HashMap::from([("LockedHint", Value::Bool(locked))]);
        (session, values, Vec::<String>::new())
    };
    let properties = "org.freedesktop.DBus.Properties";
    signal(
        &logind,
        OURS,
        properties,
        "PropertiesChanged",
        &changed(false),
    );
    signal(&logind, OURS, session, "Lock", &());
    assert!(matches!(next(&told), Said::Locked));
    signal(
        &logind,
        OURS,
        properties,
        "PropertiesChanged",
        &changed(true),
    );
    assert!(matches!(next(&told), Said::Locked));
    signal(
        &logind,
        "/org/freedesktop/login1",
        manager,
        "PrepareForSleep",
        &(true,),
    );
    assert!(
        matches!(next(&told), Said::Sleeps(_)),
        "no lock came before it"
    );
}

#[test]
fn the_looks_of_the_system_are_told_at_once_and_when_they_change() {
    let bus = Bus::start();
    let portal = bus
        .builder()
        .name("org.freedesktop.portal.Desktop")
        .expect("a name");
    let portal = portal
        .serve_at("/org/freedesktop/portal/desktop", Portal)
        .and_then(connection::Builder::build)
        .expect("it serves");
    let (tell, told) = channel();
    let window = bus.builder().build().expect("the bus answers");
    std::thread::spawn(move || drop(looks(&window, move |said| drop(tell.send(said)))));
    let shown = |told: &Receiver<Said>| match next(told) {
        Said::Looks(system) => system,
        other => panic!("{other:?}"),
    };
    let dark = System {
        dark: Some(true),
        contrast: false,
        still: true,
    };
    assert_eq!(shown(&told), dark);

    let path = "/org/freedesktop/portal/desktop";
    let settings = "org.freedesktop.portal.Settings";
    let change = |key: &str, value: Value<'_>| {
        let body = ("org.freedesktop.appearance", key, value);
        signal(&portal, path, settings, "SettingChanged", &body);
    };
    // What is of another shape, or says the same, is not told.
    change("contrast", Value::from("high"));
    change("color-scheme", Value::from(1_u32));
    change("contrast", Value::from(1_u32));
    let contrast = System {
        contrast: true,
        ..dark
    };
    assert_eq!(shown(&told), contrast);
    change("color-scheme", Value::from(7_u32));
    let light = System {
        dark: None,
        ..contrast
    };
    assert_eq!(shown(&told), light, "no wish is no wish");
}

#[test]
fn without_a_logind_or_a_portal_nothing_is_told_and_nothing_waits() {
    let bus = Bus::start();
    let window = bus.builder().build().expect("the bus answers");
    let (tell, told) = channel();
    let tell = move |said| drop(tell.send(said));
    std::thread::spawn(move || drop(looks(&window, tell)));
    match told.recv_timeout(PATIENCE).expect("it is told") {
        Said::Looks(system) => assert_eq!(system, System::default()),
        other => panic!("{other:?}"),
    }
}
