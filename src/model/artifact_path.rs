use std::fmt;

use super::Invalid;

/// A path below a run's artifacts: relative, `/` between the parts, nothing that leads up or away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactPath(String);

impl ArtifactPath {
    /// The artifacts' folder itself.
    #[must_use]
    pub fn root() -> Self {
        Self(String::new())
    }

    /// Checks a path. A final `/` and parts that are `.` are dropped.
    ///
    /// # Errors
    /// [`Invalid`] for absolute paths, drives, and paths with `..`, written with `/`, `\` or percent escapes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| Err(Invalid(format!("Invalid artifact path: '{text}'. {why}")));
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        let decoded = percent_encoding::percent_decode_str(&decoded).decode_utf8_lossy();
        let clean = |text: &str| {
            let parts = text.split('/').filter(|part| !part.is_empty() && *part != ".");
            parts.collect::<Vec<_>>().join("/")
        };
        let cleaned = clean(text);
        for spelling in [text, &decoded, &cleaned, &clean(&decoded)] {
            let drive =
                spelling.as_bytes().get(1) == Some(&b':') && spelling.starts_with(|c: char| c.is_ascii_alphabetic());
            if spelling.starts_with(['/', '\\']) || drive {
                return refuse("It must be relative to the run's artifacts.");
            }
            if spelling.split(['/', '\\']).any(|part| part == "..") {
                return refuse("It must not lead out of the run's artifacts.");
            }
        }
        if text.contains('\0') {
            return refuse("It must not hold a NUL.");
        }
        Ok(Self(cleaned))
    }

    /// A path below this one.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn join(&self, text: &str) -> Result<Self, Invalid> {
        let below = Self::parse(text)?;
        Ok(match (self.is_root(), below.is_root()) {
            (true, _) => below,
            (false, true) => self.clone(),
            (false, false) => Self(format!("{self}/{below}")),
        })
    }

    /// Whether it is the artifacts' folder itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArtifactPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The spellings of MLflow's own holes: CVE-2023-1176, -3765, -6018, -6831, -6909, -6975, -6977, 2024-8859, 2025-15031.
    #[test]
    fn no_spelling_leads_out() {
        for bad in [
            "/etc/passwd",
            "C:/x",
            "c:x",
            "\\\\srv\\x",
            "..",
            "a/../../x",
            "..\\..\\x",
            "a\\..\\..\\x",
            "%2e%2e/x",
            "%252E%252E%252Fx",
            "%2Fetc/passwd",
            "//proc/self/root",
            "a?/../../x",
            "a\0b",
            "./C:/x",
            "./\\x",
            ".%2fC:/x",
        ] {
            assert!(ArtifactPath::parse(bad).is_err(), "{bad}");
        }
        for (good, expected) in [
            ("", ""),
            ("a//b/./c/", "a/b/c"),
            ("모델/π 🚀.txt", "모델/π 🚀.txt"),
            ("...", "..."),
            ("100%", "100%"),
        ] {
            assert_eq!(ArtifactPath::parse(good).map(|p| p.0), Ok(expected.to_owned()));
        }
    }

    #[test]
    fn a_path_joined_with_nothing_is_itself() {
        for (path, below, joined) in [("a", "b/", "a/b"), ("a", "./", "a"), ("", "b", "b"), ("", "", "")] {
            let path = ArtifactPath::parse(path).unwrap();
            assert_eq!(path.join(below).map(|p| p.0), Ok(joined.to_owned()));
        }
    }
}
