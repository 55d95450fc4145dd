//! What `mlrun run --backend kubernetes` starts: a job's whole life, as one process.

use std::thread;

use super::outcome::Usage;
use super::{Context, Exit};
use crate::project::ProjectError;
use crate::project::container::{Job, follow};
use crate::project::tool::Tools;

pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let mut environment = context.settings.environment.clone();
    let job = environment
        .remove(Job::VARIABLE)
        .and_then(|text| Job::of_variable(&text));
    let job = job.ok_or_else(|| Usage(format!("{} holds no job: `mlrun run` sets it", Job::VARIABLE)))?;
    let tools = Tools {
        environment: &environment,
        cwd: &context.settings.cwd,
        say: &|text| context.ui.status(text),
    };
    let code = follow(&job, &tools, &thread::sleep).map_err(ProjectError::from)?;
    Ok(if code == 0 { Exit::Ok } else { Exit::Code(code) })
}
