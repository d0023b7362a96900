//! A new page takes the keyboard to its heading, or to the field one types in there, so
//! that a screen reader says where one is. Nobody sees that.

use candor_desktop::state::composer::Slot;
use candor_desktop::state::open::{Open, Page};
use candor_desktop::state::{Intent, State};
use egui::Key;
use egui::accesskit::Role;

use crate::pictures::fixtures;
use crate::told::{NARROW, Told, WIDE, Window};
use crate::walk::pages;

/// The picture with this name.
fn screen(name: &str) -> State {
    let mut all = fixtures::all().into_iter();
    let found = all.find_map(|(other, state)| (other == name).then_some(state));
    found.unwrap_or_else(|| panic!("there is no picture {name}"))
}

fn is_field(role: Role) -> bool {
    let fields = [
        Role::TextInput,
        Role::MultilineTextInput,
        Role::PasswordInput,
        Role::SearchInput,
    ];
    fields.contains(&role)
}

/// Whether one types at once on a page: in the search, in what is let out, and at the door
/// of Mine alone.
fn is_typed_in(page: &Page, open: &Open) -> bool {
    let is_door = !open.mine.is_open && open.own_is_set;
    match page {
        Page::Search => true,
        Page::LetOut => open.mine.is_open || is_door,
        Page::Mine | Page::Pulse => is_door,
        _ => false,
    }
}

/// What has the keyboard is the heading, and the page is called by it.
fn is_at_heading(told: &Told, what: &str) {
    let (role, name) = told.focused();
    assert_eq!(role, Role::Heading, "{what}: {name:?} has the keyboard");
    assert_eq!(told.page().1, name, "{what}");
}

#[test]
fn a_page_that_one_goes_to_is_read_by_its_heading_or_takes_what_is_typed() {
    for size in [WIDE, NARROW] {
        for start in ["today", "today_alone", "mine_pages"] {
            let mut window = Window::of(size);
            let mut state = screen(start);
            window.shows(&mut state);
            for page in pages() {
                let open = state.open().expect("it is open");
                if open.page == page {
                    continue;
                }
                let is_typed_in = is_typed_in(&page, open);
                drop(state.act(Intent::Go(page.clone()), 1.0));
                let what = format!("{start} {size:?}: {page:?}");
                // It comes in the first frame, and stays.
                for _ in 0..3 {
                    let told = window.shows(&mut state);
                    if is_typed_in {
                        let (role, name) = told.focused();
                        assert!(is_field(role), "{what}: {name:?} has the keyboard");
                    } else {
                        is_at_heading(&told, &what);
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_written_has_the_keyboard_and_the_gate_before_it_is_read() {
    let mut window = Window::of(WIDE);
    let mut state = screen("today");
    window.shows(&mut state);
    drop(state.act(Intent::Write(Slot::New("note".to_owned())), 1.0));
    let told = window.shows(&mut state);
    assert_eq!(told.focused().0, Role::MultilineTextInput);

    let mut state = screen("compose_gate");
    is_at_heading(&window.shows(&mut state), "the gate");
}

#[test]
fn tab_leads_from_the_heading_into_the_page_and_not_back_to_it() {
    let mut window = Window::of(WIDE);
    let mut state = screen("today");
    window.shows(&mut state);
    drop(state.act(Intent::Go(Page::Settings), 1.0));
    let heading = window.shows(&mut state).focus();
    let mut stops = Vec::new();
    for _ in 0..200 {
        window.presses(&mut state, Key::Tab);
        let told = window.shows(&mut state);
        assert_ne!(told.focus(), heading, "after {} stops", stops.len());
        if stops.first() == Some(&told.focus()) {
            break;
        }
        stops.push(told.focus());
    }
    assert!(
        stops.len() > 10 && stops.len() < 200,
        "{} stops",
        stops.len()
    );
}

/// What has the keyboard to be read has no ring around it.
#[test]
fn a_heading_looks_the_same_with_the_keyboard_and_without_it() {
    for page in [Page::Settings, Page::Us, Page::Support, Page::Timeline] {
        let mut window = Window::of(WIDE);
        let mut state = screen("today");
        window.shows(&mut state);
        drop(state.act(Intent::Go(page.clone()), 1.0));
        for _ in 0..3 {
            window.shows(&mut state);
        }
        let with = window.shows(&mut state);
        is_at_heading(&with, "it was gone to");
        window.ctx.memory_mut(|memory| {
            let focus = memory.focused().expect("the heading has it");
            memory.surrender_focus(focus);
        });
        let without = window.shows(&mut state);
        assert_eq!(with.drawn, without.drawn, "{page:?}");
    }
}

#[test]
fn from_one_entry_to_the_next_of_the_same_kind_the_heading_is_another() {
    let mut window = Window::of(WIDE);
    let mut state = screen("entry");
    let before = window.shows(&mut state);
    is_at_heading(&before, "an entry");
    drop(state.act(Intent::Step(1), 1.0));
    let after = window.shows(&mut state);
    is_at_heading(&after, "the next");
    assert_ne!(before.focus(), after.focus());
}

#[test]
fn the_navigation_and_the_page_are_parts_that_can_be_gone_to() {
    for size in [WIDE, NARROW] {
        let mut window = Window::of(size);
        let told = window.shows(&mut screen("today"));
        let parts = told.all(Role::Navigation);
        assert_eq!(parts.len(), 1);
        assert!(parts.iter().all(|(_, node)| told.name(node).is_some()));
        assert!(told.page().1.is_some());
    }
}
