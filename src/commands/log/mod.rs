mod content;
mod files;
mod input;
mod model;
mod one;
mod stream;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Param(one::ParamArgs),
    Metric(one::MetricArgs),
    Metrics(one::MetricsArgs),
    Tag(one::TagArgs),
    Artifact(files::ArtifactArgs),
    Artifacts(files::ArtifactsArgs),
    Input(input::Args),
    Model(model::Args),
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
            Self::Model(args) => model::run(&args, context),
            Self::Input(args) => input::run(args, context),
            Self::Stream(args) => stream::run(&args, context),
        }
    }
}
