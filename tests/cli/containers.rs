//! Projects with a `docker_env`, with stand-ins for docker and kubectl that record what they are called with.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::support::{Call, Test, status};

const PROJECT: &str = r#"
name: demo
docker_env:
  image: base
  volumes: ["$HOME/data:/data:ro", "./rel:/rel", "cache:/cache"]
  environment: [[GREETING, "a; b $(c)"], SECRET]
entry_points:
  main:
    parameters:
      note: {default: x}
      data: {type: path, default: p}
    command: "python train.py --note {note}"
  shell: {command: "make && echo $HOME"}
"#;

/// Records its words; an image is there once it was pulled or built.
const DOCKER: &str = r#"
case "$1 $2" in
"info "*) [ ! -e "$DIR/down" ] || { echo "Cannot connect"; exit 1; } ;;
"image inspect") [ -e "$DIR/image" ] || exit 1; echo '[{"Id": "sha256:1d"}]' ;;
"pull "*) [ ! -e "$DIR/unknown" ] || { echo "pull access denied" >&2; exit 1; }; : > "$DIR/image" ;;
"build "*) cat > "$DIR/Dockerfile"; : > "$DIR/image" ;;
"push "*) echo "0123456: digest: sha256:d1 size: 9" ;;
"run "*) echo started; [ ! -e "$DIR/deaf" ] || { trap '' INT TERM; while :; do sleep 1000; done; } ;;
esac
"#;

const KUBECTL: &str = r#"
case "$*" in
*create*) cat > "$DIR/job.json" ;;
*"get job"*) echo '{"status": {"startTime": "t", "conditions": [{"type": "'"$ENDS"'", "status": "True"}]}}' ;;
*"get pods"*) echo '{"items": [{"metadata": {"name": "pod"}, "status": {"containerStatuses":
    [{"name": "demo", "restartCount": 0, "state": {"terminated": {"exitCode": 7}}}]}}]}' ;;
*logs*) echo "from the pod"; [ ! -e "$DIR/waits" ] || exec sleep 1000 ;;
esac
"#;

const TEMPLATE: &str = "
metadata: {namespace: jobs, labels: {team: a}}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: x, env: [{name: T, value: t}]}]
";

struct Case(Test);

impl Case {
    fn new() -> Self {
        let case = Self(Test::new());
        case.0.write("p/MLproject", PROJECT);
        case.program("docker", DOCKER);
        case.program("kubectl", KUBECTL);
        case
    }

    fn program(&self, name: &str, script: &str) {
        let record = "printf '%s\\0' \"${0##*/}\" \"$@\" >> \"$DIR/calls\"; echo >> \"$DIR/calls\"";
        let path = self
            .0
            .write(&format!("bin/{name}"), format!("#!/bin/sh\n{record}\n{script}"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn variables(&self) -> [(&'static str, String); 4] {
        let folder = self.0.path("").display().to_string();
        let path = format!("{folder}/bin:/usr/bin:/bin");
        [
            ("PATH", path),
            ("DIR", folder),
            ("SECRET", "hush".to_owned()),
            ("ENDS", "Complete".to_owned()),
        ]
    }

    fn run(&self, args: &[&str]) -> Call<'_> {
        let call = self.0.mlrun([&["run", "p"], args].concat());
        self.variables()
            .iter()
            .fold(call, |call, (name, value)| call.env(name, value))
    }

    /// Starts a run, waits for its first line, sends the signals, and returns its exit code.
    fn interrupt(&self, args: &[&str], signals: &[Signal]) -> i32 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
        self.0.prepare(&mut command);
        let command = command.envs(self.variables()).args(["run", "p"]).args(args);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        for signal in signals {
            kill(Pid::from_raw(child.id().try_into().unwrap()), *signal).unwrap();
        }
        status(child.wait().unwrap())
    }

    /// The calls since the last time, word by word.
    fn calls(&self) -> Vec<Vec<String>> {
        let text = self.0.placeholders(&self.0.read("calls"));
        fs::remove_file(self.0.path("calls")).unwrap();
        let call = |line: &str| line.split_terminator('\0').map(str::to_owned).collect();
        text.split_terminator("\0\n").map(call).collect()
    }

    fn tag(&self, key: &str) -> String {
        let page = self.0.line("show @").env("PATH", "/bin").json();
        page["data"]["tags"][key].as_str().unwrap_or_default().to_owned()
    }

    fn status(&self) -> String {
        let page = self.0.line("show @").json();
        page["info"]["status"].as_str().unwrap().to_owned()
    }
}

/// A call as one line, where no word has a blank.
fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn docker_gets_mlflows_words_and_no_shell_sees_them() {
    let case = Case::new();
    let args = [
        "-A",
        "t",
        "-A",
        "e=X=1 2",
        "-A",
        "e=Y",
        "-A",
        "m=2g",
        "--gpus",
        "all",
        "-P",
        "note=it's; rm",
        "-P",
        "z=1",
    ];
    case.run(&args).check();
    let calls = case.calls();
    let looked = ["info", "image inspect base", "pull base", "image inspect base"];
    assert_eq!(calls[..4], looked.map(|line| words(&format!("docker {line}"))));
    let artifacts = "[DIR]mlruns/0/[RUN]/artifacts";
    let mut expected = words("docker run --rm --name mlrun-[RUN] -t -e X=1_2 -e Y -m 2g --gpus all");
    expected.extend(words(&format!(
        "-v [DIR]mlruns:/mlflow/tmp/mlruns -v {artifacts}:{artifacts} -v [DIR]p:[DIR]p"
    )));
    expected.extend(words("-v [DIR]data:/data:ro -v [DIR]p/rel:/rel -v cache:/cache"));
    expected.extend(words(
        "-e MLFLOW_RUN_ID=[RUN] -e MLFLOW_TRACKING_URI=file:///mlflow/tmp/mlruns",
    ));
    expected.extend(words(
        "-e MLFLOW_EXPERIMENT_ID=0 -e MLFLOW_ALLOW_FILE_STORE=true -e GREETING=a;_b_$(c) -e SECRET",
    ));
    expected.extend(words("base:latest python train.py --note it's;_rm --z 1"));
    let got: Vec<String> = calls[4]
        .iter()
        .map(|word| word.replace(' ', "_").replace("[DIR]/", "[DIR]"))
        .collect();
    let name = got.iter().position(|word| word.starts_with("mlrun-")).unwrap();
    assert_eq!(got[name].len(), "mlrun-".len() + 32);
    expected[name].clone_from(&got[name]);
    assert_eq!(got, expected);
    for (key, value) in [
        ("mlflow.project.env", "docker"),
        ("mlflow.project.backend", "local"),
        ("mlflow.docker.image.uri", "base"),
        ("mlflow.docker.image.id", "sha256:1d"),
    ] {
        assert_eq!(case.tag(key), value);
    }
    assert!(case.tag("mlrun.docker.container").starts_with("mlrun-"));
}

#[test]
fn a_dry_run_shows_what_would_be_refused_too() {
    let case = Case::new();
    let dry = case.run(&["--dry-run"]).json();
    assert_eq!(dry["run"]["tags"]["mlflow.project.env"], "docker");
    assert_eq!(dry["run"]["tags"]["mlrun.docker.container"], "mlrun-RUN_ID");
    let dry = case.run(&["--dry-run"]).env("SECRET", "");
    assert!(!dry.check().stderr.contains("refused"), "an empty variable is set");
    let dry = case.0.line("run p --dry-run").check();
    assert!(
        dry.stdout.starts_with("command      python train.py --note x\n"),
        "{}",
        dry.stdout
    );
    assert!(!dry.stdout.contains("MLFLOW_RUN_ID"), "{}", dry.stdout);
    let refusal = "warning: a run of this will be refused: This project expects the SECRET environment variables";
    assert!(
        dry.stderr.contains(refusal) && dry.stderr.contains("hint: "),
        "{}",
        dry.stderr
    );
}

#[test]
fn the_code_comes_into_the_image_or_is_mounted() {
    let case = Case::new();
    case.run(&["--build-image", "-e", "shell"]).check();
    let calls = case.calls();
    let folder = case.0.path("p").display().to_string();
    let folder = case.0.placeholders(&folder);
    assert_eq!(calls[1], words(&format!("docker build -t demo -f - {folder}")));
    let code = "/mlflow/projects/code/";
    assert_eq!(
        case.0.read("Dockerfile"),
        format!("FROM base\nCOPY . {code}\nWORKDIR {code}\n")
    );
    let end = calls[3].iter().rev().take(4).rev();
    assert_eq!(
        end.collect::<Vec<_>>(),
        ["demo:latest", "sh", "-c", "make && echo $HOME"]
    );
    assert_eq!(case.tag("mlflow.docker.image.uri"), "demo");

    case.run(&["--mount-code"]).check();
    let run = case.calls().pop().unwrap();
    assert_eq!(run[5..9], words(&format!("-v {folder}:{code} -w {code}")));
    case.run(&["--mount-code", "--build-image"]).status(2).check();
}

#[test]
fn what_cannot_run_leaves_no_run_behind() {
    let case = Case::new();
    let refused = |args: &[&str], says: &str| {
        let answer = case.run(args).answer();
        assert!(answer.stderr.contains(says), "{says}:\n{}", answer.stderr);
        assert!(answer.status != 0 && !case.0.path("mlruns").exists(), "{says}");
    };
    case.0.write("unknown", "");
    refused(&[], "the image base is not on this machine and could not be pulled");
    case.0.write("down", "");
    refused(
        &[],
        "Ran `docker info` to ensure docker daemon is running but it failed with the following output:\n  Cannot connect",
    );
    refused(&["-A", "detach"], "nobody would know how a run ends");
    refused(
        &["-b", "kubernetes"],
        "Specify 'backend_config' when using kubernetes mode.",
    );
    let job = |config: &str, says: &str| refused(&["-b", "kubernetes", "-c", config], says);
    job("{", "Invalid backend config JSON. Parse error: ");
    job(
        "{}",
        "'kube-job-template-path' attribute must be specified in backend_config.",
    );
    job(
        r#"{"kube-job-template-path": "nope.yaml"}"#,
        "Could not find 'kube-job-template-path': nope.yaml",
    );
    case.0.write("job.yaml", TEMPLATE);
    job(
        r#"{"kube-job-template-path": "job.yaml"}"#,
        "Could not find 'repository-uri' in backend_config.",
    );
    case.0.write("job.yaml", "spec: {template: {spec: {containers: []}}}");
    let config = r#"{"kube-job-template-path": "job.yaml", "repository-uri": "r"}"#;
    job(
        config,
        "the template has no `spec.template.spec.containers` with a first one",
    );
    for (from, to, says) in [
        ("name: demo", "", "Project name in MLProject must be specified"),
        ("SECRET", "A, B", "expects the A, B environment variables to be set"),
        ("SECRET", "[A]", "is no pair"),
        ("image: base", "image: --privileged", "cannot be the name of an image"),
        ("cache:/cache", "$(id):/cache", "no command is run for it"),
    ] {
        case.0.write("p/MLproject", PROJECT.replace(from, to));
        refused(&[], says);
    }
    case.0.write("p/MLproject", PROJECT);
    fs::remove_file(case.0.path("bin/docker")).unwrap();
    refused(&[], "Could not find Docker executable.");
    case.0.write("p/MLproject", "name: demo");
    case.0.write("p/fit.R", "");
    refused(&["-e", "fit.R"], "there is no Rscript on the PATH");
    case.program("Rscript", "");
    case.run(&["-e", "fit.R", "-P", "k=1"]).check();
    let line = ["Rscript", "-e", "mlflow::mlflow_source('fit.R')", "--args", "--k", "1"];
    assert_eq!(case.calls().pop().unwrap(), line);
}

#[test]
fn a_killed_client_leaves_no_container() {
    let case = Case::new();
    case.0.write("deaf", "");
    assert_eq!(case.interrupt(&[], &[Signal::SIGINT, Signal::SIGTERM]), 130);
    let name = case.tag("mlrun.docker.container");
    assert_eq!(case.calls().pop().unwrap(), words(&format!("docker rm --force {name}")));
    assert_eq!(case.status(), "KILLED");
}

#[test]
fn a_job_of_kubernetes_is_rendered_followed_and_deleted() {
    let case = Case::new();
    case.0.write("job.yaml", TEMPLATE);
    let config = r#"{"kube-job-template-path": "job.yaml", "repository-uri": "reg/demo", "kube-context": "there"}"#;
    case.0.write("k8s.json", config);
    let args = [
        "-b",
        "kubernetes",
        "-c",
        "k8s.json",
        "--build-image",
        "-P",
        "note=$(HOME) $x",
    ];
    let answer = case.run(&args).env("KUBE_MLFLOW_TRACKING_URI", "http://here").check();
    assert_eq!(answer.stdout, "from the pod\n");
    let job: serde_json::Value = serde_json::from_str(&case.0.read("job.json")).unwrap();
    let name = job["metadata"]["name"].as_str().unwrap();
    assert!(
        name.starts_with("demo-20") && name.len() == "demo-".len() + 26,
        "{name}"
    );
    assert_eq!(
        (&job["kind"], &job["metadata"]["labels"]["team"]),
        (&"Job".into(), &"a".into())
    );
    let container = &job["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["image"], "reg/demo:latest@sha256:d1");
    let command = ["python", "train.py", "--note", "$$(HOME) $$x"];
    assert_eq!(container["command"], serde_json::json!(command));
    let env = container["env"].as_array().unwrap().iter();
    let env: Vec<String> = env
        .map(|it| format!("{}={}", it["name"].as_str().unwrap(), it["value"].as_str().unwrap()))
        .collect();
    assert_eq!(
        (env[0].as_str(), env[2].as_str()),
        ("T=t", "MLFLOW_TRACKING_URI=http://here")
    );
    assert_eq!(env[env.len() - 2..], ["GREETING=a; b $$(c)", "SECRET=hush"]);
    for (key, value) in [
        ("mlflow.project.backend", "kubernetes"),
        ("mlflow.docker.image.uri", "reg/demo"),
        ("mlflow.docker.image.id", "sha256:d1"),
    ] {
        assert_eq!(case.tag(key), value);
    }
    let name = case.tag("mlrun.kubernetes.job").replace("jobs/", "");
    let calls = case.calls();
    assert_eq!(calls[3], words("docker push reg/demo:latest"));
    assert_eq!(calls[4], words("kubectl --context there create -f - -n jobs"));
    assert!(
        calls
            .iter()
            .any(|call| *call == words("kubectl --context there logs -f pod -c demo -n jobs"))
    );

    let answer = case.run(&args).env("ENDS", "Failed").status(1).check();
    assert!(answer.stderr.contains("ended with exit code 7"), "{}", answer.stderr);
    assert_eq!(case.status(), "FAILED");

    case.0.write("waits", "");
    assert_eq!(case.interrupt(&args, &[Signal::SIGTERM]), 143);
    let deleted = case.calls().pop().unwrap();
    assert_eq!(deleted[..5], words("kubectl --context there delete job"));
    assert!(deleted[5].starts_with("demo-") && deleted[5] != name);
    assert_eq!(case.status(), "KILLED");
}
