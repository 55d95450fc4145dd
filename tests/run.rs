//! `mlrun run` from outside: what it records, what its exit code is, and that no child outlives it.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use mlrun::project::child::ignored_signals;
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const PROJECT: &str = r#"
entry_points:
  main:
    parameters:
      alpha: {type: float, default: 0.5}
      note: string
    command: "echo $MLFLOW_RUN_ID $MLFLOW_TRACKING_URI $MLFLOW_EXPERIMENT_ID $MLFLOW_ALLOW_FILE_STORE {note}"
  fail: {command: "exit 3"}
  broken: {command: "echo ${HOME}"}
  leave: {command: "sleep 1000 & echo $!"}
  daemon: {command: "setsid sleep 1000 & echo $!"}
  deleted: {command: "$MLRUN runs delete $MLFLOW_RUN_ID"}
  vanished: {command: "rm -rf mlruns/0/$MLFLOW_RUN_ID"}
  wait: {command: "echo $$; sleep 1000; echo never"}
  polite: {command: "trap 'echo bye; exit 0' TERM; echo $$; while :; do sleep 0.01; done"}
  deaf: {command: "trap '' INT TERM HUP; echo $$; while :; do sleep 1000; done"}
  masked: {command: "kill -INT $$; echo never"}
  died: {command: "kill -9 $$"}
  speak: {command: "echo out; echo err >&2"}
"#;

struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("MLproject"), PROJECT).unwrap();
        Self { folder }
    }

    fn start(&self, args: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_mlrun"))
            .args(["run", "."])
            .args(args)
            .current_dir(self.folder.path())
            .env_remove("MLFLOW_TRACKING_URI")
            .env_remove("MLFLOW_EXPERIMENT_ID")
            .env_remove("MLFLOW_EXPERIMENT_NAME")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Exit code, standard output and standard error of a run that ends by itself.
    fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let done = self.start(args).wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    }

    /// Waits for the command's process id, sends us the signals, and returns exit code, the rest of the output and
    /// the command's process id.
    fn interrupt(&self, entry_point: &str, signals: &[Signal]) -> (Option<i32>, String, Pid) {
        let mut child = self.start(&["-e", entry_point]);
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        for signal in signals {
            kill(Pid::from_raw(child.id().try_into().unwrap()), *signal).unwrap();
        }
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        (
            child.wait().unwrap().code(),
            rest,
            Pid::from_raw(line.trim().parse().unwrap()),
        )
    }

    /// The `meta.yaml` of the one run.
    fn meta(&self) -> String {
        std::fs::read_to_string(self.run_folder().join("meta.yaml")).unwrap()
    }

    fn run_folder(&self) -> PathBuf {
        let entries = std::fs::read_dir(self.folder.path().join("mlruns/0")).unwrap();
        let mut runs = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.join("meta.yaml").is_file());
        let run = runs.next().unwrap();
        assert_eq!(runs.next(), None);
        run
    }

    /// What is kept of standard output and standard error.
    fn logs(&self) -> [String; 2] {
        let folder = self.run_folder().join("artifacts/logs");
        ["stdout.txt", "stderr.txt"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap())
    }

    /// The run is over, with MLflow's number for its status, and what it used is recorded.
    #[track_caller]
    fn ended(&self, status: u8) {
        for metric in ["cpu_seconds", "wall_seconds"] {
            let line =
                std::fs::read_to_string(self.run_folder().join("metrics/system").join(metric)).unwrap_or_default();
            assert!(
                line.lines().all(|line| line.split(' ').count() == 3) && !line.is_empty(),
                "{metric}: {line}"
            );
        }
        self.over(status);
    }

    /// The run is over, with MLflow's number for its status.
    #[track_caller]
    fn over(&self, status: u8) {
        let meta = self.meta();
        assert!(
            meta.contains(&format!("\nstatus: {status}\n")) && !meta.contains("end_time: null"),
            "{meta}"
        );
    }
}

/// Under `nohup`, and in the background of a script, signals are ignored; so does mlrun then, as it should.
fn is_ignored(signal: Signal) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    ignored_signals(&status).contains(&(signal as i32))
}

#[track_caller]
fn is_gone(process: Pid) {
    assert_eq!(kill(process, None), Err(Errno::ESRCH));
}

#[test]
fn a_run_records_what_it_ran_and_tells_the_command_where() {
    let case = Case::new();
    let (code, out, err) = case.run(&["-P", "note=a b", "-P", "extra=1"]);
    assert_eq!(code, Some(0), "{err}");
    let folder = case.run_folder();
    let id = folder.file_name().unwrap().to_str().unwrap();
    let store = case.folder.path().canonicalize().unwrap().join("mlruns");
    assert_eq!(out, format!("{id} file://{} 0 true a b --extra 1\n", store.display()));
    case.ended(3);
    for (file, text) in [
        ("params/alpha", "0.5"),
        ("params/note", "'a b'"),
        ("params/extra", "1"),
        ("tags/mlflow.source.type", "PROJECT"),
        ("tags/mlflow.project.entryPoint", "main"),
        ("tags/mlflow.project.backend", "local"),
    ] {
        assert_eq!(std::fs::read_to_string(folder.join(file)).unwrap(), text, "{file}");
    }
}

#[test]
fn a_run_that_is_there_is_used_and_renamed_and_a_deleted_one_is_not() {
    let case = Case::new();
    assert_eq!(case.run(&["-P", "note=x"]).0, Some(0));
    let folder = case.run_folder();
    let id = folder.file_name().unwrap().to_str().unwrap();
    let again = ["--run-id", id, "--run-name", "second", "-P", "note=y", "-P", "-k=-1"];
    let (code, out, err) = case.run(&again);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.ends_with(" y ---k -1\n") && err.contains("second"), "{out}{err}");
    assert_eq!(
        std::fs::read_to_string(folder.join("tags/mlflow.runName")).unwrap(),
        "second"
    );
    assert_eq!(std::fs::read_to_string(folder.join("params/note")).unwrap(), "x");
    case.ended(3);

    let deleted = case
        .meta()
        .replace("lifecycle_stage: active", "lifecycle_stage: deleted");
    std::fs::write(folder.join("meta.yaml"), deleted).unwrap();
    let (code, _, err) = case.run(&again);
    assert_eq!(code, Some(5), "{err}");
    assert!(err.contains("must be in 'active' lifecycle_stage"), "{err}");
}

#[test]
fn a_command_that_fails_makes_a_failed_run() {
    let case = Case::new();
    let (code, _, err) = case.run(&["-e", "fail"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("exit code 3"), "{err}");
    case.ended(4);
}

#[test]
fn what_cannot_be_run_leaves_nothing() {
    let case = Case::new();
    for (args, exit, says) in [
        (&["-P", "noet=x"][..], 2, "did you mean `note`?"),
        (&["-e", "mian"], 3, "did you mean `-e main`?"),
        (&["-e", "broken"], 1, "`{{HOME}}`"),
        (
            &["-P", "note"],
            2,
            "Invalid format for -P parameter: 'note'. Use -P name=value.",
        ),
        (&["-P", "a=1", "-P", "a=1"], 2, "Repeated parameter: 'a'"),
        (&["-P", "note=x", "--dry-run"], 0, ""),
    ] {
        let (code, _, err) = case.run(args);
        assert_eq!(code, Some(exit), "{args:?}: {err}");
        assert!(err.contains(says), "{args:?}: {err}");
    }
    assert!(!case.folder.path().join("mlruns").exists());
}

#[test]
fn signals_end_the_command_and_the_run_is_killed() {
    for (entry_point, signals, code, rest) in [
        ("wait", &[Signal::SIGINT][..], 130, ""),
        ("wait", &[Signal::SIGTERM], 143, ""),
        ("wait", &[Signal::SIGHUP], 129, ""),
        ("polite", &[Signal::SIGTERM], 143, "bye\n"),
        ("deaf", &[Signal::SIGTERM, Signal::SIGINT], 130, ""),
    ] {
        if signals.iter().any(|signal| is_ignored(*signal)) {
            continue;
        }
        let case = Case::new();
        let (ended, output, command) = case.interrupt(entry_point, signals);
        let is_expected = ended == Some(code) || (entry_point == "deaf" && ended == Some(143)); // either may come first
        assert!(is_expected, "{entry_point}: {ended:?}");
        assert_eq!(output, rest, "{entry_point}");
        assert_eq!(case.logs()[0], format!("{command}\n{rest}"), "{entry_point}");
        is_gone(command);
        case.ended(5);
    }
}

#[test]
fn ctrl_c_that_only_the_command_saw_counts() {
    if is_ignored(Signal::SIGINT) {
        return;
    }
    let case = Case::new();
    assert_eq!(case.run(&["-e", "masked"]).0, Some(130));
    case.ended(5);
}

#[test]
fn nothing_is_left_behind() {
    let daemons: &[&str] = if cfg!(target_os = "linux") {
        &["leave", "daemon"]
    } else {
        &["leave"]
    };
    for entry_point in daemons {
        let case = Case::new();
        let (code, out, err) = case.run(&["-e", entry_point]);
        assert_eq!(code, Some(0));
        assert!(err.contains("left processes behind"), "{err}");
        is_gone(Pid::from_raw(out.trim().parse().unwrap()));
        assert_eq!(case.logs()[0], out);
        case.ended(3);
    }
}

#[test]
fn time_runs_out() {
    for (entry_point, more, code) in [
        ("wait", &[][..], 1),
        ("deaf", &["--grace", "50ms"], 1),
        ("deaf", &["--grace", "50ms", "--propagate"], 124),
    ] {
        let case = Case::new();
        let args = [&["-e", entry_point, "--timeout", "300ms"], more].concat();
        let (ended, out, err) = case.run(&args);
        assert_eq!(ended, Some(code), "{err}");
        assert!(err.contains("its time ran out (--timeout 300ms)"), "{err}");
        is_gone(Pid::from_raw(out.trim().parse().unwrap()));
        case.ended(5);
    }
    assert_eq!(Case::new().run(&["-e", "fail", "--timeout", "soon"]).0, Some(2));
}

#[test]
fn the_exit_code_is_the_commands_where_that_is_wanted() {
    for (entry_point, plain, propagated) in [("fail", 1, 3), ("died", 1, 137), ("speak", 0, 0)] {
        assert_eq!(Case::new().run(&["-e", entry_point]).0, Some(plain), "{entry_point}");
        let propagate = ["-e", entry_point, "--propagate"];
        assert_eq!(Case::new().run(&propagate).0, Some(propagated), "{entry_point}");
    }
}

#[test]
fn what_is_said_is_kept_and_goes_on_in_a_run_that_is_there() {
    let case = Case::new();
    let (_, out, err) = case.run(&["-e", "speak"]);
    assert!(out == "out\n" && err.starts_with("err\n"), "{out}{err}");
    assert_eq!(case.logs(), ["out\n", "err\n"]);
    let folder = case.run_folder();
    let again = ["-e", "speak", "--run-id", folder.file_name().unwrap().to_str().unwrap()];
    assert_eq!(case.run(&again).0, Some(0));
    assert_eq!(case.logs(), ["out\nout\n", "err\nerr\n"]);
    assert_eq!(case.run(&[&again[..], &["--no-capture"]].concat()).1, "out\n");
    assert_eq!(case.logs()[0], "out\nout\n");

    std::fs::remove_dir_all(folder.join("artifacts/logs")).unwrap();
    std::fs::write(folder.join("artifacts/logs"), "in the way").unwrap();
    let (code, out, err) = case.run(&again);
    assert_eq!((code, out.as_str()), (Some(0), "out\n"), "{err}");
    assert!(err.contains("warning: what the command says is not kept: "), "{err}");
}

#[test]
fn a_reader_that_goes_away_ends_neither_the_run_nor_its_log() {
    let case = Case::new();
    std::fs::write(
        case.folder.path().join("MLproject"),
        "entry_points:\n  main: {command: \"seq 100000\"}\n",
    )
    .unwrap();
    let mut child = case.start(&[]);
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(case.logs()[0].ends_with("\n99999\n100000\n"));
    case.ended(3);
}

#[test]
fn the_end_is_recorded_although_the_run_was_deleted_or_said_although_it_cannot_be() {
    let case = Case::new();
    assert_eq!(case.run(&["-e", "deleted"]).0, Some(0));
    case.over(3);
    assert!(case.meta().contains("lifecycle_stage: deleted"));

    let (code, _, err) = Case::new().run(&["-e", "vanished"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("is FINISHED, but that could not be recorded"), "{err}");
}
