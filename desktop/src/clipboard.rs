//! The clipboard for what is secret: programs that keep a history of it are asked to
//! leave the text out.
//!
//! ```text
//! app ── put, clear ──► a thread of its own ──► the clipboard of the system
//!  ▲                            │
//!  └── what it did not take ◄───┘
//! ```
//!
//! A window system may take its time to answer, so no frame waits for it. On X11 and
//! Wayland a text is in the clipboard as long as its program gives it out, so the
//! clipboard is kept until the window is gone. It is asked for nothing that others put
//! there, but whether it still holds what was put there here.

use std::sync::mpsc::{Receiver, SendError, Sender, channel};

use zeroize::Zeroizing;

#[cfg(target_os = "macos")]
use arboard::SetExtApple as _;
#[cfg(all(unix, not(target_os = "macos")))]
use arboard::SetExtLinux as _;
#[cfg(windows)]
use arboard::SetExtWindows as _;

/// The way to the clipboard of the system.
pub struct Clipboard {
    to: Sender<Ask>,
}

enum Ask {
    Put(Zeroizing<String>),
    Clear,
}

impl Clipboard {
    /// A way to the clipboard that hands a text that could not be put there to `refused`,
    /// on another thread.
    pub fn new(refused: impl Fn(Zeroizing<String>) + Send + 'static) -> Self {
        let (to, asked) = channel();
        let open = || arboard::Clipboard::new().ok();
        std::thread::spawn(move || serve(&asked, open, refused));
        Self { to }
    }

    /// Puts a text there, soon.
    ///
    /// # Errors
    /// The text, where nothing takes it any more.
    pub fn put(&self, text: Zeroizing<String>) -> Result<(), Zeroizing<String>> {
        match self.to.send(Ask::Put(text)) {
            Err(SendError(Ask::Put(text))) => Err(text),
            Ok(()) | Err(SendError(Ask::Clear)) => Ok(()),
        }
    }

    /// Takes what was put there out of it again, if it is still there.
    pub fn clear(&self) {
        // Whoever put nothing there has nothing to take out.
        drop(self.to.send(Ask::Clear));
    }
}

/// A clipboard, as far as it is used here.
trait Board {
    /// Puts a text there that histories leave out. `false` where that did not work.
    fn put(&mut self, text: &str) -> bool;
    /// Whether it holds this text.
    fn holds(&mut self, text: &str) -> bool;
    /// Empties it.
    fn clear(&mut self);
}

impl Board for arboard::Clipboard {
    fn put(&mut self, text: &str) -> bool {
        self.set().exclude_from_history().text(text).is_ok()
    }

    fn holds(&mut self, text: &str) -> bool {
        let held = self.get_text().map(Zeroizing::new);
        held.is_ok_and(|held| held.as_str() == text)
    }

    fn clear(&mut self) {
        // What cannot be emptied says so to nobody: the text goes with the program.
        drop(arboard::Clipboard::clear(self));
    }
}

/// Does what is asked, until nobody asks any more; then takes out what is left.
fn serve<B: Board>(
    asked: &Receiver<Ask>,
    open: impl Fn() -> Option<B>,
    refused: impl Fn(Zeroizing<String>),
) {
    let mut board: Option<B> = None;
    let mut left: Option<Zeroizing<String>> = None;
    for ask in asked {
        match ask {
            Ask::Put(text) => {
                board = board.or_else(&open);
                if board.as_mut().is_some_and(|board| board.put(&text)) {
                    left = Some(text);
                } else {
                    board = None;
                    refused(text);
                }
            }
            Ask::Clear => take_out(board.as_mut(), &mut left),
        }
    }
    take_out(board.as_mut(), &mut left);
}

fn take_out<B: Board>(board: Option<&mut B>, left: &mut Option<Zeroizing<String>>) {
    if let (Some(board), Some(text)) = (board, left.take())
        && board.holds(&text)
    {
        board.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// A clipboard in memory, and whether it takes anything.
    #[derive(Default)]
    struct Memory {
        held: RefCell<String>,
        is_closed: Cell<bool>,
    }

    impl Board for &Memory {
        fn put(&mut self, text: &str) -> bool {
            if !self.is_closed.get() {
                text.clone_into(&mut self.held.borrow_mut());
            }
            !self.is_closed.get()
        }

        fn holds(&mut self, text: &str) -> bool {
            *self.held.borrow() == text
        }

        fn clear(&mut self) {
            self.held.borrow_mut().clear();
        }
    }

    /// What is given back when this is asked.
    fn asked(memory: &Memory, asks: Vec<Ask>) -> Vec<String> {
        let (to, asked) = channel();
        for ask in asks {
            to.send(ask).expect("it listens");
        }
        drop(to);
        let back = RefCell::new(Vec::new());
        let refused = |text: Zeroizing<String>| back.borrow_mut().push(text.as_str().to_owned());
        serve(&asked, || Some(memory), refused);
        back.into_inner()
    }

    fn put(text: &str) -> Ask {
        Ask::Put(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn what_was_put_there_is_taken_out_and_nothing_else_is() {
        let memory = Memory::default();
        assert!(asked(&memory, vec![put("an invitation"), Ask::Clear]).is_empty());
        assert_eq!(*memory.held.borrow(), "");

        memory.held.borrow_mut().push_str("of another program");
        asked(&memory, vec![Ask::Clear]);
        assert_eq!(*memory.held.borrow(), "of another program");
    }

    #[test]
    fn what_is_left_there_goes_with_the_window() {
        let memory = Memory::default();
        asked(&memory, vec![put("an invitation")]);
        assert_eq!(*memory.held.borrow(), "");
    }

    #[test]
    fn what_could_not_be_put_there_is_given_back() {
        let memory = Memory::default();
        memory.is_closed.set(true);
        let back = asked(&memory, vec![put("an invitation"), Ask::Clear]);
        assert_eq!(back, ["an invitation"]);
    }
}
