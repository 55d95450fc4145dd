use serde_json::{Map, Value as Json, json};

use crate::cli::OutputArg;
use crate::codec::Value;
use crate::commands::bring::Bring;
use crate::commands::{Context, Exit};
use crate::project::{self, EntryPoint, Form, Parameter, Project, ProjectEnv};
use crate::view::{Cell, Record};

/// Show a project: its name, environment, entry points and their parameters.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Args {
    /// The project: a folder, an address of git, or a zip file; each may end in #subfolder
    #[arg(value_name = "PROJECT")]
    project: String,

    #[command(flatten)]
    from: Bring,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let source = args.from.open(&args.project, context)?;
    let project = project::load(&source.folder)?;
    context.ui.show(&page(&project), args.output.output)?;
    Ok(Exit::Ok)
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
        ProjectEnv::Docker(docker) => json_of(docker),
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
        let parameters = entry
            .parameters
            .iter()
            .map(|parameter| (format!("-P {}", parameter.name), Cell::Text(described(parameter))));
        page = page
            .section(&entry.name)
            .row("command", Cell::text(command))
            .rows(parameters);
    }
    page
}

fn described(parameter: &Parameter) -> String {
    let form = match &parameter.form {
        Form::Plain | Form::Option { option: None, .. } => String::new(),
        Form::Flag(word) => format!(", {word} when true"),
        Form::Option {
            option: Some(option), ..
        } => format!(", after {option}"),
    };
    let kind = &parameter.kind;
    match &parameter.default {
        Some(default) => format!("{kind} = {default}{form}"),
        None if parameter.is_required() => format!("{kind}, required{form}"),
        None => format!("{kind}, optional{form}"),
    }
}

/// Keys that MLflow does not know are there only where they are used.
fn entry_point_json(entry: &EntryPoint) -> Json {
    let parameters = entry.parameters.iter().map(|parameter| {
        let mut value = json!({ "type": parameter.kind, "default": parameter.default });
        match &parameter.form {
            Form::Plain => {}
            Form::Flag(flag) => value["flag"] = json!(flag),
            Form::Option { option, is_optional } => {
                value["option"] = json!(option);
                value["optional"] = json!(is_optional);
            }
        }
        (parameter.name.clone(), value)
    });
    let parameters = parameters.collect::<Map<_, _>>();
    let mut value = json!({ "command": entry.command.as_ref().ok(), "parameters": parameters });
    if let Some(extra) = &entry.extra {
        value["extra_parameters"] = json!(extra);
    }
    value
}

/// What JSON cannot say (dates, bytes, NaN) as Python's `str()`.
fn json_of(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(truth),
        Value::Int(number) => i64::try_from(*number).map_or_else(|_| json!(number.to_string()), Json::from),
        Value::Float(number) if number.is_finite() => json!(number),
        Value::List(items) | Value::Set(items) => items.iter().map(json_of).collect(),
        Value::Pair(pair) => json!([json_of(&pair.0), json_of(&pair.1)]),
        Value::Map(entries) => Json::Object(
            entries
                .iter()
                .map(|(key, value)| (key.python_str(), json_of(value)))
                .collect(),
        ),
        other => Json::String(other.python_str()),
    }
}
