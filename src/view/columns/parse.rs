//! From `run_name,params.alpha,metrics.loss:min` to what is wanted.

use std::ops::Range;

use super::field::{Attribute, Field, Kind, Shape};
use super::{Pattern, Wanted, What};
use crate::model::Millis;
use crate::near::nearest;
use crate::search::QueryError;

/// A character, whether it stands in quotes, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) c: char,
    pub(super) quoted: bool,
    at: usize,
}

/// Every column of one text.
pub(super) fn columns(text: &str, now: Millis) -> Result<Vec<Wanted>, QueryError> {
    let parts = split(text)?;
    parts
        .into_iter()
        .map(|(letters, end)| Parser { text, now, end }.column(&letters))
        .collect()
}

/// The letters of each column, without the quotes and the blanks around, and where it ends.
fn split(text: &str) -> Result<Vec<(Vec<Letter>, usize)>, QueryError> {
    let mut columns = Vec::new();
    let mut letters: Vec<Letter> = Vec::new();
    let mut open: Option<(char, usize)> = None;
    let blank = |letter: &Letter| letter.c.is_whitespace() && !letter.quoted;
    let mut take = |letters: &mut Vec<Letter>, end| {
        let from = letters.iter().take_while(|letter| blank(letter)).count();
        letters.drain(..from);
        letters.truncate(letters.len() - letters.iter().rev().take_while(|letter| blank(letter)).count());
        columns.push((std::mem::take(letters), end));
    };
    for (at, c) in text.char_indices() {
        match (open, c) {
            (Some((quote, _)), c) if c == quote => open = None,
            (None, '"' | '`') => open = Some((c, at)),
            (None, ',') => take(&mut letters, at),
            _ => letters.push(Letter {
                c,
                quoted: open.is_some(),
                at,
            }),
        }
    }
    if let Some((_, at)) = open {
        return Err(refuse(text, "this quote is not closed", at..at + 1));
    }
    take(&mut letters, text.len());
    Ok(columns)
}

struct Parser<'a> {
    text: &'a str,
    now: Millis,
    end: usize,
}

impl Parser<'_> {
    fn column(&self, letters: &[Letter]) -> Result<Wanted, QueryError> {
        if letters.is_empty() {
            return Err(refuse(self.text, "expected a column", self.end..self.end).help(EXPECTED));
        }
        Ok(Wanted {
            name: text_of(letters),
            what: self.what(letters)?,
            source: self.text.to_owned(),
            span: self.span(letters),
        })
    }

    fn what(&self, letters: &[Letter]) -> Result<What, QueryError> {
        let plain = |wanted: char| move |letter: &Letter| letter.c == wanted && !letter.quoted;
        let Some(dot) = letters.iter().position(plain('.')) else {
            return self.word(letters);
        };
        let (entity, key) = (&letters[..dot], &letters[dot + 1..]);
        let name = text_of(entity);
        if matches!(name.as_str(), "attribute" | "attributes" | "attr" | "run") {
            return match Attribute::from_name(&text_of(key), self.now) {
                Some(attribute) => Ok(What::Field(Field::Attribute(attribute))),
                None => Err(self.no_attribute(key)),
            };
        }
        let Some(kind) = Kind::from_name(&name) else {
            return Err(self.no_kind(entity, key));
        };
        let (key, shape) = self.shape(key, Some(kind))?;
        if key.is_empty() {
            let end = self.end;
            return Err(refuse(self.text, &format!("expected a key behind `{name}.`"), end..end));
        }
        if let Some(pattern) = Pattern::of(key) {
            return Ok(What::Glob {
                kind: Some(kind),
                pattern,
                shape,
            });
        }
        Ok(What::Field(Field::of(kind, text_of(key), shape)))
    }

    /// An attribute, else the key of a metric or a param.
    fn word(&self, letters: &[Letter]) -> Result<What, QueryError> {
        let quoted = letters.iter().any(|letter| letter.quoted);
        if !quoted && let Some(attribute) = Attribute::from_name(&text_of(letters), self.now) {
            return Ok(What::Field(Field::Attribute(attribute)));
        }
        let (key, shape) = self.shape(letters, None)?;
        // only a metric has something behind a colon
        let kind = (key.len() < letters.len()).then_some(Kind::Metric);
        if let Some(pattern) = Pattern::of(key) {
            return Ok(What::Glob { kind, pattern, shape });
        }
        if kind.is_some() {
            return Ok(What::Field(Field::Metric(text_of(key), shape)));
        }
        Ok(What::Word(text_of(key)))
    }

    /// The key, and what of a metric is behind the last colon.
    fn shape<'l>(&self, letters: &'l [Letter], kind: Option<Kind>) -> Result<(&'l [Letter], Shape), QueryError> {
        let colon = letters.iter().rposition(|letter| letter.c == ':' && !letter.quoted);
        let Some(colon) = colon else {
            return Ok((letters, Shape::LATEST));
        };
        let (key, word) = (&letters[..colon], &letters[colon + 1..]);
        let name = text_of(word);
        match (Shape::from_name(&name), kind) {
            (Some(shape), None | Some(Kind::Metric)) => Ok((key, shape)),
            (None, Some(Kind::Param | Kind::Tag)) => Ok((letters, Shape::LATEST)),
            (Some(_), Some(kind)) => {
                let message = format!("a {} has no {name}: only metrics have", kind.name());
                Err(refuse(self.text, &message, self.span(word)))
            }
            (None, None | Some(Kind::Metric)) => {
                let names: Vec<&str> = Shape::names().collect();
                let error = refuse(
                    self.text,
                    &format!("expected one of {} behind the colon", names.join(", ")),
                    self.span(word),
                );
                Err(match nearest(&name, names) {
                    Some(near) => error.help(format!("did you mean `{near}`?")),
                    None => error.help("a key with a colon in it stands in quotes: metrics.\"a:b\""),
                })
            }
        }
    }

    fn no_attribute(&self, key: &[Letter]) -> QueryError {
        let name = text_of(key);
        let error = refuse(self.text, &format!("a run has no attribute `{name}`"), self.span(key));
        match nearest(&name, Attribute::names()) {
            Some(near) => error.help(format!("did you mean `{near}`?")),
            None => error.help(format!(
                "expected one of {}",
                Attribute::names().collect::<Vec<_>>().join(", ")
            )),
        }
    }

    fn no_kind(&self, entity: &[Letter], key: &[Letter]) -> QueryError {
        let (name, key) = (text_of(entity), text_of(key));
        let error = refuse(
            self.text,
            &format!("expected metrics, params or tags before the dot, not `{name}`"),
            self.span(entity),
        );
        match nearest(&name, ["metrics", "params", "tags"]) {
            Some(near) => error.help(format!("did you mean `{near}.{key}`?")),
            None => error.help(format!(
                "a key with a dot in it: metrics.{name}.{key}, or in quotes: \"{name}.{key}\""
            )),
        }
    }

    /// Where the letters stand; the column's end where there are none.
    fn span(&self, letters: &[Letter]) -> Range<usize> {
        match (letters.first(), letters.last()) {
            (Some(first), Some(last)) => first.at..last.at + last.c.len_utf8(),
            _ => self.end..self.end,
        }
    }
}

const EXPECTED: &str = "such as run_name, status, age, params.KEY, metrics.KEY, metrics.KEY:min, tags.KEY or params.*";

pub(super) fn text_of(letters: &[Letter]) -> String {
    letters.iter().map(|letter| letter.c).collect()
}

fn refuse(text: &str, message: &str, span: Range<usize>) -> QueryError {
    QueryError {
        message: message.to_owned(),
        source_text: text.to_owned(),
        span,
        help: None,
    }
}

/// With something to try.
trait Help {
    fn help(self, help: impl Into<String>) -> Self;
}

impl Help for QueryError {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
