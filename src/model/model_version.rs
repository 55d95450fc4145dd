use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::{Invalid, Millis, ModelName, tags};

/// A version of a registered model as read: what a damaged or old `meta.yaml` lacks is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelVersion {
    /// The model's folder.
    pub name: ModelName,
    /// From 1; never given twice while the model is there.
    pub version: VersionNumber,
    /// When it was made.
    pub creation_timestamp: Option<Millis>,
    /// The last change of its stage or description (MLflow leaves tags out).
    pub last_updated_timestamp: Option<Millis>,
    /// For people.
    pub description: Option<String>,
    /// Who made it; MLflow writes null, we the user.
    pub user_id: Option<String>,
    /// Where it stands.
    pub current_stage: Stage,
    /// Where it was registered from: a path or a URI, `runs:/…` and `models:/…` too.
    pub source: Option<String>,
    /// Where its files are, resolved when it was registered (MLflow ≥ 2.7); where it is missing, `source` says it.
    pub storage_location: Option<String>,
    /// The run that made it, there or not.
    pub run_id: Option<String>,
    /// A web page of that run.
    pub run_link: Option<String>,
    /// `READY`, but for what other registries write.
    pub status: String,
    /// Why it is not ready.
    pub status_message: Option<String>,
    /// The logged model it was made of (MLflow ≥ 3.0).
    pub model_id: Option<String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// The aliases that mean it, sorted.
    pub aliases: Vec<String>,
}

impl ModelVersion {
    /// Where its files are (MLflow's download URI).
    #[must_use]
    pub fn download_uri(&self) -> Option<&str> {
        let said = |uri: &'_ &str| !uri.is_empty();
        self.storage_location
            .as_deref()
            .filter(said)
            .or(self.source.as_deref().filter(said))
    }

    /// Whether it is a version of a prompt, by its own tag.
    #[must_use]
    pub fn is_prompt(&self) -> bool {
        self.tags.get(tags::IS_PROMPT).is_some_and(|value| value == "true")
    }
}

/// A version's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VersionNumber(pub i64);

/// As Python's `int()` reads it: with a sign, blanks around it, and `_` between digits.
impl FromStr for VersionNumber {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refused = || Invalid(format!("Parameter 'version' must be an integer, got '{text}'."));
        let trimmed = text.trim();
        let digits = trimmed.strip_prefix('+').unwrap_or(trimmed);
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        let is_number = unsigned
            .split('_')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        if !is_number || (digits.len() < trimmed.len() && digits.starts_with('-')) {
            return Err(refused());
        }
        digits.replace('_', "").parse().map(Self).map_err(|_| refused())
    }
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a version stands. Any number of versions may stand in one stage.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Nowhere yet.
    None,
    /// Being tried.
    Staging,
    /// In use.
    Production,
    /// No more in use.
    Archived,
    /// Deleted: its number stays taken, and nothing but a history shows it.
    Deleted,
    /// What no MLflow writes. Searches show such a version; it is the latest of no stage.
    Other(String),
}

impl Stage {
    /// The stages a version may be given, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::None, Self::Staging, Self::Production, Self::Archived];

    /// A stage that a version may be given, in any case.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| {
                Invalid(format!(
                    "Invalid Model Version stage: {text}. Value must be one of None, Staging, Production, Archived."
                ))
            })
    }

    /// A stage as `meta.yaml` has it.
    #[must_use]
    pub fn read(text: &str) -> Self {
        [
            Self::None,
            Self::Staging,
            Self::Production,
            Self::Archived,
            Self::Deleted,
        ]
        .into_iter()
        .find(|stage| stage.as_str() == text)
        .unwrap_or_else(|| Self::Other(text.to_owned()))
    }

    /// As MLflow writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "None",
            Self::Staging => "Staging",
            Self::Production => "Production",
            Self::Archived => "Archived",
            Self::Deleted => "Deleted_Internal",
            Self::Other(text) => text,
        }
    }

    /// Whether others can be archived to make room in it.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Staging | Self::Production)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_by_python() {
        for (text, number) in [
            ("1", Some(1)),
            (" 1 ", Some(1)),
            ("+1", Some(1)),
            ("01", Some(1)),
            ("1_0", Some(10)),
            ("-1", Some(-1)),
            ("+-1", None),
            ("1__0", None),
            ("_1", None),
            ("abc", None),
            ("1.0", None),
            ("", None),
        ] {
            assert_eq!(text.parse().ok(), number.map(VersionNumber), "{text}");
        }
        assert_eq!(
            "abc".parse::<VersionNumber>().unwrap_err().0,
            "Parameter 'version' must be an integer, got 'abc'."
        );
        assert_eq!(Stage::parse("pRoduction"), Ok(Stage::Production));
        assert!(Stage::parse("Deleted_Internal").is_err());
    }
}
