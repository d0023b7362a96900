//! Sealing and opening with age: the only file that calls it.
//!
//! A 32-byte [`Secret`] is an age X25519 identity. What is sealed here opens
//! with any age program that is given the identity's text form.

use std::io::{Read, Write};

use age::secrecy::{ExposeSecret, SecretString};
use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::unseen::takes_no_room;

/// The highest scrypt work factor that is accepted from a file (C2SP age, scrypt
/// recipient: the cost doubles with each step; 22 needs 4 GiB).
pub const WORK_FACTOR_MAX: u8 = 22;
/// The scrypt work factor used unless a person asks for another: 256 MiB.
pub const WORK_FACTOR: u8 = 18;
/// The lowest work factor a person may ask for.
pub const WORK_FACTOR_MIN: u8 = 10;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// None of the identities opens it, or the passphrase is another.
    #[error("it does not open with this key")]
    WrongKey,
    /// It asks for more work than is reasonable.
    #[error("it asks for too much work (scrypt work factor above {WORK_FACTOR_MAX})")]
    TooMuchWork,
    /// It is not an age file, is cut short, or was changed.
    #[error("it is damaged")]
    Damaged,
    /// It holds more than the limit for its place.
    #[error("it holds more than {0} bytes")]
    TooLong(usize),
}

/// An age X25519 identity, with its recipient.
pub struct Identity {
    inner: age::x25519::Identity,
    secret: Secret,
}

/// Who something is sealed to: an X25519 public key of 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Recipient([u8; 32]);

impl Identity {
    /// The identity whose X25519 secret key is `secret`.
    pub fn from_secret(secret: Secret) -> Self {
        let text = Zeroizing::new(identity_text(&secret));
        let inner = text
            .parse()
            .expect("32 bytes in bech32 are an age identity");
        Self { inner, secret }
    }

    /// The identity that `AGE-SECRET-KEY-1…` names.
    pub fn parse(text: &str) -> Option<Self> {
        // Bech32m, which a checksum of another constant marks, is no age key.
        let checked = CheckedHrpstring::new::<Bech32>(text.trim()).ok()?;
        if checked.hrp() != IDENTITY_HRP {
            return None;
        }
        let mut bytes = Zeroizing::new([0; 32]);
        let mut read = checked.byte_iter();
        for byte in bytes.iter_mut() {
            *byte = read.next()?;
        }
        read.next()
            .is_none()
            .then(|| Self::from_secret(Secret::from_bytes(*bytes)))
    }

    /// The text form that age programs read.
    pub fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(identity_text(&self.secret))
    }

    /// The recipient of this identity.
    pub fn recipient(&self) -> Recipient {
        let secret = x25519_dalek::StaticSecret::from(*self.secret.expose());
        Recipient(x25519_dalek::PublicKey::from(&secret).to_bytes())
    }

    /// The X25519 secret shared with `other`; `None` if `other` is a point of
    /// small order, which would make the outcome known to everyone.
    pub fn agree(&self, other: &Recipient) -> Option<Secret> {
        let secret = x25519_dalek::StaticSecret::from(*self.secret.expose());
        let shared = secret.diffie_hellman(&x25519_dalek::PublicKey::from(other.0));
        shared
            .was_contributory()
            .then(|| Secret::from_bytes(shared.to_bytes()))
    }

    /// What `sealed` holds, at most `max` bytes.
    ///
    /// # Errors
    /// [`SealError::WrongKey`], [`SealError::Damaged`] (cut short, changed,
    /// trailing bytes) or [`SealError::TooLong`].
    pub fn open(&self, sealed: &[u8], max: usize) -> Result<Zeroizing<Vec<u8>>, SealError> {
        open_with(&self.inner, sealed, max)
    }
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Recipient {
    /// The recipient with this public key.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The public key.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The text form that age programs read: `age1…`.
    pub fn text(&self) -> String {
        bech32::encode::<Bech32>(RECIPIENT_HRP, &self.0).expect("32 bytes fit a bech32 text")
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

const RECIPIENT_HRP: Hrp = Hrp::parse_unchecked("age");
const IDENTITY_HRP: Hrp = Hrp::parse_unchecked("age-secret-key-");

fn identity_text(secret: &Secret) -> String {
    bech32::encode_upper::<Bech32>(IDENTITY_HRP, secret.expose())
        .expect("32 bytes fit a bech32 text")
}

/// `plain` sealed to every one of `to`.
///
/// # Panics
/// If `to` is empty, which would be our own bug.
pub fn seal(to: &[Recipient], plain: &[u8]) -> Vec<u8> {
    let recipients: Vec<age::x25519::Recipient> = to
        .iter()
        .map(|to| to.text().parse().expect("any 32 bytes are a recipient"))
        .collect();
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(|to| to as _))
        .expect("there is at least one recipient, all of one kind");
    write_all(encryptor, plain)
}

/// The most bytes age's header and nonce take beside chunk tags, for one
/// recipient.
pub(crate) const SEALED_EXTRA_MAX: usize = 1024;

/// `plain` and zeros behind it, sealed to `to` as a file of exactly `total`
/// bytes. age's header varies in length, so it is measured and the padding
/// makes up for it.
///
/// # Panics
/// If `plain` is so long that `total` cannot be met: callers keep
/// [`SEALED_EXTRA_MAX`] and the chunk tags free.
pub(crate) fn seal_to_length(to: &Recipient, plain: &[u8], total: usize) -> Vec<u8> {
    const CHUNK: usize = 65_536;
    const CHUNK_TAG: usize = 16;
    let out = Shared::default();
    let recipient: age::x25519::Recipient =
        to.text().parse().expect("any 32 bytes are a recipient");
    let mut writer = age::Encryptor::with_recipients(std::iter::once(&recipient as _))
        .expect("there is one recipient")
        .wrap_output(out.clone())
        .expect("writing to memory cannot fail");
    let body = total - out.len();
    let chunks = body.div_ceil(CHUNK + CHUNK_TAG);
    let padding = (body - chunks * CHUNK_TAG)
        .checked_sub(plain.len())
        .expect("callers leave room for the header");
    writer
        .write_all(plain)
        .and_then(|()| std::io::copy(&mut std::io::repeat(0).take(padding as u64), &mut writer))
        .expect("writing to memory cannot fail");
    writer.finish().expect("writing to memory cannot fail");
    let sealed = out.take();
    debug_assert_eq!(sealed.len(), total);
    sealed
}

/// A buffer that can be looked at while age writes into it.
#[derive(Clone, Default)]
struct Shared(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl Shared {
    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// `plain` sealed with a passphrase at scrypt cost `2^work_factor`. Takes about
/// a second at [`WORK_FACTOR`]: call it off the drawing thread.
pub fn seal_with_passphrase(passphrase: &Passphrase, work_factor: u8, plain: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.0.clone());
    recipient.set_work_factor(work_factor);
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as _))
        .expect("a passphrase stands alone");
    write_all(encryptor, plain)
}

/// What `sealed` holds, opened with a passphrase. As slow as
/// [`seal_with_passphrase`].
///
/// # Errors
/// As [`Identity::open`], and [`SealError::TooMuchWork`] above
/// [`WORK_FACTOR_MAX`].
pub fn open_with_passphrase(
    passphrase: &Passphrase,
    sealed: &[u8],
    max: usize,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let mut identity = age::scrypt::Identity::new(passphrase.0.clone());
    identity.set_max_work_factor(WORK_FACTOR_MAX);
    open_with(&identity, sealed, max)
}

/// The work factor an unlock file asks for, read from its first stanza.
pub fn work_factor_of(sealed: &[u8]) -> Option<u8> {
    let head = sealed.get(..sealed.len().min(256))?;
    let head = String::from_utf8_lossy(head);
    let stanza = head.lines().find(|line| line.starts_with("-> scrypt "))?;
    stanza.rsplit(' ').next()?.parse().ok()
}

fn write_all(encryptor: age::Encryptor, plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(plain.len() + 512);
    let mut writer = encryptor
        .wrap_output(&mut out)
        .expect("writing to memory cannot fail");
    writer
        .write_all(plain)
        .expect("writing to memory cannot fail");
    writer.finish().expect("writing to memory cannot fail");
    out
}

fn open_with(
    identity: &dyn age::Identity,
    sealed: &[u8],
    max: usize,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let decryptor = age::Decryptor::new_buffered(sealed).map_err(judge)?;
    let mut reader = decryptor
        .decrypt(std::iter::once(identity))
        .map_err(judge)?;
    let mut out = Zeroizing::new(Vec::with_capacity(sealed.len().min(max)));
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    reader
        .by_ref()
        .take(limit)
        .read_to_end(&mut out)
        .map_err(|_| SealError::Damaged)?;
    if out.len() > max {
        return Err(SealError::TooLong(max));
    }
    Ok(out)
}

fn judge(error: age::DecryptError) -> SealError {
    match error {
        age::DecryptError::ExcessiveWork { .. } => SealError::TooMuchWork,
        age::DecryptError::NoMatchingKeys
        | age::DecryptError::DecryptionFailed
        | age::DecryptError::KeyDecryptionFailed => SealError::WrongKey,
        _ => SealError::Damaged,
    }
}

/// What a person types to open Candor.
pub struct Passphrase(SecretString);

impl Passphrase {
    /// The passphrase that was typed: Unicode NFKC, so that two keyboards that
    /// compose a letter differently open the same file. Blanks and signs that nobody
    /// sees at its ends are no part of it: they come from a file, or from copying.
    pub fn typed(text: &str) -> Self {
        use unicode_normalization::UnicodeNormalization;
        let text = text.trim_matches(|sign: char| sign.is_whitespace() || takes_no_room(sign));
        Self(SecretString::from(text.nfkc().collect::<String>()))
    }

    /// A passphrase nobody knows: 32 random bytes in hex.
    pub fn unknown(entropy: &mut dyn crate::id::Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(&mut *bytes);
        Self(SecretString::from(crate::codec::hex(&*bytes)))
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.expose_secret().is_empty()
    }

    /// Whether two passphrases are the same. Both are at hand in clear, so
    /// this gives nothing away.
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}
