//! The formats for machines and documents: JSON, csv, tsv, Markdown, ids.

use std::io::{self, Write};

use serde::Serializer as _;

use super::cell;
use crate::view::{Cell, Column, View, escape};

/// A pretty-printed array, item by item, or the one object.
pub(super) fn json<V: View>(out: &mut dyn Write, view: &V) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::pretty(&mut *out);
    let mut items = view.items();
    if view.is_list() {
        serializer.collect_seq(items)?;
    } else if let Some(item) = items.next() {
        serde::Serialize::serialize(&item, &mut serializer)?;
    }
    writeln!(out)
}

/// One object a line.
pub(super) fn ndjson<V: View>(out: &mut dyn Write, view: &V) -> io::Result<()> {
    for item in view.items() {
        serde_json::to_writer(&mut *out, &item)?;
        writeln!(out)?;
    }
    Ok(())
}

/// JSON objects, one a line, as they come.
pub struct JsonLines<'a> {
    out: io::BufWriter<&'a mut dyn Write>,
    written: usize,
    at_once: bool,
}

impl<'a> JsonLines<'a> {
    pub(super) fn new(out: &'a mut dyn Write, at_once: bool) -> Self {
        Self {
            out: io::BufWriter::with_capacity(1 << 16, out),
            written: 0,
            at_once,
        }
    }

    /// Writes one. Where nobody watches, only the 1st, 2nd, 4th, 8th … go out before there are many to write.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&mut self, item: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, item)?;
        writeln!(self.out)?;
        self.written += 1;
        if self.at_once || self.written.is_power_of_two() {
            self.flush()?;
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl std::fmt::Debug for JsonLines<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JsonLines")
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}

/// RFC 4180, lines ending in a line feed.
pub(super) fn csv<V: View>(out: &mut dyn Write, view: &V) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    let columns = view.columns();
    writer
        .write_record(columns.iter().map(|column| &column.name))
        .map_err(io_error)?;
    for row in view.rows() {
        writer
            .write_record(row.iter().map(|cell| cell::exact(cell).into_owned()))
            .map_err(io_error)?;
    }
    writer.flush()
}

/// The I/O error itself, so that a broken pipe stays one.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Tabs between, and in the values `\t`, `\n`, `\r` and `\\`.
pub(super) fn tsv<V: View>(out: &mut dyn Write, view: &V) -> io::Result<()> {
    let field = |text: &str| {
        text.replace('\\', "\\\\")
            .replace('\t', "\\t")
            .replace('\n', "\\n")
            .replace('\r', "\\r")
    };
    let header: Vec<_> = view.columns().iter().map(|column| field(&column.name)).collect();
    writeln!(out, "{}", header.join("\t"))?;
    for row in view.rows() {
        let fields: Vec<_> = row.iter().map(|cell| field(&cell::exact(cell))).collect();
        writeln!(out, "{}", fields.join("\t"))?;
    }
    Ok(())
}

/// A table as GitHub's Markdown has them.
pub(super) fn markdown<V: View>(out: &mut dyn Write, view: &V) -> io::Result<()> {
    let columns = view.columns();
    let shown = |i: &usize| columns[*i].rank != Column::DATA_ONLY;
    let kept: Vec<usize> = (0..columns.len()).filter(shown).collect();
    let field = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            match c {
                '<' => out.push_str("&lt;"),
                '&' => out.push_str("&amp;"),
                '\\' | '|' | '`' | '*' | '[' | ']' => out.extend(['\\', c]),
                c => out.push(c),
            }
        }
        out
    };
    let mut line = |fields: Vec<String>| writeln!(out, "| {} |", fields.join(" | "));
    line(kept.iter().map(|&i| field(&escape(&columns[i].name))).collect())?;
    let rule = |i: &usize| if columns[*i].right { "---:" } else { "---" }.to_owned();
    line(kept.iter().map(rule).collect())?;
    for row in view.rows() {
        let cell = |i: &usize| -> &Cell { &row[*i] };
        line(kept.iter().map(cell).map(|cell| field(&cell::full(cell))).collect())?;
    }
    Ok(())
}

/// One id a line.
pub(super) fn ids<V: View>(out: &mut dyn Write, view: &V) -> io::Result<()> {
    view.ids().iter().try_for_each(|id| writeln!(out, "{}", escape(id)))
}
