//! The secrets of one device, and the age files that hold them.
//!
//! ```text
//! unlock.age   scrypt(passphrase) over one age identity
//! keyring.age  sealed to that identity; an ordinary age identity file, with
//!              everything else in comment lines
//! ```
//!
//! `age -d` twice opens everything: the first answer is the key of the second,
//! the second is the key of the payloads. The own space has the same pair of
//! files under the own passphrase. Lines: `docs/envelope-format.md`, "Key files".

use std::net::SocketAddr;
use std::str::FromStr;

use zeroize::Zeroizing;

use crate::codec::{hex, unhex};
use crate::envelope::{EpochKeys, NAME_CHARS_MAX, SpaceKeys};
use crate::id::{BondId, DeviceId, Entropy, PersonId};
use crate::local::LocalKeys;
use crate::seal::{Identity, Passphrase, Recipient, SealError, seal, seal_with_passphrase};
use crate::secret::Secret;

/// The most bytes a keyring can have in clear.
const KEYRING_BYTES_MAX: usize = 64 * 1024;
/// The most addresses that are kept of a device.
pub const ADDRESSES_MAX: usize = 8;
/// How the first line of a keyring begins; its version stands behind it.
const HEAD: &str = "# Candor keyring ";
const OWN_HEAD: &str = "# Candor own keyring ";
/// The version of both. That of the own keyring counts for the segments and the own
/// draft too, which have none: whoever lays those out anew raises it.
const VERSION: u32 = 1;
/// How every age identity begins, of whatever kind.
const IDENTITY: &str = "AGE-SECRET-KEY-";
/// How those begin that are read here: an X25519 key, and its separator.
const IDENTITY_OF_OURS: &str = "AGE-SECRET-KEY-1";

/// Everything a device holds for the shared side.
pub struct Keyring {
    /// Whose device it is.
    pub person: PersonId,
    /// Which device.
    pub device: DeviceId,
    /// The person's name as shown.
    pub name: String,
    /// The one UDP port this device listens on.
    pub port: u16,
    /// Whether an own passphrase was ever set.
    pub own_is_set: bool,
    device_secret: Secret,
    author_secret: Secret,
    /// The pairing, once there is one.
    pub bond: Option<Bond>,
}

/// The pairing of two persons, as one device holds it.
pub struct Bond {
    /// The hash of the three pairing messages.
    pub id: BondId,
    /// The secret of the first epoch.
    pub secret: Secret,
    /// What is known of the partner's device.
    pub partner: Facts,
}

/// What one device says of itself at pairing. Nothing in it is secret from the
/// two, and there is no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Whose device it is.
    pub person: PersonId,
    /// Which device.
    pub device: DeviceId,
    /// Its key in the network (Ed25519).
    pub endpoint: [u8; 32],
    /// Its age recipient.
    pub recipient: Recipient,
    /// Where it listened when it said so.
    pub addresses: Vec<SocketAddr>,
}

/// Why a keyring does not open.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The passphrase is another one.
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    /// The file is damaged, or none of Candor's.
    #[error("the key file is damaged")]
    Damaged,
    /// The file says that it is of a later version, or holds a kind of key that this
    /// program does not know.
    #[error("the key file was written by a newer Candor")]
    Newer,
    /// The file asks for unreasonable work.
    #[error(transparent)]
    Work(SealError),
}

/// The identity inside an unlock file, and the file.
pub struct Unlock {
    identity: Identity,
}

impl Unlock {
    /// A fresh identity, and the unlock file that holds it under `passphrase`.
    /// Takes about a second at the usual work factor.
    pub fn create(
        entropy: &mut dyn Entropy,
        passphrase: &Passphrase,
        work_factor: u8,
    ) -> (Self, Vec<u8>) {
        let identity = Identity::from_secret(Secret::draw(entropy));
        let line = Zeroizing::new(format!("{}\n", *identity.text()));
        let file = seal_with_passphrase(passphrase, work_factor, line.as_bytes());
        (Self { identity }, file)
    }

    /// The identity in an unlock file.
    ///
    /// # Errors
    /// [`KeyringError`].
    pub fn open(file: &[u8], passphrase: &Passphrase) -> Result<Self, KeyringError> {
        let plain = crate::seal::open_with_passphrase(passphrase, file, KEYRING_BYTES_MAX)
            .map_err(|error| match error {
                SealError::WrongKey => KeyringError::WrongPassphrase,
                SealError::TooMuchWork => KeyringError::Work(error),
                SealError::Damaged | SealError::TooLong(_) => KeyringError::Damaged,
            })?;
        let text = std::str::from_utf8(&plain).map_err(|_| KeyringError::Damaged)?;
        let identity = Identity::parse(text).ok_or_else(|| no_identity(text))?;
        Ok(Self { identity })
    }

    /// Whom a keyring for this unlock file is sealed to.
    pub fn recipient(&self) -> Recipient {
        self.identity.recipient()
    }

    fn open_text(&self, file: &[u8]) -> Result<Zeroizing<String>, KeyringError> {
        let plain = self
            .identity
            .open(file, KEYRING_BYTES_MAX)
            .map_err(|_| KeyringError::Damaged)?;
        let text = std::str::from_utf8(&plain).map_err(|_| KeyringError::Damaged)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

impl Keyring {
    /// The keyring of a new person on a new device.
    pub fn create(entropy: &mut dyn Entropy, name: &str, port: u16) -> Self {
        Self {
            person: PersonId::draw(entropy),
            device: DeviceId::draw(entropy),
            name: name.to_owned(),
            port,
            own_is_set: false,
            device_secret: Secret::draw(entropy),
            author_secret: Secret::draw(entropy),
            bond: None,
        }
    }

    /// The keyring in a file.
    ///
    /// # Errors
    /// [`KeyringError::Damaged`], or [`KeyringError::Newer`].
    pub fn open(file: &[u8], unlock: &Unlock) -> Result<Self, KeyringError> {
        let text = unlock.open_text(file)?;
        let facts = Lines::of(&text, HEAD)?;
        Self::of(&facts).ok_or(KeyringError::Damaged)
    }

    /// The file that holds this keyring, sealed to all of `to`.
    pub fn seal(&self, to: &[Recipient]) -> Vec<u8> {
        seal(to, self.text().as_bytes())
    }

    /// The key of this device in the network: an Ed25519 seed.
    pub fn endpoint_key(&self) -> Secret {
        self.device_secret.derive("candor 1 endpoint key")
    }

    /// The identity that opens what is sealed to this device by another.
    pub fn device_identity(&self) -> Identity {
        Identity::from_secret(self.device_secret.derive("candor 1 device identity"))
    }

    /// The secret under which local rows are sealed and tagged. It is not that
    /// of the device's recipient, which the partner knows.
    pub fn local_secret(&self) -> Secret {
        self.device_secret.derive("candor 1 local rows")
    }

    /// The keys of the shared space, once there is a bond.
    pub fn shared_keys(&self) -> Option<SpaceKeys> {
        let bond = self.bond.as_ref()?;
        Some(SpaceKeys::of(&bond.secret, &self.author_secret))
    }

    fn text(&self) -> Zeroizing<String> {
        let mut lines = Zeroizing::new(String::with_capacity(2048));
        let mut line = |name: &str, value: &str| {
            lines.push_str("# ");
            lines.push_str(name);
            lines.push(' ');
            lines.push_str(value);
            lines.push('\n');
        };
        line("person", &self.person.to_string());
        line("device", &self.device.to_string());
        line("name", &self.name);
        line("port", &self.port.to_string());
        line("own-is-set", if self.own_is_set { "yes" } else { "no" });
        line(
            "device-secret",
            &Zeroizing::new(hex(self.device_secret.expose())),
        );
        line(
            "author-secret",
            &Zeroizing::new(hex(self.author_secret.expose())),
        );
        if let Some(bond) = &self.bond {
            line("bond", &bond.id.to_string());
            line("bond-secret", &Zeroizing::new(hex(bond.secret.expose())));
            line("partner-person", &bond.partner.person.to_string());
            line("partner-device", &bond.partner.device.to_string());
            line("partner-endpoint", &hex(&bond.partner.endpoint));
            line("partner-recipient", &hex(bond.partner.recipient.as_bytes()));
            let addresses: Vec<_> = bond
                .partner
                .addresses
                .iter()
                .map(SocketAddr::to_string)
                .collect();
            line("partner-addresses", &addresses.join(" "));
        }
        let mut text = Zeroizing::new(format!("{HEAD}{VERSION}\n{}", *lines));
        if let Some(bond) = &self.bond {
            text.push_str(&EpochKeys::of(&bond.secret).identity().text());
            text.push('\n');
        }
        for identity in [
            self.device_identity(),
            LocalKeys::identity(&self.local_secret()),
        ] {
            text.push_str(&identity.text());
            text.push('\n');
        }
        text
    }

    fn of(facts: &Lines<'_>) -> Option<Self> {
        let name = facts.get("name")?.to_owned();
        if name.chars().count() > NAME_CHARS_MAX {
            return None;
        }
        let bond = match facts.get("bond") {
            None => None,
            Some(id) => Some(Bond {
                id: BondId::from_hex(id)?,
                secret: facts.secret("bond-secret")?,
                partner: Facts {
                    person: PersonId::from_hex(facts.get("partner-person")?)?,
                    device: DeviceId::from_hex(facts.get("partner-device")?)?,
                    endpoint: unhex(facts.get("partner-endpoint")?)?,
                    recipient: Recipient::from_bytes(unhex(facts.get("partner-recipient")?)?),
                    addresses: facts
                        .get("partner-addresses")?
                        .split_whitespace()
                        .take(ADDRESSES_MAX)
                        .map(SocketAddr::from_str)
                        .collect::<Result<_, _>>()
                        .ok()?,
                },
            }),
        };
        Some(Self {
            person: PersonId::from_hex(facts.get("person")?)?,
            device: DeviceId::from_hex(facts.get("device")?)?,
            name,
            port: facts.get("port")?.parse().ok()?,
            own_is_set: facts.get("own-is-set")? == "yes",
            device_secret: facts.secret("device-secret")?,
            author_secret: facts.secret("author-secret")?,
            bond,
        })
    }
}

/// Everything a device holds for the own space.
pub struct OwnKeyring {
    secret: Secret,
}

impl OwnKeyring {
    /// The keyring of a new own space.
    pub fn create(entropy: &mut dyn Entropy) -> Self {
        Self {
            secret: Secret::draw(entropy),
        }
    }

    /// The own keyring in a file.
    ///
    /// # Errors
    /// [`KeyringError::Damaged`], or [`KeyringError::Newer`].
    pub fn open(file: &[u8], unlock: &Unlock) -> Result<Self, KeyringError> {
        let text = unlock.open_text(file)?;
        let facts = Lines::of(&text, OWN_HEAD)?;
        let secret = facts.secret("own-secret").ok_or(KeyringError::Damaged)?;
        Ok(Self { secret })
    }

    /// The file that holds this keyring, sealed to all of `to`. Every own
    /// keyring has the same length.
    pub fn seal(&self, to: &[Recipient]) -> Vec<u8> {
        let text = Zeroizing::new(format!(
            "{OWN_HEAD}{VERSION}\n# own-secret {}\n{}\n{}\n",
            *Zeroizing::new(hex(self.secret.expose())),
            *self.keys().current().identity().text(),
            *self.segment_identity().text(),
        ));
        seal(to, text.as_bytes())
    }

    /// The keys of the own space: both tags come from the own secret.
    pub fn keys(&self) -> SpaceKeys {
        SpaceKeys::of(&self.secret, &self.secret.derive("candor 1 own author"))
    }

    /// The identity that seals the segments and the own draft.
    pub fn segment_identity(&self) -> Identity {
        Identity::from_secret(self.secret.derive("candor 1 own segments"))
    }
}

/// Why what an unlock file holds is none of our identities: age has other kinds, which
/// a later program may use.
fn no_identity(text: &str) -> KeyringError {
    let text = text.trim();
    if text.starts_with(IDENTITY) && !text.starts_with(IDENTITY_OF_OURS) {
        KeyringError::Newer
    } else {
        KeyringError::Damaged
    }
}

/// The comment lines of a keyring, by name.
struct Lines<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Lines<'a> {
    /// The lines of a keyring that begins with `head` and a version.
    fn of(text: &'a str, head: &str) -> Result<Self, KeyringError> {
        let (first, rest) = text.split_once('\n').ok_or(KeyringError::Damaged)?;
        let version = first.strip_prefix(head).ok_or(KeyringError::Damaged)?;
        match version.trim_end().parse::<u32>() {
            Ok(VERSION) => {}
            Ok(later) if later > VERSION => return Err(KeyringError::Newer),
            _ => return Err(KeyringError::Damaged),
        }
        let facts = rest
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter_map(|line| line.split_once(' '))
            .collect();
        Ok(Self(facts))
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find_map(|(known, value)| (*known == name).then_some(*value))
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        self.get(name).and_then(unhex).map(Secret::from_bytes)
    }
}
