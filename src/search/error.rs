use std::ops::Range;

/// Why a filter, an order or a page token is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong, and what was expected.
    pub message: String,
    /// The text it stands in.
    pub source_text: String,
    /// Where in the text, in bytes; empty at its end.
    pub span: Range<usize>,
    /// What to try, such as the nearest known name.
    pub help: Option<String>,
}

impl QueryError {
    /// Of a place in a text.
    pub(super) fn at(text: &str, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source_text: text.to_owned(),
            span,
            help: None,
        }
    }

    /// The same of a text that goes on less far.
    pub(super) fn within(self, text: &str) -> Self {
        let clip = |at: usize| at.min(text.len());
        Self {
            source_text: text.to_owned(),
            span: clip(self.span.start)..clip(self.span.end),
            ..self
        }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = self.help.or(help);
        self
    }
}
