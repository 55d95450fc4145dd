//! Plots: in the terminal, as SVG and as PNG.
//!
//! The terminal's picture is our own and not ratatui's `Chart`: that one spreads its labels evenly wherever they fall (no
//! round ticks, no logarithmic or time axis), knows no gaps, gives a cell of overlapping curves one colour by order, and
//! has nothing to tell curves apart by without colour; what is left of it (dots to braille, lines) is 60 lines.

mod axis;
mod dots;
mod png;
mod svg;
mod text;

use super::Ui;
use crate::view::Plot;

pub use png::png;
pub use svg::svg;

/// How big a plot is drawn: in characters in a terminal, in pixels as a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From left to right.
    pub width: usize,
    /// From top to bottom, legend included.
    pub height: usize,
}

/// What the drawing in a terminal may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    ascii: bool,
    color: bool,
}

impl Ui {
    /// The plot as lines of text, none wider than the size; higher only where its least height and the legend need it.
    /// With `ascii` nothing but ASCII draws it, as on a terminal that knows no more.
    #[must_use]
    pub fn plot(&self, plot: &Plot, size: Size, ascii: bool) -> Vec<String> {
        let screen = self.screen();
        let look = Look {
            ascii: ascii || screen.ascii,
            color: screen.color,
        };
        text::draw(plot, size, look)
    }
}

#[cfg(test)]
mod tests;
