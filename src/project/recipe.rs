//! How a run was asked for: what makes it again.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::env::EnvManager;

/// How a run of a project was asked for. Recorded as the tag [`Recipe::TAG`], as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The project as it was given; recorded without a password.
    pub project: String,
    /// Branch, tag or commit, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// An entry point or script.
    pub entry_point: String,
    /// Names and values as they were given. `None` where the run was to record none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<(String, String)>>,
    /// Who makes the environment, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env_manager: Option<EnvManager>,
    /// The Python of a local run, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// `-A`: arguments of `docker run`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docker_args: Vec<(String, Option<String>)>,
    /// `--build-image`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub build_image: bool,
    /// The folder where mlrun was started: relative paths count from it.
    pub started_in: PathBuf,
}

impl Recipe {
    /// The tag's key.
    pub const TAG: &'static str = "mlrun.recipe";
}
