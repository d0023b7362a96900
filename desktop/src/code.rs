//! Reading a code out of a picture, for invitations.

use std::panic::{AssertUnwindSafe, catch_unwind};

use egui::ColorImage;

/// The longest side of a picture that is looked at, in pixels.
const SIDE_MAX: usize = 8_000;
/// The longest text a code holds.
const TEXT_MAX: usize = 8 * 1024;

/// The text of the first code in a picture; `None` if there is none that can
/// be read, or the picture is too large.
pub fn read_image(image: &ColorImage) -> Option<String> {
    let [width, height] = image.size;
    let light = |x: usize, y: usize| {
        let pixel = image.pixels[y * width + x];
        let sum = u32::from(pixel.r()) * 3 + u32::from(pixel.g()) * 6 + u32::from(pixel.b());
        // What shows through is paper.
        let paper = 255 - u32::from(pixel.a());
        ((sum / 10) + paper).min(255) as u8
    };
    read(width, height, light)
}

/// The text of the first code in a PNG or JPEG file's bytes.
pub fn read_file(bytes: &[u8]) -> Option<String> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(bytes));
    reader = reader.with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(SIDE_MAX as u32);
    limits.max_image_height = Some(SIDE_MAX as u32);
    reader.limits(limits);
    let grey = reader.decode().ok()?.into_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    read(width, height, |x, y| {
        grey.get_pixel(x as u32, y as u32).0[0]
    })
}

fn read(width: usize, height: usize, light: impl FnMut(usize, usize) -> u8) -> Option<String> {
    if width == 0 || height == 0 || width > SIDE_MAX || height > SIDE_MAX {
        return None;
    }
    // A picture can come from anybody, and the search for a code is not ours: where
    // it fails on one, there is no code in it.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, light);
        prepared
            .detect_grids()
            .into_iter()
            .filter_map(|grid| grid.decode().ok())
            .map(|(_, text)| text)
            .find(|text| text.len() <= TEXT_MAX)
    }));
    found.ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::Color32;

    /// A picture of a code, as the window draws it: quiet zone and all.
    fn picture(text: &str, scale: usize) -> ColorImage {
        let code = qrcode::QrCode::new(text).expect("fits");
        let side = code.width();
        let colors = code.to_colors();
        let full = (side + 8) * scale;
        let pixels = (0..full * full)
            .map(|at| {
                let (x, y) = (at % full / scale, at / full / scale);
                let inside = (4..side + 4).contains(&x) && (4..side + 4).contains(&y);
                let dark = inside && colors[(y - 4) * side + x - 4] == qrcode::Color::Dark;
                if dark { Color32::BLACK } else { Color32::WHITE }
            })
            .collect();
        ColorImage::new([full, full], pixels)
    }

    #[test]
    fn a_code_that_is_shown_can_be_read() {
        let text = "candor-invite-1-abcdefghijklmnopqrstuvwxyz234567".repeat(6);
        assert_eq!(read_image(&picture(&text, 3)), Some(text));
    }

    #[test]
    fn a_picture_without_a_code_gives_nothing() {
        let blank = ColorImage::new([64, 64], vec![Color32::WHITE; 64 * 64]);
        assert_eq!(read_image(&blank), None);
        assert_eq!(read_file(b"not a picture"), None);
    }
}
