use anstyle::{AnsiColor, Style};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(super) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// The text in that style, or as it is.
pub(super) fn paint(style: Style, text: &str, color: bool) -> String {
    if color && !text.is_empty() {
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

/// How a run's status or a stage looks.
pub(super) fn of_word(word: &str) -> Option<Style> {
    Some(match word {
        "FINISHED" => AnsiColor::Green.on_default(),
        "FAILED" => AnsiColor::Red.on_default(),
        "KILLED" => AnsiColor::Yellow.on_default(),
        "RUNNING" | "SCHEDULED" => AnsiColor::Blue.on_default(),
        "deleted" => DIM,
        _ => return None,
    })
}
