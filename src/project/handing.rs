//! A plan on its way to another process of ours, as JSON.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::child::Program;
use super::output::Capture;
use super::run::{Plan, Record};
use crate::model::{ExperimentId, Invalid, Key, Millis, Param, RunId, RunStatus, Tag};
use crate::store::NewRun;

/// A [`Plan`] in plain words. Ids and keys are checked again where it arrives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandedPlan {
    record: HandedRecord,
    params: Vec<(String, String)>,
    tags: Vec<(String, String)>,
    backend: Option<String>,
    program: HandedProgram,
    folder: PathBuf,
    environment: Vec<(String, String)>,
    grace: Duration,
    timeout: Option<Duration>,
    capture: Option<Capture>,
    ending: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HandedRecord {
    New {
        run_id: String,
        experiment_id: String,
        run_name: String,
        user_id: String,
        start_time: i64,
        tags: Vec<(String, String)>,
        params: Vec<(String, String)>,
    },
    Existing {
        run_id: String,
        run_name: Option<String>,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HandedProgram {
    Shell(String),
    Argv(Vec<String>),
}

/// How a run ended, from the process that ran it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedEnd {
    /// As recorded, by its number.
    pub status: i64,
    /// How it is said: `failed: the command ended with exit code 3`.
    pub said: String,
    /// What of it should be known.
    pub warnings: Vec<String>,
}

impl HandedEnd {
    /// As recorded.
    #[must_use]
    pub fn status(&self) -> RunStatus {
        RunStatus::from_code(self.status)
    }
}

impl From<&Plan> for HandedPlan {
    fn from(plan: &Plan) -> Self {
        let Plan {
            record,
            params,
            tags,
            backend,
            program,
            folder,
            environment,
            grace,
            timeout,
            capture,
            ending,
            files: _, // the parent of a sweep has them
        } = plan;
        let record = match record {
            Record::New(new) => {
                let NewRun {
                    run_id,
                    experiment_id,
                    run_name,
                    user_id,
                    start_time,
                    tags,
                    params,
                } = new;
                HandedRecord::New {
                    run_id: run_id.to_string(),
                    experiment_id: experiment_id.to_string(),
                    run_name: run_name.clone(),
                    user_id: user_id.clone(),
                    start_time: start_time.0,
                    tags: of_tags(tags),
                    params: of_params(params),
                }
            }
            Record::Existing(run_id, run_name) => HandedRecord::Existing {
                run_id: run_id.to_string(),
                run_name: run_name.clone(),
            },
        };
        Self {
            record,
            params: of_params(params),
            tags: of_tags(tags),
            backend: backend.clone(),
            program: match program {
                Program::Shell(line) => HandedProgram::Shell(line.clone()),
                Program::Argv(words) => HandedProgram::Argv(words.clone()),
            },
            folder: folder.clone(),
            environment: environment.clone(),
            grace: *grace,
            timeout: *timeout,
            capture: capture.clone(),
            ending: ending.clone(),
        }
    }
}

impl HandedPlan {
    /// The plan, of a new run that starts now.
    ///
    /// # Errors
    /// An id or a key is none.
    pub fn into_plan(self, now: Millis) -> Result<Plan, Invalid> {
        Ok(Plan {
            record: match self.record {
                HandedRecord::New {
                    run_id,
                    experiment_id,
                    run_name,
                    user_id,
                    start_time: _,
                    tags,
                    params,
                } => Record::New(NewRun {
                    run_id: RunId::parse(&run_id)?,
                    experiment_id: ExperimentId::parse(&experiment_id)?,
                    run_name,
                    user_id,
                    start_time: now,
                    tags: to_tags(tags)?,
                    params: to_params(params)?,
                }),
                HandedRecord::Existing { run_id, run_name } => Record::Existing(RunId::parse(&run_id)?, run_name),
            },
            params: to_params(self.params)?,
            tags: to_tags(self.tags)?,
            backend: self.backend,
            program: match self.program {
                HandedProgram::Shell(line) => Program::Shell(line),
                HandedProgram::Argv(words) => Program::Argv(words),
            },
            folder: self.folder,
            environment: self.environment,
            grace: self.grace,
            timeout: self.timeout,
            capture: self.capture,
            ending: self.ending,
            files: Vec::new(),
        })
    }
}

fn of_tags(tags: &[Tag]) -> Vec<(String, String)> {
    tags.iter()
        .map(|tag| (tag.key.to_string(), tag.value.clone()))
        .collect()
}

fn of_params(params: &[Param]) -> Vec<(String, String)> {
    params
        .iter()
        .map(|param| (param.key.to_string(), param.value.clone()))
        .collect()
}

fn to_tags(tags: Vec<(String, String)>) -> Result<Vec<Tag>, Invalid> {
    tags.into_iter()
        .map(|(key, value)| {
            Ok(Tag {
                key: parsed(&key)?,
                value,
            })
        })
        .collect()
}

fn to_params(params: Vec<(String, String)>) -> Result<Vec<Param>, Invalid> {
    params
        .into_iter()
        .map(|(key, value)| {
            Ok(Param {
                key: parsed(&key)?,
                value,
            })
        })
        .collect()
}

fn parsed(key: &str) -> Result<Key, Invalid> {
    Key::parse(key).map_err(|error| error.named("key", "key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_arrives_as_it_was_and_with_safe_names() {
        let tag = |key: &str| Tag {
            key: Key::parse(key).unwrap(),
            value: "it's\n".to_owned(),
        };
        let param = Param {
            key: Key::parse("a/b").unwrap(),
            value: String::new(),
        };
        let new = NewRun {
            run_id: RunId::from_random(7),
            experiment_id: ExperimentId::default_experiment(),
            run_name: "이름".to_owned(),
            user_id: "ada".to_owned(),
            start_time: Millis(1),
            tags: vec![tag("t")],
            params: Vec::new(),
        };
        let plan = Plan {
            record: Record::New(new),
            params: vec![param],
            tags: vec![tag("u")],
            files: Vec::new(),
            backend: Some("local".to_owned()),
            program: Program::Shell("true".to_owned()),
            folder: "/w".into(),
            environment: vec![("A".to_owned(), "b c".to_owned())],
            grace: Duration::from_millis(1500),
            timeout: Some(Duration::from_secs(60)),
            capture: Some(Capture::default().silent()),
            ending: vec!["docker".to_owned()],
        };
        let text = serde_json::to_string(&HandedPlan::from(&plan)).unwrap();
        let arrive = |text: &str| serde_json::from_str::<HandedPlan>(text).unwrap().into_plan(Millis(1));
        assert_eq!(format!("{:?}", arrive(&text).unwrap()), format!("{plan:?}"));
        for (safe, unsafe_one) in [
            (r#""a/b""#, r#""../b""#),
            ("00000000000000000000000000000007", "../../etc"),
        ] {
            assert!(
                text.contains(safe) && arrive(&text.replace(safe, unsafe_one)).is_err(),
                "{text}"
            );
        }
    }
}
