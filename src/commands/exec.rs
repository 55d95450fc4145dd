use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::context::{key, tag};
use super::outcome::{Advised, Usage};
use super::project::explain;
use super::recording::Recording;
use super::wanted::WantedExperiment;
use super::{Context, Exit};
use crate::model::{Param, RunId, Tag, random_run_name, tags};
use crate::project::child::{Program, Signals, ignored_signals};
use crate::project::source::git;
use crate::project::{self, Plan, Record, environment};
use crate::store::file::{FileStore, folder_uri};
use crate::store::{Needs, NewRun, TrackingStore};
use crate::ui::Format;
use crate::{exit, fsx};

/// Run any command and record the run: what was run, what it said and used, how it ended. No MLproject is needed.
///
/// What the command logs, with `mlflow` in Python or `mlrun log` in a shell, goes to this run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: mlrun exec -P lr=0.1 --metric 'loss=loss: ([0-9.]+)' -- python train.py --lr 0.1")]
pub(super) struct Args {
    /// The command and its arguments; no shell sees them. -- before it ends mlrun's own options
    #[arg(
        value_name = "COMMAND",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    command: Vec<String>,

    /// A param to record; may be repeated. The command does not see it
    #[arg(
        long = "param-list",
        short = 'P',
        value_name = "NAME=VALUE",
        allow_hyphen_values = true
    )]
    params: Vec<String>,

    /// A tag to record; may be repeated
    #[arg(long = "tag", short, value_name = "KEY=VALUE", value_parser = super::runs::key_value)]
    tags: Vec<(String, String)>,

    /// The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME", conflicts_with = "experiment_id")]
    experiment_name: Option<String>,

    /// The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]
    #[arg(long, value_name = "ID")]
    experiment_id: Option<String>,

    /// The run's name [default: a random one]
    #[arg(long, value_name = "NAME")]
    run_name: Option<String>,

    /// Use this run instead of a new one; it keeps its tags and params, and its logs go on
    #[arg(long, value_name = "RUN")]
    run_id: Option<String>,

    #[command(flatten)]
    recording: Recording,

    /// Print the run when it is over
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    output: Option<Format>,
}

/// How long a command may take to end after a signal, before it is killed; a second signal kills it at once.
const GRACE: Duration = Duration::from_secs(10);

/// The tag that tells which command it was and where, as JSON.
const COMMAND_TAG: &str = "mlrun.exec";

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let capture = args.recording.capture()?;
    let params = params(&args.params)?;
    find(&args.command[0], context)?;
    let status = fsx::read_if_exists(Path::new("/proc/self/status"))?.unwrap_or_default();
    let signals = Signals::take(&ignored_signals(&String::from_utf8_lossy(&status)))?;
    let store = context.store_for_writing()?;
    let (mut plan, run_name) = plan(args, params, &store, context)?;
    args.recording.apply(capture, &mut plan, context);
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.program.line()));
    let began = context.now();
    match project::run(&store, &plan, &signals, &|| context.now()) {
        Ok(finished) => args
            .recording
            .finish(&finished, (&run_name, began), args.output, &store, context),
        Err(error) => explain(error, context),
    }
}

fn params(given: &[String]) -> anyhow::Result<Vec<Param>> {
    let param = |text: &String| {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| Usage(format!("Invalid format for -P parameter: '{text}'. Use -P name=value.")))?;
        Ok(Param {
            key: key(name, "key", "Param key")?,
            value: value.to_owned(),
        })
    };
    given.iter().map(param).collect()
}

/// The command must be there: a run of a word mistyped is of no use to anybody.
fn find(program: &str, context: &Context) -> Result<(), Advised> {
    // without a PATH the system looks where it does by default
    let looks_elsewhere = !program.contains('/') && context.settings.variable("PATH").is_none();
    if looks_elsewhere || context.tools(&|_| ()).find(program).is_some() {
        return Ok(());
    }
    let (place, hint) = match program.contains('/') {
        true => ("", "it must be there, and be allowed to be executed (chmod +x)"),
        false => (
            " on the PATH",
            "what only a shell knows runs by one: mlrun exec -- bash -c '…'; a file of this folder is ./FILE",
        ),
    };
    Err(Advised {
        message: format!("there is no command `{program}`{place}"),
        hint: hint.to_owned(),
        code: exit::NOT_FOUND,
    })
}

fn plan(args: &Args, params: Vec<Param>, store: &FileStore, context: &Context) -> anyhow::Result<(Plan, String)> {
    let bits = context.random();
    let given: Vec<Tag> = args
        .tags
        .iter()
        .map(|(key, value)| tag(key, value))
        .collect::<Result<_, _>>()?;
    let name = args.run_name.as_deref().filter(|name| !name.is_empty());
    let mut plan = Plan {
        record: Record::Existing(RunId::from_random(bits), None),
        params,
        tags: given,
        backend: None,
        program: Program::Argv(args.command.clone()),
        folder: context.settings.cwd.clone(),
        environment: Vec::new(),
        grace: GRACE,
        timeout: None,
        capture: None,
    };
    let (run_id, experiment_id, run_name) = match &args.run_id {
        Some(text) => {
            let id = context.find_run(store, text)?;
            let info = context.readable(TrackingStore::get_run(store, &id, &Needs::INFO)?).info;
            plan.record = Record::Existing(id.clone(), name.map(str::to_owned));
            let name = name.map(str::to_owned).or(info.run_name).unwrap_or_default();
            (id, info.experiment_id, name)
        }
        None => {
            let wanted = WantedExperiment::of(args.experiment_id.as_deref(), args.experiment_name.as_deref(), context);
            let new = NewRun {
                run_id: RunId::from_random(bits),
                experiment_id: wanted.find_or_create(store, context)?,
                run_name: name.map_or_else(|| random_run_name(bits), str::to_owned),
                user_id: context.user(),
                start_time: context.now(),
                tags: source_tags(&args.command, store, context)?,
            };
            let known = (new.run_id.clone(), new.experiment_id.clone(), new.run_name.clone());
            plan.record = Record::New(new);
            known
        }
    };
    plan.environment = environment(&folder_uri(store.root()), &experiment_id, &run_id);
    plan.environment.extend(context.own_environment());
    Ok((plan, run_name))
}

fn source_tags(command: &[String], store: &FileStore, context: &Context) -> anyhow::Result<Vec<Tag>> {
    let folder = &context.settings.cwd;
    let words: Vec<String> = command.iter().map(|word| without_credentials(word)).collect();
    let line = Program::Argv(words.clone()).line();
    let what = json!({"argv": words, "folder": folder.to_string_lossy()}).to_string();
    let git = git::state(folder).unwrap_or_default();
    let user = context.user();
    let parent = context.parent(store);
    let all = [
        (tags::USER, Some(user.as_str())),
        (tags::SOURCE_NAME, Some(&line)),
        (tags::SOURCE_TYPE, Some("LOCAL")),
        (COMMAND_TAG, Some(&what)),
        (tags::GIT_COMMIT, git.commit.as_deref()),
        (tags::GIT_BRANCH, git.branch.as_deref()),
        (tags::GIT_REPO_URL, git.repo_url.as_deref()),
        (tags::PARENT_RUN_ID, parent.as_ref().map(RunId::as_str)),
    ];
    let present = all.into_iter().filter_map(|(key, value)| Some((key, value?)));
    Ok(present.map(|(key, value)| tag(key, value)).collect::<Result<_, _>>()?)
}

/// Drops the `user:password@` of every URL in a word.
fn without_credentials(word: &str) -> String {
    let mut out = String::new();
    let mut rest = word;
    while let Some(at) = rest.find("://") {
        let (scheme, behind) = rest.split_at(at + "://".len());
        out.push_str(scheme);
        let end = behind
            .find(|c: char| "/?#'\"".contains(c) || c.is_whitespace())
            .unwrap_or(behind.len());
        rest = match behind[..end].rfind('@') {
            Some(at) => &behind[at + 1..],
            None => behind,
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_recorded() {
        for (word, clean) in [
            ("https://u:p@h/x", "https://h/x"),
            ("--url=https://u:p@ss@h/x?a=b@c", "--url=https://h/x?a=b@c"),
            ("curl 'ftp://u:p@h' https://t@h2/", "curl 'ftp://h' https://h2/"),
            ("a@b", "a@b"),
            ("https://h/a@b", "https://h/a@b"),
        ] {
            assert_eq!(without_credentials(word), clean);
        }
    }
}
