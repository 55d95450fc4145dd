use unicode_width::UnicodeWidthStr;

use super::table::{self, shorten};
use super::{Screen, Size, Ui, human, sparkline, style};
use crate::model::{Millis, Run};
use crate::view::{Cell, Column, Standing, escape, is_live, standings};

impl Ui {
    /// How a run stands at that time, as lines that fit the size.
    #[must_use]
    pub fn watch_page(&self, run: &Run, now: Millis, size: Size) -> Vec<String> {
        let screen = Screen {
            terminal: true,
            width: u16::try_from(size.width).unwrap_or(u16::MAX),
            now,
            ..self.screen()
        };
        draw(run, size, &screen)
    }
}

fn draw(run: &Run, size: Size, screen: &Screen) -> Vec<String> {
    let mut lines = vec![heading(run, size.width, screen), times(run, screen)];
    let pairs = |(key, value): (&String, &String)| format!("{}={}", escape(key), escape(value));
    if !run.data.params.is_empty() {
        lines.push(listed(run.data.params.iter().map(pairs), size.width, screen));
    }
    lines.push(String::new());
    let metrics = standings(run);
    if metrics.is_empty() {
        lines.push("no metrics yet".to_owned());
        return lines;
    }
    let room = size.height.saturating_sub(lines.len() + 1).max(1);
    let shown = if metrics.len() > room {
        room.saturating_sub(1).max(1)
    } else {
        metrics.len()
    };
    let rows: Vec<Vec<Cell>> = metrics[..shown]
        .iter()
        .map(|metric| row(metric, size.width, screen.ascii))
        .collect();
    lines.extend(table::draw(&columns(), &rows, screen).lines);
    if shown < metrics.len() {
        lines.push(format!("and {} more metrics", metrics.len() - shown));
    }
    lines
}

fn heading(run: &Run, width: usize, screen: &Screen) -> String {
    let (id, status) = (run.info.run_id.to_string(), run.info.status.to_string());
    let short: String = id.chars().take(8).collect();
    let name = escape(run.info.run_name.as_deref().unwrap_or_default());
    let whole = name.width() + id.len() + status.len() + 4 <= width;
    let id = if whole { id } else { short };
    let name = shorten(
        &name,
        width.saturating_sub(id.len() + status.len() + 4),
        screen.ellipsis(),
    );
    let look = style::of_word(&status).unwrap_or_default();
    [
        style::paint(style::BOLD, &name, screen.color),
        id,
        style::paint(look, &status, screen.color),
    ]
    .into_iter()
    .filter(|part| !part.is_empty())
    .collect::<Vec<_>>()
    .join("  ")
}

fn times(run: &Run, screen: &Screen) -> String {
    let Some(start) = run.info.start_time else {
        return "not started".to_owned();
    };
    let started = human::relative(start, screen.now);
    let end = run.info.end_time.unwrap_or(screen.now);
    let length = human::duration(end.0.saturating_sub(start.0) / 1000 * 1000);
    let verb = if is_live(run) { "runs for" } else { "ran for" };
    format!("started {started}, {verb} {}", length.replace(".0s", "s"))
}

/// As many as one line holds, and how many more there are.
fn listed(words: impl Iterator<Item = String>, width: usize, screen: &Screen) -> String {
    const MORE: usize = 10;
    let words: Vec<String> = words.map(|word| shorten(&word, 40, screen.ellipsis())).collect();
    let mut line = String::new();
    for (i, word) in words.iter().enumerate() {
        let room = if i + 1 == words.len() {
            width
        } else {
            width.saturating_sub(MORE)
        };
        if line.width() + 2 + word.width() > room && i > 0 {
            return format!("{line}  (+{})", words.len() - i);
        }
        line.push_str(if i > 0 { "  " } else { "" });
        line.push_str(word);
    }
    shorten(&line, width, screen.ellipsis())
}

fn columns() -> Vec<Column> {
    let number = |name: &str, rank| Column::new(name).rank(rank).right();
    vec![
        Column::new("metric"),
        number("latest", 0),
        number("step", 10),
        number("min", 20),
        number("max", 30),
        number("values", 40),
        number("per second", 50),
        Column::new("trend").rank(5),
    ]
}

fn row(metric: &Standing, width: usize, ascii: bool) -> Vec<Cell> {
    let number = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Float);
    vec![
        metric.key.as_str().into(),
        Cell::Float(metric.latest.value),
        Cell::Int(metric.latest.step),
        number(metric.min),
        number(metric.max),
        Cell::Int(metric.values.len() as i128),
        metric.per_second.map_or(Cell::Empty, |rate| {
            Cell::Text(human::float((rate * 100.0).round() / 100.0))
        }),
        sparkline(&metric.values, (width / 4).min(20), ascii).into(),
    ]
}
