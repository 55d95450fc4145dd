use super::context::{key, tag};
use super::outcome::{Advised, Usage};
use super::place::PlaceArgs;
use super::recording::Recording;
use super::run::{GRACE, changes_of, dirty, kept};
use super::signals::take_signals;
use super::{Context, Exit};
use crate::exit;
use crate::model::{Param, RunId, Tag, tags};
use crate::project::child::Program;
use crate::project::source::git::{self, GitState};
use crate::project::source::without_logins;
use crate::project::tool::Tools;
use crate::project::{self, CommandRecipe, Plan, Recipe, Record, environment};
use crate::store::file::{FileStore, folder_uri};
use crate::ui::Format;

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

    #[command(flatten)]
    place: PlaceArgs,

    #[command(flatten)]
    recording: Recording,

    /// Print the run when it is over
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    output: Option<Format>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    args.place.check()?;
    let recipe = CommandRecipe {
        command: args.command.clone(),
        started_in: context.settings.cwd.clone(),
        parameters: given(&args.params)?,
    };
    let tags = args.tags.iter().map(|(key, value)| tag(key, value));
    let tags = tags.collect::<Result<_, _>>()?;
    carry_out(&recipe, (&args.place, &args.recording, args.output), tags, context)
}

/// Runs what a recipe says, and records it with these tags too.
pub(super) fn carry_out(
    recipe: &CommandRecipe,
    (place, recording, output): (&PlaceArgs, &Recording, Option<Format>),
    more: Vec<Tag>,
    context: &Context,
) -> anyhow::Result<Exit> {
    let capture = recording.capture()?;
    let params = params(&recipe.parameters)?;
    find(recipe, context)?;
    let signals = take_signals()?;
    let store = context.store_for_writing()?;
    let (mut plan, run_name) = plan(recipe, params, place, more, &store, context)?;
    recording.apply(capture, &mut plan, context);
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.program.line()));
    let began = context.now();
    let finished = project::run(&store, &plan, &signals, &|| context.now())?;
    recording.finish(&finished, (&run_name, began), output, &store, context)
}

fn given(texts: &[String]) -> Result<Vec<(String, String)>, Usage> {
    let pair = |text: &String| {
        let pair = text.split_once('=');
        let pair = pair.map(|(name, value)| (name.to_owned(), value.to_owned()));
        pair.ok_or_else(|| Usage(format!("Invalid format for -P parameter: '{text}'. Use -P name=value.")))
    };
    texts.iter().map(pair).collect()
}

fn params(given: &[(String, String)]) -> anyhow::Result<Vec<Param>> {
    let param = |(name, value): &(String, String)| {
        Ok(Param {
            key: key(name, "key", "Param key")?,
            value: value.clone(),
        })
    };
    given.iter().map(param).collect()
}

/// The command must be there: a run of a word mistyped is of no use to anybody.
fn find(recipe: &CommandRecipe, context: &Context) -> Result<(), Advised> {
    let program = recipe.command.first().map_or("", String::as_str);
    let tools = Tools {
        cwd: &recipe.started_in,
        ..context.tools(&|_| ())
    };
    // without a PATH the system looks where it does by default
    let looks_elsewhere = !program.contains('/') && context.settings.variable("PATH").is_none();
    if looks_elsewhere || tools.find(program).is_some() {
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

fn plan(
    recipe: &CommandRecipe,
    params: Vec<Param>,
    place: &PlaceArgs,
    more: Vec<Tag>,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<(Plan, String)> {
    let git = git::state(&recipe.started_in).unwrap_or_default();
    let changes = git
        .commit
        .as_ref()
        .and_then(|_| changes_of(&recipe.started_in, context));
    let mut of_source = source_tags(recipe, &git, store, context)?;
    of_source.extend(changes.as_ref().map(dirty).transpose()?);
    let place = place.place(of_source, store, context)?;
    let is_new = matches!(place.record, Record::New(_));
    let mut variables = environment(&folder_uri(store.root()), &place.experiment_id, &place.run_id);
    variables.extend(context.own_environment());
    let plan = Plan {
        record: place.record,
        params,
        tags: more,
        files: if is_new { kept(changes.as_ref()) } else { Vec::new() },
        backend: None,
        program: Program::Argv(recipe.command.clone()),
        folder: recipe.started_in.clone(),
        environment: variables,
        grace: GRACE,
        timeout: None,
        capture: None,
        ending: Vec::new(),
    };
    Ok((plan, place.run_name))
}

fn source_tags(
    recipe: &CommandRecipe,
    git: &GitState,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Vec<Tag>> {
    let words: Vec<String> = recipe.command.iter().map(|word| without_logins(word)).collect();
    let line = Program::Argv(words.clone()).line();
    let what = CommandRecipe {
        command: words,
        ..recipe.clone()
    };
    let what = serde_json::to_string(&what)?;
    let user = context.user();
    let parent = context.parent(store);
    let all = [
        (tags::USER, Some(user.as_str())),
        (tags::SOURCE_NAME, Some(&line)),
        (tags::SOURCE_TYPE, Some("LOCAL")),
        (Recipe::TAG, Some(&what)),
        (tags::GIT_COMMIT, git.commit.as_deref()),
        (tags::GIT_BRANCH, git.branch.as_deref()),
        (tags::GIT_REPO_URL, git.repo_url.as_deref()),
        (tags::PARENT_RUN_ID, parent.as_ref().map(RunId::as_str)),
    ];
    let present = all.into_iter().filter_map(|(key, value)| Some((key, value?)));
    Ok(present.map(|(key, value)| tag(key, value)).collect::<Result<_, _>>()?)
}
