//! The open network: who is dialled, who is let in, what comes in.

use candor_sync::net::Networks;

use super::*;

impl Task {
    pub(super) async fn open_net(&mut self, networking: Networking) -> Result<Net, Trouble> {
        let keyring = &self.engine.profile.keyring;
        let config = NetConfig {
            device_key: zeroize::Zeroizing::new(*keyring.endpoint_key().expose()),
            port: keyring.port,
            level: networking.level,
        };
        let net = Net::open(config).await?;
        if net.port() != self.engine.profile.keyring.port {
            self.engine.profile.keyring.port = net.port();
            self.engine.profile.save_keyring()?;
        }
        let accepting = net.clone();
        let events = self.events.clone();
        tokio::spawn(async move {
            while let Some(link) = accepting.accept().await {
                if events.send(NetEvent::Linked(link)).await.is_err() {
                    return;
                }
            }
        });
        self.running = Some(Running {
            net: net.clone(),
            redial: Arc::new(Notify::new()),
            deadline: networking.timeout.map(|timeout| Instant::now() + timeout),
        });
        Ok(net)
    }

    /// Dials a device again and again, with longer and longer waits, and rests
    /// while a connection stands. When this device comes into another network, or
    /// back into one, it dials at once.
    pub(super) fn keep_dialling(&self, peer: EndpointKey, addresses: Vec<std::net::SocketAddr>) {
        let Some(running) = &self.running else { return };
        let (net, redial, events) = (
            running.net.clone(),
            running.redial.clone(),
            self.events.clone(),
        );
        tokio::spawn(async move {
            let (first, longest) = DIAL_AGAIN;
            let mut networks = net.networks();
            let mut wait = first;
            loop {
                match net.dial(peer, &addresses).await {
                    Ok(link) => {
                        if events.send(NetEvent::Linked(link)).await.is_err() {
                            return;
                        }
                        let since = Instant::now();
                        redial.notified().await;
                        // A connection that did not last is no reason to hurry.
                        wait = if since.elapsed() > longest {
                            first
                        } else {
                            (wait * 2).min(longest)
                        };
                        if changes_within(&mut networks, wait).await {
                            wait = first;
                        }
                    }
                    Err(candor_sync::net::NetError::Closed) => return,
                    Err(_) => {
                        wait = if changes_within(&mut networks, wait).await {
                            first
                        } else {
                            (wait * 2).min(longest)
                        };
                    }
                }
            }
        });
    }

    pub(super) async fn invite(
        &mut self,
        _: &Proven<'_>,
        out: Option<&std::path::Path>,
        networking: Networking,
        answer: Answer,
    ) {
        self.tell(Update::Proven);
        match self.begin_invite(out, networking).await {
            Err(trouble) => self.give_up(answer, trouble).await,
            Ok((state, text)) => {
                self.begin_pairing(state, networking, answer);
                self.tell(Update::Invited(text));
            }
        }
    }

    pub(super) async fn begin_invite(
        &mut self,
        out: Option<&std::path::Path>,
        networking: Networking,
    ) -> Result<(Stage, String), Trouble> {
        self.may_pair()?;
        let net = self.open_net(networking).await?;
        let facts = self.engine.facts(net.addresses());
        let now = self.engine.clock.seconds();
        let inviter = Inviter::begin(&mut *self.engine.entropy, facts, now);
        let text = inviter.invitation().text();
        if let Some(out) = out {
            write_private(out, format!("{text}\n").as_bytes())?;
        }
        net.admit(Admission {
            known: std::collections::BTreeSet::new(),
            strangers: Strangers::OneAnswer,
        });
        let state = Stage::inviting(inviter);
        Ok((state, text))
    }

    pub(super) async fn join(
        &mut self,
        _: &Proven<'_>,
        text: &str,
        networking: Networking,
        answer: Answer,
    ) {
        self.tell(Update::Proven);
        match self.begin_join(text, networking).await {
            Err(trouble) => self.give_up(answer, trouble).await,
            Ok(state) => self.begin_pairing(state, networking, answer),
        }
    }

    fn begin_pairing(&mut self, state: Stage, networking: Networking, answer: Answer) {
        self.goal = Goal::Pair {
            state,
            reach: Reach::of_level(networking.level),
            answer,
        };
    }

    pub(super) async fn begin_join(
        &mut self,
        text: &str,
        networking: Networking,
    ) -> Result<Stage, Trouble> {
        let invitation = Invitation::parse(text)?;
        self.may_pair()?;
        let net = self.open_net(networking).await?;
        let facts = self.engine.facts(net.addresses());
        let joiner = Joiner::begin(&mut *self.engine.entropy, invitation, facts)?;
        let inviter = joiner.inviter();
        let peer = EndpointKey::from_bytes(inviter.endpoint);
        self.keep_dialling(peer, inviter.addresses.clone());
        Ok(Stage::joining(joiner))
    }

    pub(super) fn may_pair(&self) -> Result<(), Trouble> {
        let free = !matches!(self.goal, Goal::Pair { .. } | Goal::Sync { .. });
        let unfinished = self
            .engine
            .shared
            .as_ref()
            .is_none_or(Journal::is_unfinished);
        if free && unfinished {
            Ok(())
        } else {
            Err(Trouble::AlreadyPaired)
        }
    }

    pub(super) async fn sync(&mut self, networking: Networking, once: bool, answer: Answer) {
        match self.begin_sync(networking).await {
            Err(trouble) => self.give_up(answer, trouble).await,
            Ok(()) => self.goal = Goal::Sync { once, answer },
        }
    }

    pub(super) async fn begin_sync(&mut self, networking: Networking) -> Result<(), Trouble> {
        if !matches!(self.goal, Goal::None) {
            return Err(Trouble::Stopped);
        }
        let bond = self
            .engine
            .profile
            .keyring
            .bond
            .as_ref()
            .ok_or(Trouble::NotPaired)?;
        let peer = EndpointKey::from_bytes(bond.partner.endpoint);
        let mut addresses = bond.partner.addresses.clone();
        if let Some(journal) = &self.engine.shared
            && let Some(known) = journal.peer(PeerId(*peer.as_bytes()))
        {
            for address in known.addresses.iter().rev() {
                addresses.retain(|other| other != address);
                addresses.insert(0, *address);
            }
        }
        self.engine.history()?;
        let net = self.open_net(networking).await?;
        net.admit(Admission {
            known: std::collections::BTreeSet::from([peer]),
            strangers: Strangers::Refused,
        });
        self.keep_dialling(peer, addresses);
        Ok(())
    }

    pub(super) async fn give_up(&mut self, answer: Answer, trouble: Trouble) {
        self.close_net().await;
        answer.send(Err(trouble));
    }

    pub(super) async fn close_net(&mut self) {
        self.keep_meeting();
        self.conns.clear();
        self.finishing = None;
        self.fail_after = None;
        self.turned_away = 0;
        if let Some(running) = self.running.take() {
            running.net.close().await;
        }
    }

    /// Ends the running command with `outcome`, and closes the network.
    pub(super) async fn end(&mut self, outcome: Result<Reply, Trouble>) {
        self.close_net().await;
        match std::mem::replace(&mut self.goal, Goal::None) {
            Goal::None => {}
            Goal::Pair { answer, .. } | Goal::Sync { answer, .. } => {
                answer.send(outcome);
            }
        }
    }

    pub(super) async fn net_event(&mut self, event: NetEvent) {
        match event {
            NetEvent::Linked(link) => self.linked(link).await,
            NetEvent::Frame(number, frame) => {
                self.frame(number, frame.kind, &frame.body).await;
                self.quiet_at = Instant::now() + QUIET;
            }
            NetEvent::Wrote(number) => {
                self.with_meeting(number, |meeting, journal, now| meeting.room(journal, now))
                    .await;
            }
            NetEvent::Overdue(number) => {
                if let Goal::Pair { state, .. } = &self.goal
                    && !state.has_answered(number)
                {
                    self.conns.remove(&number);
                }
            }
            NetEvent::Ended(number) => self.ended(number).await,
            NetEvent::Finished(number) => self.finished(number).await,
        }
    }

    pub(super) async fn linked(&mut self, link: Link) {
        if self.running.is_none() {
            return;
        }
        let number = self.next_conn;
        self.next_conn += 1;
        let conn = Conn::start(number, link, &self.events);
        match &self.goal {
            Goal::None => {}
            Goal::Pair {
                state: Stage::Comparing { .. } | Stage::Kept,
                ..
            } => {}
            Goal::Pair { state, .. } => {
                for message in state.greeting() {
                    conn.write(message.encode());
                }
                if conn.standing == Standing::Stranger {
                    self.give_ten_seconds(number);
                }
                self.conns.insert(number, conn);
            }
            Goal::Sync { .. } if conn.standing == Standing::Known => {
                if self.supersedes(&conn) {
                    self.conns.clear();
                    self.keep_meeting();
                    self.conns.insert(number, conn);
                    self.begin_meeting(number).await;
                }
            }
            Goal::Sync { .. } => {}
        }
    }

    /// A device that is not known has this long for a valid answer.
    pub(super) fn give_ten_seconds(&self, number: u64) {
        let events = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(candor_sync::net::STRANGER_WAIT).await;
            // An engine that has ended needs no telling.
            drop(events.send(NetEvent::Overdue(number)).await);
        });
    }

    /// Of two connections between the same devices the one dialled by the
    /// smaller endpoint stays; a newer one by the same dialler replaces it,
    /// since the older one may be of a program that is gone.
    pub(super) fn supersedes(&self, new: &Conn) -> bool {
        let Some(old) = self.conns.values().next() else {
            return true;
        };
        let leaving = self
            .meeting
            .as_ref()
            .is_some_and(|(_, meeting)| meeting.is_leaving());
        if leaving || self.finishing.is_some() {
            return false;
        }
        if old.dialled == new.dialled {
            return true;
        }
        let mine = self.engine.endpoint();
        let winner = if mine < new.remote {
            Dialled::ByMe
        } else {
            Dialled::ByThem
        };
        new.dialled == winner
    }

    pub(super) async fn frame(&mut self, number: u64, kind: u8, body: &[u8]) {
        let message = match Message::parse(kind, body) {
            Ok(Some(message)) => message,
            // A newer program may say more; it is passed over.
            Ok(None) => return,
            Err(_) => return self.drop_conn(number).await,
        };
        let pairing = matches!(
            &self.goal,
            Goal::Pair { state, .. } if !matches!(state, Stage::Kept)
        );
        if pairing {
            self.heard_pairing(number, message).await;
        } else {
            self.with_meeting(number, |meeting, journal, now| {
                meeting.on(journal, Event::Heard(message), now)
            })
            .await;
        }
    }
}

/// Waits this long, or until the networks change. Gives whether they did.
///
/// At least the first wait between two dials passes, so that networks which
/// change without a pause are no reason to dial without one.
async fn changes_within(networks: &mut Networks, wait: Duration) -> bool {
    let (first, _) = DIAL_AGAIN;
    tokio::time::sleep(first).await;
    tokio::time::timeout(wait.saturating_sub(first), networks.changed())
        .await
        .is_ok()
}
