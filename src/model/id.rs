use std::fmt;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// Python's `^[a-zA-Z0-9][\w\-]{0,rest}$`, but for the final newline that Python's `$` lets pass.
fn is_id(text: &str, rest: usize) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && chars.clone().count() <= rest
        && chars.all(|c| super::key::is_word(c) || c == '-')
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $rest:literal, $message:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks by MLflow's rule, so that the id is one path component and cannot leave its folder.
            ///
            /// # Errors
            /// [`Invalid`] with MLflow's message.
            pub fn parse(text: &str) -> Result<Self, Invalid> {
                if is_id(text, $rest) { Ok(Self(text.to_owned())) } else { Err(Invalid($message(text))) }
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        }
    };
}

id_type!(
    /// An experiment's id: the name of its folder. `0` is the default experiment; others are 18 random digits
    /// since MLflow 2.0 and a counter before.
    ExperimentId, 63, |text: &str| format!("Invalid experiment ID: '{text}'")
);

id_type!(
    /// A run's id: the name of its folder, 32 lower-case hexadecimal digits when MLflow or we chose it.
    RunId, 255, |text: &str| format!("Invalid value \"{text}\" for parameter 'run_id' supplied.")
);

id_type!(
    /// A logged model's id: the name of its folder, `m-` and 32 lower-case hexadecimal digits when MLflow or we chose it.
    LoggedModelId, 255, |text: &str| format!("Invalid value \"{text}\" for parameter 'model_id' supplied.")
);

id_type!(
    /// A trace's id: the name of its folder, `tr-` and 32 lower-case hexadecimal digits (before MLflow 3 without `tr-`).
    TraceId, 255, |text: &str| format!("Trace with ID '{text}' not found")
);

impl LoggedModelId {
    /// `m-` and 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(format!("m-{bits:032x}"))
    }
}

impl ExperimentId {
    /// The default experiment, `0`.
    #[must_use]
    pub fn default_experiment() -> Self {
        Self("0".to_owned())
    }

    /// 18 digits out of 128 random bits: the last 18 decimal digits, and for each leading zero one digit more
    /// (MLflow's `_generate_unique_integer_id`).
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        let digits = format!("{bits:039}");
        let (spare, last) = digits.split_at(digits.len() - 18);
        let kept = last.trim_start_matches('0');
        let mut id = kept.to_owned();
        id.extend(
            spare
                .chars()
                .rev()
                .filter(|c| !(kept.is_empty() && *c == '0'))
                .take(18 - kept.len()),
        );
        while id.len() < 18 {
            id.push('7');
        }
        Self(id)
    }
}

impl RunId {
    /// 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn from_random(bits: u128) -> Self {
        Self(format!("{bits:032x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_one_path_component() {
        for good in ["0", "a_b-c", "4713", &"x".repeat(64), "aü"] {
            assert!(ExperimentId::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "-1",
            "_a",
            "a b",
            ".trash",
            "ünï",
            "a.b",
            "0\n",
            "%2e%2e",
            &"x".repeat(65),
        ] {
            assert!(ExperimentId::parse(bad).is_err(), "{bad}");
            assert!(bad.len() == 65 || RunId::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(
            RunId::parse("../x").unwrap_err().0,
            "Invalid value \"../x\" for parameter 'run_id' supplied."
        );
    }

    #[test]
    fn random_experiment_ids_have_18_digits_and_no_leading_zero() {
        for bits in [0, 1, 123_456_789_012_345_678, 99_000_000_000_000_000_001, u128::MAX] {
            let id = ExperimentId::from_random(bits);
            assert_eq!(id.as_str().len(), 18, "{id}");
            assert!(!id.as_str().starts_with('0'), "{id}");
        }
    }
}
