//! The network's promises, between two endpoints on the loopback interface.
//!
//! Nothing here waits for a fixed time to let something happen, except where
//! the promise is that nothing happens.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use candor_sync::net::{
    ALPN, Admission, Dialled, EndpointKey, FRAME_MAX, Frame, FrameError, FrameReader, FrameWriter,
    Level, Link, Net, NetConfig, NetError, STRANGER_BYTES_MAX, STRANGER_WAIT, Standing, Strangers,
};
use iroh::endpoint::{Connection, presets};
use iroh::{Endpoint, EndpointAddr, PublicKey, SecretKey};
use rustls::crypto::{SupportedKxGroup, aws_lc_rs};
use tokio::time::timeout;
use zeroize::Zeroizing;

#[cfg(target_os = "linux")]
mod nearby;
#[cfg(target_os = "linux")]
mod neighbours;

const ADA: [u8; 32] = [0xad; 32];
const BEN: [u8; 32] = [0xbe; 32];
const EVE: [u8; 32] = [0xee; 32];

/// Long enough for anything that will happen on one computer.
const SOON: Duration = Duration::from_secs(4);
/// How long to look before saying that nothing happens.
const A_WHILE: Duration = Duration::from_millis(300);

#[tokio::test(flavor = "multi_thread")]
async fn frames_travel_both_ways() {
    let (ada, ben) = couple().await;
    let bodies = [0, 1, 1000, 64 * 1024, 64 * 1024 + 1, FRAME_MAX - 1];

    let (theirs, mine) = meet(&ada, &ben).await;

    assert_eq!(mine.remote, ada.id());
    assert_eq!(theirs.remote, EndpointKey::from_seed(&BEN));
    assert_eq!(
        (theirs.dialled, mine.dialled),
        (Dialled::ByMe, Dialled::ByThem)
    );
    assert_eq!(
        (theirs.standing, mine.standing),
        (Standing::Known, Standing::Known)
    );
    assert_eq!(theirs.address, Some(here(ben.port())));
    assert_eq!(mine.address, Some(here(ada.port())));
    let (mut ada_reads, mut ada_writes) = theirs.split();
    let (mut ben_reads, mut ben_writes) = mine.split();
    assert_eq!(
        next(&mut ben_reads).await.expect("the first frame").kind,
        HELLO
    );
    for (kind, len) in (1..).zip(bodies) {
        let sent = Frame {
            kind,
            body: vec![kind; len],
        };
        let (there, got) = tokio::join!(ada_writes.send(&sent), next(&mut ben_reads));
        there.expect("sent");
        assert_eq!(got.as_ref(), Some(&sent));
        let (back, got) = tokio::join!(ben_writes.send(&sent), next(&mut ada_reads));
        back.expect("sent");
        assert_eq!(got.as_ref(), Some(&sent));
    }
    let (one, other) = tokio::join!(ada_writes.finish(), ben_writes.finish());
    one.expect("acknowledged");
    other.expect("acknowledged");
    assert_eq!(next(&mut ada_reads).await, None);
    assert_eq!(next(&mut ben_reads).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn frame_above_the_limit_is_not_sent() {
    let (ada, ben) = couple().await;
    let (theirs, _mine) = meet(&ada, &ben).await;
    let (_, mut writer) = theirs.split();

    let refused = writer
        .send(&Frame {
            kind: 1,
            body: vec![0; FRAME_MAX],
        })
        .await;

    assert!(matches!(refused, Err(FrameError::TooLong { claimed }) if claimed == FRAME_MAX + 1));
    writer
        .send(&Frame {
            kind: 1,
            body: vec![],
        })
        .await
        .expect("the writer is whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_dialler_is_refused_and_sees_no_byte() {
    let (ben, eve) = (open(BEN).await, open(EVE).await);
    ben.admit(knowing(&[ADA]));

    let refused = refused_by(&ben, &eve).await;

    assert!(matches!(refused, FrameError::Refused), "{refused:?}");
    assert!(
        timeout(A_WHILE, ben.accept()).await.is_err(),
        "nobody was let in"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_was_told_nothing_admits_nobody() {
    let (ben, eve) = (open(BEN).await, open(EVE).await);

    let refused = refused_by(&ben, &eve).await;

    assert!(matches!(refused, FrameError::Refused), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn admission_takes_effect_at_once_and_leaves_what_stands() {
    let (ada, ben) = couple().await;
    let (theirs, mine) = meet(&ada, &ben).await;

    ben.admit(knowing(&[EVE]));

    let refused = refused_by(&ben, &ada).await;
    assert!(matches!(refused, FrameError::Refused), "{refused:?}");
    let ((_, mut writer), (mut reader, _)) = (theirs.split(), mine.split());
    writer
        .send(&Frame {
            kind: 7,
            body: vec![7],
        })
        .await
        .expect("the old link stands");
    assert_eq!(
        next(&mut reader).await.expect("the first frame").kind,
        HELLO
    );
    assert_eq!(next(&mut reader).await.expect("the second").kind, 7);
    let eve = open(EVE).await;
    meet(&eve, &ben).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stranger_with_an_answer_gets_one_stream_of_eight_kibibytes() {
    let (ben, eve) = (open(BEN).await, open(EVE).await);
    ben.admit(expecting_an_answer());
    let (theirs, mine) = meet(&eve, &ben).await;
    assert_eq!(mine.standing, Standing::Stranger);
    let ((mut eve_reads, mut eve_writes), (mut ben_reads, _ben_writes)) =
        (theirs.split(), mine.split());

    // The first frame of five bytes, and this one, make the limit exactly.
    let rest = STRANGER_BYTES_MAX - 5 - 5;
    eve_writes
        .send(&Frame {
            kind: 2,
            body: vec![0; rest],
        })
        .await
        .expect("sent");
    assert_eq!(
        next(&mut ben_reads).await.expect("the first frame").kind,
        HELLO
    );
    assert_eq!(
        next(&mut ben_reads).await.expect("the rest").body.len(),
        rest
    );
    eve_writes
        .send(&Frame {
            kind: 3,
            body: vec![],
        })
        .await
        .expect("sent");

    let beyond = ben_reads.next().await;
    assert!(
        matches!(beyond, Err(FrameError::StrangerLimit)),
        "{beyond:?}"
    );
    let seen = timeout(SOON, eve_reads.next()).await.expect("told");
    assert!(matches!(seen, Err(FrameError::Refused)), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_come_one_at_a_time() {
    let (ada, ben, eve) = (open(ADA).await, open(BEN).await, open(EVE).await);
    ben.admit(expecting_an_answer());
    let (theirs, mine) = meet(&eve, &ben).await;

    let refused = refused_by(&ben, &ada).await;

    assert!(matches!(refused, FrameError::Refused), "{refused:?}");
    drop((theirs, mine));
    meet(&ada, &ben).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_are_lifted_by_a_valid_answer() {
    let (ben, eve) = (open(BEN).await, open(EVE).await);
    ben.admit(expecting_an_answer());
    let (theirs, mine) = meet(&eve, &ben).await;
    let ((_eve_reads, mut eve_writes), (mut ben_reads, _ben_writes)) =
        (theirs.split(), mine.split());
    next(&mut ben_reads).await.expect("the answer");

    ben_reads.lift_stranger_limits();

    let long = Frame {
        kind: 4,
        body: vec![4; FRAME_MAX - 1],
    };
    let (sent, got) = tokio::join!(eve_writes.send(&long), next(&mut ben_reads));
    sent.expect("sent");
    assert_eq!(got, Some(long));
}

#[tokio::test(flavor = "multi_thread")]
async fn stranger_that_dawdles_is_closed() {
    let ben = open(BEN).await;
    ben.admit(expecting_an_answer());
    let eve = bare(aws_lc_rs::kx_group::X25519MLKEM768).await;
    let connection = reach(&eve, &ben).await.expect("connected");
    let (mut send, _recv) = connection.open_bi().await.expect("one stream is free");
    send.write_all(&[100, 0]).await.expect("written");
    let link = timeout(SOON, ben.accept())
        .await
        .expect("in time")
        .expect("open");
    let (mut reader, _writer) = link.split();

    let late = timeout(STRANGER_WAIT + SOON, reader.next())
        .await
        .expect("bounded");

    assert!(matches!(late, Err(FrameError::StrangerLimit)), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn absurd_lengths_are_refused_before_anything_is_allocated() {
    for (length, strangers) in [
        (u32::MAX, Strangers::Refused),
        (FRAME_MAX as u32 + 1, Strangers::Refused),
        (0, Strangers::Refused),
        (u32::MAX, Strangers::OneAnswer),
    ] {
        let ben = open(BEN).await;
        let known = match strangers {
            Strangers::Refused => knowing(&[EVE]).known,
            Strangers::OneAnswer => BTreeSet::new(),
        };
        ben.admit(Admission { known, strangers });
        let eve = bare(aws_lc_rs::kx_group::X25519MLKEM768).await;
        let connection = reach(&eve, &ben).await.expect("connected");
        let (mut send, _recv) = connection.open_bi().await.expect("one stream is free");
        // No kind follows: the length alone decides.
        send.write_all(&length.to_le_bytes())
            .await
            .expect("written");
        let link = timeout(SOON, ben.accept())
            .await
            .expect("in time")
            .expect("open");
        let (mut reader, _writer) = link.split();

        let refused = timeout(SOON, reader.next()).await.expect("at once");

        let claims = |claimed| claimed == length as usize;
        assert!(
            matches!(refused, Err(FrameError::TooLong { claimed }) if claims(claimed)),
            "{refused:?}"
        );
        timeout(SOON, connection.closed())
            .await
            .expect("the peer is told");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_opens_a_second_stream() {
    let ben = open(BEN).await;
    ben.admit(knowing(&[EVE]));
    let eve = bare(aws_lc_rs::kx_group::X25519MLKEM768).await;
    let connection = reach(&eve, &ben).await.expect("connected");
    let (mut send, _recv) = connection.open_bi().await.expect("one stream is free");
    send.write_all(&[1, 0, 0, 0, HELLO]).await.expect("written");
    let _link = timeout(SOON, ben.accept())
        .await
        .expect("in time")
        .expect("open");

    assert!(timeout(A_WHILE, connection.open_bi()).await.is_err());
    assert!(timeout(A_WHILE, connection.open_uni()).await.is_err());
    assert_eq!(connection.max_datagram_size(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn peer_without_the_post_quantum_exchange_is_not_spoken_to() {
    let ben = open(BEN).await;
    ben.admit(knowing(&[EVE]));
    let eve = bare(aws_lc_rs::kx_group::X25519).await;

    assert!(reach(&eve, &ben).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_may_be_cancelled_anywhere() {
    let ben = open(BEN).await;
    ben.admit(knowing(&[EVE]));
    let eve = bare(aws_lc_rs::kx_group::X25519MLKEM768).await;
    let connection = reach(&eve, &ben).await.expect("connected");
    let (mut send, _recv) = connection.open_bi().await.expect("one stream is free");
    let wire = [&[4, 0, 0, 0, 9][..], b"abc", &[2, 0, 0, 0, 8], b"d"].concat();
    send.write_all(&wire[..1]).await.expect("written");
    let link = timeout(SOON, ben.accept())
        .await
        .expect("in time")
        .expect("open");
    let (mut reader, _writer) = link.split();

    let writing = tokio::spawn(async move {
        for byte in &wire[1..] {
            tokio::time::sleep(Duration::from_millis(5)).await;
            send.write_all(&[*byte]).await.expect("written");
        }
        send
    });
    let mut got = Vec::new();
    while got.len() < 2 {
        // Given up many times within each frame.
        if let Ok(frame) = timeout(Duration::from_millis(1), reader.next()).await {
            got.push(frame.expect("read").expect("a frame"));
        }
    }

    let expected = [(9, b"abc".to_vec()), (8, b"d".to_vec())];
    assert_eq!(got, expected.map(|(kind, body)| Frame { kind, body }));
    writing.await.expect("the writer ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_writer_is_not_an_end() {
    let (ada, ben) = couple().await;
    let (theirs, mine) = meet(&ada, &ben).await;
    let ((_ada_reads, ada_writes), (mut ben_reads, _ben_writes)) = (theirs.split(), mine.split());
    next(&mut ben_reads).await.expect("the first frame");

    drop(ada_writes);

    let end = timeout(SOON, ben_reads.next()).await.expect("noticed");
    assert!(matches!(end, Err(FrameError::Lost(_))), "{end:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_aborted_connection_is_lost_at_once() {
    let (ada, ben) = couple().await;
    let (theirs, mine) = meet(&ada, &ben).await;
    let ((mut ada_reads, ada_writes), (mut ben_reads, _ben_writes)) =
        (theirs.split(), mine.split());
    next(&mut ben_reads).await.expect("the first frame");

    ada_writes.abort();

    let here = timeout(SOON, ada_reads.next()).await.expect("noticed");
    assert!(matches!(here, Err(FrameError::Closed)), "{here:?}");
    let there = timeout(SOON, ben_reads.next()).await.expect("noticed");
    assert!(matches!(there, Err(FrameError::Lost(_))), "{there:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_finished_is_read_whole_by_one_who_reads_late() {
    let (ada, ben) = couple().await;
    let (theirs, mine) = meet(&ada, &ben).await;
    let ((mut ada_reads, mut ada_writes), (mut ben_reads, ben_writes)) =
        (theirs.split(), mine.split());
    // As much as may wait unread.
    let last = Frame {
        kind: 5,
        body: vec![5; 500_000],
    };
    ada_writes.send(&last).await.expect("sent");

    // Ada is done in both directions, closes and leaves before Ben reads.
    let (there, back) = tokio::join!(ada_writes.finish(), ben_writes.finish());
    there.expect("acknowledged");
    back.expect("acknowledged");
    assert_eq!(next(&mut ada_reads).await, None);
    ada.close().await;
    tokio::time::sleep(A_WHILE).await;

    assert_eq!(
        next(&mut ben_reads).await.expect("the first frame").kind,
        HELLO
    );
    assert_eq!(next(&mut ben_reads).await, Some(last));
    assert_eq!(next(&mut ben_reads).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_endpoint_answers_nobody_and_gives_its_port_back() {
    let (ada, ben) = couple().await;
    let (port, id, addresses) = (ben.port(), ben.id(), ben.addresses());
    let (theirs, mine) = meet(&ada, &ben).await;
    let waiting = tokio::spawn({
        let ben = ben.clone();
        async move { ben.accept().await.is_none() }
    });

    drop(mine);
    ben.close().await;

    UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).expect("the port is free");
    assert!(waiting.await.expect("ended"), "accepting ends");
    assert!(ben.accept().await.is_none());
    assert!(ben.addresses().is_empty());
    assert!(matches!(
        ben.dial(ada.id(), &ada.addresses()).await,
        Err(NetError::Closed)
    ));
    let (mut reader, _writer) = theirs.split();
    let told = timeout(SOON, reader.next()).await.expect("told");
    assert!(matches!(told, Err(FrameError::Lost(_))), "{told:?}");
    assert!(matches!(
        ada.dial(id, &addresses).await,
        Err(NetError::Unreachable(_))
    ));
    ben.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_key_that_was_asked_for_is_spoken_to() {
    let (ada, ben, eve) = (open(ADA).await, open(BEN).await, open(EVE).await);
    eve.admit(knowing(&[ADA]));

    let nobody = ada.dial(ben.id(), &eve.addresses()).await;

    assert!(matches!(nobody, Err(NetError::Unreachable(_))));
    assert!(matches!(
        ada.dial(ben.id(), &[]).await,
        Err(NetError::Unreachable(_))
    ));
    let not_a_key = EndpointKey::from_bytes([0xff; 32]);
    assert!(matches!(
        ada.dial(not_a_key, &ben.addresses()).await,
        Err(NetError::Unreachable(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_replaced_and_a_free_one_kept() {
    let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let taken_port = taken.local_addr().expect("bound").port();

    let ben = open_at(BEN, taken_port, Level::Computer).await;

    let drawn = ben.port();
    assert_ne!(drawn, taken_port);
    assert_ne!(drawn, 0);
    ben.close().await;
    assert_eq!(open_at(BEN, drawn, Level::Computer).await.port(), drawn);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_level_tells_its_own_addresses() {
    let near = open_at(ADA, 0, Level::Computer).await;
    let far = open_at(BEN, 0, Level::Direct).await;

    assert_eq!(near.addresses(), [here(near.port())]);
    let told = far.addresses();
    assert!((1..=8).contains(&told.len()), "{} addresses", told.len());
    assert!(told.iter().all(|address| address.port() == far.port()));
    let loopback = told
        .iter()
        .filter(|address| address.ip().is_loopback())
        .count();
    assert!(loopback == 0 || loopback == told.len());
    // A level that reaches this computer only tries nothing beyond it.
    let beyond = [SocketAddr::from(([192, 0, 2, 1], 9))];
    let started = Instant::now();
    assert!(matches!(
        near.dial(far.id(), &beyond).await,
        Err(NetError::Unreachable(_))
    ));
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "nothing was tried"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_direct_endpoints_meet_at_the_addresses_they_tell() {
    let ada = open_at(ADA, 0, Level::Direct).await;
    let ben = open_at(BEN, 0, Level::Direct).await;
    ben.admit(knowing(&[ADA]));

    let (theirs, mine) = meet(&ada, &ben).await;

    assert!(
        theirs
            .address
            .is_some_and(|address| address.port() == ben.port())
    );
    assert!(
        mine.address
            .is_some_and(|address| address.port() == ada.port())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_small_frames_wait_for_a_slow_reader() {
    const FRAMES: usize = 20_000;
    let (ada, ben) = couple().await;
    let (theirs, mine) = meet(&ada, &ben).await;
    let ((_ada_reads, mut ada_writes), (mut ben_reads, _ben_writes)) =
        (theirs.split(), mine.split());

    let writing = tokio::spawn(async move {
        for _ in 0..FRAMES {
            ada_writes
                .send(&Frame {
                    kind: 6,
                    body: vec![6; 300],
                })
                .await
                .expect("sent");
        }
        ada_writes.finish().await
    });
    next(&mut ben_reads).await.expect("the first frame");
    let mut got = 0;
    while next(&mut ben_reads).await.is_some() {
        got += 1;
        if got % (FRAMES / 8) == 1 {
            tokio::time::sleep(A_WHILE / 4).await;
        }
    }

    assert_eq!(got, FRAMES);
    writing.await.expect("no panic").expect("acknowledged");
}

/// Prints how fast frames travel; a number to look at, not a promise.
#[tokio::test(flavor = "multi_thread")]
async fn throughput() {
    const FRAMES: usize = 64;
    let (ada, ben) = couple().await;
    let started = Instant::now();
    let (theirs, mine) = meet(&ada, &ben).await;
    let met = started.elapsed();
    let ((mut ada_reads, mut ada_writes), (mut ben_reads, mut ben_writes)) =
        (theirs.split(), mine.split());
    next(&mut ben_reads).await.expect("the first frame");
    let big = Frame {
        kind: 6,
        body: vec![6; 4 * 1024 * 1024],
    };
    let small = Frame {
        kind: 7,
        body: vec![7; 64],
    };

    let started = Instant::now();
    let writing = async {
        for _ in 0..FRAMES {
            ada_writes.send(&big).await.expect("sent");
        }
    };
    let reading = async {
        for _ in 0..FRAMES {
            assert_eq!(next(&mut ben_reads).await.map(|frame| frame.kind), Some(6));
        }
    };
    tokio::join!(writing, reading);
    let bulk = started.elapsed();

    let started = Instant::now();
    for _ in 0..FRAMES {
        ada_writes.send(&small).await.expect("sent");
        next(&mut ben_reads).await.expect("a frame");
        ben_writes.send(&small).await.expect("sent");
        next(&mut ada_reads).await.expect("a frame");
    }
    let round_trip = started.elapsed() / FRAMES as u32;

    let mib_per_s = (4 * FRAMES) as f64 / bulk.as_secs_f64();
    eprintln!("met in {met:?}; {mib_per_s:.0} MiB/s; round trip {round_trip:?}");
}

/// The kind of the frame with which [`meet`] begins.
const HELLO: u8 = 1;

fn here(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

fn knowing(seeds: &[[u8; 32]]) -> Admission {
    let known = seeds.iter().map(EndpointKey::from_seed).collect();
    Admission {
        known,
        strangers: Strangers::Refused,
    }
}

fn expecting_an_answer() -> Admission {
    Admission {
        known: BTreeSet::new(),
        strangers: Strangers::OneAnswer,
    }
}

async fn open(seed: [u8; 32]) -> Net {
    open_at(seed, 0, Level::Computer).await
}

async fn open_at(seed: [u8; 32], port: u16, level: Level) -> Net {
    let device_key = Zeroizing::new(seed);
    Net::open(NetConfig {
        device_key,
        port,
        level,
    })
    .await
    .expect("a port is free")
}

/// Ada and Ben; Ben knows Ada.
async fn couple() -> (Net, Net) {
    let (ada, ben) = (open(ADA).await, open(BEN).await);
    ben.admit(knowing(&[ADA]));
    (ada, ben)
}

/// One end of a link, with what it said of itself.
struct End {
    remote: EndpointKey,
    address: Option<SocketAddr>,
    dialled: Dialled,
    standing: Standing,
    reader: FrameReader,
    writer: FrameWriter,
}

impl End {
    fn of(link: Link) -> Self {
        let (remote, address) = (link.remote(), link.remote_address());
        let (dialled, standing) = (link.dialled(), link.standing());
        let (reader, writer) = link.split();
        Self {
            remote,
            address,
            dialled,
            standing,
            reader,
            writer,
        }
    }

    fn split(self) -> (FrameReader, FrameWriter) {
        (self.reader, self.writer)
    }
}

/// `from` dials `to` and says hello, which `to` has not read yet: both ends.
async fn meet(from: &Net, to: &Net) -> (End, End) {
    let dialling = async {
        let mut end = End::of(from.dial(to.id(), &to.addresses()).await.expect("reached"));
        end.writer
            .send(&Frame {
                kind: HELLO,
                body: vec![],
            })
            .await
            .expect("sent");
        end
    };
    let both = async { tokio::join!(dialling, to.accept()) };
    let (theirs, mine) = timeout(SOON, both).await.expect("they meet in time");
    (theirs, End::of(mine.expect("open")))
}

/// What `from` sees when it dials `to`, which does not let it in.
async fn refused_by(to: &Net, from: &Net) -> FrameError {
    let link = match from.dial(to.id(), &to.addresses()).await {
        Ok(link) => link,
        Err(NetError::Refused) => return FrameError::Refused,
        Err(error) => panic!("it is reached, and says no: {error:?}"),
    };
    let (mut reader, mut writer): (FrameReader, FrameWriter) = link.split();
    // It may know already that it is refused, or not yet.
    let _ = writer
        .send(&Frame {
            kind: HELLO,
            body: vec![],
        })
        .await;
    let seen = timeout(SOON, reader.next()).await.expect("told in time");
    seen.expect_err("not a byte")
}

async fn next(reader: &mut FrameReader) -> Option<Frame> {
    timeout(SOON, reader.next())
        .await
        .expect("in time")
        .expect("no error")
}

/// Eve with her own program, which keeps to no rule but that of QUIC.
async fn bare(exchange: &'static dyn SupportedKxGroup) -> Endpoint {
    let mut provider = aws_lc_rs::default_provider();
    provider.kx_groups = vec![exchange];
    Endpoint::builder(presets::Empty)
        .crypto_provider(Arc::new(provider))
        .secret_key(SecretKey::from_bytes(&EVE))
        .clear_ip_transports()
        .bind_addr((Ipv4Addr::LOCALHOST, 0))
        .expect("an address")
        .bind()
        .await
        .expect("a port is free")
}

async fn reach(from: &Endpoint, to: &Net) -> Option<Connection> {
    let key = PublicKey::from_bytes(to.id().as_bytes()).expect("a key");
    let target = EndpointAddr::new(key).with_ip_addr(here(to.port()));
    timeout(SOON, from.connect(target, ALPN)).await.ok()?.ok()
}
