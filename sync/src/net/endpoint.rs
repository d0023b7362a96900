//! One UDP port, the key it answers to, and the connections through it.
//!
//! ```text
//!   Net::dial ───────────────▶ Gate::ask ─▶ handshake ─▶ open stream ─▶ Link
//!   Net::accept ◀─ queue ◀─ accept stream ◀─ Gate ◀─ handshake ◀─ Retry ◀─ wire
//! ```
//!
//! A task drives the incoming side ([`listen`](super::listen)); accepting only
//! takes finished links from a queue. Where a network gives nothing but link-local
//! addresses, further endpoints put theirs into the same queue
//! ([`link_local`](super::link_local)).

use std::error::Error;
use std::fmt;
use std::future::pending;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use iroh::endpoint::{ConnectOptions, Connection};
use iroh::{Endpoint, EndpointAddr, PublicKey, Watcher};
use n0_future::task::{AbortOnDropHandle, spawn};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use super::admission::Gate;
use super::bind::{Ports, bind, bind_drawn, released, transport};
use super::interfaces;
use super::link_local::{self, Common, Home};
use super::listen::{WAITING_MAX, listen};
use super::nearby::{self, Found, is_near, is_tellable};
use super::places::Place;
use super::{ALPN, Admission, Dialled, EndpointKey, FrameError, Link, Standing};

/// How long dialling may take: three tries of the first packet.
pub(super) const DIAL_WAIT: Duration = Duration::from_secs(5);

/// Addresses told to the other device, and tried when dialling.
pub(super) const ADDRESSES_MAX: usize = 8;
pub(super) const TRIED_MAX: usize = 16;

/// How far the network reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// This computer only: bound to 127.0.0.1, and dials nothing else than
    /// loopback addresses.
    Computer,
    /// The network this computer is in: bound like [`Level::Direct`], but dials
    /// only addresses of a local network, and finds those of a device by its
    /// key alone. Everyone in that network can hear that a device with this key
    /// is here, and its addresses in it. Two devices hear of each other at once,
    /// or, if a packet is lost, about half a minute later. It needs no router:
    /// link-local addresses are enough.
    Network,
    /// Every interface, IPv4 and, where there is one, IPv6. The other device
    /// learns the addresses this one is at.
    Direct,
}

impl Level {
    /// Whether this level dials that address, and tells it if it is one's own.
    fn reaches(self, ip: IpAddr) -> bool {
        match self {
            Self::Computer => ip.is_loopback(),
            Self::Network => is_near(ip),
            Self::Direct => true,
        }
    }
}

/// What an endpoint needs to open.
pub struct NetConfig {
    /// The seed of the device's ed25519 key.
    pub device_key: Zeroizing<[u8; 32]>,
    /// The UDP port to listen on; 0 draws any that is free.
    pub port: u16,
    /// How far the network reaches.
    pub level: Level,
}

impl fmt::Debug for NetConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetConfig")
            .field("device_key", &"[redacted]")
            .field("port", &self.port)
            .field("level", &self.level)
            .finish()
    }
}

/// Why the network could not be opened, or nobody be reached.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No port could be bound. At [`Level::Network`] also: the port of
    /// multicast DNS is not shared by whoever holds it.
    #[error("no network port could be opened")]
    Bind(#[source] Box<dyn Error + Send + Sync>),
    /// The network was closed here.
    #[error("the network is closed")]
    Closed,
    /// The other device does not let this one in. It may also say so later,
    /// with [`FrameError::Refused`].
    #[error("the other device refused the connection")]
    Refused,
    /// Nobody with that key answered at any of the addresses.
    #[error("the other device could not be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
}

/// An open endpoint. Clones share it; it ends with [`Net::close`] or, less
/// gently, when the last clone is dropped.
#[derive(Clone)]
pub struct Net {
    shared: Arc<Shared>,
}

struct Shared {
    id: EndpointKey,
    port: u16,
    level: Level,
    gate: Arc<Gate>,
    /// `None` once closed.
    running: Mutex<Option<Running>>,
    /// The networks this device is in.
    places: watch::Receiver<Vec<Place>>,
    /// What was heard of the device that is looked for.
    heard: watch::Receiver<Found>,
    /// The endpoints at link-local addresses.
    homes: watch::Receiver<Vec<Home>>,
    /// Held while waiting for a link: only `accept` takes it, so it can delay
    /// nothing but another `accept`.
    links: tokio::sync::Mutex<mpsc::Receiver<Link>>,
}

struct Running {
    endpoint: Endpoint,
    listener: JoinHandle<()>,
    /// What follows the networks this device is in.
    following: Vec<AbortOnDropHandle<()>>,
}

impl Net {
    /// Binds the port and listens. If the port is taken another one is drawn;
    /// [`Net::port`] tells which, so that it can be kept. Until
    /// [`Net::admit`] nobody is let in.
    ///
    /// **Errors**: [`NetError::Bind`]. **Panics**: outside a tokio runtime.
    pub async fn open(config: NetConfig) -> Result<Net, NetError> {
        let gate = Arc::new(Gate::default());
        let here = match config.level {
            Level::Computer => Vec::new(),
            Level::Network | Level::Direct => interfaces::read().await,
        };
        let (telling, places) = watch::channel(here);
        let (hearing, heard) = watch::channel(None);
        let (housing, homes) = watch::channel(Vec::new());
        let nearby = nearby::Starting {
            places: places.clone(),
            homes: homes.clone(),
            hearing,
        };
        let endpoint = match config.port {
            0 => bind_drawn(&config, &gate, &nearby).await?,
            port => match bind(&config, port, &gate, &nearby).await {
                Ok(endpoint) => endpoint,
                Err(_) => bind_drawn(&config, &gate, &nearby).await?,
            },
        };
        let port = endpoint
            .bound_sockets()
            .iter()
            .find(|socket| socket.is_ipv4())
            .map(|socket| socket.port())
            .ok_or_else(|| NetError::Bind("no IPv4 socket is bound".into()))?;

        let (queue, links) = mpsc::channel(WAITING_MAX);
        let mut following = Vec::new();
        if config.level != Level::Computer {
            let changes = endpoint.watch_addr().stream_updates_only();
            following.push(spawn(interfaces::follow(changes, telling)));
        }
        if config.level == Level::Network {
            let common = Common {
                key: endpoint.secret_key().clone(),
                gate: Arc::clone(&gate),
                queue: queue.clone(),
            };
            following.push(spawn(link_local::follow(common, places.clone(), housing)));
        }
        let following = following.into_iter().map(AbortOnDropHandle::new).collect();
        let listener = tokio::spawn(listen(endpoint.clone(), false, Arc::clone(&gate), queue));
        Ok(Net {
            shared: Arc::new(Shared {
                id: EndpointKey::from_bytes(*endpoint.id().as_bytes()),
                port,
                level: config.level,
                gate,
                running: Mutex::new(Some(Running {
                    endpoint,
                    listener,
                    following,
                })),
                places,
                heard,
                homes,
                links: tokio::sync::Mutex::new(links),
            }),
        })
    }

    /// The key this endpoint answers to.
    pub fn id(&self) -> EndpointKey {
        self.shared.id
    }

    /// The UDP port that is bound (or was, if closed).
    pub fn port(&self) -> u16 {
        self.shared.port
    }

    /// The addresses to tell the other device, at most eight, IPv4 first;
    /// empty once closed.
    ///
    /// They are read from this machine's interfaces; nobody is asked. Loopback
    /// is among them only if nothing else is, and at [`Level::Network`] all of
    /// them are of a local network.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        let Some(endpoint) = self.shared.endpoint() else {
            return Vec::new();
        };
        let mut addresses: Vec<SocketAddr> = endpoint
            .addr()
            .ip_addrs()
            .copied()
            .filter(|address| is_tellable(address.ip()))
            .filter(|address| self.shared.level.reaches(address.ip()))
            .collect();
        if self.shared.level == Level::Network {
            // iroh leaves out what a router would not need.
            let ports = Ports::of(&endpoint);
            let places = self.shared.places.borrow();
            let here = places.iter().flat_map(|place| &place.addresses);
            addresses.extend(here.filter_map(|ip| ports.at(*ip)));
        }
        if addresses.iter().any(|address| !address.ip().is_loopback()) {
            addresses.retain(|address| !address.ip().is_loopback());
        }
        if addresses.is_empty() {
            addresses.push((Ipv4Addr::LOCALHOST, self.shared.port).into());
        }
        addresses.sort();
        addresses.dedup();
        addresses.truncate(ADDRESSES_MAX);
        addresses
    }

    /// The networks this device is in, to hear when they change.
    pub fn networks(&self) -> Networks {
        let mut places = self.shared.places.clone();
        places.mark_unchanged();
        Networks(places)
    }

    /// Replaces the rule for incoming handshakes, at once. Connections that
    /// already stand are not touched.
    pub fn admit(&self, admission: Admission) {
        self.shared.gate.admit(admission);
    }

    /// A link to the device with this key, tried at these addresses and, while
    /// iroh remembers them from a connection minutes ago, at those that the
    /// same device had then. At [`Level::Network`] those that were heard in this
    /// network are tried too, so that none needs to be known, or right; at the
    /// other levels nothing is looked up.
    ///
    /// The other device learns of the link with the first frame sent on it. If
    /// it refuses, that mostly shows there and not here: in QUIC the dialler's
    /// handshake ends first.
    ///
    /// **Limits**: five seconds; the first sixteen addresses.
    /// **Errors**: [`NetError`].
    pub async fn dial(
        &self,
        peer: EndpointKey,
        addresses: &[SocketAddr],
    ) -> Result<Link, NetError> {
        let endpoint = self.shared.endpoint().ok_or(NetError::Closed)?;
        let key = PublicKey::from_bytes(peer.as_bytes()).map_err(unreachable)?;
        let target = addresses
            .iter()
            .filter(|address| self.shared.level.reaches(address.ip()))
            .filter(|address| is_tellable(address.ip()))
            .take(TRIED_MAX)
            .fold(EndpointAddr::new(key), |target, address| {
                target.with_ip_addr(*address)
            });
        if target.is_empty() && self.shared.level != Level::Network {
            return Err(NetError::Unreachable("no address to try".into()));
        }

        let _leave = self.shared.gate.ask(peer);
        let dialling = async {
            tokio::select! {
                connected = connect(&endpoint, target) => connected,
                connection = self.connect_on_link(key) => Ok(connection),
            }
        };
        let connection = match timeout(DIAL_WAIT, dialling).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(_)) if endpoint.is_closed() => return Err(NetError::Closed),
            Ok(Err(error)) => return Err(NetError::Unreachable(error)),
            Err(elapsed) => return Err(unreachable(elapsed)),
        };
        let streams = connection
            .open_bi()
            .await
            .map_err(|error| match error.into() {
                FrameError::Refused => NetError::Refused,
                FrameError::Closed => NetError::Closed,
                error => unreachable(error),
            })?;
        let now = Instant::now();
        Ok(Link::new(
            connection,
            streams,
            Dialled::ByMe,
            Standing::Known,
            now,
        ))
    }

    /// The next device that dialled and was let in; `None` once closed. Those
    /// that are refused, or fail, are never seen here.
    ///
    /// May be cancelled at any time without losing a link.
    pub async fn accept(&self) -> Option<Link> {
        let mut links = self.shared.links.lock().await;
        loop {
            let link = links.recv().await?;
            if !link.is_over() {
                return Some(link);
            }
        }
    }

    /// Closes every connection, waits until the other devices know (a few
    /// seconds at most), and gives the port back: nothing listens or answers
    /// afterwards. What [`Level::Network`] hears with is ended by then, and let
    /// go within moments. A link that is still held keeps the port taken, though
    /// silent, until it is dropped; this waits one second for that. Closing
    /// again does nothing.
    pub async fn close(&self) {
        let Some(running) = self.shared.running().take() else {
            return;
        };
        let Running {
            endpoint,
            listener,
            following,
        } = running;
        drop(following);
        let homes: Vec<Home> = self.shared.homes.borrow().clone();
        for home in homes {
            home.close().await;
        }
        endpoint.close().await;
        listener.abort();
        // It was aborted: what it ended with is of no interest.
        let _ = listener.await;
        // The socket lives until the last handle of the endpoint is dropped,
        // which is this one.
        drop(endpoint);
        released(self.shared.level, self.shared.port).await;
    }

    /// A connection by a link-local address; never, where there is none.
    async fn connect_on_link(&self, key: PublicKey) -> Connection {
        if self.shared.level != Level::Network {
            return pending().await;
        }
        let (heard, homes) = (self.shared.heard.clone(), self.shared.homes.clone());
        link_local::connect(key, heard, homes).await
    }
}

/// The networks a device is in, as seen by an open [`Net`].
pub struct Networks(watch::Receiver<Vec<Place>>);

impl Networks {
    /// Waits until they change: one comes, goes, or gives another address. A
    /// change is noticed about half a second later, and where the system says
    /// nothing of it within some five seconds. Changes that come before this is
    /// called count, several as one.
    ///
    /// At [`Level::Computer`], and once the network is closed, it waits for ever.
    /// May be cancelled at any time without losing a change.
    pub async fn changed(&mut self) {
        if self.0.changed().await.is_err() {
            pending::<()>().await;
        }
    }
}

impl Shared {
    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        // The only change ever made is to take the whole value.
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn endpoint(&self) -> Option<Endpoint> {
        self.running()
            .as_ref()
            .map(|running| running.endpoint.clone())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // The listener holds a handle of the endpoint and would listen on.
        if let Some(running) = self.running().take() {
            running.listener.abort();
        }
    }
}

/// A connection to that device, from this endpoint.
///
/// **Errors**: those of iroh, as they are.
pub(super) async fn connect(
    endpoint: &Endpoint,
    target: EndpointAddr,
) -> Result<Connection, Box<dyn Error + Send + Sync>> {
    // The dialler opens the only stream, so the other side may open none.
    let options = ConnectOptions::new().with_transport_config(transport(0));
    let connecting = endpoint.connect_with_opts(target, ALPN, options).await?;
    Ok(connecting.await?)
}

fn unreachable(error: impl Into<Box<dyn Error + Send + Sync>>) -> NetError {
    NetError::Unreachable(error.into())
}
