use anstyle::Style;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::LEAST;
use crate::ui::style;
use crate::ui::table::shorten;

/// One value as it is drawn.
#[derive(Clone, Default)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) look: Style,
    /// Numbers are never cut.
    pub(super) is_text: bool,
    /// Where it first differs, in characters: what stays visible when it is cut.
    pub(super) focus: usize,
}

impl Text {
    /// Without a look, and never cut.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(super) fn width(&self) -> usize {
        self.text.width()
    }

    /// How narrow it may become: a text to `least`.
    pub(super) fn least(&self, least: usize) -> usize {
        if self.is_text {
            self.width().min(least)
        } else {
            self.width()
        }
    }

    /// What is shown of it, in its look.
    pub(super) fn paint(&self, shown: &str, color: bool) -> String {
        style::paint(style::of_word(shown).unwrap_or(self.look), shown, color)
    }

    /// The text cut to a width so that where it differs stays visible: a third of the room is for what stands before.
    pub(super) fn window(&self, width: usize, ellipsis: char) -> String {
        if self.text.width() <= width {
            return self.text.clone();
        }
        if width < LEAST / 2 || self.focus + LEAST / 2 <= width / 2 {
            return shorten(&self.text, width, ellipsis);
        }
        let chars: Vec<char> = self.text.chars().collect();
        let size = |part: &[char]| part.iter().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        let mut start = self.focus.min(chars.len());
        while start > 0 && size(&chars[start - 1..self.focus.min(chars.len())]) <= width / 3 {
            start -= 1;
        }
        while start > 0 && size(&chars[start - 1..]) < width {
            start -= 1;
        }
        while start < chars.len() && chars[start].width() == Some(0) {
            start += 1;
        }
        let rest = &chars[start..];
        if start == 0 {
            let mut head = take(rest, width.saturating_sub(1));
            head.push(ellipsis);
            return head;
        }
        let room = width.saturating_sub(1);
        if size(rest) <= room {
            return std::iter::once(ellipsis).chain(rest.iter().copied()).collect();
        }
        format!("{ellipsis}{}{ellipsis}", take(rest, room.saturating_sub(1)))
    }
}

fn take(chars: &[char], room: usize) -> String {
    let mut used = 0;
    let fits = |c: &&char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    chars.iter().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_stays_visible() {
        let cut = |text: &str, focus, width| {
            let text = Text {
                focus,
                ..Text::plain(text)
            };
            let cut = text.window(width, '…');
            assert!(cut.width() <= width, "{cut}");
            cut
        };
        let long = "s3://bucket/datasets/2024-01-01/train-A-of-many-parts.parquet";
        assert_eq!(cut(long, 38, 20), "…train-A-of-many-pa…");
        assert_eq!(cut(long, 61, 20), "…-many-parts.parquet");
        assert_eq!(cut(long, 0, 20), "s3://bucke…s.parquet");
        assert_eq!(cut("short", 3, 20), "short");
        assert_eq!(cut("손실 줄이기 손실 줄이기 다름", 14, 12), "…줄이기 다름");
        for width in 1..30 {
            cut(
                "손실 줄이기 손실 줄이기 다름 e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}",
                17,
                width,
            );
        }
    }
}
