//! Icons: glyphs of one font, a subset of Phosphor (regular).

/// One icon. Its meaning is said by the widget that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(char);

impl Icon {
    /// The glyph, in the font family of `super::type_style::ICONS`.
    pub const fn glyph(self) -> char {
        self.0
    }

    /// `sun-horizon`.
    pub const SUN_HORIZON: Self = Self('\u{e5b6}');
    /// `rows`.
    pub const ROWS: Self = Self('\u{e5a2}');
    /// `magnifying-glass`.
    pub const MAGNIFYING_GLASS: Self = Self('\u{e30c}');
    /// `lock-simple`.
    pub const LOCK_SIMPLE: Self = Self('\u{e308}');
    /// `lock-key`.
    pub const LOCK_KEY: Self = Self('\u{e2fe}');
    /// `lock-key-open`.
    pub const LOCK_KEY_OPEN: Self = Self('\u{e300}');
    /// `gear-six`.
    pub const GEAR_SIX: Self = Self('\u{e272}');
    /// `lifebuoy`.
    pub const LIFEBUOY: Self = Self('\u{e63a}');
    /// `eye-slash`.
    pub const EYE_SLASH: Self = Self('\u{e224}');
    /// `eye`.
    pub const EYE: Self = Self('\u{e220}');
    /// `devices`.
    pub const DEVICES: Self = Self('\u{eba4}');
    /// `plus`.
    pub const PLUS: Self = Self('\u{e3d4}');
    /// `pencil-simple-line`.
    pub const PENCIL_SIMPLE_LINE: Self = Self('\u{ebc6}');
    /// `question`.
    pub const QUESTION: Self = Self('\u{e3e8}');
    /// `plant`.
    pub const PLANT: Self = Self('\u{ebae}');
    /// `note`.
    pub const NOTE: Self = Self('\u{e348}');
    /// `note-pencil`.
    pub const NOTE_PENCIL: Self = Self('\u{e34c}');
    /// `chat-teardrop-text`.
    pub const CHAT_TEARDROP_TEXT: Self = Self('\u{e178}');
    /// `chats-circle`.
    pub const CHATS_CIRCLE: Self = Self('\u{e17e}');
    /// `arrow-left`.
    pub const ARROW_LEFT: Self = Self('\u{e058}');
    /// `arrow-right`.
    pub const ARROW_RIGHT: Self = Self('\u{e06c}');
    /// `arrow-bend-up-left`.
    pub const ARROW_BEND_UP_LEFT: Self = Self('\u{e024}');
    /// `caret-down`.
    pub const CARET_DOWN: Self = Self('\u{e136}');
    /// `caret-up`.
    pub const CARET_UP: Self = Self('\u{e13c}');
    /// `caret-right`.
    pub const CARET_RIGHT: Self = Self('\u{e13a}');
    /// `caret-left`.
    pub const CARET_LEFT: Self = Self('\u{e138}');
    /// `x`.
    pub const X: Self = Self('\u{e4f6}');
    /// `check`.
    pub const CHECK: Self = Self('\u{e182}');
    /// `check-circle`.
    pub const CHECK_CIRCLE: Self = Self('\u{e184}');
    /// `warning`.
    pub const WARNING: Self = Self('\u{e4e0}');
    /// `warning-circle`.
    pub const WARNING_CIRCLE: Self = Self('\u{e4e2}');
    /// `info`.
    pub const INFO: Self = Self('\u{e2ce}');
    /// `copy`.
    pub const COPY: Self = Self('\u{e1ca}');
    /// `dots-three`.
    pub const DOTS_THREE: Self = Self('\u{e1fe}');
    /// `user`.
    pub const USER: Self = Self('\u{e4c2}');
    /// `users`.
    pub const USERS: Self = Self('\u{e4d6}');
    /// `qr-code`.
    pub const QR_CODE: Self = Self('\u{e3e6}');
    /// `clipboard-text`.
    pub const CLIPBOARD_TEXT: Self = Self('\u{e198}');
    /// `image-square`.
    pub const IMAGE_SQUARE: Self = Self('\u{e2cc}');
    /// `calendar-blank`.
    pub const CALENDAR_BLANK: Self = Self('\u{e10a}');
    /// `clock`.
    pub const CLOCK: Self = Self('\u{e19a}');
    /// `arrow-counter-clockwise`.
    pub const ARROW_COUNTER_CLOCKWISE: Self = Self('\u{e038}');
    /// `book-open`.
    pub const BOOK_OPEN: Self = Self('\u{e0e6}');
    /// `door-open`.
    pub const DOOR_OPEN: Self = Self('\u{e7e6}');
    /// `keyboard`.
    pub const KEYBOARD: Self = Self('\u{e2d8}');
    /// `dice-five`.
    pub const DICE_FIVE: Self = Self('\u{e1ee}');
    /// `envelope-simple`.
    pub const ENVELOPE_SIMPLE: Self = Self('\u{e218}');
    /// `folder-open`.
    pub const FOLDER_OPEN: Self = Self('\u{e256}');
    /// `file-text`.
    pub const FILE_TEXT: Self = Self('\u{e23a}');
    /// `moon`.
    pub const MOON: Self = Self('\u{e330}');
    /// `sun`.
    pub const SUN: Self = Self('\u{e472}');
    /// `circle-half`.
    pub const CIRCLE_HALF: Self = Self('\u{e18c}');
    /// `arrows-clockwise`.
    pub const ARROWS_CLOCKWISE: Self = Self('\u{e094}');
    /// `house-line`.
    pub const HOUSE_LINE: Self = Self('\u{e2c4}');
    /// `paper-plane-tilt`.
    pub const PAPER_PLANE_TILT: Self = Self('\u{e398}');
    /// `tray`.
    pub const TRAY: Self = Self('\u{e4aa}');
    /// `hand-waving`.
    pub const HAND_WAVING: Self = Self('\u{e580}');
    /// `handshake`.
    pub const HANDSHAKE: Self = Self('\u{e582}');
    /// `desktop-tower`.
    pub const DESKTOP_TOWER: Self = Self('\u{e562}');
    /// `plugs-connected`.
    pub const PLUGS_CONNECTED: Self = Self('\u{eb5a}');
    /// `trash`.
    pub const TRASH: Self = Self('\u{e4a6}');
}
