//! A window without a screen, as a screen reader is told of it: its tree, and no pixels.

use std::collections::HashMap;

use candor_desktop::kit::Theme;
use candor_desktop::kit::theme::{self, Motion};
use candor_desktop::screen;
use candor_desktop::state::State;
use egui::accesskit::{Node, NodeId, Role, TreeUpdate};
use egui::{Context, Event, Key, Modifiers, Pos2, RawInput, Rect, Vec2};

/// The wide window of these tests.
pub const WIDE: [f32; 2] = [1080.0, 760.0];
/// The narrow one.
pub const NARROW: [f32; 2] = [480.0, 760.0];

/// What draws states, one after another, as a program does.
pub struct Window {
    pub ctx: Context,
    size: Vec2,
    time: f64,
}

impl Window {
    pub fn of(size: [f32; 2]) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        theme::apply(&ctx, Theme::Light, Motion::Reduced);
        ctx.enable_accesskit();
        Self {
            ctx,
            size: size.into(),
            time: 0.0,
        }
    }

    /// Draws a state once, and tells what there is.
    pub fn shows(&mut self, state: &mut State) -> Told {
        self.frame(state, Vec::new())
    }

    /// The same, with a key that is pressed meanwhile.
    pub fn presses(&mut self, state: &mut State, key: Key) -> Told {
        let event = Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        self.frame(state, vec![event])
    }

    fn frame(&mut self, state: &mut State, events: Vec<Event>) -> Told {
        self.time += 0.25;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size)),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            // What follows is the matter of the test.
            drop(screen::window(ui, state));
        });
        // There is no screen that textures could go to.
        output.textures_delta.clear();
        let update = output.platform_output.accesskit_update.take();
        Told {
            drawn: output.shapes.len(),
            ..Told::of(update.expect("it is told"), self.size)
        }
    }
}

/// One frame, as it is told.
pub struct Told {
    nodes: HashMap<NodeId, Node>,
    focus: NodeId,
    window: Rect,
    /// How many things were drawn.
    pub drawn: usize,
}

impl Told {
    fn of(update: TreeUpdate, size: Vec2) -> Self {
        Self {
            nodes: update.nodes.into_iter().collect(),
            focus: update.focus,
            window: Rect::from_min_size(Pos2::ZERO, size),
            drawn: 0,
        }
    }

    /// What has the keyboard.
    pub fn focus(&self) -> NodeId {
        self.focus
    }

    /// The role of what has the keyboard, and its name.
    pub fn focused(&self) -> (Role, Option<String>) {
        let node = &self.nodes[&self.focus];
        (node.role(), self.name(node))
    }

    /// The parts of a role.
    pub fn all(&self, role: Role) -> Vec<(NodeId, &Node)> {
        let all = self.nodes.iter().map(|(id, node)| (*id, node));
        all.filter(|(_, node)| node.role() == role).collect()
    }

    /// The one page, and its name.
    pub fn page(&self) -> (NodeId, Option<String>) {
        let pages = self.all(Role::Main);
        let [(id, node)] = pages[..] else {
            panic!("there is one page, not {}", pages.len());
        };
        (id, self.name(node))
    }

    /// Everything on the page, in the order in which it is drawn.
    pub fn on_page(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        let mut open = vec![self.page().0];
        while let Some(id) = open.pop() {
            let Some(node) = self.nodes.get(&id) else {
                continue;
            };
            open.extend(node.children().iter().rev());
            found.push(node);
        }
        found.remove(0);
        found
    }

    /// What something is called: by itself, by what it says, or by what stands above it.
    pub fn name(&self, node: &Node) -> Option<String> {
        let own = node.label().or_else(|| node.value());
        let above = || {
            let labels = node.labelled_by().iter();
            let mut labels = labels.filter_map(|id| self.nodes.get(id));
            labels.find_map(|label| label.label().or_else(|| label.value()))
        };
        let name = own.filter(|name| !name.trim().is_empty()).or_else(above);
        name.map(str::to_owned)
    }

    /// Whether something takes room that is seen in the window.
    pub fn is_seen(&self, node: &Node) -> bool {
        node.bounds().is_some_and(|bounds| {
            let min = Pos2::new(bounds.x0 as f32, bounds.y0 as f32);
            let max = Pos2::new(bounds.x1 as f32, bounds.y1 as f32);
            let seen = Rect::from_min_max(min, max).intersect(self.window);
            seen.width() >= LEAST && seen.height() >= LEAST
        })
    }
}

/// The least that can be read, in points.
const LEAST: f32 = 8.0;
