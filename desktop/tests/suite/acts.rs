//! Pages made of plain values: what of the other's words lies open on them, and what can
//! be done.

use std::collections::BTreeMap;

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::entry::mechanism::{JointTextState, SealedPairState, State as Known};
use candor_core::entry::{template, templates};
use candor_core::id::{EntryId, TalkId};
use candor_core::order::{Counter, Place};
use candor_core::space::SpaceName;
use candor_desktop::engine::conversation::Conversation;
use candor_desktop::engine::lines::{Line, Standing, Writer};
use candor_desktop::engine::overview::{Agreement, Promise, Version};
use candor_desktop::engine::{Detail, Entry};
use candor_desktop::kit::Theme;
use candor_desktop::kit::tokens::size;
use candor_desktop::screen;
use candor_desktop::state::composer::Slot;
use candor_desktop::state::open::{Open, Page, Toast};
use candor_desktop::state::settings::Settings;
use candor_desktop::state::talk::Talk;
use candor_desktop::state::{Intent, Stage, State};
use egui::accesskit::Role;
use egui::{Rect, UiBuilder};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::pictures::harness::window;
use crate::state::status;

const HIGH: [f32; 2] = [1080.0, 2400.0];
const WIDE: [f32; 2] = [1080.0, 760.0];
/// Stands in all words that are closed.
const WORD: &str = "quince";
/// Stands on their cover.
const COVER: &str = "about the garden";

fn id(number: u8) -> EntryId {
    EntryId::from_bytes([number; 16])
}

/// An entry of today.
fn line(number: u8, writer: Writer, kind: &str, text: &str, fields: &[(&str, &str)]) -> Line {
    let today = Day::parse("2026-11-22").expect("a date");
    let mut content = ContentBuilder {
        text: text.to_owned(),
        ..ContentBuilder::default()
    };
    let facts = [("kind", kind), ("written", "2026-11-22")];
    for (name, value) in facts.iter().chain(fields) {
        let field = ((*name).to_owned(), (*value).to_owned());
        content.fields.extend([field]);
    }
    Line {
        writer,
        standing: Standing::Said(Place {
            counter: Counter::next(Counter::ZERO, today),
            seq: number.into(),
            ..Place::lowest()
        }),
        ..Line::waiting(id(number), 0, content.build())
    }
}

/// The same as an answer.
fn answer(number: u8, writer: Writer, kind: &str, to: u8, fields: &[(&str, &str)]) -> Line {
    let above = id(to).to_string();
    let mut all = vec![("thread", above.as_str())];
    all.extend(fields);
    line(number, writer, kind, "", &all)
}

/// Ada's journal on a page.
fn at(page: Page, fill: impl FnOnce(&mut Open)) -> State {
    let settings = Settings::default();
    let mut open = Open::new(&settings);
    open.status = Some(status());
    open.complete = true;
    open.page = page;
    fill(&mut open);
    let mut state = State::begin("/home/ada/journal", true, settings);
    state.stage = Stage::Open(Box::new(open));
    state
}

fn drawn(size: [f32; 2], state: State) -> Harness<'static, State> {
    let mut harness = window(Theme::Light, size, state, |ui, state| {
        let all = ui.ctx().content_rect();
        ui.scope_builder(UiBuilder::new().max_rect(all), |ui| {
            for intent in screen::window(ui, state) {
                // There is no engine that could be asked.
                drop(state.act(intent, 0.0));
            }
        });
    });
    harness.run_steps(4);
    harness
}

/// The page of an entry that may be answered so.
fn entry(line: Line, allowed: &[&'static str]) -> State {
    let shown = line.id;
    let detail = Detail {
        entry: listed(line.content.text(), None),
        version: String::new(),
        is_named: true,
        allowed: BTreeMap::from([(line.id, allowed.to_vec())]),
        joint: None,
        pair: None,
        versions: Vec::new(),
        replies: Vec::new(),
        conversation: Conversation::default(),
    };
    at(Page::Entry(shown), |open| {
        open.timeline.put(vec![line]);
        open.detail = Some((shown, detail));
    })
}

fn has(harness: &Harness<'_, State>, words: &str) -> bool {
    let mut found = harness.query_all_by(|node| {
        let says = |text: Option<String>| text.is_some_and(|text| text.contains(words));
        says(node.label()) || says(node.value())
    });
    found.next().is_some()
}

/// Where the button of this name is, if there is one.
fn button(harness: &Harness<'_, State>, label: &str) -> Option<Rect> {
    let mut found = harness
        .query_all_by(|node| node.role() == Role::Button && node.label().as_deref() == Some(label));
    found.next().map(|node| node.rect())
}

/// Which of these can be pressed.
fn offered<'a>(harness: &Harness<'_, State>, labels: &[&'a str]) -> Vec<&'a str> {
    let mut there = labels.to_vec();
    there.retain(|label| button(harness, label).is_some());
    there
}

fn press(harness: &mut Harness<'_, State>, label: &str) {
    {
        let mut found = harness.query_all_by(|node| {
            node.role() == Role::Button && node.label().as_deref() == Some(label)
        });
        found.next().expect("it can be pressed").click_accesskit();
    }
    harness.run_steps(4);
}

fn version(cover: Option<&str>) -> Version {
    Version {
        id: id(1).to_string(),
        number: 1,
        writer: "Ben".to_owned(),
        written: "2026-11-20".to_owned(),
        cover: cover.map(str::to_owned),
        mine: false,
        title: Some(format!("The {WORD}")),
        text: format!("Under the {WORD}."),
        review: Some("2026-11-22".to_owned()),
        end: Some("2026-11-24".to_owned()),
        review_due: true,
        binds: vec!["Ben".to_owned()],
        not_allowed: Some(format!("No {WORD}.")),
        limits_contact: true,
        each_day: None,
        pinned: false,
        by: vec!["Ada".to_owned(), "Ben".to_owned()],
        reviewed: Vec::new(),
    }
}

fn agreement(cover: Option<&str>) -> Agreement {
    Agreement {
        id: id(1).to_string(),
        kind: "agreement".to_owned(),
        state: "in-force".to_owned(),
        agreed: Some(version(cover)),
        proposed: Some(version(cover)),
        lapsed: false,
        rests: false,
        coming: Some((version(cover), "2026-11-30".to_owned())),
    }
}

fn promise(cover: Option<&str>, mine: bool) -> Promise {
    Promise {
        id: id(1).to_string(),
        writer: if mine { "Ada" } else { "Ben" }.to_owned(),
        cover: cover.map(str::to_owned),
        mine,
        rests: false,
        text: format!("I prune the {WORD}."),
        to: "you".to_owned(),
        due: Some("2026-11-22".to_owned()),
        rhythm: Some(format!("each {WORD}")),
        state: "standing".to_owned(),
        reports: Vec::new(),
    }
}

/// An entry of Ben's as a list of the engine has it.
fn listed(text: &str, cover: Option<&str>) -> Entry {
    let cover = cover.map(|cover| ("cover".to_owned(), cover.to_owned()));
    Entry {
        id: id(1).to_string(),
        kind: "topic".to_owned(),
        writer: "Ben".to_owned(),
        written: "2026-11-20".to_owned(),
        happened: None,
        title: None,
        text: text.to_owned(),
        thread: None,
        state: "shared".to_owned(),
        fields: cover.into_iter().collect(),
        came_in_later: false,
        dated_ahead: false,
        mine: false,
        rests: false,
    }
}

/// Every page that draws words of the other by itself.
fn lists(cover: Option<&'static str>, lifted: bool) -> Vec<(&'static str, State)> {
    let with = move |page: Page, fill: &dyn Fn(&mut Open)| {
        at(page, |open| {
            if lifted {
                open.unfolded.insert((id(1), "cover".to_owned()));
            }
            fill(open);
        })
    };
    let words = format!("The {WORD} and us.");
    let topic = || listed(&words, cover);
    let today = Page::Today;
    vec![
        (
            "agreements",
            with(Page::Agreements, &|open| {
                open.together.agreements = vec![agreement(cover)];
            }),
        ),
        (
            "promises",
            with(Page::Promises, &|open| {
                open.together.promises = vec![promise(cover, false)];
            }),
        ),
        (
            "today, reviews",
            with(today.clone(), &|open| {
                open.together.day.reviews = vec![agreement(cover)];
            }),
        ),
        (
            "today, what ends",
            with(today.clone(), &|open| {
                open.together.day.ending = vec![agreement(cover)];
            }),
        ),
        (
            "today, a named day",
            with(today.clone(), &|open| {
                open.together.day.named = vec![(topic(), "review".to_owned())];
            }),
        ),
        (
            "today, a pause",
            with(today, &|open| open.together.day.pause = Some(topic())),
        ),
        (
            "a talk",
            with(Page::Talk, &|open| {
                open.together.day.parked = vec![topic()];
                open.together.topics = vec![id(1)];
                open.together.talk = Some(Talk::begin(TalkId::from_bytes([7; 16]), 15, 0.0));
            }),
        ),
    ]
}

#[test]
fn what_lies_under_the_others_cover_is_closed_on_every_page_until_it_is_lifted() {
    for (name, state) in lists(Some(COVER), false) {
        let harness = drawn(HIGH, state);
        assert!(!has(&harness, WORD), "{name}");
        assert!(has(&harness, COVER), "{name}");
    }
    for (cover, lifted) in [(Some(COVER), true), (None, false)] {
        for (name, state) in lists(cover, lifted) {
            let harness = drawn(HIGH, state);
            assert!(has(&harness, WORD), "{name}");
        }
    }
}

#[test]
fn what_rests_is_folded_on_today_and_among_agreements_and_promises() {
    let rests = |promise: Promise| Promise {
        rests: true,
        ..promise
    };
    let on_today = at(Page::Today, |open| {
        open.together.day.promises = vec![rests(promise(None, true))];
    });
    let listed = at(Page::Promises, |open| {
        open.together.promises = vec![rests(promise(None, true))];
    });
    for state in [on_today, listed] {
        let harness = drawn(HIGH, state);
        assert!(has(&harness, "Set to rest"));
        assert!(!has(&harness, WORD));
    }
    let mut agreement = agreement(None);
    agreement.rests = true;
    let harness = drawn(
        HIGH,
        at(Page::Agreements, |open| {
            open.together.agreements = vec![agreement];
        }),
    );
    assert!(!has(&harness, "Under the"), "the title alone is named");
}

#[test]
fn whoever_gave_a_cover_sees_it_with_their_words() {
    let said = format!("Under your cover: {COVER}");
    let told = line(1, Writer::Me, "note", "We walked.", &[("cover", COVER)]);
    let harness = drawn(HIGH, entry(told, &[]));
    assert!(has(&harness, "We walked.") && has(&harness, &said));

    let own = at(Page::Promises, |open| {
        open.together.promises = vec![promise(Some(COVER), true)];
    });
    let harness = drawn(HIGH, own);
    assert!(has(&harness, WORD) && has(&harness, &said));

    let open = line(1, Writer::Me, "note", "We walked.", &[("cover", "none")]);
    assert!(!has(&drawn(HIGH, entry(open, &[])), "Under your cover"));
}

#[test]
fn what_is_held_says_until_when_on_its_page_and_can_be_sent_now() {
    let held = |until: u64| Line {
        until,
        standing: Standing::Waits(0),
        ..line(1, Writer::Me, "note", "We walked.", &[])
    };
    // It is 14:00:40.
    let harness = drawn(HIGH, entry(held(status().seconds + 600), &[]));
    assert!(has(&harness, "held until 14:11; it can be taken back"));
    assert!(button(&harness, "Send now").is_some());

    let harness = drawn(HIGH, entry(held(0), &[]));
    assert!(!has(&harness, "held"));
    assert!(button(&harness, "Send now").is_none());
}

#[test]
fn once_it_was_sent_nothing_that_lasts_stands_where_send_now_was() {
    let lasting = [
        "I no longer stand by this",
        "Added later",
        "Withdraw",
        "Remove together",
    ];
    for kind in ["note", "disclosure"] {
        let said = line(1, Writer::Me, kind, "We walked.", &[]);
        let held = Line {
            until: status().seconds + 600,
            standing: Standing::Waits(0),
            ..said.clone()
        };
        let before = drawn(HIGH, entry(held, &["addition"]));
        let pressed = button(&before, "Send now").expect("it is held");

        let mut after = drawn(HIGH, entry(said, &["addition", "step-back", "parked"]));
        assert_eq!(offered(&after, &lasting), [""; 0], "one step away");
        press(&mut after, "More to do");
        assert_eq!(offered(&after, &lasting), lasting);
        for label in lasting {
            let place = button(&after, label).expect("it is there");
            assert!(!place.intersects(pressed), "{kind}: {label}");
        }
    }
}

#[test]
fn all_that_somebody_said_stands_above_the_answer_as_far_as_it_lies_open() {
    let writes = |told: Line, fill: &dyn Fn(&mut Open)| {
        let above = told.id;
        let mut state = entry(told, &["question"]);
        fill(state.open().expect("it is open"));
        let slot = Slot::Reply(above, "question".to_owned());
        drop(state.act(Intent::Write(slot), 0.0));
        drawn(HIGH, state)
    };
    let felt = [("feeling", "Ashamed of it.")];
    let told = line(1, Writer::Them, "disclosure", "I was late.", &felt);
    let harness = writes(told, &|_| {});
    assert!(has(&harness, "I was late."));
    assert!(has(&harness, "Ashamed of it."), "and what was felt");

    let felt = [("feeling", "Ashamed of it."), ("cover", COVER)];
    let covered = line(1, Writer::Them, "disclosure", "I was late.", &felt);
    let harness = writes(covered, &|_| {});
    assert!(has(&harness, COVER));
    assert!(!has(&harness, "I was late.") && !has(&harness, "Ashamed"));

    let layers = [("context", "It was dark."), ("detail", "A red car.")];
    let answered = || line(1, Writer::Them, "answer", "I was there.", &layers);
    let harness = writes(answered(), &|_| {});
    assert!(has(&harness, "I was there."));
    assert!(!has(&harness, "It was dark.") && !has(&harness, "A red car."));
    let harness = writes(answered(), &|open| {
        open.unfolded.insert((id(1), "context".to_owned()));
    });
    assert!(has(&harness, "It was dark."));
    assert!(!has(&harness, "A red car."), "the further one is closed");
}

#[test]
fn an_act_of_ones_own_is_not_added_to_and_nobody_steps_back_from_it() {
    let acts = ["Added later", "I no longer stand by this"];
    let allowed = ["addition", "step-back", "note"];
    for kind in ["agreement-end", "unassent", "decline"] {
        let act = line(1, Writer::Me, kind, "", &[]);
        let mut harness = drawn(HIGH, entry(act, &allowed));
        if button(&harness, "More to do").is_some() {
            press(&mut harness, "More to do");
        }
        assert_eq!(offered(&harness, &acts), [""; 0], "{kind}");
    }
    let told = line(1, Writer::Me, "note", "We walked.", &[]);
    let mut harness = drawn(HIGH, entry(told, &allowed));
    press(&mut harness, "More to do");
    assert_eq!(offered(&harness, &acts), acts);
}

/// How many buttons there are.
fn buttons(harness: &Harness<'_, State>) -> usize {
    let all = harness.query_all_by(|node| node.role() == Role::Button);
    all.count()
}

/// Of all that can be done with an entry five acts stand in sight, and one leads to the
/// others.
#[test]
fn an_entry_of_any_kind_offers_at_most_five_acts_at_once() {
    let everywhere = ["parked", "talked", "rest", "addition", "step-back"];
    let mut most = 0;
    for of in templates()
        .iter()
        .filter(|of| of.space == SpaceName::Shared)
    {
        let asked = ["need-time", "decline"].into_iter();
        let asked = asked.filter(|_| of.asks_something());
        let replies = of.replies.iter().map(String::as_str);
        let kinds = replies.chain(asked).chain(everywhere);
        let allowed: Vec<&'static str> = kinds
            .filter_map(|kind| template(kind).map(|it| it.kind.as_str()))
            .collect();
        for writer in [Writer::Me, Writer::Them] {
            let shown = |allowed: &[&'static str]| {
                let line = line(1, writer, &of.kind, "I was late.", &[]);
                buttons(&drawn(HIGH, entry(line, allowed)))
            };
            let acts = shown(&allowed).saturating_sub(shown(&[]));
            most = most.max(acts);
            assert!(acts <= 6, "{}: {acts} acts at once", of.kind);
        }
    }
    assert_eq!(most, 6, "five, and the way to the others");
}

#[test]
fn a_thank_you_is_open_and_is_answered_with_thanks_a_note_or_a_word() {
    let allowed = ["appreciation", "acknowledgement", "note", "parked", "rest"];
    let fit = [
        "Thank back",
        "I've taken this in",
        "Thank you for telling me",
        "Write a note",
    ];
    let odd = [
        "I need time with this",
        "Let's talk about this",
        "For the talk",
        "Set to rest",
        "More to do",
    ];
    let thanks = line(1, Writer::Them, "appreciation", "You called.", &[]);
    let mut state = entry(thanks, &allowed);
    state.open().expect("it is open").arrivals = vec![id(1)];
    let harness = drawn(HIGH, state);
    assert!(has(&harness, "You called."), "it is not closed");
    assert_eq!(offered(&harness, &fit), fit);
    assert_eq!(offered(&harness, &odd), [""; 0]);

    // What somebody told is answered with any word.
    let told = line(1, Writer::Them, "disclosure", "I was late.", &[]);
    let mut harness = drawn(HIGH, entry(told, &["acknowledgement", "parked", "rest"]));
    press(&mut harness, "More to do");
    assert_eq!(offered(&harness, &odd[..4]), odd[..4]);
}

#[test]
fn keep_change_and_end_are_offered_from_the_day_of_the_review_on() {
    let words = ["Keep", "Change", "End"];
    let shown = |state: JointTextState, days: &[(&str, &str)]| {
        let version = Line {
            state: Known::Joint(state),
            ..line(1, Writer::Them, "agreement", "We talk.", days)
        };
        drawn(HIGH, entry(version, &["review-word"]))
    };
    let held = JointTextState::InForce;
    let early = shown(held, &[("review", "2026-11-23"), ("end", "2027-03-01")]);
    assert_eq!(offered(&early, &words), [""; 0]);
    let due = shown(held, &[("review", "2026-11-22")]);
    assert_eq!(offered(&due, &words), words);
    let ends = shown(held, &[("review", "2027-01-01"), ("end", "2026-11-28")]);
    assert_eq!(offered(&ends, &words), words);
    let ended = shown(JointTextState::Ended, &[("review", "2026-11-01")]);
    assert_eq!(offered(&ended, &words), [""; 0]);
}

#[test]
fn a_small_offer_is_one_press_away_after_a_quarrel_and_where_something_was_not_enough() {
    let offer = ["Reaching out"];
    let clash = |state: SealedPairState| {
        let pair = Line {
            state: Known::Sealed(state),
            ..line(1, Writer::Them, "clash", "", &[])
        };
        drawn(HIGH, entry(pair, &["note"]))
    };
    assert_eq!(offered(&clash(SealedPairState::Opened), &offer), offer);
    assert_eq!(offered(&clash(SealedPairState::Sealed), &offer), [""; 0]);

    let answered = |word: &str| {
        let said = line(1, Writer::Me, "answer", "It was fine.", &[]);
        let word = answer(2, Writer::Them, "answer-word", 1, &[("word", word)]);
        let mut state = entry(said, &["note"]);
        state.open().expect("it is open").timeline.put(vec![word]);
        drawn(HIGH, state)
    };
    let mut needs = answered("need");
    assert_eq!(offered(&needs, &offer), offer);
    assert_eq!(offered(&answered("enough"), &offer), [""; 0]);

    press(&mut needs, "Reaching out");
    let open = needs.state_mut().open().expect("it is open");
    let slot = open.composer.as_ref().map(|it| it.slot.clone());
    assert_eq!(slot, Some(Slot::New("reaching-out".to_owned())));
}

#[test]
fn the_note_after_sharing_stands_above_share_and_in_the_middle_of_the_page() {
    const SAVED: &str = "Saved. It goes to Ben when your devices meet.";
    let mut state = at(Page::Today, |_| {});
    drop(state.act(Intent::Write(Slot::New("note".to_owned())), 0.0));
    let open = state.open().expect("it is open");
    let composer = open.composer.as_mut().expect("something is written");
    composer.content.text = "We walked.".to_owned();
    open.toast = Some(Toast {
        text: SAVED.to_owned(),
        undo: Some(id(1)),
        until: 8.0,
        withdrawal_waits: false,
    });
    let mut harness = drawn(WIDE, state);

    let place = |harness: &Harness<'_, State>| {
        let mut found = harness.query_all_by(|node| {
            let says = |text: Option<String>| text.is_some_and(|text| text == SAVED);
            says(node.label()) || says(node.value())
        });
        found.next().map(|node| node.rect())
    };
    let words = place(&harness).expect("it is said");
    let share = button(&harness, "Share with Ben").expect("it can be shared");
    let close = button(&harness, "Close this message").expect("it can be put away");
    assert!(words.bottom() < share.top(), "{words:?} {share:?}");
    // The page is right of the navigation.
    let page = size::NAV..=WIDE[0];
    assert!(page.contains(&words.left()) && page.contains(&close.right()));
    let middle = (words.left() + close.right()) / 2.0;
    let wanted = (size::NAV + WIDE[0]) / 2.0;
    assert!((middle - wanted).abs() < 10.0, "{middle} is not {wanted}");

    // Once it is gone, what scrolls has its room back, and Share stands where it was.
    press(&mut harness, "Close this message");
    assert_eq!(place(&harness), None);
    assert_eq!(button(&harness, "Share with Ben"), Some(share));
}

#[test]
fn the_next_blank_comes_into_sight() {
    let mut state = at(Page::Agreements, |_| {});
    let text = format!("{}We stop when …", "A line of it.\n".repeat(80));
    let begin = ContentBuilder {
        text,
        fields: BTreeMap::from([("binds".to_owned(), "both".to_owned())]),
    };
    let slot = Slot::New("agreement".to_owned());
    drop(state.act(Intent::WriteWith(slot, Box::new(begin)), 0.0));
    let mut harness = drawn(WIDE, state);
    let top = |harness: &Harness<'_, State>| {
        let mut found = harness.query_all_by(|node| {
            let says = |text: String| text.contains("We stop when");
            node.role() == Role::MultilineTextInput && node.value().is_some_and(says)
        });
        found.next().expect("the text is there").rect().top()
    };
    let before = top(&harness);

    press(&mut harness, "Go to the next blank");
    // It may glide there.
    harness.run_steps(12);

    assert!(top(&harness) < before - 500.0, "it was scrolled to");
}
