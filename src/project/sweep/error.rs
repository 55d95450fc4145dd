use std::ops::Range;

/// Why the values of a parameter cannot be swept over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("parameter {parameter}: {message}")]
pub struct SweepError {
    /// Whose values.
    pub parameter: String,
    /// What is wrong, and what was expected.
    pub message: String,
    /// The values as given.
    pub text: String,
    /// Where in the text, in bytes.
    pub span: Range<usize>,
    /// What to write instead.
    pub help: Option<String>,
}

/// The same, before it is known whose values they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) span: Range<usize>,
    pub(super) help: Option<String>,
}

impl Fault {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span,
            help: None,
        }
    }

    pub(super) fn too_many(span: Range<usize>, count: u64) -> Self {
        Self::new(span, format!("{count} values are more than a million"))
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn of(self, parameter: &str, text: &str) -> SweepError {
        SweepError {
            parameter: parameter.to_owned(),
            message: self.message,
            text: text.to_owned(),
            span: self.span,
            help: self.help,
        }
    }
}
