use crate::cli::OutputArg;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::store::file::FileStore;
use crate::ui::{Format, bytes, count};
use crate::upkeep::check::repair::{Done, Plan};
use crate::upkeep::check::{Checked, Finding, Kind, Severity, check, kinds};
use crate::upkeep::undo::Operation;
use crate::view::{FindingGroups, FindingList, RepairList, counts, escape};

/// Check a store: every file of it that is damaged, odd or left over, and what follows from it
///
/// Reads everything but the content of artifacts, and writes nothing. What is found is `damaged` (something is lost or cannot
/// be read, or MLflow raises when it is asked for it), `odd` (MLflow hides, ignores or misreads it) or a `note` (a trait or a
/// leftover that does no harm). Exits 4 when something is damaged, else 0; with --strict also 4 when something is odd.
///
/// --repair mends what can be mended. It deletes nothing: what is replaced or taken away is kept in the store's quarantine,
/// .mlrun.trash, and `mlrun undo` takes the repair back. A meta.yaml that is lost is written anew from tags, metrics and the
/// times of files; what had to be guessed is named by the tag mlrun.rebuilt, and no run is guessed to have ended well: its
/// status is KILLED. Afterwards the store is checked again; exits 4 when something damaged is left.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples:\n  mlrun fsck\n  mlrun fsck --severity damaged -o json\n  mlrun fsck --repair --dry-run\n  \
                       mlrun fsck --kinds          every kind there is, with what follows from it"
)]
pub(crate) struct Args {
    /// Mend what can be mended; what is replaced is kept in the store's quarantine
    #[arg(long)]
    repair: bool,

    /// Say what --repair would do, and do nothing
    #[arg(long, requires = "repair")]
    dry_run: bool,

    /// Exit 4 also when something is odd
    #[arg(long)]
    strict: bool,

    /// Leave out what matters less: damaged, odd or note
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "note")]
    #[arg(hide_possible_values = true, hide_default_value = true, conflicts_with = "repair")]
    severity: Least,

    /// List every kind of finding there is, and what follows from it; the store is not looked at
    #[arg(long, conflicts_with_all = ["repair", "strict", "severity"])]
    kinds: bool,

    #[command(flatten)]
    output: OutputArg,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Least {
    Damaged,
    Odd,
    Note,
}

impl Least {
    fn get(self) -> Severity {
        match self {
            Self::Damaged => Severity::Damaged,
            Self::Odd => Severity::Odd,
            Self::Note => Severity::Note,
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if args.kinds {
        let all: Vec<Finding> = kinds().into_iter().map(Kind::example).collect();
        context.ui.show(&FindingList::new(&all), args.output.output)?;
        return Ok(Exit::Ok);
    }
    let store = context.store()?;
    if args.repair {
        return repair(args, &store, context);
    }
    let mut checked = check(&store, context.now())?;
    let verdict = verdict(&checked, args.strict);
    let all = counts(&checked.findings);
    checked
        .findings
        .retain(|finding| finding.kind.severity <= args.severity.get());
    if args.output.output == Format::Table && !context.ui.is_verbose() && !checked.findings.is_empty() {
        context.ui.show(&FindingGroups::new(&checked.findings), Format::Table)?;
    } else {
        context
            .ui
            .show(&FindingList::new(&checked.findings), args.output.output)?;
    }
    summary(&checked, &all, context);
    Ok(verdict)
}

fn repair(args: &Args, store: &FileStore, context: &Context) -> anyhow::Result<Exit> {
    let lock = if args.dry_run { None } else { Some(store.lock()?) };
    let checked = check(store, context.now())?;
    let plan = Plan::new(store.root(), &checked);
    if args.dry_run {
        let steps = plan.steps.into_iter().map(|step| Done { step, error: None });
        let steps: Vec<Done> = steps.collect();
        context.ui.show(&RepairList::new(&steps), args.output.output)?;
        summary(&checked, &counts(&checked.findings), context);
        context.ui.status("dry run: nothing was changed");
        return Ok(verdict(&checked, args.strict));
    }
    let mut operation = Operation::begin(store.root(), &context.actor());
    let done = plan.apply(store.root(), &mut operation, &mut |done| {
        if let Some(error) = &done.error {
            context
                .ui
                .warn(&format!("{} is left as it is: {error}", done.step.path));
        }
    });
    if !done.is_empty() {
        operation.finish()?;
    }
    let left = check(store, context.now())?;
    drop(lock);
    context.ui.show(&RepairList::new(&done), args.output.output)?;
    if done.iter().any(|done| done.error.is_none()) {
        let told = "what was replaced is kept in the store's .mlrun.trash; `mlrun undo` takes the repair back";
        context.ui.status(told);
    }
    summary(&left, &counts(&left.findings), context);
    let has_failed = done.iter().any(|done| done.error.is_some());
    match verdict(&left, args.strict) {
        Exit::Ok if has_failed => Ok(Exit::Code(exit::FAILED)),
        verdict => Ok(verdict),
    }
}

fn verdict(checked: &Checked, strict: bool) -> Exit {
    let bad = checked.count(Severity::Damaged) + if strict { checked.count(Severity::Odd) } else { 0 };
    if bad > 0 { Exit::Code(exit::DAMAGED) } else { Exit::Ok }
}

fn summary(checked: &Checked, found: &str, context: &Context) {
    let tally = checked.tally;
    let parts = [
        (tally.experiments, "experiment"),
        (tally.runs, "run"),
        (tally.logged_models, "logged model"),
        (tally.registered_models, "registered model"),
        (tally.traces, "trace"),
    ];
    let parts = parts.into_iter().filter(|(number, what)| *number > 0 || *what == "run");
    let parts: Vec<String> = parts
        .map(|(number, what)| {
            format!(
                "{} {what}{}",
                count(number as usize),
                if number == 1 { "" } else { "s" }
            )
        })
        .collect();
    let read = format!("{} files, {}", count(tally.files as usize), bytes(tally.bytes));
    context
        .ui
        .status(&escape(&format!("checked {} ({read}): {found}", parts.join(", "))));
}
