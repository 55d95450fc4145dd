use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Screen, cell, sparkline, style};
use crate::view::{Cell, Column, escape};

/// Lines to print, and the names of the columns that found no room.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Drawn {
    pub(super) lines: Vec<String>,
    pub(super) left_out: Vec<String>,
}

const GAP: usize = 2;
/// Text is cut down to so many columns before a whole column is left out.
const TEXT: usize = 20;
/// No column is cut further, if it is shown.
const LEAST: usize = 4;
/// Elsewhere than on a terminal a longer cell does not widen its column: a few long ones would be blanks in every line.
const PADDED: usize = 60;

struct Drawing<'a> {
    index: usize,
    column: &'a Column,
    header: String,
    cells: Vec<String>,
    /// The values of those cells that are curves: they are drawn again where they would be cut.
    curves: Vec<Option<&'a [f64]>>,
    /// The widest cell that must not be cut.
    fixed: usize,
    /// The widest cell or header.
    width: usize,
}

/// A table without borders: two blanks between columns, no blanks at the end of a line, one line a row. It fits a
/// terminal: columns of the highest rank are left out, then the widest are shortened in the middle.
pub(super) fn draw(columns: &[Column], rows: &[Vec<Cell>], screen: &Screen) -> Drawn {
    let mut shown: Vec<Drawing<'_>> = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.rank != Column::DATA_ONLY)
        .map(|(i, column)| drawing(i, column, rows.iter().map(|row| &row[i]), screen))
        .filter(|drawing| !screen.terminal || drawing.column.rank == 0 || drawing.cells.iter().any(|c| !c.is_empty()))
        .collect();
    let mut left_out = Vec::new();
    if let Some(room) = screen.room() {
        left_out = leave_out(&mut shown, room);
        shrink(&mut shown, room);
    }
    for drawing in &mut shown {
        drawing.cut(screen);
    }
    Drawn {
        lines: lay_out(&shown, screen),
        left_out,
    }
}

fn drawing<'a>(
    index: usize,
    column: &'a Column,
    cells: impl Iterator<Item = &'a Cell>,
    screen: &Screen,
) -> Drawing<'a> {
    let header = escape(if screen.terminal { &column.label } else { &column.name }).into_owned();
    let (mut fixed, mut width) = (1, header.width());
    let mut curves = Vec::new();
    let cells = cells
        .map(|cell| {
            let text = if screen.terminal {
                cell::short(cell, screen)
            } else {
                cell::full(cell)
            };
            width = width.max(text.width());
            if !matches!(cell, Cell::Text(_) | Cell::Spark(_)) {
                fixed = fixed.max(text.width());
            }
            curves.push(match cell {
                Cell::Spark(values) => Some(&values[..]),
                _ => None,
            });
            text
        })
        .collect();
    Drawing {
        index,
        column,
        header,
        cells,
        curves,
        fixed,
        width,
    }
}

impl Drawing<'_> {
    fn cut(&mut self, screen: &Screen) {
        let curves = self.curves.iter().copied().chain([None]);
        for (text, curve) in self.cells.iter_mut().chain([&mut self.header]).zip(curves) {
            if text.width() > self.width {
                *text = match curve {
                    Some(values) => sparkline(values, self.width, screen.ascii),
                    None => shorten(text, self.width, screen.ellipsis()),
                };
            }
        }
    }

    /// The widest cell or header of at most that width: what the others are padded to.
    fn padded(&self, most: usize) -> usize {
        let widths = self.cells.iter().chain([&self.header]).map(|text| text.width());
        widths.filter(|width| *width <= most).max().unwrap_or(0)
    }

    /// In colour, where it is a word that has one.
    fn paint(&self, text: String, color: bool) -> String {
        let is_word = matches!(self.column.name.as_str(), "status" | "lifecycle_stage" | "stage");
        match style::of_word(&text) {
            Some(look) if color && is_word => style::paint(look, &text, true),
            _ => text,
        }
    }
}

fn total(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
}

/// Takes out what finds no room, the highest rank first and of those the last; returns the names in the columns' order.
fn leave_out(shown: &mut Vec<Drawing<'_>>, room: usize) -> Vec<String> {
    let least = |drawing: &Drawing<'_>| drawing.fixed.max(drawing.width.min(TEXT));
    let mut needed = total(shown.iter().map(least));
    let mut dropped = Vec::new();
    while needed > room {
        let spare = shown.iter().enumerate().filter(|(_, d)| d.column.rank > 0);
        let Some((i, _)) = spare.max_by_key(|(_, d)| d.column.rank) else {
            break;
        };
        let drawing = shown.remove(i);
        needed -= least(&drawing) + GAP;
        dropped.push((drawing.index, drawing.column.name.clone()));
    }
    // not even so much for each that is never left out: the last of them go
    while shown.len() > 1 && total(shown.iter().map(|drawing| drawing.width.min(LEAST))) > room {
        dropped.extend(shown.pop().map(|drawing| (drawing.index, drawing.column.name.clone())));
    }
    dropped.sort_unstable();
    dropped.into_iter().map(|(_, name)| name).collect()
}

fn shrink(shown: &mut [Drawing<'_>], room: usize) {
    let mut excess = total(shown.iter().map(|d| d.width)).saturating_sub(room);
    while excess > 0 {
        let soft = shown.iter_mut().filter(|d| d.width > d.fixed.max(LEAST));
        let widest = match soft.max_by_key(|d| d.width) {
            Some(widest) => widest,
            None => match shown.iter_mut().filter(|d| d.width > 1).max_by_key(|d| d.width) {
                Some(widest) => widest,
                None => return,
            },
        };
        widest.width -= 1;
        excess -= 1;
    }
}

fn lay_out(shown: &[Drawing<'_>], screen: &Screen) -> Vec<String> {
    let most = if screen.terminal { usize::MAX } else { PADDED };
    let widths: Vec<usize> = shown.iter().map(|drawing| drawing.padded(most)).collect();
    let line = |text: &dyn Fn(&Drawing<'_>) -> String| {
        let mut line = String::new();
        let mut blanks = 0;
        for (drawing, width) in shown.iter().zip(&widths) {
            let text = text(drawing);
            let room = width.saturating_sub(text.width());
            let (before, after) = if drawing.column.right { (room, 0) } else { (0, room) };
            if !text.is_empty() {
                line.extend(std::iter::repeat_n(' ', blanks + before));
                blanks = 0;
            } else {
                blanks += before;
            }
            line.push_str(&drawing.paint(text, screen.color));
            blanks += after + GAP;
        }
        line.truncate(line.trim_end().len());
        line
    };
    let header = line(&|drawing| drawing.header.clone());
    let height = shown.first().map_or(0, |drawing| drawing.cells.len());
    let rows = (0..height).map(|i| line(&|drawing| drawing.cells[i].clone()));
    [style::paint(style::BOLD, &header, screen.color)]
        .into_iter()
        .chain(rows)
        .collect()
}

/// The text cut in the middle to at most `width` terminal columns.
pub(super) fn shorten(text: &str, width: usize, ellipsis: char) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let room = width.saturating_sub(1);
    let mut tail: Vec<char> = take(text.chars().rev(), room / 2);
    while tail.last().is_some_and(|c| c.width() == Some(0)) {
        tail.pop();
    }
    let mut short: String = take(text.chars(), room - room / 2).into_iter().collect();
    short.push(ellipsis);
    short.extend(tail.into_iter().rev());
    short
}

fn take(chars: impl Iterator<Item = char>, room: usize) -> Vec<char> {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= room
        })
        .collect()
}
