//! Two journals that give each other what they lack.

use crate::kit::*;

#[test]
fn what_is_written_apart_is_read_by_both_in_one_order() {
    let (mut ada, mut ben, mut bytes) = met(1);
    let day = today();
    say(&mut ada, &mut bytes, day, "from Ada, first");
    say(&mut ben, &mut bytes, day.plus(1), "from Ben, a day later");
    say(
        &mut ada,
        &mut bytes,
        day.plus(2),
        "from Ada, after two days",
    );

    exchange(&mut ada, &mut ben);

    assert_eq!(
        texts(&ada),
        [
            "from Ada, first",
            "from Ben, a day later",
            "from Ada, after two days"
        ]
    );
    assert_eq!(texts(&ada), texts(&ben));
    assert_eq!(ada.digest(), ben.digest());
}

#[test]
fn i13_after_an_exchange_a_fresh_diff_is_empty() {
    let (mut ada, mut ben, mut bytes) = met(2);
    for number in 0..20 {
        say(&mut ada, &mut bytes, today(), &format!("a{number}"));
        say(&mut ben, &mut bytes, today(), &format!("b{number}"));
    }

    exchange(&mut ada, &mut ben);

    assert_eq!(ada.have_digest(), ben.have_digest());
    let have = ben.have().expect("reads");
    assert!(missing(&mut ada, BEN, &have).is_empty());
}

#[test]
fn s40_every_version_is_readable_on_both_sides() {
    let (mut ada, mut ben, mut bytes) = met(3);
    let entry = say(&mut ada, &mut bytes, today(), "I came home at eight.");
    exchange(&mut ada, &mut ben);
    ada.keep_edit(today().plus(1), entry, words("I came home at nine."))
        .expect("fits");
    ada.flush(&mut bytes, today().plus(1)).expect("writes");

    exchange(&mut ada, &mut ben);

    let versions = ben.versions(entry).expect("reads");
    let texts: Vec<_> = versions.iter().map(|at| at.content.text()).collect();
    assert_eq!(texts, ["I came home at eight.", "I came home at nine."]);
    assert_eq!(ada.digest(), ben.digest());
}
