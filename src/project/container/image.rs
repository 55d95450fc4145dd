//! Images, through docker's own command line: there, pulled, built, pushed.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::super::tool::{Call, ToolError, Tools, failed};
use super::ContainerError;
use super::mounts::CODE;

/// An image that a container can be started from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Where `docker` is; the bare name where it was not looked for.
    pub(super) docker: String,
    /// As MLflow records it: as `docker_env` names it, or as it was built.
    pub(super) uri: String,
    /// What containers are started from: with its tag.
    pub(super) reference: String,
    /// `sha256:…`, of the image or, once pushed, of what the registry has.
    pub(super) id: Option<String>,
}

impl Image {
    /// What tells it from other images: its id, or its name where nobody knows the id.
    #[must_use]
    pub fn identity(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.reference)
    }
}

/// docker, once it is there and its daemon answers.
pub(super) struct Docker {
    path: PathBuf,
}

/// Whether a text can name an image: nothing that docker takes for an option, and no second line of a Dockerfile.
pub(super) fn is_reference(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "._-/:@[]".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && text.chars().all(is_part)
}

/// The name of an image with a project's files: MLflow's `_get_docker_image_uri`.
#[must_use]
pub fn image_uri(name: Option<&str>, commit: Option<&str>) -> String {
    let name = name.filter(|name| !name.is_empty()).unwrap_or("docker-project");
    match commit.and_then(|commit| commit.get(..7)) {
        Some(start) => format!("{name}:{start}"),
        None => name.to_owned(),
    }
}

/// Whether docker lets an image be built by that name: lower case but for the tag.
pub(super) fn can_be_built(uri: &str) -> bool {
    let name = match uri.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => uri,
    };
    let is_alphanumeric = |c: char| c.is_ascii_alphanumeric();
    let mut parts = name.split('/');
    is_reference(uri)
        && !uri.contains('@')
        && !name.contains(|c: char| c.is_ascii_uppercase())
        && parts.all(|part| part.starts_with(is_alphanumeric) && part.ends_with(is_alphanumeric))
}

impl Image {
    /// The image as it would be called, where nothing is to be looked up.
    pub(super) fn assumed(uri: &str) -> Self {
        Self {
            docker: "docker".to_owned(),
            uri: uri.to_owned(),
            reference: with_tag(uri),
            id: None,
        }
    }
}

impl Docker {
    /// Finds docker, and asks whether its daemon runs.
    pub(super) fn find(tools: &Tools<'_>) -> Result<Self, ContainerError> {
        let path = tools.find("docker").ok_or(ContainerError::NoDocker)?;
        let (status, said) = tools.said(&Call::new(&path).args(["info"]))?;
        if status.success() {
            Ok(Self { path })
        } else {
            Err(ContainerError::NoDaemon(said.trim_end().to_owned()))
        }
    }

    /// An image of that name: from this machine, else pulled.
    pub(super) fn get(&self, name: &str, tools: &Tools<'_>) -> Result<Image, ContainerError> {
        if let Ok(image) = self.inspect(name, tools) {
            (tools.say)(&format!("{name} already exists"));
            return Ok(image);
        }
        (tools.say)(&format!("Pulling {name}"));
        let image = name.to_owned();
        self.call(["pull", name], None, tools)
            .map_err(|source| ContainerError::NoImage { image, source })?;
        self.inspect(name, tools)
    }

    /// Builds an image with the files of a folder. docker itself reads the folder, and leaves out what its
    /// `.dockerignore` says; MLflow copies everything first, and leaves nothing out.
    pub(super) fn build(
        &self,
        uri: &str,
        base: &str,
        folder: &Path,
        tools: &Tools<'_>,
    ) -> Result<Image, ContainerError> {
        (tools.say)(&format!("Building docker image {uri}"));
        let dockerfile = format!("FROM {base}\nCOPY . {CODE}\nWORKDIR {CODE}\n");
        let folder = folder.to_string_lossy();
        self.call(
            ["build", "-t", uri, "-f", "-", folder.as_ref()],
            Some(dockerfile),
            tools,
        )
        .map_err(|source| ContainerError::NotBuilt {
            image: uri.to_owned(),
            source,
        })?;
        self.inspect(uri, tools)
    }

    /// Pushes an image; its id is then the one of the registry.
    pub(super) fn push(&self, image: Image, tools: &Tools<'_>) -> Result<Image, ContainerError> {
        const DIGEST: &str = "digest: ";
        (tools.say)(&format!("Pushing docker image {}", image.reference));
        let said = self.call(["push", &image.reference], None, tools);
        let said = said.map_err(|source| ContainerError::NotPushed {
            image: image.reference.clone(),
            source,
        })?;
        let digest = said.lines().rev().find_map(|line| line.split_once(DIGEST));
        let digest = digest.and_then(|(_, rest)| rest.split_whitespace().next());
        let digest = digest.ok_or_else(|| ContainerError::Unclear {
            call: format!("docker push {}", image.reference),
            what: "the digest of the image",
        })?;
        Ok(Image {
            id: Some(digest.to_owned()),
            ..image
        })
    }

    fn inspect(&self, name: &str, tools: &Tools<'_>) -> Result<Image, ContainerError> {
        let call = Call::new(&self.path).args(["image", "inspect", name]);
        let described: Json = serde_json::from_slice(&tools.output(&call)?).unwrap_or_default();
        let id = described[0]["Id"].as_str().ok_or_else(|| ContainerError::Unclear {
            call: call.line(),
            what: "the id of the image",
        })?;
        Ok(Image {
            docker: self.path.to_string_lossy().into_owned(),
            uri: name.to_owned(),
            reference: with_tag(name),
            id: Some(id.to_owned()),
        })
    }

    fn call<const N: usize>(
        &self,
        args: [&str; N],
        input: Option<String>,
        tools: &Tools<'_>,
    ) -> Result<String, ToolError> {
        let mut call = Call::new(&self.path).args(args);
        if let Some(input) = input {
            call = call.input(input);
        }
        let (status, said) = tools.said(&call)?;
        if status.success() {
            Ok(said)
        } else {
            Err(failed(&call, status, &said))
        }
    }
}

/// docker's own reading of a name without a tag. A digest, and what may be an id, need none.
fn with_tag(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    let may_be_id = name.len() >= 12 && name.bytes().all(|b| b.is_ascii_hexdigit());
    if last.contains([':', '@']) || may_be_id {
        name.to_owned()
    } else {
        format!("{name}:latest")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_images() {
        let commit = Some("0123456789abcdef");
        assert_eq!(image_uri(Some("demo"), commit), "demo:0123456");
        assert_eq!(image_uri(Some(""), None), "docker-project");
        for (name, reference) in [
            ("a", "a:latest"),
            ("reg:5000/a", "reg:5000/a:latest"),
            ("a:1", "a:1"),
            ("a@sha256:00", "a@sha256:00"),
            ("0123456789ab", "0123456789ab"),
        ] {
            assert_eq!(with_tag(name), reference);
            assert!(is_reference(name));
        }
        for wrong in ["", "--privileged", "a b", "a\nRUN x", "a;b", "$A"] {
            assert!(!is_reference(wrong), "{wrong}");
        }
        for (name, can) in [
            ("reg:5000/x:0123456", true),
            ("a b", false),
            ("Demo", false),
            ("a/", false),
            ("a_", false),
        ] {
            assert_eq!(can_be_built(name), can, "{name}");
        }
    }
}
