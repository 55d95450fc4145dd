use clap_complete::ArgValueCompleter;
use serde_json::json;

use super::shelf;
use crate::cli::{OutputArg, complete};
use crate::commands::{Context, Exit};
use crate::project::ProjectError;
use crate::project::env::{Shelf, Shelved};
use crate::view::{Cell, Record};

/// Show an environment: what was asked for, what is installed, where it is, and its log.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name, or the beginning of it
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::environments))]
    name: String,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let found = shelf(context).and_then(|shelf| Ok((shelf.find(&args.name)?, shelf)));
    let (env, shelf) = found.map_err(ProjectError::from)?;
    context.ui.show(&page(&env, &shelf), args.output.output)?;
    Ok(Exit::Ok)
}

fn page(env: &Shelved, shelf: &Shelf) -> Record<serde_json::Value> {
    let (short, log) = (super::json(env, shelf), shelf.log(&env.name));
    let log = crate::fsx::is_file(&log).then(|| log.display().to_string());
    let mut whole = serde_json::to_value(&short).unwrap_or_default();
    let more = json!({
        "asked_by": env.from,
        "asked_python": env.python,
        "build_dependencies": env.build_dependencies,
        "dependencies": env.dependencies,
        "requirements": env.requirements,
        "mlflow_name": env.mlflow_name,
        "made_with": env.made_with,
        "folder": env.folder.display().to_string(),
        "took_ms": env.took,
        "log": log,
        "fingerprint": env.fingerprint,
        "packages": env.packages,
    });
    if let (Some(whole), serde_json::Value::Object(more)) = (whole.as_object_mut(), more) {
        whole.extend(more);
    }
    let text = |text: &Option<String>| Cell::text(text.as_deref());
    let asked = [("first", &env.build_dependencies), ("then", &env.dependencies)];
    let asked = asked.into_iter().filter(|(_, lines)| !lines.is_empty());
    Record::new(whole)
        .id(&env.name)
        .row("name", env.name.as_str())
        .row("state", short.state)
        .row("manager", Cell::text(short.manager))
        .row("made_with", text(&env.made_with))
        .row("python", text(&env.python_version))
        .row("size", Cell::Bytes(short.size))
        .row("created", Cell::time(short.created))
        .row(
            "took",
            if env.took > 0 {
                Cell::Duration(env.took)
            } else {
                Cell::Empty
            },
        )
        .row("last_used", Cell::time(short.last_used))
        .row("project", env.project.as_str())
        .row("folder", env.folder.display().to_string())
        .row("path", text(&short.path))
        .row("log", text(&log))
        .row("mlflow_name", text(&env.mlflow_name))
        .section("asked")
        .row("by", text(&env.from))
        .row("python", text(&env.python))
        .rows(asked.map(|(when, lines)| (when.to_owned(), Cell::Text(lines.join(", ")))))
        .section("packages")
        .rows(
            env.packages
                .iter()
                .map(|each| (each.name.clone(), Cell::Text(each.version.clone()))),
        )
}
