//! Runs as jobs of Kubernetes: the job is rendered as MLflow renders it, and `kubectl` does the rest.

use std::path::{Path, PathBuf};

use chrono::DateTime;
use serde_json::{Map, Value as Json, json};

use super::docker::{Checked, checked, tags};
use super::docker_env::Variable;
use super::follow::Job;
use super::image::{Docker, Image};
use super::{Code, ContainerError, ContainerRun, Started, Wanted, local_store, variables, words};
use crate::codec::yaml;
use crate::fsx;
use crate::model::Millis;
use crate::project::tool::Tools;

/// The tag with the job, as `namespace/name`, or its name alone.
pub const JOB_TAG: &str = "mlrun.kubernetes.job";

/// The longest name of a project: Kubernetes takes 63 characters, of which the time takes 27.
const LONGEST_NAME: usize = 36;

/// What `--backend-config` says to the kubernetes backend.
#[derive(Debug, Clone)]
pub struct Config {
    template_path: PathBuf,
    template: Json,
    repository: String,
    context: Option<String>,
}

/// What is wanted, checked, with the job it becomes.
#[derive(Debug, Clone)]
pub struct CheckedJob {
    config: Config,
    kubectl: PathBuf,
    name: String,
    container: Checked,
    notes: Vec<String>,
}

/// Reads `--backend-config`: a file whose name ends in `.json`, or JSON.
///
/// # Errors
/// [`ContainerError::BackendConfig`]: no such file, or no JSON object.
pub fn backend_config(text: &str, tools: &Tools<'_>) -> Result<Map<String, Json>, ContainerError> {
    let is_file = Path::new(text).extension().is_some_and(|extension| extension == "json");
    let (bytes, origin) = if is_file {
        let bytes =
            fsx::read(&tools.cwd.join(text)).map_err(|error| ContainerError::BackendConfig(error.to_string()))?;
        (bytes, format!("{text}: "))
    } else {
        (text.as_bytes().to_vec(), String::new())
    };
    match serde_json::from_slice(&bytes) {
        Ok(Json::Object(config)) => Ok(config),
        Ok(_) => Err(ContainerError::BackendConfig(format!(
            "{origin}the backend config must be a JSON object: {{\"kube-job-template-path\": …}}"
        ))),
        Err(error) => Err(ContainerError::BackendConfig(format!(
            "{origin}Invalid backend config JSON. Parse error: {error}"
        ))),
    }
}

impl Config {
    /// Takes `kube-job-template-path` (which counts from the folder where mlrun was started), `repository-uri` and, where it is
    /// there, `kube-context`.
    ///
    /// # Errors
    /// One of them is missing, or the template cannot be read.
    pub fn read(config: &Map<String, Json>, tools: &Tools<'_>) -> Result<Self, ContainerError> {
        const TEMPLATE: &str = "kube-job-template-path";
        let text = |key: &str| match config.get(key) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.as_str())),
            Some(other) => Err(ContainerError::BackendConfig(format!(
                "'{key}' must be text, not {other}"
            ))),
        };
        let given = text(TEMPLATE)?.ok_or_else(|| {
            ContainerError::BackendConfig(format!("'{TEMPLATE}' attribute must be specified in backend_config."))
        })?;
        let template_path = tools.cwd.join(given);
        let unusable = |reason: String| ContainerError::JobTemplate {
            path: template_path.clone(),
            reason,
        };
        let bytes = fsx::read_if_exists(&template_path).map_err(|error| unusable(error.to_string()))?;
        let bytes =
            bytes.ok_or_else(|| ContainerError::BackendConfig(format!("Could not find '{TEMPLATE}': {given}")))?;
        let repository = text("repository-uri")?.ok_or_else(|| {
            ContainerError::BackendConfig("Could not find 'repository-uri' in backend_config.".to_owned())
        })?;
        let read = yaml::parse_strictly(&bytes).and_then(|root| root.map(|root| root.resolve()).transpose());
        let mut template = match read {
            Ok(value) => value.map_or(Json::Null, |value| value.json()),
            Err(error) => {
                let place = error
                    .mark
                    .map(|mark| format!("line {}, column {}: ", mark.line, mark.column));
                return Err(unusable(place.unwrap_or_default() + &error.message));
            }
        };
        slots(&mut template).map_err(unusable)?;
        Ok(Self {
            template,
            repository: repository.to_owned(),
            context: text("kube-context")?.map(str::to_owned),
            template_path,
        })
    }

    fn namespace(&self) -> Option<String> {
        self.template["metadata"]["namespace"].as_str().map(str::to_owned)
    }
}

/// The places of a template that are filled in.
struct Slots<'a> {
    metadata: &'a mut Map<String, Json>,
    container: &'a mut Map<String, Json>,
}

/// What kubectl must have is added where the template leaves it out, as MLflow's client does.
fn slots(template: &mut Json) -> Result<Slots<'_>, String> {
    let Json::Object(top) = template else {
        return Err("the template of the job must be a mapping".to_owned());
    };
    top.entry("apiVersion").or_insert_with(|| json!("batch/v1"));
    let kind = top.entry("kind").or_insert_with(|| json!("Job"));
    if kind != "Job" {
        return Err(format!("the template must be of a Job, not of {kind}"));
    }
    let (mut metadata, mut spec) = (None, None);
    for (key, value) in top.iter_mut() {
        match key.as_str() {
            "metadata" => metadata = value.as_object_mut(),
            "spec" => spec = Some(value),
            _ => {}
        }
    }
    let containers = spec.and_then(|spec| spec.pointer_mut("/template/spec/containers"));
    let container = containers
        .and_then(|containers| containers.get_mut(0))
        .and_then(Json::as_object_mut);
    let container = container.ok_or("the template has no `spec.template.spec.containers` with a first one")?;
    if !matches!(container.get("env"), None | Some(Json::Null | Json::Array(_))) {
        return Err("`env` of the first container must be a list".to_owned());
    }
    Ok(Slots {
        metadata: metadata.ok_or("the template has no `metadata`")?,
        container,
    })
}

/// Checks all that can be checked without docker and without a cluster.
///
/// # Errors
/// As [`super::check`]; there is no kubectl; the project's name cannot be the name of a job.
pub fn check(wanted: &Wanted<'_>, config: Config, tools: &Tools<'_>) -> Result<CheckedJob, ContainerError> {
    let name = wanted
        .name
        .filter(|name| !name.is_empty())
        .ok_or(ContainerError::NoName)?;
    if wanted.code == Code::Mounted {
        let problem = "--mount-code mounts a folder of this machine, which a job elsewhere does not see: --build-image";
        return Err(ContainerError::Argument(problem.to_owned()));
    }
    let is_label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fits = name.len() <= LONGEST_NAME && name.starts_with(is_label) && name.ends_with(is_label);
    if !fits || !name.chars().all(|c| is_label(c) || c == '-') {
        let problem = format!(
            "the project's name `{name}` cannot be the name of a job: Kubernetes takes lower-case letters, digits and \
             `-`, {LONGEST_NAME} at most"
        );
        return Err(ContainerError::DockerEnv(problem));
    }
    let container = checked(wanted, &config.repository, tools)?;
    let mut notes = container.notes().to_vec();
    if container.has_volumes() {
        notes.push("volumes of docker_env are of this machine: a job has those of its template".to_owned());
    }
    if !wanted.args.is_empty() {
        notes.push("-A is for docker: what a job asks for stands in its template".to_owned());
    }
    Ok(CheckedJob {
        kubectl: tools.find("kubectl").ok_or(ContainerError::NoKubectl)?,
        name: name.to_owned(),
        config,
        container,
        notes,
    })
}

impl CheckedJob {
    /// What is odd and does not stop the run.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The image as it would be called, for a dry run.
    #[must_use]
    pub fn assumed(&self) -> Image {
        self.container.assumed()
    }

    /// Finds docker and the image (there, pulled, or built), and pushes it. May take long.
    ///
    /// # Errors
    /// As [`Checked::obtain`]; or the registry did not take it.
    pub fn obtain(&self, tools: &Tools<'_>) -> Result<Image, ContainerError> {
        let docker = Docker::find(tools)?;
        docker.push(self.container.obtain_from(&docker, tools)?, tools)
    }

    /// What is started for a run: `program`, which is this binary, told to create the job and to follow it. Its output is the
    /// job's, and it ends as the job does.
    ///
    /// # Errors
    /// [`ContainerError::JobTemplate`]: it is too long.
    pub fn started(
        &self,
        image: &Image,
        run: &ContainerRun<'_>,
        (program, now): (&Path, Millis),
        tools: &Tools<'_>,
    ) -> Result<Started, ContainerError> {
        let job = self.job(image, run, now, tools)?;
        let shown = match &job.namespace {
            Some(namespace) => format!("{namespace}/{}", job.name),
            None => job.name.clone(),
        };
        let ending = ["delete", "job", &job.name, "--ignore-not-found", "--wait=false"];
        Ok(Started {
            argv: [&*program.to_string_lossy(), Job::COMMAND].map(str::to_owned).into(),
            tags: tags(image, Some((JOB_TAG, &shown))),
            ending: job.kubectl(&ending),
            environment: vec![(
                Job::VARIABLE.to_owned(),
                job.written().map_err(|reason| self.unusable(reason))?,
            )],
        })
    }

    /// The job as it would be created, for people: without the values that it copies from this machine.
    ///
    /// # Errors
    /// None that [`check`] has not seen.
    pub fn shown(
        &self,
        image: &Image,
        run: &ContainerRun<'_>,
        now: Millis,
        tools: &Tools<'_>,
    ) -> Result<Json, ContainerError> {
        let mut shown = self.clone();
        for variable in &mut shown.container.variables {
            *variable = Variable::Set(variable.name().to_owned(), variable.shown().to_owned());
        }
        Ok(shown.job(image, run, now, tools)?.manifest)
    }

    /// What the job runs with a store on this machine and none for the cluster.
    #[must_use]
    pub fn note_of_store(tracking_uri: &str, tools: &Tools<'_>) -> Option<String> {
        let is_reachable = tools.environment.contains_key("KUBE_MLFLOW_TRACKING_URI");
        (!is_reachable && local_store(tracking_uri).is_some()).then(|| {
            format!(
                "the job is told to log to {tracking_uri}: mount that folder in its template, or set \
                 KUBE_MLFLOW_TRACKING_URI to what it can reach"
            )
        })
    }

    /// The job: the template, filled in.
    fn job(
        &self,
        image: &Image,
        run: &ContainerRun<'_>,
        now: Millis,
        tools: &Tools<'_>,
    ) -> Result<Job, ContainerError> {
        let name = format!("{}-{}", self.name, stamp(now, run));
        let tracking_uri = tools.environment.get("KUBE_MLFLOW_TRACKING_URI");
        let given = variables(run, tracking_uri.map_or(run.tracking_uri, String::as_str)).into_iter();
        let own = self.container.variables.iter().map(|variable| match variable {
            Variable::Copied(name) => (name.clone(), tools.environment.get(name).cloned().unwrap_or_default()),
            Variable::Set(name, value) => (name.clone(), value.clone()),
        });
        let own = given
            .chain(own)
            .map(|(name, value)| json!({"name": name, "value": literal(value)}));
        let mut manifest = self.config.template.clone();
        let Slots { metadata, container } = slots(&mut manifest).map_err(|reason| self.unusable(reason))?;
        metadata.insert("name".to_owned(), json!(name));
        let reference = match &image.id {
            Some(digest) => format!("{}@{digest}", image.reference),
            None => image.reference.clone(),
        };
        let command: Vec<String> = words::of_command(run.command).into_iter().map(literal).collect();
        container.insert("name".to_owned(), json!(self.name));
        container.insert("image".to_owned(), json!(reference));
        container.insert("command".to_owned(), json!(command));
        let env = container.entry("env").or_insert(Json::Null);
        match env {
            Json::Array(env) => env.extend(own),
            env => *env = own.collect(),
        }
        Ok(Job {
            kubectl: self.kubectl.clone(),
            context: self.config.context.clone(),
            namespace: self.config.namespace(),
            name,
            container: self.name.clone(),
            manifest,
        })
    }

    fn unusable(&self, reason: String) -> ContainerError {
        ContainerError::JobTemplate {
            path: self.config.template_path.clone(),
            reason,
        }
    }
}

/// Kubernetes puts variables in for `$(NAME)` and makes `$$` one sign, in commands and in values.
fn literal(text: String) -> String {
    if text.contains("$(") || text.contains("$$") {
        text.replace('$', "$$")
    } else {
        text
    }
}

/// MLflow's `%Y-%m-%d-%H-%M-%S-%f`, in UTC. The last three digits are the run's: two may begin in one millisecond.
fn stamp(now: Millis, run: &ContainerRun<'_>) -> String {
    let time = DateTime::from_timestamp_millis(now.0).unwrap_or_default();
    let of_run = u64::from_str_radix(run.run_id.as_str().get(..8).unwrap_or_default(), 16).unwrap_or_default() % 1000;
    format!("{}{of_run:03}", time.format("%Y-%m-%d-%H-%M-%S-%3f"))
}
