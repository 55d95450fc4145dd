//! Our language: recursive descent over the same tokens.

use std::ops::Range;

use super::check;
use super::clause::Expr;
use super::fields::Part;
use super::lexer::{Kind, Token, tokens};
use super::list::{self, ListError};
use super::name::{self, Name, Scope, unquoted};
use super::written::{Value, Written};
use super::{Entity, QueryError};
use crate::model::Millis;

/// How deep parentheses and NOTs may lie in each other.
const DEEPEST: usize = 100;

/// A filter in our language, and the clauses as written.
pub(super) fn parse(text: &str, entity: Entity, now: Millis) -> Result<(Expr, Vec<Written>), QueryError> {
    let mut parser = Parser {
        text,
        now,
        scope: Scope {
            source: text,
            entity,
            ours: true,
            filter: true,
        },
        tokens: tokens(text, true),
        at: 0,
        written: Vec::new(),
    };
    let expr = parser.any(0)?;
    match parser.peek() {
        None => Ok((expr, parser.written)),
        Some(token) if token.is_punctuation(")") => Err(parser.error(token.span(), "this parenthesis was not opened")),
        Some(token) => {
            let (span, joins) = (token.span(), joiner(token.text));
            let found = token.text.to_owned();
            Err(parser
                .error(span, format!("expected AND, OR or the end, found `{found}`"))
                .maybe_help(joins))
        }
    }
}

/// What other languages join clauses by.
fn joiner(text: &str) -> Option<String> {
    match text {
        "&&" | "&" | "," | ";" => Some("write AND".to_owned()),
        "||" | "|" => Some("write OR".to_owned()),
        "!" => Some("write NOT".to_owned()),
        _ => None,
    }
}

struct Parser<'a> {
    text: &'a str,
    now: Millis,
    scope: Scope<'a>,
    tokens: Vec<Token<'a>>,
    at: usize,
    written: Vec<Written>,
}

impl<'a> Parser<'a> {
    fn peek(&mut self) -> Option<Token<'a>> {
        while self.tokens.get(self.at).is_some_and(|t| t.kind == Kind::Blank) {
            self.at += 1;
        }
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some_and(|t| t.is(keyword) || t.is_punctuation(keyword));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = vec![self.all(depth)?];
        while self.take("OR") {
            parts.push(self.all(depth)?);
        }
        Ok(Expr::any(parts))
    }

    fn all(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let mut parts = vec![self.one(depth)?];
        while self.take("AND") {
            parts.push(self.one(depth)?);
        }
        Ok(Expr::all(parts))
    }

    fn one(&mut self, depth: usize) -> Result<Expr, QueryError> {
        let Some(token) = self.peek() else {
            return Err(self.error_here("expected a clause, such as metrics.loss < 0.5"));
        };
        let span = token.span();
        if depth > DEEPEST {
            return Err(self.error(span, "this is nested too deeply"));
        }
        if self.take("NOT") {
            return Ok(Expr::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            if self.take(")") {
                return Ok(inner);
            }
            let help = self.peek().and_then(|t| joiner(t.text));
            return Err(match self.peek() {
                None => self.error(span, "this parenthesis is not closed"),
                Some(_) => self.error_here("expected AND, OR or `)`").maybe_help(help),
            });
        }
        self.clause().map(Expr::Clause)
    }

    fn clause(&mut self) -> Result<super::clause::Clause, QueryError> {
        let name = self.name()?;
        let (comparator, comparator_span) = self.comparator(&name)?;
        let (value, value_span) = if comparator.starts_with("IS") {
            (Value::None, comparator_span.end..comparator_span.end)
        } else {
            self.value(&name)?
        };
        let written = Written {
            name,
            comparator,
            comparator_span,
            value,
            value_span,
            aliased: false,
        };
        let clause = check::ours(self.text, self.scope.entity, self.now, &written)?;
        self.written.push(written);
        Ok(clause)
    }

    fn name(&mut self) -> Result<Name, QueryError> {
        let Some(first) = self.peek() else {
            return Err(self.error_here("expected a name, such as metrics.loss"));
        };
        let is_keyword = ["AND", "OR", "IS", "NULL", "IN", "LIKE"]
            .iter()
            .any(|word| first.is(word));
        let help = joiner(first.text);
        let Some(length) = name::length(&self.tokens[self.at..], true).filter(|length| *length > 1 || !is_keyword)
        else {
            let found = first.text.to_owned();
            let help = help.or_else(|| {
                let is_value = matches!(first.kind, Kind::Number | Kind::Single);
                is_value.then(|| "the name stands on the left: metrics.loss < 0.5".to_owned())
            });
            return Err(self
                .error_here(format!("expected a name, such as metrics.loss, found `{found}`"))
                .maybe_help(help));
        };
        let start = self.tokens[self.at].start;
        let end = self.tokens[self.at + length - 1].span().end;
        self.at += length;
        self.scope.name(&self.text[start..end], start..end)
    }

    fn comparator(&mut self, name: &Name) -> Result<(String, Range<usize>), QueryError> {
        let Some(token) = self.peek() else {
            return Err(self.error_here(format!(
                "expected a comparator behind `{}`",
                &self.text[name.span.clone()]
            )));
        };
        let start = token.start;
        if token.kind == Kind::Comparison {
            self.at += 1;
            return Ok((token.text.to_owned(), token.span()));
        }
        let comparator = if self.take("IS") {
            match self.peek() {
                Some(t) if t.kind == Kind::NotNull => "IS NOT NULL",
                Some(t) if t.is("NULL") => "IS NULL",
                _ => return Err(self.error_here("expected NULL or NOT NULL")),
            }
        } else if self.take("NOT") {
            match self.peek() {
                Some(t) if t.is("IN") => "NOT IN",
                _ => return Err(self.error_here("expected IN, LIKE or ILIKE behind NOT")),
            }
        } else if token.is("IN") {
            "IN"
        } else {
            let message = format!("expected a comparator, found `{}`", token.text);
            return Err(self.error(token.span(), message).maybe_help(self.quoting(name)));
        };
        let end = self.tokens[self.at].span().end;
        self.at += 1;
        Ok((comparator.to_owned(), start..end))
    }

    /// How to write a key that goes on behind what was read of it.
    fn quoting(&self, name: &Name) -> Option<String> {
        let rest = &self.text[name.span.end..];
        let end = rest.find(['<', '>', '=', '!', '(', ')']).unwrap_or(rest.len());
        let whole = format!("{}{}", &self.text[name.key_span.clone()], rest[..end].trim_end());
        let fits =
            name.part != Part::Attribute && !name.quoted && end < rest.len() && !whole.contains(['`', '\'', '"']);
        fits.then(|| {
            format!(
                "a key with other characters stands in backticks: {}.`{whole}`",
                name.part.plural()
            )
        })
    }

    fn value(&mut self, name: &Name) -> Result<(Value, Range<usize>), QueryError> {
        let Some(token) = self.peek() else {
            return Err(self.error_here("expected a value"));
        };
        let start = token.start;
        if token.is_punctuation("(") {
            let Some(length) = token.closed_after else {
                return Err(self.error(token.span(), "this list is not closed"));
            };
            let close = self.at + length;
            let span = start..self.tokens[close].span().end;
            self.at = close + 1;
            return match list::parse(&self.text[span.clone()]) {
                Ok(list) => Ok((Value::List(list), span)),
                Err(error) => Err(self.error(
                    span,
                    match error {
                        ListError::Empty => "expected at least one value in the list",
                        ListError::Mixed => "expected texts alone or numbers alone in the list",
                        ListError::Malformed => "expected texts in quotes or numbers, with commas between",
                    },
                )),
            };
        }
        if token.kind == Kind::Number {
            self.at += 1;
            return Ok((Value::Number(token.text.to_owned()), token.span()));
        }
        if matches!(token.kind, Kind::Single | Kind::Double) {
            let length = name::length(&self.tokens[self.at..], true).unwrap_or(1);
            let span = start..self.tokens[self.at + length - 1].span().end;
            if let Some(text) = unquoted(&self.text[span.clone()]) {
                let text = text.to_owned();
                self.at += length;
                return Ok((Value::Text(text), span));
            }
        }
        let rest = &self.text[start..];
        let open = token.text.starts_with(['\'', '"']) && token.kind == Kind::Other;
        if open {
            return Err(self.error(start..self.text.len(), "this text is not closed"));
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || c == ')')
            .unwrap_or(rest.len())
            .max(1);
        let end = if rest.is_char_boundary(end) {
            end
        } else {
            token.text.len()
        };
        let word = &rest[..end];
        let wants_text = matches!(name.part, Part::Param | Part::Tag | Part::Dataset);
        let expected = if wants_text {
            "a text in quotes or a number"
        } else {
            "a value"
        };
        let help = (!word.contains(['\'', '"']) && name.part != Part::Metric).then(|| format!("write '{word}'"));
        Err(self
            .error(start..start + end, format!("expected {expected}, found `{word}`"))
            .maybe_help(help))
    }

    fn error(&self, span: Range<usize>, message: impl Into<String>) -> QueryError {
        QueryError::at(self.text, span, message)
    }

    /// At the next token, or the end.
    fn error_here(&mut self, message: impl Into<String>) -> QueryError {
        let end = self.text.trim_end().len();
        let span = self.peek().map_or(end..end, Token::span);
        self.error(span, message)
    }
}
