//! The fields and the text of one page, drawn from the chance of that page alone.

use super::dice::Dice;
use super::hand::{Page, Sitting};
use super::{Who, calendar};

/// Returns the fields and the text of one page, everything but an acknowledgement.
pub fn written(
    who: Who,
    day: u32,
    page: Page,
    mut dice: Dice,
) -> (Vec<(&'static str, String)>, String) {
    let titled = dice.chance(match page {
        Page::Tell | Page::Ask => 850,
        Page::Note => 600,
        _ => 150,
    });
    let covered = dice.chance(match page {
        Page::Tell => 550,
        Page::Ask | Page::Answer => 300,
        _ => 60,
    });
    let happened_text = happened(day, page, &mut dice);
    let wish = match page {
        Page::Ask => dice.pick(&["answer", "answer", "answer", "talk"]),
        Page::Tell => dice.pick(&["know", "know", "talk", "nothing", "help"]),
        _ => dice.pick(&["nothing", "nothing", "nothing", "know", "talk"]),
    };
    let category = dice.pick(&CATEGORIES);
    let planned = dice.pick(&["planned", "unplanned", "unplanned", "needed"]);
    let certainty = dice.pick(&[
        "sure",
        "sure",
        "as-i-remember",
        "as-i-remember",
        "dont-know",
    ]);
    let (layers, vague) = (dice.below(3), happened_text.is_none());

    let mut sitting = Sitting::new(who, day, &mut dice);
    let mut fields = Vec::with_capacity(8);
    if titled {
        fields.push(("title", sitting.title(page)));
    }
    let happened_text = if vague {
        format!("around {}", sitting.vague_time())
    } else {
        happened_text.unwrap_or_default()
    };
    fields.push(("happened", happened_text));
    fields.push((
        "cover",
        if covered {
            sitting.cover()
        } else {
            "none".to_owned()
        },
    ));
    fields.push(("wish", wish.to_owned()));
    if page == Page::Tell {
        fields.push(("category", category.to_owned()));
        fields.push(("planned", planned.to_owned()));
    }
    if page == Page::Answer {
        fields.push(("certainty", certainty.to_owned()));
        for name in ["context", "detail"].into_iter().take(layers as usize) {
            fields.push((name, sitting.layer()));
        }
    }
    let text = sitting.text(page);

    (fields, text)
}

/// What a disclosure may be about.
const CATEGORIES: [&str; 14] = [
    "contact",
    "money",
    "promise",
    "boundary",
    "about-us",
    "standing-by-you",
    "habit",
    "online",
    "trigger",
    "slip",
    "kept-back",
    "good-news",
    "other",
    "not-filed",
];

/// Returns when it happened, or `None` for a time that only words can tell.
fn happened(day: u32, page: Page, dice: &mut Dice) -> Option<String> {
    let tied = match page {
        Page::Tell => 92,
        Page::Note | Page::Thank => 55,
        _ => 30,
    };
    if dice.below(100) >= tied {
        return Some("none".to_owned());
    }

    let day = i64::from(day);
    match dice.below(100) {
        0..60 => Some(calendar::text_from_day(day - i64::from(dice.below(4)))),
        60..70 => Some(calendar::text_from_day(day - i64::from(dice.below(400)))),
        70..82 => None,
        82..93 => {
            let last = day - i64::from(dice.below(30));
            let first = last - i64::from(dice.between(1, 21));
            Some(format!(
                "{}..{}",
                calendar::text_from_day(first),
                calendar::text_from_day(last)
            ))
        }
        _ => Some("long-ago".to_owned()),
    }
}
