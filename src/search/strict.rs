//! MLflow's filters: what sqlparse and `SearchUtils` make of a text, in the order in which sqlparse groups it.

use std::ops::Range;

use super::fields::Family;
use super::lexer::{Kind, MOST_TOKENS, Token, tokens};
use super::name::{self, Name, Scope};
use super::written::{Value, Written};
use super::{Entity, QueryError};
use crate::codec::Value as Python;

/// The clauses of a filter in MLflow's language, all of which must hold.
pub(super) fn parse(text: &str, entity: Entity) -> Result<Vec<Written>, QueryError> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let tokens = tokens(text, false);
    if tokens.iter().all(|t| t.kind == Kind::Blank) {
        let message = format!("Invalid filter '{text}'. Could not be parsed.");
        return Err(QueryError::at(text, 0..text.len(), message));
    }
    if let Some(token) = tokens.get(MOST_TOKENS) {
        let message = format!("Error on parsing filter: more than {MOST_TOKENS} words, signs and blanks");
        return Err(QueryError::at(text, token.span(), message));
    }
    if let Some(error) = several(text, &tokens) {
        return Err(error);
    }
    let nodes = with_aliases(with_comparisons(group(&tokens)));
    let scope = Scope {
        source: text,
        entity,
        ours: false,
        filter: true,
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        let here = &nodes[at..];
        let is = |offset: usize, keyword: &str| here.get(offset).is_some_and(|n| n.is(keyword));
        let (comparator, value, length) = match here {
            _ if node.is("AND") => {
                at += 1;
                continue;
            }
            [Node::Comparison { name, operator, value }, ..] => {
                let comparator = operator.text.to_owned();
                found.push((name.clone(), false, comparator, operator.start, Some(&**value)));
                at += 1;
                continue;
            }
            [Node::Name { .. }, _, list @ Node::List(_), ..] if is(1, "IN") => (here[1].text(text), Some(list), 3),
            [Node::Name { .. }, _, _, list @ Node::List(_), ..] if is(1, "NOT") && is(2, "IN") => {
                ("NOT IN".to_owned(), Some(list), 4)
            }
            [Node::Name { .. }, _, ..] if is(1, "IS") && is(2, "NULL") => ("IS NULL".to_owned(), None, 3),
            [Node::Name { .. }, _, Node::Token(t), ..] if is(1, "IS") && t.text.eq_ignore_ascii_case("NOT NULL") => {
                ("IS NOT NULL".to_owned(), None, 3)
            }
            _ => {
                let culprit = here.iter().find(|n| !matches!(n, Node::Name { .. }));
                return Err(refused(text, entity, culprit.unwrap_or(node)));
            }
        };
        let aliased = matches!(node, Node::Name { aliased: true, .. });
        found.push((node.span(), aliased, comparator, here[1].span().start, value));
        at += length;
    }
    let mut written = Vec::with_capacity(found.len());
    for (span, aliased, comparator, start, value) in found {
        let name = scope.name(&text[span.clone()], span)?;
        let length = value.map_or(comparator.len(), |value| {
            text[start..value.span().start].trim_end().len()
        });
        let comparator_end = start + length;
        let comparator_span = start..comparator_end;
        if value.is_none() && !entity.table().family.may_be_null(name.part) {
            return Err(QueryError::at(text, comparator_span, never_null(entity, &name)));
        }
        let value_span = value.map_or(comparator_end..comparator_end, Node::span);
        let value = match value {
            None => Value::None,
            Some(node) => scope
                .value(&name, node)
                .map_err(|message| QueryError::at(text, value_span.clone(), message))?,
        };
        written.push(Written {
            name,
            comparator,
            comparator_span,
            value,
            value_span,
            aliased,
        });
    }
    Ok(written)
}

/// What sqlparse makes one thing of.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Name {
        span: Range<usize>,
        aliased: bool,
    },
    List(Range<usize>),
    Comparison {
        name: Range<usize>,
        operator: &'a Token<'a>,
        value: Box<Self>,
    },
    Token(&'a Token<'a>),
}

impl Node<'_> {
    fn span(&self) -> Range<usize> {
        match self {
            Self::Name { span, .. } | Self::List(span) => span.clone(),
            Self::Comparison { name, value, .. } => name.start..value.span().end,
            Self::Token(token) => token.span(),
        }
    }

    pub(super) fn text(&self, source: &str) -> String {
        source[self.span()].to_owned()
    }

    fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Token(token) if token.is(keyword))
    }

    fn may_be_value(&self) -> bool {
        match self {
            Self::Token(token) => matches!(token.kind, Kind::Single | Kind::Number),
            _ => true,
        }
    }
}

fn group<'a>(tokens: &'a [Token<'a>]) -> Vec<Node<'a>> {
    let mut nodes = Vec::new();
    let mut at = 0;
    let span = |from: usize, to: usize| tokens[from].start..tokens[to].span().end;
    while let Some(token) = tokens.get(at) {
        let close = token.closed_after.filter(|_| token.is_punctuation("("));
        if let Some(close) = close.map(|length| at + length) {
            nodes.push(Node::List(span(at, close)));
            at = close + 1;
        } else if let Some(length) =
            name::length(&tokens[at..], false).filter(|length| *length > 1 || !name::is_keyword(token))
        {
            let mut end = at + length;
            while let Some(next) = (end..tokens.len()).find(|next| tokens[*next].kind != Kind::Blank) {
                if tokens[next].kind != Kind::Order {
                    break;
                }
                end = next + 1;
            }
            nodes.push(Node::Name {
                span: span(at, end - 1),
                aliased: end > at + length,
            });
            at = end;
        } else {
            if token.kind != Kind::Blank {
                nodes.push(Node::Token(token));
            }
            at += 1;
        }
    }
    nodes
}

fn with_comparisons(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let mut grouped = Vec::with_capacity(nodes.len());
    let mut rest = nodes.into_iter().peekable();
    while let Some(node) = rest.next() {
        let operator = match (&node, grouped.last()) {
            (Node::Token(token), Some(Node::Name { span, .. })) if token.kind == Kind::Comparison => {
                Some((span.clone(), *token))
            }
            _ => None,
        };
        let value = operator.and_then(|operator| Some((operator, rest.next_if(Node::may_be_value)?)));
        match value {
            Some(((name, operator), value)) => {
                grouped.pop();
                grouped.push(Node::Comparison {
                    name,
                    operator,
                    value: Box::new(value),
                });
            }
            None => grouped.push(node),
        }
    }
    grouped
}

/// A name, a list or a comparison and the name behind it are one name.
fn with_aliases(nodes: Vec<Node<'_>>) -> Vec<Node<'_>> {
    let mut grouped: Vec<Node<'_>> = Vec::with_capacity(nodes.len());
    let mut rest = nodes.into_iter().peekable();
    while let Some(node) = rest.next() {
        let takes_alias = !matches!(node, Node::Token(_));
        match rest.next_if(|next| takes_alias && matches!(next, Node::Name { .. })) {
            Some(alias) => grouped.push(Node::Name {
                span: node.span().start..alias.span().end,
                aliased: true,
            }),
            None => grouped.push(node),
        }
    }
    grouped
}

/// Several statements, of which sqlparse makes one a `;` outside of parentheses.
fn several(text: &str, tokens: &[Token<'_>]) -> Option<QueryError> {
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        depth += i32::from(token.is_punctuation("(")) - i32::from(token.is_punctuation(")"));
        depth <= 0 && token.is_punctuation(";")
    })?;
    let goes_on = |token: &&Token<'_>| token.kind != Kind::Blank && !token.text.starts_with("--");
    tokens[end + 1..].iter().find(goes_on)?;
    let message = format!(
        "Search filter contained multiple expression {}. Provide AND-ed expression list.",
        Python::Str(text.to_owned()).python_repr()
    );
    Some(QueryError::at(text, tokens[end].span(), message))
}

fn refused(text: &str, entity: Entity, node: &Node<'_>) -> QueryError {
    let found = node.text(text);
    let quote = if entity.table().family == Family::Runs { "'" } else { "" };
    let error = QueryError::at(
        text,
        node.span(),
        format!("Invalid clause(s) in filter string: {quote}{found}{quote}"),
    );
    if node.is("OR") || node.is("NOT") || matches!(node, Node::List(_)) {
        error.help("MLflow's language joins clauses by AND alone; OR, NOT and parentheses are in ours")
    } else {
        error.help("each clause is a name, a comparator and a value; clauses are joined by AND")
    }
}

/// What MLflow says of IS NULL where it takes none.
fn never_null(entity: Entity, name: &Name) -> String {
    let known = match entity.table().family {
        Family::Runs => format!(
            "only supported for tags and params, not for '{}' '{}'",
            name.part.word(),
            name.key
        ),
        Family::Experiments => format!("only supported for tags, not for attribute '{}'", name.key),
        // MLflow raises Python's `ValueError: not enough values to unpack`.
        Family::Registry => "not supported in searches of registered models and versions".to_owned(),
    };
    format!("IS NULL / IS NOT NULL is {known}")
}
