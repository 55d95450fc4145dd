//! Python environments with one MLflow each.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// MLflow 1.30, the last of 1.x: no datasets, and only what `run_uuid` names.
pub(crate) const V1: &str = "1.30";
/// MLflow 2.22, the last of 2.x.
pub(crate) const V2: &str = "2.22";
/// MLflow 3.17, today's, with scikit-learn and what `migrate-filestore` needs.
pub(crate) const V3: &str = "3.17";

/// No MLflow, but uv.
pub(crate) const UV: &str = "uv";

/// A Python that has one version of MLflow.
pub(crate) struct Python {
    /// The environment's executables.
    pub(crate) bin: PathBuf,
}

impl Python {
    /// The environment of that version, made if need be. Other test processes wait until it is there.
    pub(crate) fn with_mlflow(version: &str) -> Self {
        let requirements = here(&format!("requirements-{version}.txt"));
        let wanted = fs::read(&requirements).expect("requirements");
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("interop");
        fs::create_dir_all(&home).expect("target/interop");
        let lock = File::create(home.join(format!("{version}.lock"))).expect("a lock file");
        lock.lock().expect("the lock");
        let venv = home.join(version);
        let python = Self { bin: venv.join("bin") };
        let made_from = venv.join("made-from.txt");
        let runs = || {
            Command::new(python.bin.join("python"))
                .arg("-V")
                .stdout(Stdio::null())
                .status()
                .is_ok_and(|s| s.success())
        };
        if fs::read(&made_from).is_ok_and(|made| made == wanted) && runs() {
            return python;
        }
        if venv.exists() {
            fs::remove_dir_all(&venv).expect("the old environment goes");
        }
        output(Command::new("python3").args(["-m", "venv"]).arg(&venv));
        output(
            python
                .command("pip")
                .args(["install", "--quiet", "--no-input", "-r"])
                .arg(&requirements),
        );
        fs::write(made_from, wanted).expect("the mark that it is whole");
        python
    }

    /// One of the environment's executables, in an environment without MLflow's settings.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        without_settings(&mut command);
        command.current_dir(&self.bin); // MLflow leaves a mlflow.db where it is started
        command.envs([
            ("MLFLOW_ALLOW_FILE_STORE", "true"),
            ("MLFLOW_DISABLE_TELEMETRY", "true"),
            ("GIT_PYTHON_REFRESH", "quiet"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("PYTHONUTF8", "1"),
        ]);
        command
    }

    /// A script, given by its path below the project's root.
    pub(crate) fn script(&self, path: &str) -> Command {
        let mut command = self.command("python");
        command.arg(root(path));
        command
    }
}

/// Takes away whatever the tests' own environment says to MLflow, and names the user.
pub(crate) fn without_settings(command: &mut Command) {
    #[expect(clippy::disallowed_methods, reason = "to take settings away, not to read them")]
    let variables = std::env::vars_os();
    for (name, _) in variables.filter(|(name, _)| name.to_string_lossy().starts_with("MLFLOW_")) {
        command.env_remove(name);
    }
    command.env("LOGNAME", "ada").env("NO_COLOR", "1").stdin(Stdio::null());
}

/// A path below the project's root.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn here(name: &str) -> PathBuf {
    root("tests/interop").join(name)
}

/// What a command prints; its whole output is shown when it fails.
pub(crate) fn output(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{command:?}: {}\n{out}\n{err}", done.status);
    out.into_owned()
}
