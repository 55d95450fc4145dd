//! Names: what stands before an operator, or in an order.

use std::ops::Range;

use super::fields::{Family, Part};
use super::lexer::{Kind, Token};
use super::tables::DATASET;
use super::{Entity, QueryError};
use crate::near;

/// A name as understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) part: Part,
    /// Without its quotes; an attribute as it was written.
    pub(super) key: String,
    pub(super) quoted: bool,
    /// Of the key alone.
    pub(super) key_span: Range<usize>,
    pub(super) span: Range<usize>,
}

/// How many of the tokens make up the name that begins at the first; `None` where none does. Names may be joined by dots
/// and arrows, with blanks behind and before them, and have brackets at their end: so sqlparse groups them. Behind `*` and
/// what is in single quotes there is no dot and no bracket.
pub(super) fn length(tokens: &[Token<'_>], ours: bool) -> Option<usize> {
    let first = tokens.first()?;
    if !matches!(first.kind, Kind::Name | Kind::Word | Kind::Backtick | Kind::Double) {
        return None;
    }
    let entity_is_keyword = ["parameter", "parameters"].iter().any(|word| first.is(word));
    let is_dot = |at: usize| tokens.get(at).is_some_and(|t| t.is_punctuation("."));
    if entity_is_keyword && !ours && is_dot(1) {
        return None; // PARAMETER is a keyword of SQL, so that `parameter.2x` is no name
    }
    let solid = |from: usize| (from..tokens.len()).find(|at| tokens[*at].kind != Kind::Blank);
    let mut end = 1;
    while let Some(joint) = solid(end) {
        let token = &tokens[joint];
        if matches!(tokens[end - 1].kind, Kind::Single | Kind::Star) && token.kind == Kind::Punctuation {
            break;
        }
        if token.is_punctuation(".") || matches!(token.kind, Kind::Arrow | Kind::Cast) {
            end = match solid(joint + 1).filter(|at| may_follow(&tokens[*at])) {
                Some(segment) => segment + 1,
                None => joint + 1,
            };
        } else if token.is_punctuation("[") {
            match token.closed_after {
                Some(length) => end = joint + length + 1,
                None => break,
            }
        } else {
            break;
        }
    }
    Some(end)
}

fn may_follow(token: &Token<'_>) -> bool {
    match token.kind {
        Kind::Word => !is_keyword(token),
        kind => matches!(
            kind,
            Kind::Name | Kind::Backtick | Kind::Double | Kind::Single | Kind::Star
        ),
    }
}

/// Whether it is no name where nothing beside it makes it one. Of SQL's 800 keywords these decide what a filter means.
pub(super) fn is_keyword(token: &Token<'_>) -> bool {
    ["and", "or", "not", "is", "null", "between"]
        .iter()
        .any(|keyword| token.is(keyword))
}

/// Whether both ends are that quote.
pub(super) fn is_quoted(text: &str, quote: char) -> bool {
    text.len() >= 2 && text.starts_with(quote) && text.ends_with(quote)
}

/// Without one pair of `'` or `"`.
pub(super) fn unquoted(text: &str) -> Option<&str> {
    (is_quoted(text, '\'') || is_quoted(text, '"')).then(|| &text[1..text.len() - 1])
}

/// Without one pair of `'` or `"` and then one of backticks.
fn without_quotes(written: &str) -> &str {
    let stripped = unquoted(written).unwrap_or(written);
    if is_quoted(stripped, '`') {
        &stripped[1..stripped.len() - 1]
    } else {
        stripped
    }
}

/// What to understand names by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope<'a> {
    /// For errors.
    pub(super) source: &'a str,
    pub(super) entity: Entity,
    pub(super) ours: bool,
    /// A filter, not an order.
    pub(super) filter: bool,
}

impl Scope<'_> {
    /// Understands a name: MLflow splits it at the first dot and takes one pair of quotes and one of backticks off the key.
    pub(super) fn name(&self, text: &str, span: Range<usize>) -> Result<Name, QueryError> {
        let table = self.entity.table();
        let words = table.words(self.ours);
        // An order's text may have lost its quotes; then the name as a whole is the place.
        let literal = self.source.get(span.clone()) == Some(text);
        let place = |range: Range<usize>| {
            if literal {
                span.start + range.start..span.start + range.end
            } else {
                span.clone()
            }
        };
        let (part, given) = match text.split_once('.') {
            None => (Part::Attribute, 0),
            Some((word, _)) => {
                let takes_quotes = self.ours || table.family == Family::Runs;
                let bare = if takes_quotes && is_quoted(word, '`') {
                    &word[1..word.len() - 1]
                } else {
                    word
                };
                let Some((_, part)) = words.iter().find(|(known, _)| *known == bare) else {
                    let message = if self.ours {
                        format!(
                            "`{bare}` is not a part of {}: expected {}",
                            self.entity.noun(),
                            self.parts()
                        )
                    } else {
                        format!("Invalid entity type '{bare}'. {}", table.family.expected())
                    };
                    let help = self.nearest_word(bare);
                    return Err(QueryError::at(self.source, place(0..word.len()), message).maybe_help(help));
                };
                (*part, word.len() + 1)
            }
        };
        let written = &text[given..];
        // The registry's filters look an attribute up before they take its quotes off.
        let is_bare = !self.ours && self.filter && part == Part::Attribute && table.family == Family::Registry;
        let key = if is_bare { written } else { without_quotes(written) };
        let name = Name {
            part,
            key: key.to_owned(),
            quoted: key.len() != written.len(),
            key_span: place(given..text.len()),
            span: span.clone(),
        };
        match part {
            Part::Attribute if table.attribute(key, self.ours, self.filter).is_none() => {
                Err(self.unknown_attribute(&name, given > 0))
            }
            Part::Dataset if self.filter && !DATASET.contains(&key) => {
                let message = if self.ours {
                    format!("a dataset has no `{key}`: expected name, digest or context")
                } else {
                    format!("Invalid dataset key '{key}' specified. Valid keys are '{{'name', 'digest', 'context'}}'")
                };
                let help = near::nearest(key, DATASET).map(|near| format!("a similar one exists: `{near}`"));
                Err(QueryError::at(self.source, name.key_span, message).maybe_help(help))
            }
            _ => Ok(name),
        }
    }

    fn unknown_attribute(&self, name: &Name, prefixed: bool) -> QueryError {
        let table = self.entity.table();
        let key = &name.key;
        let names: Vec<&str> = table.names(self.ours, self.filter).collect();
        let message = if self.ours {
            format!(
                "{} has no attribute `{key}`: expected {}",
                self.entity.noun(),
                or_list(&names)
            )
        } else {
            let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
            format!(
                "Invalid attribute key '{key}' specified. Valid keys are '{{{}}}'",
                quoted.join(", ")
            )
        };
        let is_ours = !self.ours && table.attribute(key, true, self.filter).is_some();
        let near = near::nearest(key, table.spellings(self.ours, self.filter));
        let help = match near {
            _ if is_ours => Some(format!("`{key}` is not in MLflow's language, but in ours")),
            Some(near) => Some(format!("a similar attribute exists: `{near}`")),
            None if prefixed => None,
            None => self
                .nearest_word(key)
                .or_else(|| Some(format!("a key stands behind a dot, such as {}.{key}", self.example()))),
        };
        QueryError::at(self.source, name.key_span.clone(), message).maybe_help(help)
    }

    fn nearest_word(&self, word: &str) -> Option<String> {
        let words = self.entity.table().words(self.ours).iter().map(|(known, _)| *known);
        let lower = word.to_lowercase();
        let near = words
            .clone()
            .find(|known| *known == lower)
            .or_else(|| near::nearest(word, words))?;
        Some(format!("a similar one exists: `{near}`"))
    }

    /// A part of this entity that takes any key.
    fn example(&self) -> &'static str {
        match self.entity {
            Entity::Run | Entity::LoggedModel => "metrics",
            Entity::Experiment | Entity::RegisteredModel | Entity::ModelVersion => "tags",
        }
    }

    fn parts(&self) -> String {
        let mut parts: Vec<&str> = Vec::new();
        for (_, part) in self.entity.table().words(true) {
            if !parts.contains(&part.plural()) {
                parts.push(part.plural());
            }
        }
        or_list(&parts)
    }
}

/// `a, b or c`.
pub(super) fn or_list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [init @ .., last] => {
            let init: Vec<String> = init.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", init.join(", "))
        }
    }
}
