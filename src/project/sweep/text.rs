//! The values of one parameter, read from their text.

use std::ops::Range;

use super::error::Fault;
use super::range::Form;
use super::values::{MOST, Values};

/// Reads them. What cannot be counted is refused unless it is to be drawn.
pub(super) fn parse(text: &str, drawn: bool) -> Result<Values, Fault> {
    let mut pieces = pieces(text);
    if pieces.len() == 1 {
        let (piece, span) = pieces.remove(0);
        return of_piece(text, piece, span, drawn);
    }
    let each = pieces.into_iter().map(|(piece, span)| {
        if span.is_empty() {
            let help = "leave the comma out; a comma that belongs to the value is written `\\,`";
            return Err(Fault::new(span, "a value is missing").help(help));
        }
        of_piece(text, piece, span, false)
    });
    let values = Values::Several(each.collect::<Result<_, _>>()?);
    match values.count() {
        Some(count) if count > MOST => Err(Fault::too_many(0..text.len(), count)),
        _ => Ok(values),
    }
}

fn of_piece(text: &str, plain: String, span: Range<usize>, drawn: bool) -> Result<Values, Fault> {
    match Form::of(&text[span.clone()]) {
        Some(form) => form.values(span, drawn),
        None => Ok(Values::Text(plain)),
    }
}

/// The pieces between commas as they are meant (`\,` a comma, `\\` a backslash), and where they stand.
fn pieces(text: &str) -> Vec<(String, Range<usize>)> {
    let mut pieces = Vec::new();
    let (mut piece, mut start) = (String::new(), 0);
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some((_, next @ (',' | '\\')))) => {
                piece.push(*next);
                chars.next();
            }
            (',', _) => {
                pieces.push((std::mem::take(&mut piece), start..at));
                start = at + 1;
            }
            _ => piece.push(c),
        }
    }
    pieces.push((piece, start..text.len()));
    pieces
}
