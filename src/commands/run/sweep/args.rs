//! The options of a sweep.

use clap_complete::ArgValueCompleter;

use crate::cli::complete;
use crate::commands::outcome::Usage;
use crate::project::sweep::Sampling;
use crate::store::Better;

/// How many runs need no `--yes`.
const UNASKED: u128 = 10_000;

/// Many runs of one project.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Sweeps")]
pub(in crate::commands) struct SweepArgs {
    /// Run once for each combination of values: -P lr=0.1,0.5 -P n=1..4 (or 0..1:0.25, 0..1/5, log:1e-5..1e-1/5)
    #[arg(long, conflicts_with_all = ["run_id", "cache"])]
    pub(in crate::commands::run) sweep: bool,

    /// Instead of all combinations so many drawn by chance, also from 0.0..1.0 and log:1e-5..1e-1
    #[arg(long, value_name = "N", requires = "sweep", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    random: Option<u64>,

    /// Where chance begins: the same seed gives the same values [default: one that is chosen and recorded]
    #[arg(long, value_name = "SEED", requires = "random", hide_short_help = true)]
    seed: Option<u64>,

    /// How many run at the same time; 0 for as many as there are processors [default: 1]
    #[arg(long, short, value_name = "N")]
    jobs: Option<u16>,

    /// Run what a sweep that was stopped has left, by the id of its parent run
    #[arg(long, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    #[arg(conflicts_with_all = [
        "sweep", "random", "project", "entry_point", "parameters", "param_files", "env_manager", "python", "no_conda",
        "version", "backend", "backend_config", "docker_args", "gpus", "build_image", "mount_code", "cache", "dry_run",
        "experiment_id", "experiment_name", "run_name", "run_id",
    ])]
    pub(in crate::commands::run) resume: Option<String>,

    /// Start no more runs once one has failed
    #[arg(long, hide_short_help = true)]
    pub(super) fail_fast: bool,

    /// Say which run is best by this metric; METRIC:min or METRIC:max where its name does not tell
    #[arg(long, value_name = "METRIC")]
    best: Option<String>,

    /// Start more than 10,000 runs
    #[arg(long, hide_short_help = true)]
    yes: bool,
}

impl SweepArgs {
    /// Which points are chosen; `draw` chooses a seed.
    pub(super) fn sampling(&self, draw: impl FnOnce() -> u64) -> Sampling {
        match self.random {
            None => Sampling::Grid,
            Some(samples) => Sampling::Random {
                samples,
                seed: self.seed.unwrap_or_else(draw),
            },
        }
    }

    /// How many run at the same time.
    pub(super) fn jobs(&self) -> usize {
        match self.jobs.unwrap_or(1) {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            jobs => usize::from(jobs),
        }
    }

    /// The metric that tells the best, and which end of it is better.
    pub(super) fn best(&self) -> Result<Option<(&str, Better)>, Usage> {
        let Some(text) = self.best.as_deref() else {
            return Ok(None);
        };
        let (key, better) = match text.rsplit_once(':') {
            Some((key, "min")) => (key, Some(Better::Smaller)),
            Some((key, "max")) => (key, Some(Better::Greater)),
            _ => (text, Better::guess(text)),
        };
        better.map(|better| Some((key, better))).ok_or_else(|| {
            Usage(format!(
                "which {key} is best? Write --best {key}:min or --best {key}:max"
            ))
        })
    }

    /// Refuses, for one run, what only many have.
    pub(in crate::commands::run) fn check_unused(&self) -> Result<(), Usage> {
        match self.jobs.is_some() || self.fail_fast || self.best.is_some() || self.yes {
            true => Err(Usage(
                "--jobs, --fail-fast, --best and --yes are for --sweep and --resume".to_owned(),
            )),
            false => Ok(()),
        }
    }

    /// Refuses more runs than anybody wants.
    pub(super) fn check_count(&self, count: u128, most: u128) -> Result<(), Usage> {
        let shown = crate::ui::count(usize::try_from(count).unwrap_or(usize::MAX));
        if count > most {
            return Err(Usage(format!(
                "these values make {shown} runs, and a sweep has at most a million; --random 100 tries a hundred of them"
            )));
        }
        if count > UNASKED && !self.yes {
            return Err(Usage(format!(
                "these values make {shown} runs: --yes starts them, --random 100 tries a hundred of them"
            )));
        }
        Ok(())
    }
}
