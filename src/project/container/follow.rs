//! A job of Kubernetes from its creation to its end, with the words of `kubectl`. This is a process of its own (`mlrun
//! follow-job`), so that a job's run is started, watched, recorded and ended as any command is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::super::tool::{Call, Tools};
use super::ContainerError;

/// How often the cluster is asked.
const POLL: Duration = Duration::from_secs(2);
/// How often in a row it may not answer.
const MOST_FAILURES: usize = 10;
/// The longest variable that Linux gives to a program is 128 KiB.
const LONGEST: usize = 120_000;

/// A job that is to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    pub(super) kubectl: PathBuf,
    pub(super) context: Option<String>,
    pub(super) namespace: Option<String>,
    pub(super) name: String,
    /// The one whose output is the run's.
    pub(super) container: String,
    pub(super) manifest: Json,
}

impl Job {
    /// The hidden command of this binary that follows a job.
    pub const COMMAND: &'static str = "follow-job";
    /// The variable of its environment that holds the job: no argv shows it, and no file has to be removed.
    pub const VARIABLE: &'static str = "MLRUN_JOB";

    /// The job of that variable.
    #[must_use]
    pub fn of_variable(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn written(&self) -> Result<String, String> {
        let text = serde_json::to_string(self).map_err(|error| error.to_string())?;
        match text.len() {
            ..=LONGEST => Ok(text),
            length => Err(format!(
                "the job has {length} bytes, {LONGEST} at most can be handed over"
            )),
        }
    }

    /// A call of kubectl for it.
    pub(super) fn kubectl(&self, args: &[&str]) -> Call {
        let option = |name: &'static str, value: &Option<String>| value.clone().map(|value| [name.to_owned(), value]);
        Call::new(&self.kubectl)
            .args(option("--context", &self.context).into_iter().flatten())
            .args(args.iter().copied().map(str::to_owned))
            .args(option("-n", &self.namespace).into_iter().flatten())
    }
}

/// Creates a job, passes its output on, and returns how it ended: 0, or the exit code of its container (1 where none is
/// known). Nothing is left to do when this is killed but to delete the job.
///
/// # Errors
/// The job was not created, was deleted, or kubectl failed again and again.
pub fn follow(job: &Job, tools: &Tools<'_>, pause: &dyn Fn(Duration)) -> Result<u8, ContainerError> {
    let manifest = job.manifest.to_string();
    tools.output(&job.kubectl(&["create", "-f", "-"]).input(manifest))?;
    (tools.say)(&format!("Created job {}", job.name));
    let mut follower = Follower {
        job,
        tools,
        told: BTreeSet::new(),
        followed: BTreeMap::new(),
    };
    let mut failures = 0;
    loop {
        match follower.look() {
            Ok(Some(code)) => return Ok(code),
            Ok(None) => failures = 0,
            Err(error @ ContainerError::Lost { .. }) => return Err(error),
            Err(error) if failures == MOST_FAILURES => return Err(follower.lost(error.to_string())),
            Err(error) => {
                failures += 1;
                follower.tell(error.to_string());
            }
        }
        pause(POLL);
    }
}

struct Follower<'a> {
    job: &'a Job,
    tools: &'a Tools<'a>,
    /// What was said; nothing is said twice.
    told: BTreeSet<String>,
    /// How often the output of a pod was asked for, by its name and how often its container had been started before.
    followed: BTreeMap<(String, u64), usize>,
}

impl Follower<'_> {
    /// Looks once: how the job ended, if it has.
    fn look(&mut self) -> Result<Option<u8>, ContainerError> {
        let name = self.job.name.as_str();
        let job = self.get(&["get", "job", name, "--ignore-not-found", "-o", "json"])?;
        if job.is_null() {
            return Err(self.lost("it was deleted".to_owned()));
        }
        let pods = self.get(&["get", "pods", "-l", &format!("job-name={name}"), "-o", "json"])?;
        let mut pods: Vec<&Json> = pods["items"].as_array().into_iter().flatten().collect();
        pods.sort_by_key(|pod| pod["metadata"]["creationTimestamp"].as_str());
        self.tell(match job["status"]["startTime"].is_null() {
            true => "Waiting for Job to start".to_owned(),
            false => "Job started.".to_owned(),
        });
        for pod in &pods {
            self.pass_on(pod)?;
        }
        let conditions = job["status"]["conditions"].as_array().into_iter().flatten();
        let mut ended = None;
        for condition in conditions.filter(|condition| condition["status"] == "True") {
            ended = match condition["type"].as_str() {
                Some("Complete") => Some(0),
                Some("Failed") => Some(self.exit_code(&pods)),
                _ => continue,
            };
            if let Some(message) = condition["message"].as_str() {
                self.tell(message.to_owned());
            }
        }
        Ok(ended)
    }

    /// Passes on what the container of a pod says, until it ends; says what a pod waits for.
    fn pass_on(&mut self, pod: &Json) -> Result<(), ContainerError> {
        let name = pod["metadata"]["name"].as_str().unwrap_or_default();
        let container = self.container(pod);
        let state = &container["state"];
        let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
        for waiting in conditions
            .filter(|it| it["status"] == "False")
            .chain([&state["waiting"]])
        {
            let words = ["reason", "message"].map(|key| waiting[key].as_str().unwrap_or_default());
            if matches!(waiting["type"].as_str(), None | Some("PodScheduled")) && !words[0].is_empty() {
                self.tell(format!("pod {name}: {}", words.join(" ").trim_end()));
            }
        }
        let restarts = container["restartCount"].as_u64().unwrap_or_default();
        let times = self.followed.entry((name.to_owned(), restarts)).or_default();
        let is_running = !state["running"].is_null();
        let is_there = is_running || !state["terminated"].is_null();
        if !is_there || (*times > 0 && !is_running) || *times > MOST_FAILURES {
            return Ok(());
        }
        let mut args = vec!["logs", "-f", name, "-c", &self.job.container];
        if *times > 0 {
            (self.tools.say)("the output was cut off; it goes on, perhaps with some lines twice or missing");
            args.push("--since=5s");
        }
        *times += 1;
        self.tools.pass(&self.job.kubectl(&args))?;
        Ok(())
    }

    fn container<'p>(&self, pod: &'p Json) -> &'p Json {
        let all = pod["status"]["containerStatuses"].as_array().into_iter().flatten();
        let mut ours = all.filter(|status| status["name"] == self.job.container.as_str());
        ours.next().unwrap_or(&Json::Null)
    }

    fn exit_code(&self, pods: &[&Json]) -> u8 {
        let codes = pods.iter().rev().filter_map(|pod| {
            let code = self.container(pod)["state"]["terminated"]["exitCode"].as_u64()?;
            u8::try_from(code).ok().filter(|code| *code != 0)
        });
        codes.into_iter().next().unwrap_or(1)
    }

    fn get(&self, args: &[&str]) -> Result<Json, ContainerError> {
        let call = self.job.kubectl(args);
        let said = self.tools.output(&call)?;
        if said.trim_ascii().is_empty() {
            return Ok(Json::Null);
        }
        serde_json::from_slice(&said).map_err(|_| ContainerError::Unclear {
            call: call.line(),
            what: "anything in JSON",
        })
    }

    fn lost(&self, reason: String) -> ContainerError {
        let job = self.job.name.clone();
        ContainerError::Lost { job, reason }
    }

    fn tell(&mut self, text: String) {
        if !self.told.contains(&text) {
            (self.tools.say)(&text);
            self.told.insert(text);
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use serde_json::json;

    use super::*;

    /// Follows a job with a kubectl that answers `get job` and `get pods` with the n-th of these texts, the last one again
    /// and again: how it ended, what was said, and what kubectl was called with.
    fn followed(jobs: &[&str], pods: &[&str]) -> (Result<u8, ContainerError>, Vec<String>, String) {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        for (kind, answers) in [("job", jobs), ("pods", pods)] {
            for (number, answer) in answers.iter().enumerate() {
                std::fs::write(here.join(format!("{kind}.{number}")), answer).unwrap();
            }
        }
        let kubectl = here.join("kubectl");
        let script = format!(
            "#!/bin/sh\ncd {}\necho \"$@\" >> calls\n[ \"$1\" = create ] && cat > manifest\n[ \"$1\" = get ] || exit 0\n\
             n=$(cat at.$2 2>/dev/null || echo 0); [ -e $2.$n ] || n=$((n - 1)); echo $((n + 1)) > at.$2\n\
             read -r first < $2.$n; [ \"$first\" = fail ] && {{ echo 'no connection' >&2; exit 1; }}; cat $2.$n\n",
            here.display()
        );
        std::fs::write(&kubectl, script).unwrap();
        std::fs::set_permissions(&kubectl, std::fs::Permissions::from_mode(0o755)).unwrap();
        let job = Job {
            kubectl,
            context: None,
            namespace: Some("ns".to_owned()),
            name: "j".to_owned(),
            container: "c".to_owned(),
            manifest: json!({"kind": "Job"}),
        };
        let said = RefCell::new(Vec::new());
        let pauses = Cell::new(0);
        let environment = BTreeMap::from([("PATH".to_owned(), "/usr/bin:/bin".to_owned())]);
        let tools = Tools {
            environment: &environment,
            cwd: Path::new("/"),
            say: &|text| said.borrow_mut().push(text.to_owned()),
        };
        let ended = follow(&job, &tools, &|_| {
            pauses.set(pauses.get() + 1);
            assert!(pauses.get() < 100, "it goes on for ever");
        });
        assert_eq!(
            std::fs::read_to_string(here.join("manifest")).unwrap(),
            r#"{"kind":"Job"}"#
        );
        let calls = std::fs::read_to_string(here.join("calls")).unwrap();
        (ended, said.into_inner(), calls)
    }

    fn pod(name: &str, state: &str) -> String {
        let status = format!(r#"{{"containerStatuses":[{{"name":"c","restartCount":0,"state":{state}}}]}}"#);
        format!(r#"{{"items":[{{"metadata":{{"name":"{name}"}},"status":{status}}}]}}"#)
    }

    #[test]
    fn a_job_is_followed_from_its_waiting_to_its_end() {
        let waiting = pod("p", r#"{"waiting":{"reason":"ImagePullBackOff","message":"Back-off"}}"#);
        let (running, over) = (
            pod("p", r#"{"running":{}}"#),
            pod("p", r#"{"terminated":{"exitCode":0}}"#),
        );
        let complete = r#"{"status":{"startTime":"t","conditions":[{"type":"Suspended","status":"False"},
                           {"type":"Complete","status":"True","message":"all is well"}]}}"#;
        let started = r#"{"status":{"startTime":"t"}}"#;
        let jobs = [r#"{"status":{}}"#, started, "fail", started, complete];
        let (ended, said, calls) = followed(&jobs, &[r#"{"items":[]}"#, &waiting, &waiting, &running, &over]);
        assert_eq!(ended.unwrap(), 0);
        let said = said.join("\n");
        for (part, times) in [
            ("Waiting for Job to start", 1),
            ("Job started.", 1),
            ("pod p: ImagePullBackOff Back-off", 1),
            ("no connection", 1),
            ("all is well", 1),
        ] {
            assert_eq!(said.matches(part).count(), times, "{part}:\n{said}");
        }
        assert!(
            calls.starts_with("create -f - -n ns\nget job j --ignore-not-found -o json -n ns\n"),
            "{calls}"
        );
        assert_eq!(calls.matches("logs -f p -c c -n ns\n").count(), 1, "{calls}");
    }

    #[test]
    fn a_job_fails_with_the_code_of_its_container_or_is_lost() {
        let failed = r#"{"status":{"startTime":"t","conditions":[{"type":"Failed","status":"True"}]}}"#;
        let (ended, _, calls) = followed(&[failed], &[&pod("p", r#"{"terminated":{"exitCode":7}}"#)]);
        assert_eq!((ended.unwrap(), calls.matches("logs -f p").count()), (7, 1));
        let (ended, ..) = followed(&[failed], &[r#"{"items":[]}"#]);
        assert_eq!(ended.unwrap(), 1);
        for (job, reason) in [("", "it was deleted"), ("fail", "no connection")] {
            let (ended, ..) = followed(&[job], &[r#"{"items":[]}"#]);
            let error = ended.unwrap_err().to_string();
            assert!(
                error.starts_with("job j cannot be followed") && error.contains(reason),
                "{error}"
            );
        }
    }

    #[test]
    fn an_output_that_is_cut_off_goes_on() {
        let started = r#"{"status":{"startTime":"t"}}"#;
        let complete = r#"{"status":{"startTime":"t","conditions":[{"type":"Complete","status":"True"}]}}"#;
        let running = pod("p", r#"{"running":{}}"#);
        let (_, _, calls) = followed(&[started, started, complete], &[&running, &running, &pod("p", "{}")]);
        assert_eq!(calls.matches("logs -f p -c c -n ns\n").count(), 1, "{calls}");
        assert_eq!(calls.matches("logs -f p -c c --since=5s -n ns\n").count(), 1, "{calls}");
    }
}
