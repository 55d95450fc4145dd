use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::axis::{Axis, Tick};
use super::dots::Dots;
use super::{Look, Size};
use crate::ui::{human, style, table::shorten};
use crate::view::{Plot, escape};

const COLORS: [AnsiColor; 12] = [
    AnsiColor::Cyan,
    AnsiColor::Yellow,
    AnsiColor::Magenta,
    AnsiColor::Green,
    AnsiColor::BrightBlue,
    AnsiColor::Red,
    AnsiColor::BrightCyan,
    AnsiColor::BrightYellow,
    AnsiColor::BrightMagenta,
    AnsiColor::BrightGreen,
    AnsiColor::Blue,
    AnsiColor::BrightRed,
];
const LEAST: Size = Size { width: 20, height: 8 };

/// One character of the frame, and the curve it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Mark {
    shape: char,
    curve: Option<usize>,
}

/// What draws the axes.
struct Strokes {
    side: &'static str,
    side_tick: &'static str,
    corner: &'static str,
    floor: &'static str,
    floor_tick: &'static str,
}

const LINES: Strokes = Strokes {
    side: "│",
    side_tick: "┤",
    corner: "└",
    floor: "─",
    floor_tick: "┬",
};
const ASCII: Strokes = Strokes {
    side: "|",
    side_tick: "+",
    corner: "+",
    floor: "-",
    floor_tick: "+",
};

pub(super) fn draw(plot: &Plot, size: Size, look: Look) -> Vec<String> {
    let width = size.width.max(LEAST.width);
    let legend = legend(plot, width, look);
    let title = shorten(&escape(&plot.title), width, ellipsis(look));
    let around = legend.len() + 3 + usize::from(!title.is_empty());
    let height = size.height.saturating_sub(around).max(LEAST.height);
    let (x_bounds, y_bounds) = plot.bounds(false).unwrap_or(((0.0, 1.0), (1.0, 10.0)));
    let across = Axis::across(x_bounds, plot.x_unit);
    let up = Axis::up(y_bounds, plot.log, 0.0);
    let side = up.ticks(height.div_ceil(3), &|_| 1.0 / height as f64);
    let margin = side.iter().map(|tick| tick.label.width()).max().unwrap_or(0);
    let frame = Size {
        width: width.saturating_sub(margin + 2).max(8),
        height,
    };
    let strokes = if look.ascii { &ASCII } else { &LINES };
    let rows = frame_of(plot, &across, &up, frame, look);

    let mut lines = Vec::with_capacity(size.height);
    if !title.is_empty() {
        lines.push(style::paint(style::BOLD, &title, look.color));
    }
    for (i, row) in rows.iter().enumerate() {
        let tick = side.iter().find(|tick| place(1.0 - tick.at, height) == i);
        let label = tick.map_or("", |tick| &tick.label);
        let stroke = if tick.is_some() {
            strokes.side_tick
        } else {
            strokes.side
        };
        let axis = style::paint(style::DIM, &format!("{label:>margin$} {stroke}"), look.color);
        lines.push(format!("{axis}{}", paint(row, look)).trim_end().to_owned());
    }
    lines.extend(
        floor(&across, plot, margin + 2, frame.width, strokes).map(|line| style::paint(style::DIM, &line, look.color)),
    );
    lines.extend(legend);
    lines
}

fn ellipsis(look: Look) -> char {
    if look.ascii { '~' } else { '…' }
}

/// Where among `count` characters a share of an axis lies.
fn place(share: f64, count: usize) -> usize {
    (share * (count - 1) as f64).round().max(0.0) as usize
}

fn frame_of(plot: &Plot, across: &Axis, up: &Axis, frame: Size, look: Look) -> Vec<Vec<Mark>> {
    let several = plot.curves.len() > 1;
    let (wide, high) = if look.ascii { (1, 1) } else { (2, 4) };
    let layers: Vec<Dots> = plot
        .curves
        .iter()
        .map(|curve| {
            let mut dots = Dots::new(frame.width * wide, frame.height * high);
            let places = curve.points.iter().map(|(x, y)| (across.place(*x), up.place(*y)));
            dots.curve(places, !look.ascii);
            dots
        })
        .collect();
    let mark = |column: usize, row: usize| {
        let masks = layers.iter().map(|dots| match look.ascii {
            true => u8::from(dots.is_on(column, row)),
            false => dots.braille(column, row),
        });
        let most = masks.clone().enumerate().max_by_key(|(_, mask)| mask.count_ones());
        let curve = most.filter(|(_, mask)| *mask > 0).map(|(curve, _)| curve);
        let all = masks.fold(0, |all, mask| all | mask);
        let shape = match curve {
            None => ' ',
            Some(_) if !look.ascii => char::from_u32(0x2800 + u32::from(all)).unwrap_or(' '),
            Some(curve) => letter(curve, several),
        };
        Mark { shape, curve }
    };
    let mut rows: Vec<Vec<Mark>> = (0..frame.height)
        .map(|row| (0..frame.width).map(|column| mark(column, row)).collect())
        .collect();
    if several && !look.ascii && !look.color {
        name_curves(&mut rows, &layers);
    }
    if plot.bounds(false).is_none() {
        let text = "nothing to draw";
        let row = &mut rows[frame.height / 2];
        let begin = row.len().saturating_sub(text.len()) / 2;
        for (mark, shape) in row[begin..].iter_mut().zip(text.chars()) {
            mark.shape = shape;
        }
    }
    rows
}

/// What stands for a curve where there is no colour.
fn letter(curve: usize, several: bool) -> char {
    if several {
        char::from(b'a' + (curve % 26) as u8)
    } else {
        '*'
    }
}

/// Sets each curve's letter on it here and there, and at its right end, where no other letter stands.
fn name_curves(rows: &mut [Vec<Mark>], layers: &[Dots]) {
    let width = rows.first().map_or(0, Vec::len);
    let every = (width / 4).max(6);
    let mut taken = std::collections::BTreeSet::new();
    for (curve, dots) in layers.iter().enumerate() {
        let height = rows.len();
        let on = |column: usize| (0..height).find(|row| dots.braille(column, *row) > 0);
        let last = (0..width).rev().find(|column| on(*column).is_some());
        let first = (curve * every / layers.len() + 2).min(width);
        let before_last = last.map_or(0, |last| last.saturating_sub(3));
        let columns: Vec<usize> = (first..before_last).step_by(every).chain(last).collect();
        for column in columns {
            let near = (0..3).map(|by| column.saturating_sub(by));
            let free = near.filter_map(|column| on(column).map(|row| (row, column)));
            if let Some((row, column)) = free.into_iter().find(|place| !taken.contains(place)) {
                taken.insert((row, column));
                rows[row][column].shape = letter(curve, true);
            }
        }
    }
}

fn paint(row: &[Mark], look: Look) -> String {
    let mut line = String::new();
    for run in row.chunk_by(|a, b| a.curve == b.curve) {
        let text: String = run.iter().map(|mark| mark.shape).collect();
        line.push_str(&style::paint(
            run[0].curve.map_or(Style::new(), color),
            &text,
            look.color && run[0].curve.is_some(),
        ));
    }
    line
}

fn color(curve: usize) -> Style {
    COLORS[curve % COLORS.len()].on_default()
}

/// The horizontal axis, its labels and its name.
fn floor(
    across: &Axis,
    plot: &Plot,
    margin: usize,
    width: usize,
    strokes: &Strokes,
) -> impl Iterator<Item = String> + use<> {
    let room = |label: &str| (label.width() + 2) as f64 / width as f64;
    let ticks: Vec<Tick> = across.ticks(width.div_ceil(8), &room);
    let mut line = vec![strokes.floor; width];
    let mut labels = String::new();
    for tick in &ticks {
        let column = place(tick.at, width);
        line[column] = strokes.floor_tick;
        let begin = (margin + column).saturating_sub(tick.label.width() / 2);
        let begin = begin.min((margin + width).saturating_sub(tick.label.width()));
        let used = labels.width();
        if used > 0 && begin <= used {
            continue;
        }
        labels.push_str(&" ".repeat(begin - used));
        labels.push_str(&tick.label);
    }
    let mut name = plot.x_label.to_owned();
    if let Some(day) = across.day() {
        name = format!("{name}, {day}");
    }
    let before = margin + width.saturating_sub(name.width()) / 2;
    [
        format!("{}{}{}", " ".repeat(margin - 1), strokes.corner, line.concat()),
        labels,
        format!("{}{name}", " ".repeat(before)),
    ]
    .into_iter()
}

/// Each curve's mark, label and last value, in as many columns as there is room for.
fn legend(plot: &Plot, width: usize, look: Look) -> Vec<String> {
    const GAP: usize = 3;
    const FEW: usize = 4; // more stand in two columns
    let several = plot.curves.len() > 1;
    let mark = |curve: usize| match (look.ascii, look.color, several) {
        (false, true, _) | (false, false, false) => "⠤⠤".to_owned(),
        _ => letter(curve, several).to_string(),
    };
    let entries: Vec<(String, String, String)> = plot
        .curves
        .iter()
        .enumerate()
        .map(|(i, curve)| {
            let last = curve.last.map_or_else(|| "no values".to_owned(), human::float);
            let mark = mark(i);
            let share = if plot.curves.len() > FEW {
                (width - GAP) / 2
            } else {
                width
            };
            let room = share.saturating_sub(mark.width() + 13).max(8);
            (mark, shorten(&escape(&curve.label), room, ellipsis(look)), last)
        })
        .collect();
    let widest =
        |part: fn(&(String, String, String)) -> &String| entries.iter().map(|e| part(e).width()).max().unwrap_or(0);
    let (marks, labels, lasts) = (widest(|e| &e.0), widest(|e| &e.1), widest(|e| &e.2));
    let one = 1 + marks + 1 + labels + 2 + lasts;
    let columns = ((width + GAP) / (one + GAP)).clamp(1, entries.len().max(1));
    let rows = entries.len().div_ceil(columns);
    let entry = |i: usize| {
        let (mark, label, last) = &entries[i];
        let mark = style::paint(color(i), mark, look.color);
        let blanks = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        format!(
            " {mark} {label}{}  {}{last}",
            blanks(label, labels),
            blanks(last, lasts)
        )
    };
    let line = |row: usize| {
        let shown = (0..columns)
            .map(|column| column * rows + row)
            .filter(|i| *i < entries.len());
        shown.map(entry).collect::<Vec<_>>().join(&" ".repeat(GAP))
    };
    (0..rows).map(line).collect()
}
