use unicode_width::UnicodeWidthStr;

use super::table::{Drawn, shorten};
use super::{Screen, cell, human, style};
use crate::view::{Cell, Section, escape};

/// On a terminal a value takes at most so many lines.
const LINES: usize = 3;

/// Keys and values under each other, the values in one line of blanks; sections under their titles.
pub(super) fn draw(sections: &[Section], screen: &Screen) -> Drawn {
    let mut lines = Vec::new();
    let mut left_out = Vec::new();
    for section in sections.iter().filter(|section| !section.rows.is_empty()) {
        let mut indent = "";
        if !section.title.is_empty() {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push(style::paint(style::BOLD, &escape(&section.title), screen.color));
            indent = "  ";
        }
        let keys: Vec<_> = section.rows.iter().map(|(key, _)| escape(key)).collect();
        let widest = keys.iter().map(|key| key.width()).max().unwrap_or(0).min(60);
        for (key, (name, value)) in keys.iter().zip(&section.rows) {
            let blanks = " ".repeat(widest.saturating_sub(key.width()) + 2);
            let mut text = show(value, screen);
            if let Some(room) = screen.room().map(|room| room * LINES)
                && text.width() > room
            {
                text = shorten(&text, room - widest.min(room / 2) - 4, screen.ellipsis());
                left_out.push(name.clone());
            }
            let look = style::of_word(&text);
            let text = look.map_or(text.clone(), |look| style::paint(look, &text, screen.color));
            let key = style::paint(style::DIM, key, screen.color);
            lines.push(format!("{indent}{key}{blanks}{text}").trim_end().to_owned());
        }
    }
    Drawn { lines, left_out }
}

fn show(value: &Cell, screen: &Screen) -> String {
    match value {
        Cell::Id { .. } | Cell::Float(_) => cell::full(value),
        Cell::Time(time) if screen.terminal => {
            format!("{} ({})", human::relative(*time, screen.now), human::iso(*time))
        }
        _ if screen.terminal => cell::short(value, screen),
        _ => cell::full(value),
    }
}
