use super::Context;
use crate::project::source::{self, Options};
use crate::project::tool::Tools;
use crate::project::{self, Source};

/// How a project is brought here.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Bring {
    /// A version of a git project: a branch, a tag or a commit. A folder's repository is checked out elsewhere
    #[arg(long, short, value_name = "VERSION")]
    pub(super) version: Option<String>,

    /// Fetch nothing: what was fetched before must do
    #[arg(long, hide_short_help = true)]
    pub(super) offline: bool,
}

impl Bring {
    /// The project, as long as what is returned lives.
    pub(super) fn open(&self, project: &str, context: &Context) -> project::Result<Source> {
        let version = self.version.as_deref();
        with_options(self.offline, context, |options, tools| {
            Ok(source::open(project, version, options, tools)?)
        })
    }
}

/// Does something with what sources need.
pub(super) fn with_options<T>(offline: bool, context: &Context, act: impl FnOnce(&Options<'_>, &Tools<'_>) -> T) -> T {
    let cache = context.settings.cache_folder();
    let options = Options {
        cache: cache.as_deref(),
        offline,
        interactive: context.ui.can_ask(),
    };
    act(&options, &context.tools(&|text| context.ui.status(text)))
}
