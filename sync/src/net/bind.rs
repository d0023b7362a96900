//! How the endpoint is built: which port, which cryptography, which limits.
//!
//! iroh starts from its empty preset: no relay, no lookup, no port mapping, no
//! network report, no resumption and so no early data; the only key exchange
//! offered is X25519MLKEM768. What is not said here stays off. The one lookup
//! there is, in the same network, belongs to [`Level::Network`] alone.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use iroh::endpoint::{
    BindOpts, Builder, InvalidSocketAddr, NetReportConfig, PortmapperConfig, QuicTransportConfig,
    VarInt, presets,
};
use iroh::{Endpoint, RelayMode, SecretKey};
use rustls::crypto::{CryptoProvider, aws_lc_rs};

use super::admission::{Gate, Hooks};
use super::nearby;
use super::{ALPN, Level, NetConfig, NetError};

/// Silence after which a connection counts as lost. Also the longest that iroh
/// allows a path to be silent.
const IDLE_MAX: Duration = Duration::from_secs(15);

/// How often a silent connection shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(5);

/// What may arrive before the other device is let in.
const EARLY_WINDOW: u32 = 64 * 1024;

/// What may arrive and wait to be read, once it is let in.
///
/// No more, because noq-proto 1.4.0 gives a connection up when over 2048 pieces
/// wait, even if nothing is missing between them ("too many gaps in stream
/// buffer"; quinn-rs/quinn issue 2809, mended there by 2814). With this window
/// that takes more than two thousand unread frames of under 256 bytes, each in
/// a packet of its own. A larger window makes loopback no faster.
const STREAM_WINDOW: u32 = 512 * 1024;

/// What may be on its way without being acknowledged.
const SEND_WINDOW: u64 = 8 * 1024 * 1024;

/// How long to wait for the system to give a port back.
const RELEASE_WAIT: Duration = Duration::from_secs(1);

/// Binds a port that was free a moment ago. It is drawn first, and not left to
/// the bind, so that IPv4 and IPv6 get the same one.
pub(super) async fn bind_drawn(
    config: &NetConfig,
    gate: &Arc<Gate>,
    nearby: &nearby::Starting,
) -> Result<Endpoint, NetError> {
    const TRIES: usize = 4;

    let mut last = "no port was drawn".into();
    for _ in 0..TRIES {
        let socket = UdpSocket::bind((bound_v4(config.level), 0));
        match socket.and_then(|socket| socket.local_addr()) {
            Ok(drawn) => match bind(config, drawn.port(), gate, nearby).await {
                Ok(endpoint) => return Ok(endpoint),
                Err(error) => last = error,
            },
            Err(error) => last = error.into(),
        }
    }
    Err(NetError::Bind(last))
}

pub(super) async fn bind(
    config: &NetConfig,
    port: u16,
    gate: &Arc<Gate>,
    nearby: &nearby::Starting,
) -> Result<Endpoint, Box<dyn Error + Send + Sync>> {
    let key = SecretKey::from_bytes(&config.device_key);
    let builder = builder(key, gate).bind_addr((bound_v4(config.level), port))?;
    let builder = match config.level {
        Level::Computer => builder,
        Level::Network => with_v6(builder, port)?.address_lookup(nearby.clone()),
        Level::Direct => with_v6(builder, port)?,
    };
    Ok(builder.bind().await?)
}

/// Binds a port that is free at this link-local address alone. The number of the
/// interface stands in it.
pub(super) async fn bind_link_local(
    key: SecretKey,
    home: SocketAddrV6,
    gate: &Arc<Gate>,
) -> Result<Endpoint, Box<dyn Error + Send + Sync>> {
    Ok(builder(key, gate).bind_addr(home)?.bind().await?)
}

/// An endpoint that is bound nowhere yet.
fn builder(key: SecretKey, gate: &Arc<Gate>) -> Builder {
    Endpoint::builder(presets::Empty)
        .crypto_provider(provider())
        .secret_key(key)
        .alpns(vec![ALPN.to_vec()])
        .relay_mode(RelayMode::Disabled)
        .clear_address_lookup()
        .portmapper_config(PortmapperConfig::Disabled)
        .net_report_config(NetReportConfig::minimal())
        .keylog(false)
        // Without remembered sessions every handshake is a whole one, and
        // there can be no early data.
        .max_tls_tickets(0)
        .transport_config(transport(1))
        .hooks(Hooks(Arc::clone(gate)))
        .clear_ip_transports()
}

/// The ports an endpoint is bound to on all interfaces.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    v4: Option<u16>,
    v6: Option<u16>,
}

impl Ports {
    /// Those of this endpoint.
    pub(super) fn of(endpoint: &Endpoint) -> Self {
        let bound = endpoint.bound_sockets();
        let port = |is_v6: bool| {
            let socket = bound.iter().find(|socket| socket.is_ipv6() == is_v6);
            socket.map(SocketAddr::port)
        };
        Self {
            v4: port(false),
            v6: port(true),
        }
    }

    /// Where it is reached at this address of the machine, if it is bound there.
    pub(super) fn at(self, ip: IpAddr) -> Option<SocketAddr> {
        let port = if ip.is_ipv4() { self.v4 } else { self.v6 };
        port.map(|port| SocketAddr::new(ip, port))
    }
}

/// The same port on IPv6. Many machines have none, so it may be missing.
fn with_v6(builder: Builder, port: u16) -> Result<Builder, InvalidSocketAddr> {
    let optional = BindOpts::default().set_is_required(false);
    builder.bind_addr_with_opts((Ipv6Addr::UNSPECIFIED, port), optional)
}

/// Waits until a port that was closed can be bound again: the system is told to
/// close it in the background. Whoever closes and opens in one go would
/// otherwise find the kept port taken, and draw another.
pub(super) async fn released(level: Level, port: u16) {
    const PAUSE: Duration = Duration::from_millis(2);

    let free = async {
        while UdpSocket::bind((bound_v4(level), port)).is_err() {
            tokio::time::sleep(PAUSE).await;
        }
    };
    // Late is no failure: a link that somebody still holds keeps the port, and
    // nothing answers on it.
    let _ = tokio::time::timeout(RELEASE_WAIT, free).await;
}

fn bound_v4(level: Level) -> Ipv4Addr {
    match level {
        Level::Computer => Ipv4Addr::LOCALHOST,
        Level::Network | Level::Direct => Ipv4Addr::UNSPECIFIED,
    }
}

/// The cryptography of every handshake: a peer without X25519MLKEM768 fails.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        kx_groups: vec![aws_lc_rs::kx_group::X25519MLKEM768],
        ..aws_lc_rs::default_provider()
    })
}

/// The limits of a connection in which the other side may open `streams`
/// bidirectional streams.
pub(super) fn transport(streams: u32) -> QuicTransportConfig {
    let idle = u32::try_from(IDLE_MAX.as_millis()).expect("fifteen seconds are few milliseconds");
    QuicTransportConfig::builder()
        .max_concurrent_bidi_streams(VarInt::from_u32(streams))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .datagram_receive_buffer_size(None)
        .receive_window(VarInt::from_u32(EARLY_WINDOW))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW))
        .send_window(SEND_WINDOW)
        .max_idle_timeout(Some(VarInt::from_u32(idle).into()))
        .default_path_max_idle_timeout(IDLE_MAX)
        .keep_alive_interval(KEEP_ALIVE)
        .default_path_keep_alive_interval(KEEP_ALIVE)
        // The spin bit would show everyone on the way the time of a round trip.
        .allow_spin(false)
        .build()
}
