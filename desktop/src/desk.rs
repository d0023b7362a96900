//! What the desktop tells the window: that the computer goes to sleep, that its screen
//! was locked, and how things are to look.
//!
//! ```text
//! system bus   logind            the computer sleeps · the screen is locked ─┐
//! session bus  settings portal   dark · more contrast · less motion ─────────┴─► Said
//! ```
//!
//! Both are asked over D-Bus, on this computer alone. Where one of them is not there,
//! nothing is told, and the window goes by what it sees itself: it locks after its
//! minutes, by the clock on the wall, and looks as the settings say.

use zbus::blocking::{Connection, MessageIterator, Proxy};
use zbus::message::Type;
use zbus::zvariant::{OwnedFd, OwnedObjectPath, OwnedValue, Value};
use zbus::{MatchRule, Message};

use crate::state::settings::System;

/// logind's name, and that of its manager.
const LOGIND: &str = "org.freedesktop.login1";
const MANAGER: &str = "org.freedesktop.login1.Manager";
const MANAGER_PATH: &str = "/org/freedesktop/login1";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// The portal's name, and that of its settings.
const PORTAL: &str = "org.freedesktop.portal.Desktop";
const PORTAL_PATH: &str = "/org/freedesktop/portal/desktop";
const SETTINGS: &str = "org.freedesktop.portal.Settings";
/// Settings that all desktops have, and one that some have instead of theirs.
const APPEARANCE: &str = "org.freedesktop.appearance";
const GNOME: &str = "org.gnome.desktop.interface";
/// As many signals as wait to be read; later ones push out earlier ones.
const QUEUED: usize = 64;

/// What was told.
#[derive(Debug)]
pub enum Said {
    /// The computer is about to sleep, and waits until this is dropped.
    Sleeps(Delay),
    /// The screen was locked.
    Locked,
    /// How things are to look.
    Looks(System),
}

/// Holds the computer's sleep up until it is dropped, for as long as logind grants:
/// some seconds. Empty where logind granted none.
#[derive(Debug, Default)]
pub struct Delay {
    _held: Option<OwnedFd>,
}

/// Tells from now on, on threads of its own, which end with the program. `name` is what
/// logind lists as the one that holds sleep up: what the window is called.
pub fn listen(name: String, tell: impl Fn(Said) + Clone + Send + 'static) {
    let told = tell.clone();
    std::thread::spawn(move || {
        let bus = Connection::system();
        // Without logind there is nothing to hear.
        drop(bus.and_then(|bus| sleep_and_locks(&bus, &name, told)));
    });
    std::thread::spawn(move || {
        let bus = Connection::session();
        drop(bus.and_then(|bus| looks(&bus, tell)));
    });
}

/// Tells of sleep and of the lock of the screen until the bus ends.
///
/// # Errors
/// What the bus says, or that logind is not there.
pub fn sleep_and_locks(
    bus: &Connection,
    name: &str,
    tell: impl Fn(Said),
) -> Result<(), zbus::Error> {
    let signals = signals_of(bus, LOGIND)?;
    let manager = Proxy::new(bus, LOGIND, MANAGER_PATH, MANAGER)?;
    let session = session_of(bus, &manager);
    let mut delay = delay(&manager, name);
    for signal in signals {
        match heard(&signal?, session.as_ref()) {
            Some(Heard::Sleeps(true)) => tell(Said::Sleeps(Delay {
                _held: delay.take(),
            })),
            Some(Heard::Sleeps(false)) => delay = self::delay(&manager, name),
            Some(Heard::Locked) => tell(Said::Locked),
            None => {}
        }
    }
    Ok(())
}

/// A signal of logind that matters here.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Sleeps(bool),
    Locked,
}

fn heard(signal: &Message, session: Option<&OwnedObjectPath>) -> Option<Heard> {
    let header = signal.header();
    let (interface, member) = (header.interface()?.as_str(), header.member()?.as_str());
    let body = signal.body();
    let of_session = session.is_some_and(|it| header.path().is_some_and(|path| path == &**it));
    match (interface, member) {
        (MANAGER, "PrepareForSleep") => body.deserialize().ok().map(Heard::Sleeps),
        (SESSION, "Lock") if of_session => Some(Heard::Locked),
        // Desktops that lock by themselves tell it so.
        (PROPERTIES, "PropertiesChanged") if of_session => {
            type Changed<'a> = (
                &'a str,
                std::collections::HashMap<&'a str, Value<'a>>,
                Vec<&'a str>,
            );
            let (of, values, _): Changed<'_> = body.deserialize().ok()?;
            let locked = of == SESSION && values.get("LockedHint") == Some(&Value::Bool(true));
            locked.then_some(Heard::Locked)
        }
        _ => None,
    }
}

fn signals_of(bus: &Connection, sender: &'static str) -> Result<MessageIterator, zbus::Error> {
    let rule = MatchRule::builder().msg_type(Type::Signal).sender(sender)?;
    MessageIterator::for_match_rule(rule.build(), bus, Some(QUEUED))
}

fn delay(manager: &Proxy<'_>, name: &str) -> Option<OwnedFd> {
    let why = crate::text::window::LOCKS_BEFORE_SLEEP;
    manager.call("Inhibit", &("sleep", name, why, "delay")).ok()
}

/// The session of this desktop: the one this program runs in, else the one of this
/// person that has a screen.
fn session_of(bus: &Connection, manager: &Proxy<'_>) -> Option<OwnedObjectPath> {
    let named = std::env::var("XDG_SESSION_ID").ok();
    if let Some(id) = named.filter(|id| !id.is_empty())
        && let Ok(path) = manager.call("GetSession", &id)
    {
        return Some(path);
    }
    if let Ok(path) = manager.call("GetSessionByPID", &std::process::id()) {
        return Some(path);
    }
    let path = "/org/freedesktop/login1/user/self";
    let user = Proxy::new(bus, LOGIND, path, "org.freedesktop.login1.User").ok()?;
    let display: (String, OwnedObjectPath) = user.get_property("Display").ok()?;
    Some(display.1)
}

/// Tells how things are to look, now and whenever it changes, until the bus ends.
///
/// # Errors
/// What the bus says, or that the portal is not there.
pub fn looks(bus: &Connection, tell: impl Fn(Said)) -> Result<(), zbus::Error> {
    let signals = signals_of(bus, PORTAL)?;
    let portal = Proxy::new(bus, PORTAL, PORTAL_PATH, SETTINGS)?;
    let mut system = System::default();
    for (of, key) in [
        (APPEARANCE, "color-scheme"),
        (APPEARANCE, "contrast"),
        (GNOME, "enable-animations"),
        (APPEARANCE, "reduced-motion"),
    ] {
        if let Some(value) = read(&portal, of, key) {
            take(&mut system, of, key, &value);
        }
    }
    tell(Said::Looks(system));
    for signal in signals {
        let signal = signal?;
        let header = signal.header();
        let is_change = header.interface().is_some_and(|it| it.as_str() == SETTINGS)
            && header
                .member()
                .is_some_and(|it| it.as_str() == "SettingChanged");
        if !is_change {
            continue;
        }
        let before = system;
        let body = signal.body();
        if let Ok((of, key, value)) = body.deserialize::<(&str, &str, Value<'_>)>() {
            take(&mut system, of, key, &value);
        }
        if system != before {
            tell(Said::Looks(system));
        }
    }
    Ok(())
}

fn read(portal: &Proxy<'_>, of: &str, key: &str) -> Option<Value<'static>> {
    let read = |method| portal.call::<_, _, OwnedValue>(method, &(of, key));
    // Portals before 1.17 know the second alone, which wraps twice.
    let value = read("ReadOne").or_else(|_| read("Read")).ok()?;
    match Value::from(value) {
        Value::Value(inner) => Some(*inner),
        value => Some(value),
    }
}

/// Takes in one setting. What is of another shape says nothing.
fn take(system: &mut System, of: &str, key: &str, value: &Value<'_>) {
    match (of, key, value) {
        (APPEARANCE, "color-scheme", Value::U32(scheme)) => {
            system.dark = match scheme {
                1 => Some(true),
                2 => Some(false),
                _ => None,
            };
        }
        (APPEARANCE, "contrast", Value::U32(contrast)) => system.contrast = *contrast == 1,
        (APPEARANCE, "reduced-motion", Value::U32(motion)) => system.still = *motion == 1,
        (GNOME, "enable-animations", Value::Bool(moves)) => system.still = !moves,
        _ => {}
    }
}
