use clap::Subcommand;
use serde_json::{Map, Value as Json, json};

use super::{Context, Exit};
use crate::cli::OutputArg;
use crate::exit;
use crate::fsx;
use crate::project::{self, EntryPoint, Project, ProjectEnv, ProjectError, SpecError};
use crate::ui::{Place, Report};
use crate::view::{Cell, Record};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what an MLproject file says
    Show(Args),
}

/// Show a project: its name, environment, entry points and their parameters.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The project: a folder, or folder#subfolder
    #[arg(value_name = "DIR")]
    project: String,

    #[command(flatten)]
    output: OutputArg,
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        let Self::Show(args) = self;
        match read(&args.project, context) {
            Ok(project) => {
                context.ui.show(&page(&project), args.output.output)?;
                Ok(Exit::Ok)
            }
            Err(error) => explain(error, context),
        }
    }
}

fn read(given: &str, context: &Context) -> project::Result<Project> {
    project::load(&project::locate(given, &context.settings.cwd)?.folder)
}

fn page(project: &Project) -> Record<Json> {
    let entry_points = project
        .entry_points
        .iter()
        .map(|entry| (entry.name.clone(), entry_point_json(entry)));
    let config_path = project
        .env
        .config_path()
        .map(|path| path.to_string_lossy().into_owned());
    let docker = match &project.env {
        ProjectEnv::Docker(docker) => docker.json(),
        _ => Json::Null,
    };
    let mut page = Record::new(json!({
        "name": project.name,
        "env_type": project.env.type_name(),
        "env_config_path": config_path,
        "docker_env": docker,
        "entry_points": entry_points.collect::<Map<_, _>>(),
    }))
    .row("name", Cell::text(project.name.as_deref()))
    .row("env_type", project.env.type_name())
    .row("env_config_path", Cell::text(config_path.as_deref()))
    .row(
        "docker_env",
        if docker.is_null() {
            Cell::Empty
        } else {
            Cell::Text(docker.to_string())
        },
    );
    for entry in &project.entry_points {
        let command = entry.command.as_ref().ok().map(|command| command.trim_end());
        let parameters = entry.parameters.iter().map(|parameter| {
            let value = match &parameter.default {
                Some(default) => format!("{} = {default}", parameter.kind),
                None => format!("{}, required", parameter.kind),
            };
            (format!("-P {}", parameter.name), Cell::Text(value))
        });
        page = page
            .section(&entry.name)
            .row("command", Cell::text(command))
            .rows(parameters);
    }
    page
}

fn entry_point_json(entry: &EntryPoint) -> Json {
    let parameters = entry.parameters.iter().map(|parameter| {
        let value = json!({ "type": parameter.kind, "default": parameter.default });
        (parameter.name.clone(), value)
    });
    json!({ "command": entry.command.as_ref().ok(), "parameters": parameters.collect::<Map<_, _>>() })
}

/// Says what is wrong with a project, with the place and what to try.
pub(super) fn explain(error: ProjectError, context: &Context) -> anyhow::Result<Exit> {
    let hint = error.hint();
    let (mut report, code) = match error {
        ProjectError::Store(error) => return Err(error.into()),
        ProjectError::Spec(error) => (of_spec(&error), exit::FAILED),
        ProjectError::Template {
            ref template,
            ref source,
            ref entry_point,
        } => {
            let at = source.span.start;
            let place = Place::within(format!("command of {entry_point}"), template, at..at);
            (Report::new(error.to_string()).at(place), exit::FAILED)
        }
        error => (Report::of(&error), code_of(&error)),
    };
    if let Some(hint) = hint {
        report = report.hint(hint);
    }
    context.ui.error(&report);
    Ok(Exit::Code(code))
}

fn of_spec(error: &SpecError) -> Report {
    let Some((line, column)) = error.place else {
        return Report::of(error);
    };
    let text = fsx::read(&error.path)
        .ok()
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Report::new(&error.message).at(Place {
        origin: error.path.display().to_string(),
        line,
        column: Some(column),
        length: 0,
        source: text.and_then(|text| text.lines().nth(line - 1).map(str::to_owned)),
    })
}

fn code_of(error: &ProjectError) -> u8 {
    match error {
        ProjectError::NoFolder(_)
        | ProjectError::NotAFolder(_)
        | ProjectError::NoSubdirectory { .. }
        | ProjectError::NoEntryPoint { .. }
        | ProjectError::NoScript { .. }
        | ProjectError::NoEnvironmentFile { .. }
        | ProjectError::NoSuchPath { .. }
        | ProjectError::NotFetched { .. }
        | ProjectError::NoProgram { .. } => exit::NOT_FOUND,
        ProjectError::Container(error) if error.is_usage() => exit::USAGE,
        ProjectError::DotInSubdirectory
        | ProjectError::NotYet { .. }
        | ProjectError::MissingParameters { .. }
        | ProjectError::NotAUri { .. }
        | ProjectError::NeedsEnvironment { .. }
        | ProjectError::Invalid(_) => exit::USAGE,
        _ => exit::FAILED,
    }
}
