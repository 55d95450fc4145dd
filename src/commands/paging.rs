use super::Context;
use super::outcome::{Mistake, Usage};
use crate::search::{Entity, PageToken};

/// Which part of a long answer.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Paging {
    /// At most so many
    ///
    /// All where it is not given; under --strict as many as MLflow gives and allows.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(super) max_results: Option<i64>,

    /// Go on where the page before ended
    #[arg(long, value_name = "TOKEN", hide_short_help = true)]
    page_token: Option<String>,
}

impl Paging {
    /// How many to pass over.
    pub(super) fn offset(&self) -> Result<i64, Mistake> {
        match &self.page_token {
            Some(text) => Ok(PageToken::parse(text).map_err(Mistake::of("--page-token"))?.offset),
            None => Ok(0),
        }
    }

    /// How many at most: at least one, and under --strict whatever MLflow allows.
    pub(super) fn max(&self, entity: Entity, strict: bool) -> Result<Option<i64>, Usage> {
        match self.max_results {
            asked if strict => entity.max_results(asked).map(Some).map_err(|error| Usage(error.0)),
            Some(max) if max < 1 => Err(Usage(format!(
                "--max-results must be 1 or more, but got {max} (--strict takes it as MLflow does)"
            ))),
            asked => Ok(asked),
        }
    }
}

/// Says how to see the next page, if there is one.
pub(super) fn hint_at_next(next: Option<PageToken>, context: &Context) {
    if let Some(next) = next {
        context.ui.hint(&format!("for the next page add --page-token {next}"));
    }
}
