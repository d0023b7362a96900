//! Files that somebody else can have touched: the settings and a picture.

use std::io::Cursor;
use std::time::Duration;

use candor_desktop::code::{read_file, read_image};
use candor_desktop::state::settings::{LOCK_MINUTES, Settings, ZOOM};
use candor_sync::invitation::Invitation;
use egui::{Color32, ColorImage};
use image::{GrayImage, ImageFormat, Luma};

use crate::run::Target;

#[test]
fn the_settings() {
    let full = r#"{"look":"dark","zoom":150,"still":true,"title":"día","lock_minutes":10,
        "section":"timeline","size":[800.0,600.5],"of tomorrow":[1,{"a":null}]}"#;
    let seeds = vec![
        Settings::default().encode().into_bytes(),
        full.as_bytes().to_vec(),
        "[".repeat(300).into_bytes(),
    ];
    Target::new("settings", seeds).run(|bytes| {
        let settings = Settings::parse(&String::from_utf8_lossy(bytes));
        assert!((ZOOM.0..=ZOOM.1).contains(&settings.zoom));
        assert!((LOCK_MINUTES.0..=LOCK_MINUTES.1).contains(&settings.lock_minutes));
        assert!(!settings.shown_title().is_empty());
        let again = Settings::parse(&settings.encode());
        assert_eq!(again.zoom, settings.zoom);
        assert_eq!(again.title, settings.title);
    });
}

/// A code that says `text`, with a margin, two points a square.
fn code(text: &str) -> GrayImage {
    let code = qrcode::QrCode::new(text).expect("fits");
    let (side, colors) = (code.width(), code.to_colors());
    let full = 2 * (side as u32 + 8);
    GrayImage::from_fn(full, full, |x, y| {
        let (x, y) = (x as usize / 2, y as usize / 2);
        let inside = (4..side + 4).contains(&x) && (4..side + 4).contains(&y);
        let dark = inside && colors[(y - 4) * side + x - 4] == qrcode::Color::Dark;
        Luma([if dark { 0 } else { 255 }])
    })
}

/// As the text of a code: whatever it says may be taken for an invitation.
fn judge(text: Option<String>) {
    if let Some(text) = text {
        drop(Invitation::parse(&text));
    }
}

#[test]
fn a_picture() {
    let mut seeds = Vec::new();
    for text in ["candor-partner-1-abcdefgh", "any other text"] {
        let picture = code(text);
        // The points alone, behind the width of a row.
        let width = picture.width() as u8;
        seeds.push([&[width][..], picture.as_raw()].concat());
        let mut file = Cursor::new(Vec::new());
        picture
            .write_to(&mut file, ImageFormat::Png)
            .expect("writes to memory");
        seeds.push(file.into_inner());
    }
    let target = Target {
        // A picture is searched point by point, and each corner of a code that is
        // found in it is tried with every other two: 256 corners take some three
        // seconds in a test build.
        each: Duration::from_secs(2),
        bytes_max: 8 * 1024,
        ..Target::new("picture", seeds)
    };
    target.run(|bytes| {
        judge(read_file(bytes));
        let Some((width, points)) = bytes.split_first() else {
            return;
        };
        let width = usize::from(*width);
        if let Some(height) = points.len().checked_div(width) {
            let points = &points[..width * height];
            let pixels = points.iter().map(|grey| Color32::from_gray(*grey));
            judge(read_image(&ColorImage::new(
                [width, height],
                pixels.collect(),
            )));
        }
    });
}
