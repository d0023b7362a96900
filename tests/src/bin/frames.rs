//! What the window costs, measured: `frames --entries N` prints one line a
//! figure, `name value unit`. What each means stands in `docs/figures.md`.
//!
//! Frames are laid out and tessellated without a screen: the work of the
//! processor, which is the same with one. The two starts open real windows and
//! need a display.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use candor_core::date::Day;
use candor_core::entry::ContentBuilder;
use candor_core::id::EntryId;
use candor_desktop::app::{App, Begin};
use candor_desktop::engine::conversation::Conversation;
use candor_desktop::engine::entries::JointLine;
use candor_desktop::engine::lines::{Line, Writer};
use candor_desktop::engine::{Detail, Entry, Names, Reply, Status};
use candor_desktop::screen::compose;
use candor_desktop::state::composer::Slot;
use candor_desktop::state::open::{Open, Page};
use candor_desktop::state::settings::Settings;
use candor_desktop::state::{Effect, Intent, Stage, State, Ticket};
use candor_tests::decade::{Who, history};
use egui::{Context, FullOutput, Key, Modifiers, Pos2, RawInput, Rect, Vec2, ViewportId};

const SEED: u64 = 2020;
const SIZE: Vec2 = Vec2::new(1080.0, 760.0);
const SCROLLS: usize = 600;
const JUMPS: usize = 100;
const ARRIVALS: usize = 20;
const KEYS: usize = 200;
const COMPARED: usize = 200;
const STARTS: usize = 5;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--entries", number] => match number.parse() {
            Ok(entries) if entries > 0 => {
                measure(entries);
                ExitCode::SUCCESS
            }
            _ => usage(),
        },
        ["--empty-window"] => started(None),
        ["--lock-screen", folder] => started(Some(Path::new(folder))),
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    eprintln!("frames --entries N");
    ExitCode::from(2)
}

#[expect(
    clippy::print_stdout,
    reason = "the figures are what this program is for"
)]
fn figure(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.3} {unit}");
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let at = (times.len() * percent).div_ceil(100).clamp(1, times.len());
    times[at - 1]
}

/// A window without a screen: egui's context, and the state it draws.
struct Headless {
    ctx: Context,
    state: State,
    time: f64,
}

impl Headless {
    fn new(open: Open) -> Self {
        let ctx = Context::default();
        candor_desktop::kit::theme::install(&ctx);
        let mut state = State::begin("/journal", true, Settings::default());
        state.stage = Stage::Open(Box::new(open));
        let mut window = Self {
            ctx,
            state,
            time: 0.0,
        };
        for _ in 0..5 {
            window.frame(Vec::new());
        }
        window
    }

    fn open(&mut self) -> &mut Open {
        self.state.open().expect("the journal is open")
    }

    /// One frame, with these events, tessellated as for a screen.
    fn frame(&mut self, events: Vec<egui::Event>) -> (Duration, FullOutput, Vec<Effect>) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let begin = Instant::now();
        let mut effects = Vec::new();
        let (state, now) = (&mut self.state, self.time);
        let mut output = self.ctx.run_ui(input, |ui| {
            for intent in candor_desktop::screen::window(ui, state) {
                effects.extend(state.act(intent, now));
            }
        });
        // There is no screen that textures could go to.
        output.textures_delta.clear();
        let shapes = std::mem::take(&mut output.shapes);
        std::hint::black_box(self.ctx.tessellate(shapes, output.pixels_per_point));
        (begin.elapsed(), output, effects)
    }
}

fn id_of(number: u64) -> EntryId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    EntryId::from_bytes(id)
}

fn lines(entries: usize) -> Vec<Line> {
    history(SEED, entries)
        .zip(0u64..)
        .map(|(said, number)| {
            let mut content = ContentBuilder {
                text: said.text,
                ..ContentBuilder::default()
            };
            for (name, value) in said.fields {
                content.fields.insert(name.to_owned(), value);
            }
            let day = Day::from_number(said.day).expect("within ten years");
            let mut set = |name: &str, value: String| content.fields.insert(name.to_owned(), value);
            set("kind", said.kind.to_owned());
            set("written", day.to_string());
            if let Some(parent) = said.reply_to {
                set("thread", id_of(parent as u64).to_string());
            }
            Line {
                writer: match said.who {
                    Who::Ada => Writer::Me,
                    Who::Ben => Writer::Them,
                },
                ..Line::waiting(id_of(number), number, content.build())
            }
        })
        .collect()
}

fn opened(entries: usize) -> Open {
    let settings = Settings::default();
    let mut open = Open::new(&settings);
    let status = Status {
        me: "Ada".to_owned(),
        partner: Some("Ben".to_owned()),
        names: Names {
            seen: "Ben".to_owned(),
            ..Names::default()
        },
        unconfirmed: 0,
        met: Day::parse("2030-06-01"),
        own: true,
        today: Day::parse("2030-06-02").expect("a date"),
        minute: 14 * 60,
        day_ends: 36_000,
        seconds: 1_795_000_000,
        withdraw_days: 2,
    };
    let replies = [
        (Ticket::Status, Reply::Status(status)),
        (Ticket::All, Reply::Lines(lines(entries))),
    ];
    for (ticket, reply) in replies {
        // What would be asked of an engine has nobody to answer it here.
        drop(open.replied(ticket, Ok(reply), 0.0));
    }
    open.page = Page::Timeline;
    open
}

fn measure(entries: usize) {
    let mut window = Headless::new(opened(entries));
    wheel(&mut window, "frame_scroll_p99_ms", -180.0);
    jump(&mut window);
    // From where nothing above was drawn.
    let months = window.open().timeline.months();
    window.open().jump = months.get(months.len() / 2).copied();
    wheel(&mut window, "frame_back_p99_ms", 180.0);
    arrive(&mut window, entries);
    compare(&mut window, entries + ARRIVALS);
    key(&mut window);
    idle(&mut window);
    starts();
}

/// The wheel moves by `points` a frame: down into the past, or back.
fn wheel(window: &mut Headless, name: &str, points: f32) {
    let middle = Pos2::new(SIZE.x * 0.6, SIZE.y / 2.0);
    window.frame(vec![egui::Event::PointerMoved(middle)]);
    let mut times = Vec::with_capacity(SCROLLS);
    for _ in 0..SCROLLS {
        let wheel = egui::Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: Vec2::new(0.0, points),
            phase: egui::TouchPhase::Move,
            modifiers: Modifiers::NONE,
            source: egui::MouseWheelSource::Unknown,
        };
        times.push(window.frame(vec![wheel]).0);
    }
    let p99 = percentile(&mut times, 99);
    figure(name, milliseconds(p99), "ms");
}

/// A frame before which an entry came in.
fn arrive(window: &mut Headless, entries: usize) {
    let mut times = Vec::with_capacity(ARRIVALS);
    for line in lines(entries + ARRIVALS).into_iter().skip(entries) {
        window.open().timeline.put(vec![line]);
        times.push(window.frame(Vec::new()).0);
    }
    let p50 = percentile(&mut times, 50);
    figure("frame_arrival_p50_ms", milliseconds(p50), "ms");
}

fn jump(window: &mut Headless) {
    let months = window.open().timeline.months();
    let mut times = Vec::with_capacity(JUMPS);
    for number in 0..JUMPS {
        let month = months[number * 37 % months.len()];
        window.open().jump = Some(month);
        times.push(window.frame(Vec::new()).0);
    }
    let p99 = percentile(&mut times, 99);
    figure("frame_jump_p99_ms", milliseconds(p99), "ms");
}

/// The page of a joint text whose second version of some 2,900 words changes every
/// tenth of them: the first frame, in which the two are compared, and those after it.
fn compare(window: &mut Headless, entries: usize) {
    let said = |changed: &str| -> String {
        let words = (0..2_900).map(|number| match number % 10 {
            9 => format!("{changed}{number}"),
            _ => format!("word{number}"),
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let ids = [entries, entries + 1].map(|number| id_of(number as u64));
    let texts = ["before", "after"].map(said);
    for (id, text) in ids.into_iter().zip(texts) {
        let mut content = ContentBuilder {
            text,
            ..ContentBuilder::default()
        };
        for (name, value) in [("kind", "agreement"), ("written", "2030-06-01")] {
            content.fields.insert(name.to_owned(), value.to_owned());
        }
        let line = Line::waiting(id, entries as u64, content.build());
        window.open().timeline.put(vec![line]);
    }
    let line = window.open().timeline.line(ids[1]).cloned();
    let detail = versions(&line.expect("it was put"), ids);
    let open = window.open();
    open.page = Page::Entry(ids[1]);
    open.detail = Some((ids[1], detail));
    let first = window.frame(Vec::new()).0;
    let mut times: Vec<Duration> = (0..COMPARED).map(|_| window.frame(Vec::new()).0).collect();
    figure("compare_first_ms", milliseconds(first), "ms");
    let p99 = percentile(&mut times, 99);
    figure("frame_compared_p99_ms", milliseconds(p99), "ms");
}

/// The detail of a joint text with two versions.
fn versions(line: &Line, ids: [EntryId; 2]) -> Detail {
    let versions = ids.map(|id| id.to_string()).to_vec();
    Detail {
        entry: Entry {
            id: line.id.to_string(),
            kind: line.content.kind().to_owned(),
            writer: "Ada".to_owned(),
            written: "2030-06-01".to_owned(),
            happened: None,
            title: None,
            text: line.content.text().to_owned(),
            thread: versions.first().cloned(),
            state: "proposed".to_owned(),
            fields: BTreeMap::new(),
            came_in_later: false,
            dated_ahead: false,
            mine: true,
            rests: false,
        },
        versions: Vec::new(),
        version: String::new(),
        is_named: false,
        replies: Vec::new(),
        conversation: Conversation::default(),
        allowed: BTreeMap::new(),
        joint: Some(JointLine {
            root: versions[0].clone(),
            state: "proposed".to_owned(),
            agreed: None,
            proposed: versions.last().cloned(),
            versions,
            by: vec!["Ada".to_owned()],
        }),
        pair: None,
    }
}

/// A key in an entry of 50 KB, with the cursor in its middle.
fn key(window: &mut Headless) {
    let (mut settings, now) = (Settings::default(), window.time);
    let write = Intent::Write(Slot::New("note".to_owned()));
    drop(window.open().act(write, &mut settings, now));
    let paragraph = "What I wanted you to know of today, in more words. ".repeat(10);
    let text = vec![paragraph.trim_end(); 100].join("\n\n");
    assert!(text.len() >= 50_000, "it is long enough");
    if let Some(composer) = &mut window.open().composer {
        composer.content.text = text;
    }
    let field = compose::field_id(&Slot::New("note".to_owned()), "text");
    window.ctx.memory_mut(|memory| memory.request_focus(field));
    window.frame(Vec::new());
    for _ in 0..40 {
        window.frame(vec![pressed(Key::ArrowDown)]);
    }
    let mut times = Vec::with_capacity(KEYS);
    for number in 0..KEYS {
        let letter = if number % 7 == 6 { " " } else { "a" };
        times.push(window.frame(vec![egui::Event::Text(letter.to_owned())]).0);
    }
    let typed = window
        .open()
        .composer
        .as_ref()
        .map(|it| it.content.text.len());
    assert!(
        typed.is_some_and(|bytes| bytes > 50_000 + KEYS / 2),
        "the keys arrived"
    );
    let p99 = percentile(&mut times, 99);
    figure("key_50kb_p99_ms", milliseconds(p99), "ms");
}

fn pressed(key: Key) -> egui::Event {
    egui::Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: Modifiers::NONE,
    }
}

/// How many frames are asked for in ten seconds in which nothing happens.
fn idle(window: &mut Headless) {
    window.open().page = Page::Timeline;
    window.open().composer = None;
    let mut asked = 0;
    for _ in 0..30 {
        window.frame(Vec::new());
    }
    let until = window.time + 10.0;
    loop {
        let output = window.frame(Vec::new()).1;
        let wait = output
            .viewport_output
            .get(&ViewportId::ROOT)
            .map_or(Duration::MAX, |root| root.repaint_delay);
        let next = window.time + wait.as_secs_f64().min(1e6);
        if next >= until {
            break;
        }
        window.time = next;
        asked += 1;
    }
    figure("idle_frames", f64::from(asked), "frames in 10 s");
}

/// Real windows, each a program of its own: one that draws nothing, and the
/// lock screen. From the start of the program to its first frame.
fn starts() {
    if !candor_desktop::cli::has_display() {
        eprintln!("cold_start_ms and empty_window_ms need a display: skipped");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let journal = folder.path().join("ada");
    candor_tests::couple::init(&journal, "Ada");
    let path = journal.to_string_lossy().into_owned();
    let take = |args: &[&str]| {
        let mut times: Vec<Duration> = (0..STARTS).map(|_| start(args)).collect();
        percentile(&mut times, 50)
    };
    let empty = take(&["--empty-window"]);
    let cold = take(&["--lock-screen", &path]);
    figure("cold_start_ms", milliseconds(cold), "ms");
    figure("empty_window_ms", milliseconds(empty), "ms");
}

fn start(args: &[&str]) -> Duration {
    let program = std::env::current_exe().expect("this program has a path");
    let begin = Instant::now();
    let output = std::process::Command::new(program)
        .args(args)
        .stderr(std::process::Stdio::null())
        .output()
        .expect("this program runs");
    assert!(output.status.success(), "the window opened");
    let closing: f64 = String::from_utf8_lossy(&output.stdout)
        .trim()
        .parse()
        .expect("it prints a number");
    // The time the window took to go is not that of its start.
    begin
        .elapsed()
        .min(Duration::from_secs_f64(closing / 1000.0))
}

/// Opens a window, prints after how many milliseconds its first frame was
/// drawn, and closes it.
#[expect(clippy::print_stdout, reason = "the parent reads it")]
fn started(folder: Option<&Path>) -> ExitCode {
    struct Once {
        app: Option<App>,
        begin: Instant,
        frames: u32,
    }
    impl eframe::App for Once {
        fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
            if let Some(app) = &mut self.app {
                let ctx = ui.ctx().clone();
                app.listen(&ctx);
                app.draw(ui);
            }
            self.frames += 1;
            // The second frame begins when the first is on the screen.
            if self.frames == 2 {
                println!("{:.3}", milliseconds(self.begin.elapsed()));
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            }
            ui.ctx().request_repaint();
        }
    }
    let begin = Instant::now();
    let folder = folder.map(Path::to_owned);
    let opened = eframe::run_native(
        "frames",
        eframe::NativeOptions {
            persist_window: false,
            ..eframe::NativeOptions::default()
        },
        Box::new(move |cc| {
            let app = folder.map(|folder| App::new(&cc.egui_ctx, Begin::at(folder)));
            Ok(Box::new(Once {
                app,
                begin,
                frames: 0,
            }))
        }),
    );
    if opened.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
