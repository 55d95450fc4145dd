mod files;
mod one;
mod stream;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Log a param: `log param [RUN] KEY VALUE`
    Param(one::ParamArgs),
    /// Log a value of a metric: `log metric [RUN] KEY VALUE --step 3`
    Metric(one::MetricArgs),
    /// Log values of several metrics: `log metrics [RUN] KEY=VALUE… --step 3`
    Metrics(one::MetricsArgs),
    /// Set a tag: `log tag [RUN] KEY VALUE`
    Tag(one::TagArgs),
    /// Log a file as an artifact: `log artifact [RUN] FILE`
    Artifact(files::ArtifactArgs),
    /// Log a folder's files as artifacts: `log artifacts [RUN] FOLDER`
    Artifacts(files::ArtifactsArgs),
    /// Log what standard input says, one JSON object a line
    Stream(stream::Args),
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        match self {
            Self::Artifact(args) => args.short.verbose,
            Self::Artifacts(args) => args.short.verbose,
            _ => false,
        }
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Param(args) => one::param(args, context),
            Self::Metric(args) => one::metric(args, context),
            Self::Metrics(args) => one::metrics(args, context),
            Self::Tag(args) => one::tag(args, context),
            Self::Artifact(args) => files::artifact(args, context),
            Self::Artifacts(args) => files::artifacts(args, context),
            Self::Stream(args) => stream::run(&args, context),
        }
    }
}
