use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::content;
use crate::commands::outcome::Usage;
use crate::commands::run_flag::RunFlag;
use crate::commands::{Context, Exit};
use crate::fsx;
use crate::model::{Dataset, DatasetInput, RunId};
use crate::store::file::{FileStore, local_path};
use crate::store::{Needs, TrackingStore};

/// Log a dataset that a run used
///
/// Of a file or a folder, its content is read for the digest (the first 8 digits of its MD5) and the profile (its size,
/// and the rows of a CSV); nothing is copied. Of a URI nothing is read. RUN may be left out where --run-id or
/// $MLFLOW_RUN_ID names it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "mlrun log input [OPTIONS] [RUN] <FILE|URI>")]
pub(crate) struct Args {
    #[command(flatten)]
    by: RunFlag,

    /// Its name [default: the file's]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// What tells it from others of its name [default: made of its content, or of the URI]
    #[arg(long, value_name = "DIGEST")]
    digest: Option<String>,

    /// What it was used for, such as training
    #[arg(long, value_name = "CONTEXT")]
    context: Option<String>,

    /// What kind of place it is in [default: local, or by the URI: http, s3 …]
    #[arg(long, value_name = "TYPE", hide_short_help = true)]
    source_type: Option<String>,

    /// Its columns as JSON, or @FILE with them, such as {"mlflow_colspec": [{"name": "a", "type": "long"}]}
    #[arg(long, value_name = "JSON|@FILE")]
    schema: Option<String>,

    /// Its figures as JSON, or @FILE with them [default: of a file {"size_bytes": …, "num_rows": …}]
    #[arg(long, value_name = "JSON|@FILE")]
    profile: Option<String>,

    /// A tag of this use of it; may be repeated
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = crate::commands::runs::key_value)]
    tag: Vec<(String, String)>,

    #[arg(value_name = "FILE", hide = true, num_args = 1..=2, required = true)]
    words: Vec<String>,
}

/// Where a dataset is.
enum Place {
    /// On this machine, absolute.
    Local(PathBuf),
    /// Of that scheme.
    Uri(String, String),
}

impl Place {
    fn parse(text: &str, context: &Context) -> Self {
        let is_scheme =
            |scheme: &&str| scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let uri = text.split_once(":/").map(|(scheme, _)| scheme).filter(is_scheme);
        match (uri.map(str::to_ascii_lowercase), local_path(text)) {
            (Some(scheme), _) if scheme != "file" => Self::Uri(text.to_owned(), scheme),
            (_, path) => Self::Local(context.settings.absolute(&path.unwrap_or_else(|| text.into()))),
        }
    }

    /// MLflow's type of the source, and the source in its JSON.
    fn source(&self) -> (&str, String) {
        match self {
            Self::Local(path) => ("local", source("uri", &path.to_string_lossy())),
            Self::Uri(uri, scheme) if matches!(scheme.as_str(), "http" | "https") => ("http", source("url", uri)),
            Self::Uri(uri, scheme) => (scheme, source("uri", uri)),
        }
    }

    /// The last name of the path.
    fn name(&self) -> String {
        match self {
            Self::Local(path) => path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned(),
            Self::Uri(uri, _) => {
                let path = uri.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
                path.rsplit('/').next().unwrap_or_default().to_owned()
            }
        }
    }
}

fn source(key: &str, place: &str) -> String {
    format!("{{\"{key}\": {}}}", ascii(place))
}

/// A text in JSON as Python writes it, all in ASCII.
fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in Value::from(text).to_string().chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let units = c
                .encode_utf16(&mut [0; 2])
                .iter()
                .map(|unit| format!("\\u{unit:04x}"))
                .collect::<String>();
            out.push_str(&units);
        }
    }
    out
}

/// The digest of a dataset that nobody read: what MLflow's `MetaDataset` makes of name and source.
fn digest_of_source(name: &str, source: &str, source_type: &str) -> String {
    let (name, source, kind) = (ascii(name), ascii(source), ascii(source_type));
    let said = format!("{{\"name\": {name}, \"source\": {source}, \"source_type\": {kind}, \"schema\": \"\"}}");
    let hash = Sha256::digest(said);
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn run(args: Args, context: &Context) -> anyhow::Result<Exit> {
    let (store, id, words) = args.by.find(args.words, 1, context)?;
    if words[0].is_empty() {
        return Err(Usage("which dataset? Give a file, a folder or a URI".to_owned()).into()); // not the current folder
    }
    let place = Place::parse(&words[0], context);
    let name = args.name.unwrap_or_else(|| place.name());
    let (usual_type, source) = place.source();
    let source_type = args.source_type.unwrap_or_else(|| usual_type.to_owned());
    let schema = args.schema.map(|text| json(&text, "--schema", context)).transpose()?;
    let mut profile = args.profile.map(|text| json(&text, "--profile", context)).transpose()?;
    let mut digest = args.digest;
    if let (Place::Local(path), true) = (&place, digest.is_none() || profile.is_none()) {
        let content = content::of(path, &context.ui.progress())?;
        digest.get_or_insert(content.digest);
        profile.get_or_insert(content.profile);
    }
    let digest = digest.unwrap_or_else(|| digest_of_source(&name, &source, &source_type));
    for (what, text) in [
        ("--name", &name),
        ("--digest", &digest),
        ("--source-type", &source_type),
    ] {
        if text.is_empty() {
            return Err(Usage(format!("{what} must not be empty")).into());
        }
    }
    let context_tag = args.context.map(|text| ("mlflow.data.context".to_owned(), text));
    let input = DatasetInput {
        dataset: Dataset {
            name,
            digest,
            source_type,
            source,
            schema,
            profile,
        },
        tags: args.tag.into_iter().chain(context_tag).collect(),
    };
    store.log_inputs(&id, std::slice::from_ref(&input))?;
    let Dataset { name, digest, .. } = &input.dataset;
    context
        .ui
        .status(&format!("Logged dataset {name} (digest {digest}) to run {id}."));
    warn_if_kept(&input, &id, &store, context)?;
    Ok(Exit::Ok)
}

/// A dataset is kept once for each name and digest, and a run's use of it once: what was there first stays.
fn warn_if_kept(input: &DatasetInput, id: &RunId, store: &FileStore, context: &Context) -> anyhow::Result<()> {
    let needs = Needs {
        inputs: true,
        ..Needs::INFO
    };
    let run = store.get_run(id, &needs)?.value;
    let same = |kept: &&DatasetInput| {
        (&kept.dataset.name, &kept.dataset.digest) == (&input.dataset.name, &input.dataset.digest)
    };
    if let Some(kept) = run.inputs.datasets.iter().find(same) {
        let whose = match (kept.dataset == input.dataset, kept.tags == input.tags) {
            (true, true) => return Ok(()),
            (true, false) => "the run has it already, with other tags: they stay",
            (false, _) => "the experiment has it already, with another source, schema or profile: they stay",
        };
        context.ui.warn(&format!("{}: {whose}", input.dataset.name));
    }
    Ok(())
}

/// JSON given as it is or in a file.
fn json(text: &str, flag: &str, context: &Context) -> anyhow::Result<String> {
    let text = match text.strip_prefix('@') {
        Some(file) => {
            let bytes = fsx::read(&context.settings.absolute(Path::new(file)))?;
            String::from_utf8(bytes).map_err(|_| Usage(format!("{flag}: {file} is not UTF-8")))?
        }
        None => text.to_owned(),
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(_) => Ok(text.trim().to_owned()),
        Err(error) => Err(Usage(format!("{flag} is not JSON: {error}")).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_and_their_digests_are_mlflows() {
        assert_eq!(
            source("uri", "/tmp/ü \"x\" 🚀"),
            r#"{"uri": "/tmp/\u00fc \"x\" \ud83d\ude80"}"#
        );
        assert_eq!(
            digest_of_source("web", "{\"url\": \"https://h/x.csv\"}", "http"),
            "c90d0eed"
        );
    }
}
