use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::Size;
use super::axis::Axis;
use crate::ui::{human, table::shorten};
use crate::view::{Plot, escape};

const COLORS: [&str; 12] = [
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf",
    "#003f5c", "#7a5195",
];
const TEXT: f64 = 13.0;
/// About what a column of a terminal is wide in [`TEXT`].
const COLUMN: f64 = 7.2;
const LINE: f64 = 20.0;
const EDGE: f64 = 16.0;

/// The rectangle that curves are drawn in, in the picture's units.
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Frame {
    fn x(&self, share: f64) -> f64 {
        self.left + share * self.width
    }

    fn y(&self, share: f64) -> f64 {
        self.top + (1.0 - share) * self.height
    }
}

/// The plot as an SVG document of that many pixels: its own white ground, so that it reads in a dark viewer; no scripts,
/// no fonts, nothing from outside. Above 1,200 pixels everything is twice as big, for screens of today.
#[must_use]
pub fn svg(plot: &Plot, size: Size) -> String {
    let scale = if size.width >= 1200 { 2.0 } else { 1.0 };
    let (width, height) = (size.width as f64 / scale, size.height as f64 / scale);
    let (x_bounds, y_bounds) = plot.bounds(true).unwrap_or(((0.0, 1.0), (1.0, 10.0)));
    let across = Axis::across(x_bounds, plot.x_unit);
    let up = Axis::up(y_bounds, plot.log, 0.03);

    let legend = Legend::of(plot, width);
    let top = if plot.title.is_empty() { EDGE } else { EDGE + 26.0 };
    let frame_height = (height - top - legend.height() - 60.0).max(60.0);
    let side = up.ticks((frame_height / 40.0) as usize + 1, &|_| 18.0 / frame_height);
    let widest = side.iter().map(|tick| tick.label.width()).max().unwrap_or(0);
    let left = EDGE + widest as f64 * COLUMN + 10.0;
    let frame = Frame {
        left,
        top,
        width: (width - left - EDGE - 8.0).max(60.0),
        height: frame_height,
    };

    let mut out = String::new();
    let title = xml(&plot.title);
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"system-ui, 'Segoe UI', Ubuntu, 'DejaVu Sans', sans-serif\" font-size=\"{TEXT}\" fill=\"#333\" role=\"img\">\n\
         <title>{title}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        size.width, size.height,
    );
    if !plot.title.is_empty() {
        let shown = xml(&shorten(&escape(&plot.title), (frame.width / 8.5) as usize, '…'));
        text(
            &mut out,
            (left, EDGE + 12.0),
            "font-size=\"16\" font-weight=\"bold\"",
            &shown,
        );
    }
    for tick in &side {
        let y = frame.y(tick.at);
        grid(&mut out, (frame.x(0.0), y), (frame.x(1.0), y));
        text(&mut out, (left - 8.0, y + 4.5), "text-anchor=\"end\"", &tick.label);
    }
    let room = |label: &str| (label.width() as f64 * COLUMN + 24.0) / frame.width;
    for tick in across.ticks((frame.width / 60.0) as usize + 1, &room) {
        let x = frame.x(tick.at);
        grid(&mut out, (x, frame.y(0.0)), (x, frame.y(1.0)));
        text(
            &mut out,
            (x, frame.y(0.0) + 18.0),
            "text-anchor=\"middle\"",
            &tick.label,
        );
    }
    let (bottom, right) = (frame.y(0.0), frame.x(1.0));
    let _ = writeln!(
        out,
        "<path d=\"M{left:.1} {top:.1}V{bottom:.1}H{right:.1}\" fill=\"none\" stroke=\"#888\"/>"
    );
    let name = across
        .day()
        .map_or(plot.x_label.to_owned(), |day| format!("{}, {day}", plot.x_label));
    text(
        &mut out,
        (frame.x(0.5), bottom + 38.0),
        "text-anchor=\"middle\" fill=\"#666\"",
        &name,
    );
    if plot.bounds(true).is_none() {
        text(
            &mut out,
            (frame.x(0.5), frame.y(0.5)),
            "text-anchor=\"middle\" fill=\"#666\"",
            "nothing to draw",
        );
    }
    for (i, curve) in plot.curves.iter().enumerate() {
        let color = COLORS[i % COLORS.len()];
        let place = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
            let placed = points
                .iter()
                .map(|(x, y)| (frame.x(across.place(*x)), frame.y(up.place(*y))));
            placed.collect()
        };
        if !curve.raw.is_empty() {
            lines(
                &mut out,
                &place(&curve.raw),
                &format!("stroke=\"{color}\" stroke-opacity=\"0.3\" stroke-width=\"1\""),
                color,
            );
        }
        lines(
            &mut out,
            &place(&curve.points),
            &format!("stroke=\"{color}\" stroke-width=\"1.8\""),
            color,
        );
    }
    legend.draw(&mut out, bottom + 60.0);
    out + "</svg>\n"
}

/// The label, and how many columns it may take; and the value.
struct Legend {
    entries: Vec<(String, String)>,
    columns: usize,
    column: f64,
}

impl Legend {
    const MARK: f64 = 28.0;
    const GAP: f64 = 24.0;

    fn of(plot: &Plot, width: f64) -> Self {
        let half = ((width / 2.0 - EDGE - Self::MARK - Self::GAP) / COLUMN) as usize;
        let entry = |curve: &crate::view::Curve| {
            let last = curve.last.map_or_else(|| "no values".to_owned(), human::float);
            (
                shorten(&escape(&curve.label), half.saturating_sub(12).max(8), '…'),
                last,
            )
        };
        let entries: Vec<(String, String)> = plot.curves.iter().map(entry).collect();
        let widest = entries
            .iter()
            .map(|(label, last)| label.width() + 2 + last.width())
            .max()
            .unwrap_or(0);
        let column = Self::MARK + widest as f64 * COLUMN + Self::GAP;
        let columns = (((width - 2.0 * EDGE + Self::GAP) / column) as usize).clamp(1, entries.len().max(1));
        Self {
            entries,
            columns,
            column,
        }
    }

    fn rows(&self) -> usize {
        self.entries.len().div_ceil(self.columns)
    }

    fn height(&self) -> f64 {
        self.rows() as f64 * LINE
    }

    fn draw(&self, out: &mut String, top: f64) {
        for (i, (label, last)) in self.entries.iter().enumerate() {
            let x = EDGE + (i / self.rows()) as f64 * self.column;
            let y = top + (i % self.rows()) as f64 * LINE;
            let color = COLORS[i % COLORS.len()];
            let _ = writeln!(
                out,
                "<path d=\"M{x:.1} {y:.1}h20\" stroke=\"{color}\" stroke-width=\"3\"/>"
            );
            let (label, last) = (xml(label), xml(last));
            let both = format!("{label}<tspan dx=\"10\" fill=\"#888\">{last}</tspan>");
            text(out, (x + Self::MARK, y + 4.5), "", &both);
        }
    }
}

fn text(out: &mut String, (x, y): (f64, f64), attributes: &str, content: &str) {
    let blank = if attributes.is_empty() { "" } else { " " };
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\"{blank}{attributes}>{content}</text>"
    );
}

fn grid(out: &mut String, from: (f64, f64), to: (f64, f64)) {
    let _ = writeln!(
        out,
        "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#e5e5e5\"/>",
        from.0, from.1, to.0, to.1
    );
}

/// Lines between gaps; what stands alone is a dot.
fn lines(out: &mut String, places: &[(f64, f64)], stroke: &str, color: &str) {
    let mut path = String::new();
    let mut dots = Vec::new();
    for part in places.split(|(_, y)| y.is_nan()).filter(|part| !part.is_empty()) {
        if let [dot] = part {
            dots.push(*dot);
            continue;
        }
        for (i, (x, y)) in thin(part).into_iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if i == 0 { "M" } else { "L" });
        }
    }
    if !path.is_empty() {
        let _ = writeln!(
            out,
            "<path d=\"{path}\" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\" {stroke}/>"
        );
    }
    for (x, y) in dots {
        let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{color}\"/>");
    }
}

/// Of all places within half a unit from left to right the first, the lowest, the highest and the last, which draw the
/// same picture.
fn thin(places: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let slot = |place: &(f64, f64)| (place.0 * 2.0).floor() as i64;
    let mut kept = Vec::new();
    for group in places.chunk_by(|a, b| slot(a) == slot(b)) {
        let extreme = |order: fn(f64, f64) -> bool| {
            let better = |best: usize, i: usize| if order(group[i].1, group[best].1) { i } else { best };
            (0..group.len()).fold(0, better)
        };
        let mut indices = vec![0, extreme(|a, b| a < b), extreme(|a, b| a > b), group.len() - 1];
        indices.sort_unstable();
        indices.dedup();
        kept.extend(indices.into_iter().map(|i| group[i]));
    }
    kept
}

/// Text as XML has it, without what XML cannot have.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape(text).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
