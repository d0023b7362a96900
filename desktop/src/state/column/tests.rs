use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;

const WINDOW: f64 = 500.0;
const MONTH: u32 = 60;
/// What rounding may make of a place.
const NEAR: f64 = 0.01;
const SETTING: Setting = Setting {
    width: 600.0,
    scale: 1.0,
    above: 84,
    below: 48,
};

fn id(number: u64) -> EntryId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    EntryId::from_bytes(id)
}

/// Entries of these numbers, with a month above every seventh number.
fn stack(numbers: &[u64]) -> Stack {
    let mut items = Vec::new();
    let mut order = Vec::new();
    for number in numbers {
        if number % 7 == 0 {
            items.push(Item::Month(2000 + (number / 7) as i16, 1));
        }
        items.push(Item::Entry(order.len() as u32));
        order.push(id(*number));
    }
    Stack {
        items: items.into(),
        order: order.into(),
        faces: Arc::default(),
    }
}

/// How high each entry really is, and how high it seems.
struct Heights {
    real: Vec<u32>,
    seeming: Vec<u32>,
}

impl Heights {
    fn of(&self, among: &[u32], stack: &Stack, index: usize) -> u32 {
        let Some(id) = stack.entry(index) else {
            return MONTH;
        };
        let number = id.as_bytes()[15] as usize;
        among[number % among.len()]
    }

    fn guess(&self, stack: &Stack, index: usize) -> u32 {
        self.of(&self.seeming, stack, index)
    }

    fn measure(&self, stack: &Stack, index: usize) -> u32 {
        self.of(&self.real, stack, index)
    }
}

/// A window over a column, as a person scrolls it.
struct Window {
    column: Column,
    stack: Stack,
    heights: Heights,
    top: f64,
    /// Where each entry in sight begins on the screen.
    seen: BTreeMap<EntryId, f64>,
}

impl Window {
    fn over(numbers: &[u64], real: Vec<u32>, seeming: Vec<u32>) -> Self {
        let mut window = Self {
            column: Column::default(),
            stack: Stack::default(),
            heights: Heights { real, seeming },
            top: 0.0,
            seen: BTreeMap::new(),
        };
        window.take(stack(numbers), SETTING);
        window.frame();
        window
    }

    fn view(&self) -> View {
        View {
            top: self.top,
            height: WINDOW,
        }
    }

    fn take(&mut self, stack: Stack, setting: Setting) {
        let view = self.view();
        let guess = |index| self.heights.guess(&stack, index);
        self.column.arrange(stack.clone(), setting, view, guess);
        self.stack = stack;
    }

    /// One frame. Gives what was drawn.
    fn frame(&mut self) -> Range<usize> {
        let mut asked = BTreeSet::new();
        let measure = |index| {
            assert!(asked.insert(index), "{index} is measured twice");
            self.heights.measure(&self.stack, index)
        };
        let before = self.top;
        let view = self.view();
        let settled = self.column.settle(view, measure);
        let shift = self.column.take_shift();
        assert!((before + shift - settled.top).abs() < NEAR);
        assert_eq!(self.column.take_shift(), 0.0, "it is given once");
        self.top = settled.top;
        self.seen = self.in_sight(&settled.drawn);
        settled.drawn
    }

    fn in_sight(&self, drawn: &Range<usize>) -> BTreeMap<EntryId, f64> {
        let place = |index: usize| {
            let below = self.column.top(index) - self.top;
            let height = f64::from(self.heights.measure(&self.stack, index));
            let is_seen = below < WINDOW && below + height > 0.0;
            Some((self.stack.entry(index)?, below)).filter(|_| is_seen)
        };
        drawn.clone().filter_map(place).collect()
    }

    fn last_top(&self) -> f64 {
        (self.column.height() - WINDOW).max(0.0)
    }

    fn is_at_an_end(&self) -> bool {
        self.top < 1.0 || self.top > self.last_top() - 1.0
    }

    /// Scrolls, draws, and checks that all that stays in sight moved alike, and as far
    /// as was scrolled.
    fn scroll(&mut self, by: f64) {
        let before = self.seen.clone();
        let from = self.top;
        self.top = (self.top + by).clamp(0.0, self.last_top());
        let moved = from - self.top;
        let drawn = self.frame();
        self.checks(&drawn);
        self.stayed(&before, moved);
    }

    /// What stays in sight moved alike; and by `moved`, unless this is an end, or
    /// nothing of what was in sight would still be there.
    fn stayed(&self, before: &BTreeMap<EntryId, f64>, moved: f64) {
        let ways = self.seen.iter();
        let ways = ways.filter_map(|(id, now)| Some(now - before.get(id)?));
        let ways: Vec<f64> = ways.collect();
        for way in &ways {
            assert!((way - ways[0]).abs() < NEAR, "apart: {ways:?}");
            let is_free = self.is_at_an_end() || moved.abs() >= WINDOW;
            assert!(is_free || (way - moved).abs() < NEAR, "{way}, not {moved}");
        }
    }

    /// The first entry of which the beginning is in sight, and where.
    fn first(&self) -> Option<(EntryId, f64)> {
        let begun = self.seen.iter().filter(|(_, below)| **below >= 0.0);
        let first = begun.min_by(|one, other| one.1.total_cmp(other.1));
        first.map(|(id, below)| (*id, *below))
    }

    /// Whether an entry begins there on the screen.
    fn is_at(&self, id: EntryId, below: f64) -> bool {
        self.seen
            .get(&id)
            .is_some_and(|now| (now - below).abs() < NEAR)
    }

    /// Everything in the window is drawn, as high as it is, without a gap.
    fn checks(&self, drawn: &Range<usize>) {
        for index in drawn.clone() {
            let height = self.column.top(index + 1) - self.column.top(index);
            let real = self.heights.measure(&self.stack, index);
            assert_eq!(height, f64::from(real));
        }
        let first = self.column.top(drawn.start);
        let last = self.column.top(drawn.end);
        let above = f64::from(SETTING.above);
        assert!(first <= self.top.max(above));
        let end = self.column.height() - f64::from(SETTING.below);
        assert!(last >= (self.top + WINDOW).min(end));
    }
}

fn heights() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    let of = || prop::collection::vec(40u32..260, 1..40);
    (of(), of())
}

fn steps() -> impl Strategy<Value = Vec<f64>> {
    let near = -700.0..700.0f64;
    let far = -20_000.0..20_000.0f64;
    prop::collection::vec(prop_oneof![4 => near, 1 => far], 1..40)
}

proptest! {
    #[test]
    fn what_one_looks_at_moves_as_one_scrolls_whatever_is_learned(
        (real, seeming) in heights(),
        count in 1u64..200,
        steps in steps(),
    ) {
        let numbers: Vec<u64> = (0..count).rev().collect();
        let mut window = Window::over(&numbers, real, seeming);
        for step in steps {
            window.scroll(step);
        }
    }

    #[test]
    fn a_jump_lands_where_it_should_and_stays_there(
        (real, seeming) in heights(),
        count in 1u64..200,
        jumps in prop::collection::vec(0u64..200, 1..10),
    ) {
        let numbers: Vec<u64> = (0..count).rev().collect();
        let mut window = Window::over(&numbers, real, seeming);
        for jump in jumps {
            let month = (2000 + (jump % count / 7) as i16, 1);
            let index = window.column.month(month).expect("it is there");
            window.column.bring(index, 16.0);
            let drawn = window.frame();
            window.checks(&drawn);
            let below = window.column.top(index) - window.top;
            let reached = (below - 16.0).abs() < NEAR;
            prop_assert!(reached || window.is_at_an_end(), "{}", below);
            let top = window.top;
            window.frame();
            prop_assert_eq!(window.top, top);
        }
    }

    #[test]
    fn what_arrives_moves_nothing_that_is_looked_at(
        (real, seeming) in heights(),
        count in 20u64..120,
        down in 100.0..5_000.0f64,
        arrivals in prop::collection::vec((0u64..250, any::<bool>()), 1..20),
    ) {
        let mut numbers: Vec<u64> = (0..250).rev().filter(|number| number % 3 == 0).collect();
        numbers.truncate(count as usize);
        let mut window = Window::over(&numbers, real, seeming);
        window.scroll(down);
        for (number, goes) in arrivals {
            if goes {
                // Something that is in sight is the last to be taken away.
                numbers.retain(|known| *known != number || window.seen.contains_key(&id(number)));
            } else if !numbers.contains(&number) {
                numbers.push(number);
                numbers.sort_unstable();
                numbers.reverse();
            }
            // Something can arrive between two that are in sight: what begins first
            // keeps its place.
            let first = window.first();
            let is_below = window.top >= f64::from(SETTING.above);
            window.take(stack(&numbers), SETTING);
            let drawn = window.frame();
            window.checks(&drawn);
            if let Some((first, below)) = first
                && is_below
                && !window.is_at_an_end()
            {
                prop_assert!(window.is_at(first, below));
            }
        }
    }

    #[test]
    fn another_width_keeps_what_is_in_sight_and_forgets_what_was_measured(
        (real, seeming) in heights(),
        (wider, seeming_wider) in heights(),
        down in 100.0..9_000.0f64,
    ) {
        let numbers: Vec<u64> = (0..150).rev().collect();
        let mut window = Window::over(&numbers, real, seeming);
        window.scroll(down);
        let first = window.first();
        window.heights = Heights { real: wider, seeming: seeming_wider };
        let setting = Setting { width: 400.0, ..SETTING };
        window.take(stack(&numbers), setting);
        prop_assert!(window.column.measured.is_empty());
        let drawn = window.frame();
        window.checks(&drawn);
        let (first, below) = first.expect("something begins in sight");
        prop_assert!(window.is_at(first, below) || window.is_at_an_end());
    }
}

#[test]
fn at_the_top_what_is_new_comes_into_sight() {
    let mut window = Window::over(&[5, 4, 3, 2, 1], vec![150], vec![150]);

    window.take(stack(&[6, 5, 4, 3, 2, 1]), SETTING);
    window.frame();

    assert_eq!(window.top, 0.0);
    assert_eq!(window.seen.get(&id(6)), Some(&84.0));
}

#[test]
fn at_the_end_the_end_is_in_sight_however_wrong_the_guesses_were() {
    for seeming in [40, 150, 400] {
        let numbers: Vec<u64> = (0..100).rev().collect();
        let mut window = Window::over(&numbers, vec![150], vec![seeming]);
        window.top = window.last_top();
        window.frame();
        let end = window.column.height() - 48.0;
        assert_eq!(window.top + WINDOW, end + 48.0, "{seeming}");
        assert!(window.seen.contains_key(&id(0)));
    }
}

#[test]
fn who_pulls_beyond_the_end_is_not_held() {
    let mut window = Window::over(&[3, 2, 1], vec![400], vec![400]);
    window.top = window.last_top() + 30.0;
    window.frame();

    assert_eq!(window.top, window.last_top() + 30.0);
}

#[test]
fn narrowed_to_less_than_the_window_was_scrolled_it_is_not_empty() {
    let numbers: Vec<u64> = (0..100).rev().collect();
    let mut window = Window::over(&numbers, vec![150], vec![150]);
    window.scroll(9_000.0);

    window.take(stack(&[200, 199, 198, 197, 196]), SETTING);
    window.frame();

    assert_eq!(window.top, window.last_top());
    assert!(window.seen.contains_key(&id(196)));
}

#[test]
fn what_was_measured_counts_again_until_the_entry_says_something_else() {
    let numbers: Vec<u64> = (1..7).rev().collect();
    let mut window = Window::over(&numbers, vec![150], vec![100]);
    let height = window.column.height();

    window.take(stack(&numbers), SETTING);
    assert_eq!(window.column.height(), height);
    window.heights.seeming = vec![110];
    window.take(stack(&numbers), SETTING);
    assert_eq!(window.column.height(), f64::from(84 + 6 * 110 + 48));
}

#[test]
fn a_column_of_nothing_draws_nothing() {
    let mut window = Window::over(&[], vec![150], vec![150]);

    assert_eq!(window.frame(), 0..0);
    assert_eq!(window.column.height(), f64::from(84 + 48));
}

#[test]
fn it_holds_what_it_was_given_and_nothing_else() {
    let of = stack(&[2, 1]);
    let mut window = Window::over(&[], vec![150], vec![150]);
    window.take(of.clone(), SETTING);

    assert!(window.column.holds(&of, SETTING));
    assert!(
        !window.column.holds(&stack(&[2, 1]), SETTING),
        "another one"
    );
    let wider = Setting {
        width: 700.0,
        ..SETTING
    };
    assert!(!window.column.holds(&of, wider));
}
