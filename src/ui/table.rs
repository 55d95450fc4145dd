use comfy_table::{CellAlignment, Table, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Screen, cell, style};
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
/// Beyond this comfy-table, which counts in 16 bits, would break a line.
const LONGEST: usize = 30_000;

struct Drawing<'a> {
    index: usize,
    column: &'a Column,
    header: String,
    cells: Vec<String>,
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
        drawing.cut(screen.ellipsis());
    }
    Drawn {
        lines: lay_out(&shown, screen.color),
        left_out,
    }
}

fn drawing<'a, 'c>(
    index: usize,
    column: &'a Column,
    cells: impl Iterator<Item = &'c Cell>,
    screen: &Screen,
) -> Drawing<'a> {
    let header = escape(if screen.terminal { &column.label } else { &column.name }).into_owned();
    let (mut fixed, mut width) = (1, header.width());
    let cells = cells
        .map(|cell| {
            let text = if screen.terminal {
                cell::short(cell, screen.now)
            } else {
                cell::full(cell)
            };
            width = width.max(text.width());
            if !matches!(cell, Cell::Text(_)) {
                fixed = fixed.max(text.width());
            }
            text
        })
        .collect();
    Drawing {
        index,
        column,
        header,
        cells,
        fixed,
        width: width.min(LONGEST),
    }
}

impl Drawing<'_> {
    fn cut(&mut self, ellipsis: char) {
        for text in self.cells.iter_mut().chain([&mut self.header]) {
            if text.width() > self.width {
                *text = shorten(text, self.width, ellipsis);
            }
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
    dropped.sort_unstable();
    dropped.into_iter().map(|(_, name)| name).collect()
}

fn shrink(shown: &mut [Drawing<'_>], room: usize) {
    let mut excess = total(shown.iter().map(|d| d.width)).saturating_sub(room);
    while excess > 0 {
        let soft = shown.iter_mut().filter(|d| d.width > d.fixed.max(4));
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

fn lay_out(shown: &[Drawing<'_>], color: bool) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(shown.iter().map(|drawing| &drawing.header));
    let height = shown.first().map_or(0, |drawing| drawing.cells.len());
    for i in 0..height {
        table.add_row(shown.iter().map(|drawing| &drawing.cells[i]));
    }
    for (column, drawing) in table.column_iter_mut().zip(shown) {
        column.set_padding((0, GAP as u16));
        if drawing.column.right {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    if color {
        paint(&mut lines, shown);
    }
    lines
}

/// Colours the laid-out lines, since comfy-table would count the colours' own characters.
fn paint(lines: &mut [String], shown: &[Drawing<'_>]) {
    let Some((header, rows)) = lines.split_first_mut() else {
        return;
    };
    *header = style::paint(style::BOLD, header, true);
    for (i, line) in rows.iter_mut().enumerate() {
        let mut end = 0;
        for drawing in shown {
            let (start, word) = (end, drawing.cells[i].as_str());
            let real = drawing
                .cells
                .iter()
                .chain([&drawing.header])
                .map(|text| text.width())
                .max();
            end += real.unwrap_or(0) + GAP;
            if !matches!(drawing.column.name.as_str(), "status" | "lifecycle_stage") {
                continue;
            }
            let at = line
                .match_indices(word)
                .map(|(at, _)| at)
                .find(|&at| line[..at].width() == start);
            if let (Some(at), Some(look)) = (at, style::of_word(word)) {
                line.replace_range(at..at + word.len(), &style::paint(look, word, true));
                break;
            }
        }
    }
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
