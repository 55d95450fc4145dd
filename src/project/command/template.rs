//! Python's `str.format(**values)` with values that are all strings: what MLflow makes a command of.
//!
//! Follows CPython 3.11's `unicode_format.h` and `formatter_unicode.c` step by step, so results and messages are
//! Python's. What Python would print as an object with a memory address (`{a.upper}`) is refused.

use std::borrow::Cow;
use std::ops::Range;

use super::text_spec::{TOO_MANY_DIGITS, TextSpec, shown};
use crate::codec::Value;

/// Why a template could not be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{class}: {message}")]
pub struct TemplateError {
    /// Python's name for it: `KeyError`, `IndexError`, `ValueError`, `AttributeError` or `TypeError`.
    pub class: &'static str,
    /// Python's text; for a `KeyError` the name as Python's `repr`.
    pub message: String,
    /// The bytes of the template to blame: the name of a `KeyError`, otherwise the part that cannot be read.
    pub span: Range<usize>,
}

/// Fills `{name}` with `lookup(name)`. Values are put in once and not looked at again.
///
/// # Errors
/// [`TemplateError`] with Python's own text.
pub fn format<'v>(template: &str, lookup: impl Fn(&str) -> Option<&'v str>) -> Result<String, TemplateError> {
    Template { text: template, lookup }.expand(0..template.len(), 2)
}

struct Template<'t, F> {
    text: &'t str,
    lookup: F,
}

/// `{name!conversion:spec}`, as places in the template.
struct Field {
    name: Range<usize>,
    conversion: Option<Range<usize>>,
    spec: Range<usize>,
    spec_has_fields: bool,
    /// After the closing brace.
    end: usize,
}

type Result<T, E = TemplateError> = std::result::Result<T, E>;

fn error<T>(class: &'static str, message: impl Into<String>, span: Range<usize>) -> Result<T> {
    Err(TemplateError {
        class,
        message: message.into(),
        span,
    })
}

impl<'v, F: Fn(&str) -> Option<&'v str>> Template<'_, F> {
    fn expand(&self, range: Range<usize>, depth: u8) -> Result<String> {
        if depth == 0 {
            return error("ValueError", "Max string recursion exceeded", range);
        }
        let mut out = String::new();
        let mut at = range.start;
        while at < range.end {
            let Some(brace) = self.find(at..range.end, &['{', '}']) else {
                out.push_str(&self.text[at..range.end]);
                break;
            };
            out.push_str(&self.text[at..brace]);
            let kind = self.text.as_bytes()[brace];
            let next = self.text[brace + 1..range.end].bytes().next();
            if next == Some(kind) {
                out.push(kind.into());
                at = brace + 2;
            } else if kind == b'{' && next.is_some() {
                let field = self.field(brace, range.end)?;
                out.push_str(&self.render(&field, depth)?);
                at = field.end;
            } else {
                let message = format!("Single '{}' encountered in format string", char::from(kind));
                return error("ValueError", message, brace..brace + 1);
            }
        }
        Ok(out)
    }

    fn find(&self, range: Range<usize>, chars: &[char]) -> Option<usize> {
        self.text[range.clone()].find(chars).map(|found| range.start + found)
    }

    /// Reads the field whose opening brace is at `open`.
    fn field(&self, open: usize, end: usize) -> Result<Field> {
        let name_start = open + 1;
        let mut at = name_start;
        let stop = loop {
            let Some(found) = self.find(at..end, &['{', '[', '}', ':', '!']) else {
                return error("ValueError", "expected '}' before end of string", open..end);
            };
            match self.text.as_bytes()[found] {
                b'{' => return error("ValueError", "unexpected '{' in field name", found..found + 1),
                b'[' => at = self.find(found + 1..end, &[']']).unwrap_or(end),
                _ => break found,
            }
        };
        let mut field = Field {
            name: name_start..stop,
            conversion: None,
            spec: stop..stop,
            spec_has_fields: false,
            end: stop + 1,
        };
        let mut spec_start = stop + 1;
        match self.text.as_bytes()[stop] {
            b'}' => return Ok(field),
            b'!' => {
                let mut chars = self.text[spec_start..end].chars();
                let Some(letter) = chars.next() else {
                    let message = "end of string while looking for conversion specifier";
                    return error("ValueError", message, open..end);
                };
                let after = spec_start + letter.len_utf8();
                field.conversion = Some(spec_start..after);
                spec_start = after;
                if let Some(next) = chars.next() {
                    spec_start += next.len_utf8();
                    match next {
                        '}' => {
                            field.end = spec_start;
                            return Ok(field);
                        }
                        ':' => {}
                        _ => {
                            return error(
                                "ValueError",
                                "expected ':' after conversion specifier",
                                after..spec_start,
                            );
                        }
                    }
                }
            }
            _ => {}
        }
        let mut depth = 1;
        let mut at = spec_start;
        while let Some(found) = self.find(at..end, &['{', '}']) {
            if self.text.as_bytes()[found] == b'{' {
                field.spec_has_fields = true;
                depth += 1;
            } else {
                depth -= 1;
            }
            if depth == 0 {
                field.spec = spec_start..found;
                field.end = found + 1;
                return Ok(field);
            }
            at = found + 1;
        }
        error("ValueError", "unmatched '{' in format spec", open..end)
    }

    fn render(&self, field: &Field, depth: u8) -> Result<String> {
        let mut value = self.value(field.name.clone())?;
        if let Some(letter) = field.conversion.clone() {
            value = match &self.text[letter.clone()] {
                "s" => value,
                "r" => Cow::Owned(repr(&value)),
                "a" => Cow::Owned(ascii(&value)),
                other => {
                    let message = format!("Unknown conversion specifier {}", shown(other, 126));
                    return error("ValueError", message, letter);
                }
            };
        }
        let spec = if field.spec_has_fields {
            Cow::Owned(self.expand(field.spec.clone(), depth - 1)?)
        } else {
            Cow::Borrowed(&self.text[field.spec.clone()])
        };
        TextSpec::parse(&spec)
            .map(|spec| spec.apply(&value))
            .or_else(|message| error("ValueError", message, field.spec.clone()))
    }

    /// The value of `name.attribute[index]…`.
    fn value(&self, range: Range<usize>) -> Result<Cow<'v, str>> {
        let name_end = self.find(range.clone(), &['.', '[']).unwrap_or(range.end);
        let name_range = range.start..name_end;
        let name = &self.text[name_range.clone()];
        let index = match integer(name) {
            Some(Ok(index)) => Some(index),
            Some(Err(())) => return error("ValueError", TOO_MANY_DIGITS, name_range),
            None => name.is_empty().then_some(0),
        };
        if let Some(index) = index {
            let message = format!("Replacement index {index} out of range for positional args tuple");
            let span = if name.is_empty() {
                range.start - 1..range.end
            } else {
                name_range
            };
            return error("IndexError", message, span);
        }
        let Some(value) = (self.lookup)(name) else {
            return error("KeyError", repr(name), name_range);
        };
        let mut value = Cow::Borrowed(value);
        let mut at = name_end;
        while at < range.end {
            value = match self.text.as_bytes()[at] {
                b'.' => {
                    let end = self.find(at + 1..range.end, &['.', '[']).unwrap_or(range.end);
                    let part = at + 1..end;
                    at = end;
                    self.attribute(part)?
                }
                b'[' => {
                    let Some(close) = self.find(at + 1..range.end, &[']']) else {
                        return error("ValueError", "Missing ']' in format string", at..range.end);
                    };
                    let part = at + 1..close;
                    at = close + 1;
                    self.item(&value, part)?
                }
                _ => {
                    let message = "Only '.' or '[' may follow ']' in format field specifier";
                    return error("ValueError", message, at..range.end);
                }
            };
        }
        Ok(value)
    }

    /// An attribute of a string.
    fn attribute(&self, part: Range<usize>) -> Result<Cow<'v, str>> {
        match &self.text[part.clone()] {
            "" => error("ValueError", "Empty attribute in format string", part),
            "__class__" => Ok(Cow::Borrowed("<class 'str'>")),
            other => {
                let message = format!("'str' object has no attribute {}", repr(other));
                error("AttributeError", message, part)
            }
        }
    }

    /// One character of a string.
    fn item(&self, value: &str, part: Range<usize>) -> Result<Cow<'v, str>> {
        let text = &self.text[part.clone()];
        match integer(text) {
            None if text.is_empty() => error("ValueError", "Empty attribute in format string", part),
            None => error("TypeError", "string indices must be integers, not 'str'", part),
            Some(Err(())) => error("ValueError", TOO_MANY_DIGITS, part),
            Some(Ok(index)) => match value.chars().nth(index) {
                Some(c) => Ok(Cow::Owned(c.to_string())),
                None => error("IndexError", "string index out of range", part),
            },
        }
    }
}

fn repr(text: &str) -> String {
    Value::Str(text.to_owned()).python_repr()
}

/// Python's `ascii()`: `repr()` with everything outside ASCII escaped.
fn ascii(text: &str) -> String {
    let escaped = |c: char| match u32::from(c) {
        ..0x80 => c.to_string(),
        code @ ..0x100 => format!("\\x{code:02x}"),
        code @ ..0x1_0000 => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    };
    repr(text).chars().map(escaped).collect()
}

/// A run of decimal digits; `Some(Err(()))` when it passes 63 bits.
fn integer(text: &str) -> Option<Result<usize, ()>> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| match text.parse::<i64>() {
        Ok(number) => usize::try_from(number).map_err(|_| ()),
        Err(_) => Err(()),
    })
}

#[cfg(test)]
mod tests {
    use super::format;

    fn filled(template: &str) -> Result<String, String> {
        let values = [
            ("a", "1"),
            ("b", "'x y'"),
            ("learning-rate", "0.01"),
            ("w", "4"),
            ("u", "é☃"),
        ];
        format(template, |name| {
            values.iter().find(|(key, _)| *key == name).map(|(_, value)| *value)
        })
        .map_err(|error| format!("{error} @ {}", &template[error.span.clone()]))
    }

    #[test]
    fn templates_are_filled_as_python_does() {
        for (template, text) in [
            ("train {a} --lr {learning-rate} {b}", "train 1 --lr 0.01 'x y'"),
            ("${{HOME}} {{{a}}} ${a}", "${HOME} {1} $1"),
            (
                "{a:>3}|{a:05}|{a:*^5}|{b:.2}|{a:{w}}|{a::<2}",
                "  1|10000|**1**|'x|1   |1:",
            ),
            (
                "{b!r} {u!a} {a!s:>2} {u[1]} {a.__class__}",
                "\"'x y'\" '\\xe9\\u2603'  1 ☃ <class 'str'>",
            ),
        ] {
            assert_eq!(filled(template).as_deref(), Ok(text));
        }
    }

    #[test]
    fn errors_are_pythons_and_know_their_place() {
        for (template, error) in [
            ("x ${HOME}", "KeyError: 'HOME' @ HOME"),
            ("{a:{nope}}", "KeyError: 'nope' @ nope"),
            (
                "a {}",
                "IndexError: Replacement index 0 out of range for positional args tuple @ {",
            ),
            ("é } x", "ValueError: Single '}' encountered in format string @ }"),
            ("é {a", "ValueError: expected '}' before end of string @ {a"),
            (
                "{a:d}",
                "ValueError: Unknown format code 'd' for object of type 'str' @ d",
            ),
            ("{a!z}", "ValueError: Unknown conversion specifier z @ z"),
            ("{a.b}", "AttributeError: 'str' object has no attribute 'b' @ b"),
            ("{a[x]}", "TypeError: string indices must be integers, not 'str' @ x"),
            ("{a:,}", "ValueError: Cannot specify ',' with 's'. @ ,"),
        ] {
            assert_eq!(filled(template), Err(error.to_owned()), "{template}");
        }
    }
}
