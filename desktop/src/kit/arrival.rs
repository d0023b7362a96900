//! A field that takes the keyboard when its page comes up, so that a person can
//! type at once.

use egui::{Response, Ui};

/// Gives the keyboard to a field in the frame in which it appears. Later frames
/// leave the keyboard where the person put it. `name` tells one page's field
/// from that of the next, where both stand in the same place.
pub fn focus_on_arrival(ui: &Ui, name: &str, field: &Response) {
    let id = field.id.with(("arrived", name));
    let pass = ui.ctx().cumulative_pass_nr();
    let before = ui.data(|data| data.get_temp::<u64>(id));
    ui.data_mut(|data| data.insert_temp(id, pass));
    // A frame that is drawn twice counts two passes.
    if before.is_none_or(|before| before + 2 < pass) {
        field.request_focus();
    }
}
