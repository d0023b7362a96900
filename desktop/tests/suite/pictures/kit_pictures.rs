//! The components in their states, light, dark and in high contrast.

use candor_desktop::kit::tokens::space;
use candor_desktop::kit::{
    Banner, Button, ChipTone, Choice, EntryCard, Icon, Modal, PasswordField, Strength, TextField,
    Theme, Toast, Visibility, Who, caption, card, checkbox, chip, choice_list, empty, icon_button,
    link, mark, modal_with, nav_item, nav_tab, page, paragraph, progress_row, qr_panel, reading,
    search_field, section, segmented, select, stepper, strength_line, switch, toast,
    visibility_chip, word_grid,
};
use egui::{Id, Margin, Role, Ui};
use egui_kittest::kittest::Queryable as _;

use super::harness::{Pictures, window};

const LOOKS: [(Theme, &str); 3] = [
    (Theme::Light, "light"),
    (Theme::Dark, "dark"),
    (Theme::HighContrast, "contrast"),
];

/// Components in all three themes, one picture each.
fn three(name: &str, size: [f32; 2], add: impl Fn(&mut Ui)) {
    let mut pictures = Pictures::default();
    for (look, word) in LOOKS {
        let mut harness = window(look, size, (), |ui, ()| margins(ui, &add));
        pictures.take(&mut harness, &format!("kit_{name}_{word}"));
    }
}

/// Components where there is little room.
fn narrow(name: &str, size: [f32; 2], add: impl Fn(&mut Ui)) {
    let mut pictures = Pictures::default();
    let mut harness = window(Theme::Light, size, (), |ui, ()| margins(ui, &add));
    pictures.take(&mut harness, &format!("kit_{name}_narrow"));
}

fn margins(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    egui::Frame::NONE
        .inner_margin(Margin::same(16))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            add(ui);
        });
}

#[test]
fn buttons_marks_and_chips() {
    three("buttons", [440.0, 400.0], |ui| {
        ui.horizontal(|ui| {
            let _ = Button::primary("Begin").show(ui);
            let _ = Button::secondary("Not now").show(ui);
            let _ = Button::danger("Forget this text").show(ui);
        });
        ui.horizontal(|ui| {
            let _ = Button::primary("Begin").enabled(false).show(ui);
            let _ = Button::secondary("Not now").enabled(false).show(ui);
            let _ = Button::quiet("Reply")
                .icon(Icon::ARROW_BEND_UP_LEFT)
                .show(ui);
            let _ = icon_button(ui, Icon::DOTS_THREE, "More");
        });
        let _ = Button::secondary("Read the support page first")
            .icon(Icon::LIFEBUOY)
            .wide()
            .show(ui);
        let _ = link(ui, "Where these words come from");
        ui.add_space(space::S);
        ui.horizontal(|ui| {
            mark(ui, Who::Me, "Ada", 44.0);
            mark(ui, Who::Them, "Ben", 44.0);
            mark(ui, Who::Me, "Ada", 28.0);
            mark(ui, Who::Them, "Ben", 28.0);
        });
        ui.horizontal(|ui| {
            visibility_chip(ui, Visibility::OnlyMe, "Only me");
            visibility_chip(ui, Visibility::Shared, "Shared with Ben");
            chip(ui, Icon::WARNING, "Not backed up", ChipTone::Warn);
        });
        ui.horizontal(|ui| {
            let words = "Goes to Ben when your devices meet";
            visibility_chip(ui, Visibility::Waiting, words);
            chip(ui, Icon::USER, "Ben", ChipTone::Them);
        });
    });
}

#[test]
fn fields() {
    three("fields", [440.0, 640.0], |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        let mut none = String::new();
        let hint = "Search what the two of you wrote";
        let id = Id::unique("search");
        search_field(ui, id, &mut none, "Search", hint, "Clear the search");
        let mut river = String::from("river");
        let id = Id::unique("search-full");
        search_field(ui, id, &mut river, "Search", "", "Clear the search");
        let mut name = String::from("Ada");
        TextField::new("Your name")
            .help("Ben sees it beside what you write.")
            .show(ui, &mut name);
        TextField::new("Title")
            .optional(true)
            .hint("A word or two")
            .show(ui, &mut none);
        let mut ticket = String::from("candor ticket 7");
        TextField::new("Invitation")
            .error(Some(
                "This is not a whole invitation. Copy all of it and try again, or let Ben show \
                 it to you.",
            ))
            .show(ui, &mut ticket);
        let mut text = String::from(
            "On Sunday we walked along the river.\nI was quiet, and you let me be quiet.",
        );
        TextField::new("What you want to say")
            .rows(4)
            .reading(true)
            .show(ui, &mut text);
    });
}

#[test]
fn passwords() {
    three("passwords", [440.0, 380.0], |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        let mut hidden = String::from("five plain words");
        PasswordField::new("Passphrase")
            .help("Five words chosen by chance are strong and easy to type.")
            .show(ui, &mut hidden, &mut false);
        let mut shown = String::from("garden river");
        PasswordField::new("The same again")
            .error(Some("The two are not the same."))
            .show(ui, &mut shown, &mut true);
        ui.spacing_mut().item_spacing.y = space::S;
        let said = "Guessed soon by someone who knows you.";
        strength_line(ui, Strength::Weak, said);
        strength_line(ui, Strength::Fair, "Takes some effort to guess.");
        let said = "Not guessed, not even by a machine that tries for years on end.";
        strength_line(ui, Strength::Good, said);
    });
}

#[test]
fn choices() {
    three("choices", [460.0, 540.0], |ui| {
        let options = [
            Choice {
                title: "In the same network",
                help: "Your devices find each other at home. Nothing leaves the house.",
            },
            Choice {
                title: "Over the internet too",
                help: "A helper that cannot read anything passes the letters on.",
            },
            Choice {
                title: "Not at all",
                help: "",
            },
        ];
        choice_list(ui, "How your devices meet", &options, &mut 0);
        ui.add_space(space::S);
        segmented(ui, "Theme", &["Light", "Dark", "High contrast"], &mut 1);
        ui.add_space(space::S);
        let help = "The window then shows nothing but the lock.";
        switch(ui, "Lock when the lid is closed", help, &mut true);
        switch(ui, "Less movement", "", &mut false);
        checkbox(ui, "I have written the words down", &mut true);
        checkbox(ui, "Keep a copy of this text", &mut false);
    });
}

#[test]
fn an_opened_list() {
    let mut pictures = Pictures::default();
    for (look, word) in LOOKS {
        let mut harness = window(look, [360.0, 240.0], 1, |ui, chosen| {
            margins(ui, |ui| {
                let options = ["After 5 minutes", "After 15 minutes", "When I say so"];
                select(ui, Id::unique("lock"), "Lock the window", &options, chosen);
            });
        });
        harness.get_by_role(Role::ComboBox).focus();
        harness.run();
        harness.key_press(egui::Key::Enter);

        pictures.take(&mut harness, &format!("kit_select_{word}"));
    }
}

#[test]
fn ways_and_words() {
    three("ways", [500.0, 540.0], |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.scope(|ui| {
            ui.set_max_width(232.0);
            nav_item(ui, Icon::SUN_HORIZON, "Today", true, Some("Ctrl+1"));
            nav_item(ui, Icon::ROWS, "Everything", false, Some("Ctrl+2"));
            nav_item(ui, Icon::LOCK_SIMPLE, "Mine alone", false, None);
        });
        ui.add_space(space::M);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let width = ui.available_width() / 3.0;
            nav_tab(ui, Icon::SUN_HORIZON, "Today", true, width);
            nav_tab(ui, Icon::ROWS, "Everything", false, width);
            nav_tab(ui, Icon::LOCK_SIMPLE, "Mine alone", false, width);
        });
        ui.add_space(space::XL);
        ui.spacing_mut().item_spacing.y = space::L;
        let steps = ["Before you write", "Name", "Passphrase", "Words", "Done"];
        stepper(ui, &steps, 2, "Step 3 of 5: Passphrase");
        progress_row(ui, "Putting things in order", 62, 100);
        progress_row(ui, "Looking for Ben\u{2019}s device", 0, 0);
        let words = ["garden", "river", "ladder", "candle", "meadow", "window"];
        word_grid(ui, &words);
    });
}

#[test]
fn ways_and_words_with_little_room() {
    narrow("ways", [300.0, 430.0], |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        let steps = ["Before you write", "Name", "Passphrase", "Words", "Done"];
        stepper(ui, &steps, 0, "Step 1 of 5: Before you write");
        let options = ["Everything", "From Ada", "From Ben"];
        segmented(ui, "Show", &options, &mut 2);
        let words = ["garden", "river", "ladder", "candle", "meadow", "window"];
        word_grid(ui, &words);
    });
}

#[test]
fn entries() {
    three("entries", [620.0, 540.0], |ui| {
        ui.spacing_mut().item_spacing.y = space::L;
        EntryCard {
            who: Who::Them,
            writer: "Ben",
            line: "Ben told you something",
            icon: Icon::CHAT_TEARDROP_TEXT,
            day: "3 May",
            happened: Some("About a day in early spring"),
            title: Some("The letter I did not show you"),
            excerpt: Some(
                "It came in March, and I put it in the drawer with the keys. I wanted to wait \
                 for a good evening, and then there were many evenings, and none of them was it. \
                 So I write it here first.",
            ),
            cover: None,
            notes: &["came in later", "2 replies"],
            name: "Ben told you something, 3 May: The letter I did not show you",
        }
        .show(ui);
        EntryCard {
            who: Who::Me,
            writer: "Ada",
            line: "You wrote a thank-you",
            icon: Icon::PLANT,
            day: "2 May",
            happened: None,
            title: None,
            excerpt: Some("For the soup, and for not asking."),
            cover: None,
            notes: &["Ben: Thank you for telling me"],
            name: "You wrote a thank-you, 2 May",
        }
        .show(ui);
        EntryCard {
            who: Who::Them,
            writer: "Ben",
            line: "Ben told you something",
            icon: Icon::CHAT_TEARDROP_TEXT,
            day: "28 April",
            happened: None,
            title: None,
            excerpt: Some("This is not shown."),
            cover: Some("Covered until you open it"),
            notes: &[],
            name: "Ben told you something, 28 April, covered",
        }
        .show(ui);
    });
}

#[test]
fn an_entry_with_little_room() {
    narrow("entry", [340.0, 300.0], |ui| {
        EntryCard {
            who: Who::Them,
            writer: "Ben",
            line: "Ben asked you something and can wait for it",
            icon: Icon::QUESTION,
            day: "28 September",
            happened: Some("About the summer in the house by the lake"),
            title: Some("What would you have wanted me to say that evening"),
            excerpt: Some(
                "I have thought about it often. When you came home I had the words and lost \
                 them again at the door.",
            ),
            cover: None,
            notes: &["waits", "corrected", "2 replies", "Ada: I have read it"],
            name: "Ben asked you something",
        }
        .show(ui);
    });
}

#[test]
fn messages() {
    three("messages", [560.0, 690.0], |ui| {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = space::L;
            Banner::info("Everything is with Ben. Your devices last met today.")
                .dismiss("Close")
                .show(ui);
            Banner::warn("If this device is lost, what you wrote goes with it.")
                .title("There is no backup yet")
                .action("Make a backup")
                .dismiss("Later")
                .show(ui);
            Banner::danger(
                "The disk is full. Your text is still on screen. Free some space or copy the \
                 text.",
            )
            .action("Copy the text")
            .show(ui);
        });
        empty(
            ui,
            Icon::PLANT,
            "Thank-yous",
            "Thank-yous you write to each other live here, the small ones and the large ones.",
        );
        let said = Toast {
            text: "The draft was put away.",
            undo: Some("Take it back"),
        };
        toast(ui.ctx(), &said, ui.ctx().content_rect());
    });
}

#[test]
fn modals() {
    three("modal", [540.0, 290.0], |ui| {
        Modal::new("Forget this text")
            .body(
                "Both copies will forget this text. The marker stays, so that the two of you \
                 can see that something was here.",
            )
            .confirm("Forget it")
            .way_out("Keep it")
            .danger(true)
            .show(ui.ctx(), Id::unique("forget"));
    });
}

#[test]
fn a_modal_with_little_room() {
    narrow("modal", [360.0, 360.0], |ui| {
        let body = "It goes along when your devices meet. Candor cannot take back what has been \
                    read.";
        Modal::new("Share this with Ben")
            .body(body)
            .confirm("Share it when our devices meet")
            .way_out("Leave it with me for now")
            .show(ui.ctx(), Id::unique("share"));
    });
}

#[test]
fn a_modal_that_is_higher_than_the_window() {
    narrow("modal_high", [400.0, 240.0], |ui| {
        modal_with(ui.ctx(), Id::unique("own"), "Reply to Ben", |ui| {
            let mut text = String::new();
            TextField::new("What I heard").rows(6).show(ui, &mut text);
            let _ = Button::primary("Send the reply").show(ui);
        });
    });
}

#[test]
fn codes() {
    let mut pictures = Pictures::default();
    let mut harness = window(Theme::Dark, [260.0, 260.0], (), |ui, ()| {
        margins(ui, |ui| {
            let text = "candor:".to_owned() + &"0123456789abcdef".repeat(6);
            let shown = qr_panel(ui, &text, "Invitation as a QR code", 228.0);
            assert!(shown.is_ok());
        });
    });
    pictures.take(&mut harness, "kit_qr_dark");
}

#[test]
fn pages() {
    let content = |ui: &mut Ui| {
        paragraph(
            ui,
            "Candor keeps what the two of you write on your own devices. It has no server, and \
             nobody else reads along.",
        );
        section(ui, "What you share");
        card(ui, |ui| {
            reading(
                ui,
                "On Sunday we walked along the river. I was quiet, and you let me be quiet. That \
                 was the best of it, and I want you to know.",
            );
            caption(ui, "3 May");
        });
        let _ = link(ui, "Support and safety");
    };
    let mut pictures = Pictures::default();
    for (look, word) in LOOKS {
        let mut harness = window(look, [800.0, 390.0], (), |ui, ()| {
            page(ui, "What sharing means", content);
        });
        pictures.take(&mut harness, &format!("kit_page_{word}"));
    }
    let mut harness = window(Theme::Light, [420.0, 300.0], (), |ui, ()| {
        page(ui, "What sharing means", content);
    });
    pictures.take(&mut harness, "kit_page_narrow");
}

#[test]
fn what_has_the_keyboard() {
    let mut pictures = Pictures::default();
    for (look, word) in LOOKS {
        let mut harness = window(look, [300.0, 160.0], String::new(), |ui, text| {
            margins(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::L;
                TextField::new("Your name").show(ui, text);
                let _ = Button::primary("Begin").show(ui);
            });
        });
        harness.get_by_role(Role::TextInput).focus();
        pictures.take(&mut harness, &format!("kit_focus_field_{word}"));
        if look == Theme::Light {
            harness.get_by_label("Begin").focus();
            pictures.take(&mut harness, "kit_focus_button_light");
        }
    }
}
