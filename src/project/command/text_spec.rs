//! Python's format specification `[[fill]align][0][width][.precision][s]` of a string.

/// Python's message for a number of more than 63 bits.
pub(super) const TOO_MANY_DIGITS: &str = "Too many decimal digits in format string";

/// Wider than any command line; Python would run out of memory instead.
const WIDEST: usize = 10_000_000;

/// How a string is padded and cut.
#[derive(Debug)]
pub(super) struct TextSpec {
    fill: char,
    align: char,
    width: usize,
    precision: Option<usize>,
}

impl TextSpec {
    /// Reads a specification; the error is Python's message.
    pub(super) fn parse(spec: &str) -> Result<Self, String> {
        let chars: Vec<char> = spec.chars().collect();
        let mut rest = chars.as_slice();
        let is_align = |c: Option<&char>| c.copied().filter(|c| "<>=^".contains(*c));
        let mut fill = None;
        let mut align = '<';
        if let Some(found) = is_align(rest.get(1)) {
            (fill, align, rest) = (rest.first().copied(), found, &rest[2..]);
        } else if let Some(found) = is_align(rest.first()) {
            (align, rest) = (found, &rest[1..]);
        }
        let sign = take(&mut rest, &[' ', '+', '-']);
        let keeps_negative_zero = take(&mut rest, &['z']);
        let alternate = take(&mut rest, &['#']);
        if fill.is_none() {
            fill = take(&mut rest, &['0']);
        }
        let width = number(&mut rest)?.unwrap_or(0);
        let comma = take(&mut rest, &[',']);
        let underscore = take(&mut rest, &['_']);
        if underscore.is_some() && (comma.is_some() || rest.first() == Some(&',')) {
            return Err("Cannot specify both ',' and '_'.".to_owned());
        }
        let precision = match take(&mut rest, &['.']) {
            None => None,
            Some(_) => Some(number(&mut rest)?.ok_or("Format specifier missing precision")?),
        };
        if rest.len() > 1 {
            return Err(format!("Invalid format specifier '{spec}' for object of type 'str'"));
        }
        let kind = rest.first().copied().unwrap_or('s');
        if let Some(separator) = comma.or(underscore) {
            let allowed = "deEfFgG%".contains(kind) || (underscore.is_some() && "boxX".contains(kind));
            if !allowed {
                let kind = shown(&kind.to_string(), 127);
                return Err(format!("Cannot specify '{separator}' with '{kind}'."));
            }
        }
        let refused = match (kind, sign) {
            ('s', Some(' ')) => "Space not allowed in string format specifier",
            ('s', Some(_)) => "Sign not allowed in string format specifier",
            ('s', None) if keeps_negative_zero.is_some() => {
                "Negative zero coercion (z) not allowed in string format specifier"
            }
            ('s', None) if alternate.is_some() => "Alternate form (#) not allowed in string format specifier",
            ('s', None) if align == '=' => "'=' alignment not allowed in string format specifier",
            ('s', None) if width > WIDEST => "width too large in format string",
            ('s', None) => {
                return Ok(Self {
                    fill: fill.unwrap_or(' '),
                    align,
                    width,
                    precision,
                });
            }
            _ => {
                let kind = shown(&kind.to_string(), 127);
                return Err(format!("Unknown format code '{kind}' for object of type 'str'"));
            }
        };
        Err(refused.to_owned())
    }

    /// Cuts and pads by code points.
    pub(super) fn apply(&self, text: &str) -> String {
        let kept: String = text.chars().take(self.precision.unwrap_or(usize::MAX)).collect();
        let missing = self.width.saturating_sub(kept.chars().count());
        let before = match self.align {
            '>' => missing,
            '^' => missing / 2,
            _ => 0,
        };
        let pad = |count: usize| self.fill.to_string().repeat(count);
        format!("{}{kept}{}", pad(before), pad(missing - before))
    }
}

fn take(rest: &mut &[char], wanted: &[char]) -> Option<char> {
    let found = rest.first().copied().filter(|c| wanted.contains(c))?;
    *rest = &rest[1..];
    Some(found)
}

fn number(rest: &mut &[char]) -> Result<Option<usize>, String> {
    let digits: String = rest.iter().take_while(|c| c.is_ascii_digit()).collect();
    *rest = &rest[digits.len()..];
    if digits.is_empty() {
        return Ok(None);
    }
    let value = digits.parse::<i64>().ok().and_then(|n| usize::try_from(n).ok());
    value.map(Some).ok_or_else(|| TOO_MANY_DIGITS.to_owned())
}

/// A character as Python's own messages show it: itself when printable ASCII up to `last`, else `\x` and its number.
pub(super) fn shown(character: &str, last: u32) -> String {
    match character.chars().next().map_or(0, u32::from) {
        code if 32 < code && code <= last => character.to_owned(),
        code => format!("\\x{code:x}"),
    }
}
