use super::Context;
use super::outcome::{Mistake, Usage};
use crate::search::{Dialect, Entity, Filter, Order, PageToken};
use crate::store::Page;
use crate::store::file::FileStore;
use crate::ui::count;

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

/// What a list is asked for, parsed.
pub(super) struct Asked {
    pub(super) filter: Filter,
    pub(super) order: Order,
    pub(super) offset: i64,
    pub(super) max: Option<i64>,
}

impl Paging {
    /// Parses what the flags of a list say.
    pub(super) fn ask(
        &self,
        entity: Entity,
        (filter, order_by, strict): (Option<&str>, &[String], bool),
        context: &Context,
    ) -> anyhow::Result<Asked> {
        let dialect = Dialect::new(strict, context.now());
        Ok(Asked {
            filter: Filter::parse(entity, filter.unwrap_or_default(), dialect).map_err(Mistake::of("--filter"))?,
            order: Order::parse(entity, order_by, dialect).map_err(Mistake::of("--order-by"))?,
            offset: self.offset()?,
            max: self.max(entity, strict)?,
        })
    }

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

/// Says what of a list was not shown, and how to see it.
pub(super) fn say_what_is_left<T>(page: &Page<T>, things: &str, store: &FileStore, context: &Context) {
    let shown = page.items.len();
    if let Some(total) = page.total.filter(|total| shown < *total) {
        let (shown, total) = (count(shown), count(total));
        context.ui.status(&format!("showing {shown} of {total} {things}"));
    }
    hint_at_next(page.next, context);
    context.hint_if_empty(store, page.total.unwrap_or(shown));
}
