//! How libyaml chooses between `text`, `'text'` and `"text"`.

use super::plain::{Implicit, implicit};

pub(super) enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
}

/// libyaml's choice for a text outside of `[]` and `{}`.
pub(super) fn style(text: &str) -> Style {
    let mut plain = !text.starts_with("---") && !text.starts_with("...");
    for character in Characters::of(text) {
        let Character {
            previous, this, next, ..
        } = character;
        let beside_break = previous.is_some_and(is_break) || next.is_some_and(is_break);
        if !is_printable(this) || (this == ' ' && beside_break) {
            return Style::DoubleQuoted;
        }
        let before_blank = next.is_none_or(is_blank);
        plain &= match this {
            ' ' => character.is_inner(),
            ':' => !before_blank,
            '#' => !previous.is_none_or(is_blank),
            '?' | '-' => previous.is_some() || !before_blank,
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                previous.is_some()
            }
            _ => !is_break(this),
        };
    }
    if plain && implicit(text) == Implicit::Str {
        Style::Plain
    } else {
        Style::SingleQuoted
    }
}

/// A character with its neighbours.
pub(super) struct Character {
    pub(super) previous: Option<char>,
    pub(super) this: char,
    pub(super) next: Option<char>,
}

impl Character {
    pub(super) fn is_inner(&self) -> bool {
        self.previous.is_some() && self.next.is_some()
    }

    pub(super) fn is_first_space(&self) -> bool {
        self.this == ' ' && self.previous != Some(' ')
    }

    pub(super) fn is_lone_space(&self) -> bool {
        self.is_first_space() && self.next != Some(' ')
    }
}

pub(super) struct Characters<'a> {
    previous: Option<char>,
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

impl<'a> Characters<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            previous: None,
            rest: text.chars().peekable(),
        }
    }
}

impl Iterator for Characters<'_> {
    type Item = Character;

    fn next(&mut self) -> Option<Character> {
        let this = self.rest.next()?;
        let previous = self.previous.replace(this);
        Some(Character {
            previous,
            this,
            next: self.rest.peek().copied(),
        })
    }
}

pub(super) fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\0') || is_break(character)
}

/// What libyaml takes for printable: not the tab, nor anything above U+FFFF.
pub(super) fn is_printable(character: char) -> bool {
    matches!(character, '\n' | ' '..='~' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}') && character != '\u{FEFF}'
}
