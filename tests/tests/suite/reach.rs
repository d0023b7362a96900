//! How far the network reaches: less at any time, more with the passphrase.

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::profile::ProfileError;
use candor_core::seal::Passphrase;
use candor_desktop::engine::{Command, Networking, REACH, Reach, Reply, Trouble};
use candor_sync::net::Level;
use candor_tests::couple::{Couple, LOOPBACK, Open, open, typed};

fn kept(side: &Open) -> Option<String> {
    let Ok(Reply::Drafts(rows)) = side.handle.call(Command::Drafts) else {
        panic!("they are there");
    };
    let row = rows.into_iter().find(|(slot, _)| slot == REACH);
    row.map(|(_, content)| content.text)
}

fn reach(side: &Open, reach: Reach, passphrase: Option<Passphrase>) -> Result<Reply, Trouble> {
    side.handle.call(Command::Reach { reach, passphrase })
}

fn is_not_proven(outcome: &Result<Reply, Trouble>) -> bool {
    matches!(outcome, Err(Trouble::Profile(ProfileError::NotProven)))
}

#[test]
fn less_reach_is_free_and_more_asks_for_the_passphrase_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-11-22").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    let ada = open(&couple.ada, day);
    assert_eq!(kept(&ada), None);

    for wrong in [None, Some(Passphrase::typed("another"))] {
        assert!(is_not_proven(&reach(&ada, Reach::Computer, wrong)));
    }
    assert_eq!(kept(&ada), None);
    reach(&ada, Reach::Network, Some(typed())).expect("it is hers");
    reach(&ada, Reach::Computer, None).expect("less is free");
    assert!(is_not_proven(&reach(&ada, Reach::Network, None)));
    reach(&ada, Reach::Off, None).expect("less is free");
    assert!(is_not_proven(&reach(&ada, Reach::Computer, None)));
    assert_eq!(kept(&ada).as_deref(), Some("off"));
}

#[test]
fn no_other_way_leads_to_more_reach() {
    let folder = tempfile::tempdir().expect("a folder");
    let day = Day::parse("2026-11-22").expect("a date");
    let couple = Couple::pair(folder.path(), day);
    let ada = open(&couple.ada, day);
    reach(&ada, Reach::Computer, Some(typed())).expect("it is hers");

    let row = ContentBuilder {
        text: Reach::Direct.word().to_owned(),
        ..ContentBuilder::default()
    };
    let by_row = ada.handle.call(Command::KeepDraft {
        slot: REACH.to_owned(),
        content: Some(row.clone()),
    });
    assert!(is_not_proven(&by_row));
    // What a row says with words below it is no wider than it was.
    drop(ada.handle.call(Command::AddToDraft {
        slot: REACH.to_owned(),
        words: row,
    }));
    assert_ne!(kept(&ada).as_deref(), Some("direct"));
    reach(&ada, Reach::Computer, Some(typed())).expect("it is hers");
    let further = Networking {
        level: Level::Direct,
        ..LOOPBACK
    };
    let meets = ada.handle.call(Command::Sync {
        passphrase: None,
        networking: further,
        once: true,
    });
    assert!(is_not_proven(&meets));
    assert_eq!(kept(&ada).as_deref(), Some("computer"));

    // As far as it is kept, two meet without another word.
    let ben = open(&couple.ben, day);
    reach(&ben, Reach::Computer, Some(typed())).expect("it is his");
    let sync = || Command::Sync {
        passphrase: None,
        networking: LOOPBACK,
        once: true,
    };
    let his = ben.handle.asker().ask(sync());
    ada.handle.call(sync()).expect("they meet");
    his.blocking_recv().expect("runs").expect("they meet");
}
