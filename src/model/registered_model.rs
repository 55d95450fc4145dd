use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::key::{bad_path, is_word, normpath};
use super::{Invalid, Millis, ModelVersion, VersionNumber, tags};

/// A registered model as read: what a damaged or old `meta.yaml` lacks is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredModel {
    /// The name of its folder.
    pub name: ModelName,
    /// When it was made.
    pub creation_timestamp: Option<Millis>,
    /// The last change of it or of a version of it, descriptions and tags included.
    pub last_updated_timestamp: Option<Millis>,
    /// For people.
    pub description: Option<String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// Which version each alias means; that version may be gone.
    pub aliases: BTreeMap<String, VersionNumber>,
    /// The highest version of each stage that has one, in the order None, Staging, Production, Archived.
    pub latest_versions: Vec<ModelVersion>,
}

impl RegisteredModel {
    /// Whether it is a prompt, which MLflow keeps as a registered model with a certain tag.
    #[must_use]
    pub fn is_prompt(&self) -> bool {
        self.tags.get(tags::IS_PROMPT).is_some_and(|value| value == "true")
    }
}

/// A registered model's name: one component of a path, whatever characters it is made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelName(String);

impl ModelName {
    /// Any name that a folder of the registry can have. Older MLflow allowed `:` (up to 3.9) and `%` (up to 2.9), so such
    /// models are found; [`Self::parse_new`] refuses them.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.trim().is_empty() {
            return Err(Invalid("Missing value for required parameter 'name'.".to_owned()));
        }
        if text.contains(['/', '\0']) || (cfg!(windows) && text.contains('\\')) {
            return Err(refused(text));
        }
        let normal = normpath(text);
        if normal != text || normal.starts_with("..") || normal == "." {
            return Err(bad_path(text, &normal, "name"));
        }
        Ok(Self(text.to_owned()))
    }

    /// A name that a new model may have: without `/`, `:` and `%`, and short enough for a folder.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message; of more than 255 bytes with ours (MLflow passes on the system's).
    pub fn parse_new(text: &str) -> Result<Self, Invalid> {
        const LONGEST: usize = 255;
        if !text.trim().is_empty() && text.contains(':') {
            return Err(refused(text));
        }
        let name = Self::parse(text)?;
        if text.contains('%') {
            return Err(Invalid(format!(
                "Invalid name: '{text}'. Registered model name cannot contain '%' character"
            )));
        }
        if text.len() > LONGEST {
            return Err(Invalid(format!(
                "'name' exceeds the maximum length of {LONGEST} bytes: it is the name of a folder"
            )));
        }
        Ok(name)
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn refused(text: &str) -> Invalid {
    Invalid(format!("Invalid model name '{text}'. Names cannot contain '/' or ':'."))
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ModelName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

/// A second name of a version, such as `champion`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Alias(String);

impl Alias {
    /// Checks by MLflow's rule for looking up and deleting: letters and digits of every script, `_` and `-`, at most 255
    /// code points.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() {
            return Err(Invalid("Registered model alias name cannot be empty.".to_owned()));
        }
        if !text.chars().all(|c| is_word(c) || c == '-') {
            return Err(Invalid(format!(
                "Invalid alias name: '{text}'. Names may only contain alphanumerics, underscores (_), and dashes (-)."
            )));
        }
        if text.chars().count() > 255 {
            return Err(Invalid(
                "'Registered model alias name' exceeds the maximum length of 255 characters".to_owned(),
            ));
        }
        Ok(Self(text.to_owned()))
    }

    /// An alias that may be set: neither `latest` nor `v1` and the like.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message.
    pub fn parse_new(text: &str) -> Result<Self, Invalid> {
        let alias = Self::parse(text)?;
        if alias.is_latest() {
            return Err(Invalid(
                "'latest' alias name (case insensitive) is reserved.".to_owned(),
            ));
        }
        let number = text.strip_prefix(['v', 'V']).unwrap_or_default();
        if !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()) {
            return Err(Invalid(format!("Version alias name '{text}' is reserved.")));
        }
        Ok(alias)
    }

    /// The alias of the highest version, which every model has.
    #[must_use]
    pub fn latest() -> Self {
        Self("latest".to_owned())
    }

    /// Whether it is `latest` in any case: the highest version, which nobody can set.
    #[must_use]
    pub fn is_latest(&self) -> bool {
        self.0.eq_ignore_ascii_case("latest")
    }

    /// The alias as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_follow_mlflow() {
        let said = |text: &str| ModelName::parse_new(text).err().map(|error| error.0);
        for good in ["m", "é漢 x@y", "a b", "a\\b", "x\n", "...a b", " m"] {
            assert!(
                said(good).is_none() || good.starts_with("...") || cfg!(windows),
                "{good}"
            );
        }
        for (bad, message) in [
            ("  ", "Missing value for required parameter 'name'."),
            ("a/b", "Invalid model name 'a/b'. Names cannot contain '/' or ':'."),
            ("a:b", "Invalid model name 'a:b'. Names cannot contain '/' or ':'."),
            (
                "a%b",
                "Invalid name: 'a%b'. Registered model name cannot contain '%' character",
            ),
            (
                "..",
                "Invalid value \"..\" for parameter 'name' supplied: Names may be treated as files in certain cases, and must \
                 not resolve to other names when treated as such. This name would resolve to '..'",
            ),
        ] {
            assert_eq!(said(bad).as_deref(), Some(message), "{bad}");
        }
        assert!(ModelName::parse("old:name%").is_ok() && ModelName::parse(".").is_err());
        for (alias, reads, sets) in [
            ("champ", true, true),
            ("é", true, true),
            ("-", true, true),
            ("1", true, true),
            ("v1a", true, true),
            ("v1", true, false),
            ("LATEST", true, false),
            ("a.b", false, false),
            ("", false, false),
            ("a\n", false, false),
            ("..", false, false),
        ] {
            assert_eq!(
                (Alias::parse(alias).is_ok(), Alias::parse_new(alias).is_ok()),
                (reads, sets),
                "{alias}"
            );
        }
    }
}
