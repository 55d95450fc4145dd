use std::ops::ControlFlow;

use super::listing::{ColumnsArg, Listing};
use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, complete};
use crate::commands::paging::{Paging, hint_at_next};
use crate::commands::selection::Selection;
use crate::commands::{Context, Exit, keys};
use crate::search::{Entity, PageToken};
use crate::store::file::FileStore;
use crate::store::{Needs, RunQuery, TrackingStore};
use crate::ui::count;
use crate::view::{Columns, Field, Given, KnownKeys, RunItem};

/// List runs, the newest first, of the experiments named or of all.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Order by a metric, param, tag or attribute; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]", add = ArgValueCompleter::new(complete::order))]
    order_by: Vec<String>,

    #[command(flatten)]
    columns: ColumnsArg,

    #[command(flatten)]
    paging: Paging,

    /// Add every value of every metric (to JSON)
    #[arg(long, conflicts_with = "columns", hide_short_help = true)]
    history: bool,

    #[command(flatten)]
    output: OutputArg,

    /// By `ls`, which shows no more than so many of its own accord.
    #[arg(skip)]
    limit: Option<i64>,
}

/// List the newest runs: `runs search` for daily use.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct LsArgs {
    /// An archive or a store's folder, instead of --tracking-uri
    #[arg(value_name = "STORE", conflicts_with = "tracking_uri", value_hint = clap::ValueHint::AnyPath)]
    pub(in crate::commands) store: Option<String>,

    /// All runs, not only the newest 50
    #[arg(long, short, conflicts_with = "max_results")]
    all: bool,

    #[command(flatten)]
    search: Args,
}

/// So many runs are shown by `ls` unless it is told otherwise.
const LS: i64 = 50;

pub(in crate::commands) fn ls(mut args: LsArgs, context: &Context) -> anyhow::Result<Exit> {
    args.search.limit = Some(LS).filter(|_| !args.all);
    run(&args.search, context)
}

pub(in crate::commands) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let max = args.paging.max(Entity::Run, args.selection.strict)?.or(args.limit);
    let mut listing = args.columns.listing(args.output.output, context)?;
    let offset = args.paging.offset()?;
    let store = context.store()?;
    let mut query = RunQuery {
        offset,
        max,
        ..args.selection.query(&args.order_by, Needs::INFO, &store, context)?
    };
    let ordered: Vec<Field> = query
        .order
        .names()
        .iter()
        .filter_map(|(_, name)| keys::field(name))
        .collect();
    query.needs = listing.needs(args.history);
    ordered.iter().for_each(|field| field.add_to(&mut query.needs));
    if context.ui.is_terminal() {
        listing.keep = ordered;
    }
    let (found, first) = if listing.can_stream() && offset >= 0 && max.is_none_or(|max| max > 0) {
        stream(args, &listing, query.clone(), &store, context)?
    } else {
        let page = context.page(store.search_runs(&query)?);
        let note = note(args, &query, page.items.len(), page.total, page.next.is_some());
        listing.show(&page.items, note, &query, &store, context)?;
        hint_at_next(page.next.filter(|_| !args.is_limited()), context);
        (page.items.len(), KnownKeys::of(&page.items[..page.items.len().min(1)]))
    };
    keys::warn_of_unknown_in_query(&query, found, &first, &args.order_by, &store, context);
    context.hint_if_empty(&store, found);
    Ok(Exit::Ok)
}

impl Args {
    fn is_limited(&self) -> bool {
        self.limit.is_some() && self.paging.max_results.is_none()
    }
}

/// Shows each run when it is found; returns how many, and which keys were seen.
fn stream(
    args: &Args,
    listing: &Listing<'_>,
    mut query: RunQuery,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<(usize, KnownKeys)> {
    let names = listing.experiments(&query, store)?;
    let given = Given {
        experiments: names.as_ref(),
        short: 0,
    };
    let most = query.max;
    let limit = most.map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(0));
    // one more than is shown, to see whether there is more
    query.max = query.max.map(|max| max.saturating_add(1));
    let (mut found, mut more) = (0, false);
    let mut keys = KnownKeys::default();
    let columns = listing.columns.as_ref();
    let fixed = columns.and_then(Columns::resolve_without_keys);
    let damage = context.ui.json_lines(|lines| {
        let mut written = Ok(());
        let damage = store.each_run(&query, &mut |run| {
            more = found == limit;
            if more {
                return ControlFlow::Break(());
            }
            found += 1;
            let own;
            let chosen = match (columns, &fixed) {
                (None, _) => None,
                (Some(_), Some(fixed)) => Some(&fixed[..]),
                (Some(columns), None) => {
                    let keys = KnownKeys::of(std::slice::from_ref(&run));
                    own = columns.resolve(&keys).unwrap_or_default();
                    Some(&own[..])
                }
            };
            if columns.is_some() || found == 1 {
                keys.add(&run);
            }
            written = lines.write(&RunItem::new(&run, chosen, given));
            if written.is_ok() {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        written.map(|()| damage)
    })?;
    context.warn_of(&damage?);
    query.max = most;
    if let Some(note) = note(args, &query, found, None, more) {
        context.ui.status(&note);
    }
    let end = query.offset.saturating_add(i64::try_from(found).unwrap_or(i64::MAX));
    hint_at_next(
        (more && !args.is_limited()).then_some(PageToken { offset: end }),
        context,
    );
    if found > 0 {
        listing.warn_of_unknown(&keys, &query, store, context);
    }
    Ok((found, keys))
}

/// Which part of the answer is shown, if it is not the whole.
fn note(args: &Args, query: &RunQuery, shown: usize, total: Option<usize>, more: bool) -> Option<String> {
    if !more && query.offset == 0 {
        return None;
    }
    let of = total.map(|total| format!(" of {}", count(total))).unwrap_or_default();
    let rest = if more && total.is_none() && !args.is_limited() {
        "; there are more"
    } else {
        ""
    };
    let which = match usize::try_from(query.offset) {
        Ok(0) if args.order_by.is_empty() => format!("the newest {}", count(shown)),
        Ok(0) => format!("the first {}", count(shown)),
        Ok(before) if shown > 0 => format!("{} to {}", count(before + 1), count(before + shown)),
        _ => count(shown),
    };
    let all = if args.is_limited() {
        "; --all shows the rest"
    } else {
        ""
    };
    Some(format!("showing {which}{of}{rest}{all}"))
}
