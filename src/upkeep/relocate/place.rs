//! A recorded location taken apart: where it counts from, the names of its path, and how it is spelled.

use percent_encoding::percent_decode_str;

use crate::store::file::location::{encoded, scheme};

/// What the first name of a path counts from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Base {
    /// `/`.
    Root,
    /// The folder that MLflow was started in.
    Started,
    /// A drive or a server of Windows: the first name is `C:` or `\\server`.
    Windows,
    /// Somewhere else: the scheme and the host, such as `s3://bucket`.
    Remote(String),
}

/// A location taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) base: Base,
    /// Decoded, without `.` and without empty ones.
    pub(super) names: Vec<String>,
    /// Whether it is spelled as a `file:` URI.
    is_uri: bool,
    /// As they are spelled.
    spelled: Vec<String>,
    /// Query and fragment.
    tail: String,
    /// Whether it begins with `./`.
    dotted: bool,
}

impl Place {
    pub(super) fn parse(text: &str) -> Self {
        match scheme(text).as_deref() {
            None => Self::path(text),
            Some("file") => Self::file_uri(text),
            Some(_) => {
                let (path, tail) = without_tail(text);
                let (scheme, rest) = path.split_once(':').unwrap_or((path, ""));
                let (host, path) = match rest.strip_prefix("//") {
                    Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
                    None => ("", rest),
                };
                let slashes = if rest.starts_with("//") { "//" } else { "" };
                let base = Base::Remote(format!("{scheme}:{slashes}{host}"));
                Self::of(base, names(path, &['/']), false).with_tail(tail)
            }
        }
    }

    fn path(text: &str) -> Self {
        if text.starts_with("\\\\") || has_drive(text) {
            let mut names = names(text, &['/', '\\']);
            if let Some(server) = names.first_mut().filter(|_| text.starts_with("\\\\")) {
                server.insert_str(0, "\\\\");
            }
            return Self::of(Base::Windows, names, false);
        }
        let base = if text.starts_with('/') {
            Base::Root
        } else {
            Base::Started
        };
        Self {
            dotted: text.starts_with("./"),
            ..Self::of(base, names(text, &['/']), false)
        }
    }

    fn file_uri(text: &str) -> Self {
        let (path, tail) = without_tail(&text["file:".len()..]);
        let path = match path.strip_prefix("//") {
            Some(rest) => &rest[rest.find('/').unwrap_or(rest.len())..],
            None => path,
        };
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let is_windows = has_drive(decoded.trim_start_matches('/'));
        let base = match (is_windows, path.starts_with('/')) {
            (true, _) => Base::Windows,
            (false, true) => Base::Root,
            (false, false) => Base::Started,
        };
        let separators: &[char] = if is_windows { &['/', '\\'] } else { &['/'] };
        let spelled = names(path, separators);
        let decode = |name: &String| percent_decode_str(name).decode_utf8_lossy().into_owned();
        Self {
            names: spelled.iter().map(decode).collect(),
            spelled,
            is_uri: true,
            dotted: path.starts_with("./"),
            ..Self::of(base, Vec::new(), true)
        }
        .with_tail(tail)
    }

    /// Of names that need no decoding.
    fn of(base: Base, names: Vec<String>, is_uri: bool) -> Self {
        Self {
            base,
            spelled: names.clone(),
            names,
            is_uri,
            tail: String::new(),
            dotted: false,
        }
    }

    fn with_tail(self, tail: &str) -> Self {
        Self {
            tail: tail.to_owned(),
            ..self
        }
    }

    fn is_local(&self) -> bool {
        !matches!(self.base, Base::Remote(_))
    }

    /// Whether it is that place or below it, name by name; how a place is spelled does not matter.
    pub(super) fn is_within(&self, prefix: &Self) -> bool {
        let same_base = match (&self.base, &prefix.base) {
            (Base::Remote(a), Base::Remote(b)) => a.eq_ignore_ascii_case(b),
            (a, b) => a == b,
        };
        let same = |(at, (a, b)): (usize, (&String, &String))| {
            a == b || (at == 0 && self.base == Base::Windows && a.eq_ignore_ascii_case(b))
        };
        let count = prefix.names.len();
        same_base && self.names.len() >= count && self.names.iter().zip(&prefix.names).enumerate().all(same)
    }

    /// The first so many names of it.
    pub(super) fn first(&self, count: usize) -> Self {
        Self {
            names: self.names[..count].to_vec(),
            spelled: self.spelled[..count].to_vec(),
            tail: String::new(),
            ..self.clone()
        }
    }

    /// What it is when its first `count` names become `to`. A local place stays spelled as it is, as a URI or as a path.
    pub(super) fn moved(&self, count: usize, to: &Self) -> Self {
        let is_uri = to.is_local() && if self.is_local() { self.is_uri } else { to.is_uri };
        let spell = |place: &Self, at: usize| match place.is_uri == is_uri {
            true => place.spelled[at].clone(),
            false if is_uri => encoded(&place.names[at]),
            false => place.names[at].clone(),
        };
        let head = (0..to.names.len()).map(|at| spell(to, at));
        let rest = (count..self.names.len()).map(|at| spell(self, at));
        Self {
            base: to.base.clone(),
            names: to.names.iter().chain(&self.names[count..]).cloned().collect(),
            spelled: head.chain(rest).collect(),
            is_uri,
            tail: self.tail.clone(),
            dotted: to.dotted,
        }
    }

    /// What lies below it by these names, spelled as the end of `other` where that has the same.
    pub(super) fn and_below(&self, names: &[String], other: &Self) -> Self {
        let behind = other.names.len().saturating_sub(names.len());
        let spell = |(at, name): (usize, &String)| match other.names.get(behind + at) {
            Some(same) if same == name && self.is_uri == other.is_uri => other.spelled[behind + at].clone(),
            _ if self.is_uri => encoded(name),
            _ => name.clone(),
        };
        let mut below = self.clone();
        below.spelled.extend(names.iter().enumerate().map(spell));
        below.names.extend_from_slice(names);
        below.tail.clone_from(&other.tail);
        below
    }

    /// The place beside it that is called `name`; `None` of what is not a name below another place.
    pub(super) fn with_last_name(&self, name: &str) -> Option<Self> {
        let mut place = self.first(self.names.len());
        let is_name = place.names.pop().is_some_and(|last| last != "..");
        place.spelled.pop();
        place.names.push(name.to_owned());
        place
            .spelled
            .push(if place.is_uri { encoded(name) } else { name.to_owned() });
        is_name.then_some(place)
    }

    /// As it is recorded.
    pub(super) fn text(&self) -> String {
        let separator = if self.base == Base::Windows && !self.is_uri {
            "\\"
        } else {
            "/"
        };
        let path = self.spelled.join(separator);
        let head = match (&self.base, self.is_uri) {
            (Base::Remote(host), _) => format!("{host}/"),
            (Base::Root | Base::Windows, true) => "file:///".to_owned(),
            (Base::Root, false) => "/".to_owned(),
            (Base::Windows, false) => String::new(),
            (Base::Started, is_uri) => {
                let scheme = if is_uri { "file:" } else { "" };
                format!("{scheme}{}", if self.dotted { "./" } else { "" })
            }
        };
        format!("{head}{path}{}", self.tail)
    }
}

fn without_tail(text: &str) -> (&str, &str) {
    text.split_at(text.find(['?', '#']).unwrap_or(text.len()))
}

fn names(path: &str, separators: &[char]) -> Vec<String> {
    let names = path.split(separators).filter(|name| !matches!(*name, "" | "."));
    names.map(str::to_owned).collect()
}

/// Whether a path begins with `C:/` or `C:\`, or is `C:`.
fn has_drive(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && matches!(chars.next(), None | Some('/' | '\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_put_together_as_they_were() {
        for text in [
            "file:///a%20b/%C3%BC/c",
            "/a b/ü",
            "./mlruns/0",
            "mlruns/0",
            "../mlruns/0",
            "file:mlruns/0",
            "file:./mlruns/0",
            "file:///C:/Users/a%20b/mlruns",
            "C:\\Users\\a b\\mlruns",
            "\\\\server\\share\\mlruns",
            "s3://bucket/a/b?x=1#f",
            "mlflow-artifacts:/0/r/artifacts",
            "dbfs:/a",
        ] {
            assert_eq!(Place::parse(text).text(), text);
        }
        assert_eq!(Place::parse("FILE://host/a//b/?q").text(), "file:///a/b?q");
        assert_eq!(Place::parse("C:/a/b").text(), "C:\\a\\b");
    }

    #[test]
    fn prefixes_are_compared_name_by_name_and_spellings_stay() {
        for (location, from, to, expected) in [
            ("file:///a/b/0/r", "/a/b", "/n w", Some("file:///n%20w/0/r")),
            ("/a/bc/0", "/a/b", "/n", None),
            ("/a/b", "file:///a/b/", "file:///n%20w", Some("/n w")),
            ("file:///a%20b/x%20y", "/a b", "/n", Some("file:///n/x%20y")),
            (
                "file:///C:/Users/me/m/0",
                "c:\\Users\\me",
                "/home/me",
                Some("file:///home/me/m/0"),
            ),
            (
                "C:\\Users\\me\\m\\0",
                "file:///C:/Users/me",
                "/home/me",
                Some("/home/me/m/0"),
            ),
            ("/home/me/m/0", "/home/me", "D:\\x", Some("D:\\x\\m\\0")),
            (
                "file:///home/me/m/0",
                "/home/me",
                "D:\\x y",
                Some("file:///D:/x%20y/m/0"),
            ),
            ("./mlruns/0/r", "mlruns", "/n", Some("/n/0/r")),
            ("file:mlruns/0/r", "./mlruns", "/n", Some("file:///n/0/r")),
            ("s3://b/a/0", "s3://b/a", "/n", Some("/n/0")),
            ("s3://b/a/0", "s3://b/a", "file:///n", Some("file:///n/0")),
            ("s3://b/ab/0", "s3://b/a", "/n", None),
            ("s3://c/a/0", "s3://b/a", "/n", None),
            ("file:///a/x%20y", "/a", "s3://b/p", Some("s3://b/p/x y")),
            ("mlflow-artifacts:/0/r", "mlflow-artifacts:/", "/n", Some("/n/0/r")),
            ("/a/b", "/", "/n", Some("/n/a/b")),
        ] {
            let (location, from) = (Place::parse(location), Place::parse(from));
            let moved = location
                .is_within(&from)
                .then(|| location.moved(from.names.len(), &Place::parse(to)).text());
            assert_eq!(moved.as_deref(), expected, "{location:?}");
        }
    }
}
