//! Orders: MLflow's `key [ASC|DESC]`, one a text, and ours.

use super::fields::Part;
use super::lexer::{Kind, MOST_TOKENS, is_blank, tokens};
use super::name::{self, Name, Scope, or_list};
use super::{Entity, QueryError};

/// A clause of an order: what, and whether the greatest comes first.
type By = (Name, bool);

/// Of a whole text.
fn refused(text: &str, message: String) -> QueryError {
    QueryError::at(text, 0..text.len(), message)
}

/// One clause as MLflow reads it: sqlparse must take the text for one name, and `shlex` splits it into key and direction.
pub(super) fn strict(scope: Scope<'_>) -> Result<By, QueryError> {
    let text = scope.source;
    let unparsable = || refused(text, format!("Invalid order_by clause '{text}'. Could not be parsed."));
    let tokens = tokens(text, false);
    let length = name::length(&tokens, false)
        .filter(|_| tokens.len() <= MOST_TOKENS)
        .ok_or_else(unparsable)?;
    let is_alias = |at: usize| {
        let length = name::length(&tokens[at..], false)?;
        (length > 1 || !name::is_keyword(&tokens[at])).then_some(at + length)
    };
    let solid = |from: usize| (from..tokens.len()).find(|at| tokens[*at].kind != Kind::Blank);
    let directions = |mut end: usize| {
        while let Some(next) = solid(end).filter(|next| tokens[*next].kind == Kind::Order) {
            end = next + 1;
        }
        end
    };
    let end = directions(length);
    let alias = solid(end).and_then(is_alias).map(directions);
    let is_one = alias.unwrap_or(end) == tokens.len();
    if !is_one {
        return Err(unparsable());
    }
    let words = split(&text.replace('`', "\"")).ok_or_else(unparsable)?;
    let (key, descending) = match words.as_slice() {
        [key, direction] => match direction.to_lowercase().as_str() {
            "asc" => (key.as_str(), false),
            "desc" => (key.as_str(), true),
            _ => {
                return Err(refused(
                    text,
                    format!("Invalid ordering key in order_by clause '{text}'."),
                ));
            }
        },
        [_] => (text, false),
        _ => return Err(unparsable()),
    };
    let end = tokens[length - 1].span().end;
    let name = scope.name(key.trim_matches(is_blank), 0..end)?;
    // The key's own quotes are gone where a direction stands behind it.
    let quoted = name.quoted || text[..end].contains(['`', '"', '\'']);
    let name = Name { quoted, ..name };
    sortable(&scope, name).map(|name| (name, descending))
}

/// Several clauses with commas between.
pub(super) fn ours(scope: Scope<'_>) -> Result<Vec<By>, QueryError> {
    let text = scope.source;
    let all = tokens(text, true);
    let end = text.trim_end().len();
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        while all.get(at).is_some_and(|t| t.kind == Kind::Blank) {
            at += 1;
        }
        let length = name::length(&all[at.min(all.len())..], true);
        let Some(length) = length else {
            let span = all.get(at).map_or(end..end, |t| t.span());
            return Err(QueryError::at(
                text,
                span,
                "expected a name to sort by, such as metrics.loss",
            ));
        };
        let span = all[at].start..all[at + length - 1].span().end;
        let name = sortable(&scope, scope.name(&text[span.clone()], span.clone())?)?;
        at += length;
        let mut descending = None;
        loop {
            match all.get(at) {
                Some(token) if token.kind == Kind::Blank => at += 1,
                Some(token) if token.kind == Kind::Order && descending.is_none() => {
                    descending = Some(token.text.eq_ignore_ascii_case("desc"));
                    at += 1;
                }
                Some(token) if token.is_punctuation(",") => {
                    at += 1;
                    break;
                }
                Some(token) => {
                    let expected = if descending.is_none() {
                        "ASC, DESC, a comma or the end"
                    } else {
                        "a comma or the end"
                    };
                    let message = format!("expected {expected}, found `{}`", token.text);
                    return Err(QueryError::at(text, token.span(), message).maybe_help(
                        token
                            .is("NULLS")
                            .then(|| "what is missing comes last both ways".to_owned()),
                    ));
                }
                None => {
                    found.push((name, descending.unwrap_or(false)));
                    return Ok(found);
                }
            }
        }
        found.push((name, descending.unwrap_or(false)));
    }
}

fn sortable(scope: &Scope<'_>, name: Name) -> Result<Name, QueryError> {
    let sortable = scope.entity.table().sortable(scope.ours);
    if name.part == Part::Attribute || sortable.contains(&name.part) {
        return Ok(name);
    }
    let part = name.part.word();
    let message = match (scope.ours, scope.entity) {
        (true, entity) => {
            let sortable: Vec<&str> = sortable
                .iter()
                .map(|part| part.plural())
                .chain(["attributes"])
                .collect();
            format!(
                "{} is not sorted by {}: expected {}",
                entity.noun(),
                name.part.plural(),
                or_list(&sortable)
            )
        }
        (false, Entity::Run) => format!("Invalid order_by entity type '{part}'"),
        (false, Entity::LoggedModel) => only_metrics(name.part.plural()),
        (false, _) => format!("Invalid order_by entity: {part}"),
    };
    Err(QueryError::at(scope.source, name.span, message))
}

/// Python's `shlex.split`; `None` where it raises.
fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(chars.next()?),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next()? {
                        '"' => break,
                        '\\' => match chars.next()? {
                            c @ ('"' | '\\') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

/// What MLflow says of a field of another part.
pub(super) fn only_metrics(part: &str) -> String {
    format!("Invalid order by field name: {part}, only `metrics.<name>` is allowed.")
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn splits_as_shlex() {
        for (text, words) in [
            ("a  desc", Some(vec!["a", "desc"])),
            (r#"m."a b" DESC"#, Some(vec!["m.a b", "DESC"])),
            (r#"'a\' "\"\b" \c"#, Some(vec![r"a\", "\"\\b", "c"])),
            (r#""" x"#, Some(vec!["", "x"])),
            (r#"a"b"#, None),
            (r"a\", None),
        ] {
            let words = words.map(|words| words.into_iter().map(str::to_owned).collect());
            assert_eq!(split(text), words, "{text}");
        }
    }
}
