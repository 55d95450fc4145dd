//! Environments made of PyPI's packages, by pip and by uv; and the one that MLflow makes beside ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::python::{Python, UV, V3, output};
use crate::store::Store;

/// Environments are kept beside the store, so that each test makes its own; what is downloaded is kept by pip and uv.
struct Stage {
    store: Store,
}

impl Stage {
    fn new(python_env: &str, script: &str) -> Self {
        let store = Store::new();
        let project = store.folder().join("p");
        fs::create_dir(&project).unwrap();
        let file = "name: p\npython_env: e.yaml\nentry_points:\n  main:\n    command: python train.py\n";
        for (name, text) in [("MLproject", file), ("e.yaml", python_env), ("train.py", script)] {
            fs::write(project.join(name), text).unwrap();
        }
        Self { store }
    }

    fn cache(&self) -> PathBuf {
        self.store.folder().join("cache")
    }

    /// Runs the project, with uv on the `PATH` or without; what its script printed.
    fn run(&self, words: &[&str], has_uv: bool) -> String {
        let project = self.store.folder().join("p");
        let mut command = self.store.command(&["run"]);
        command.arg(project).args(words).env("MLRUN_CACHE_DIR", self.cache());
        output(command.env("PATH", path(has_uv)))
    }

    /// Every environment, as `env show` tells it.
    fn environments(&self) -> Vec<Value> {
        let mlrun = |words: &[&str]| output(self.store.command(words).env("MLRUN_CACHE_DIR", self.cache()));
        let names = mlrun(&["env", "list", "-o", "id"]);
        let show = |name: &str| serde_json::from_str(&mlrun(&["env", "show", name, "-o", "json"])).unwrap();
        names.lines().map(show).collect()
    }
}

/// The `PATH` of these tests, with the pinned uv or with none.
fn path(has_uv: bool) -> std::ffi::OsString {
    #[expect(clippy::disallowed_methods, reason = "to be changed")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let others = std::env::split_paths(&path).filter(|folder| !folder.join("uv").exists());
    let uv = has_uv.then(|| {
        // only uv: the Python beside it is none that a project should find
        let bin = Python::with_mlflow(UV).bin;
        let alone = bin.with_file_name("uv-alone");
        fs::create_dir_all(&alone).unwrap();
        let link = alone.join("uv");
        if !link.exists() {
            drop(std::os::unix::fs::symlink(bin.join("uv"), &link)); // another test may have made it
        }
        alone
    });
    std::env::join_paths(uv.into_iter().chain(others)).unwrap()
}

/// The version of the Python of these tests, without its last number.
fn short_version() -> String {
    let ask = "import sys; print('%d.%d' % sys.version_info[:2])";
    output(Command::new("python3").args(["-c", ask])).trim().to_owned()
}

fn versions(environment: &Value) -> Vec<String> {
    let packages = environment["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            format!(
                "{}=={}",
                package["name"].as_str().unwrap(),
                package["version"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn pip_and_uv_install_what_the_project_names() {
    let script = "import iniconfig, sys\nprint(sys.prefix)\n";
    let stage = Stage::new("build_dependencies: [pip]\ndependencies:\n  - -r more.txt\n", script);
    fs::write(stage.store.folder().join("p/more.txt"), "iniconfig==2.0.0 # small\n").unwrap();
    for (words, has_uv) in [
        (&[][..], false),
        (&["--env-manager=uv"], true),
        (&["--rebuild-env"], true),
    ] {
        let first = stage.run(words, has_uv);
        assert!(Path::new(first.trim()).starts_with(stage.cache()), "{first}");
        let again: Vec<&str> = words.iter().copied().filter(|word| *word != "--rebuild-env").collect();
        assert_eq!(stage.run(&again, has_uv), first);
    }
    let environments = stage.environments();
    assert_eq!(environments.len(), 2);
    for environment in &environments {
        assert!(
            versions(environment).contains(&"iniconfig==2.0.0".to_owned()),
            "{environment}"
        );
        assert_eq!(
            (&environment["state"], &environment["made_with"]),
            (&"ready".into(), &"uv".into())
        );
    }
}

#[test]
fn a_model_is_trained_in_an_environment_from_nothing_as_by_mlflow() {
    let env = format!(
        "python: '{}'\ndependencies:\n  - scikit-learn==1.9.1\n  - mlflow-skinny==3.17.2\n",
        short_version()
    );
    let script = "import mlflow\nfrom sklearn.linear_model import LinearRegression\n\
                  fit = LinearRegression().fit([[0], [1]], [0, 2])\nwith mlflow.start_run():\n    \
                  mlflow.log_metric('slope', round(float(fit.coef_[0]), 6))\n";
    let (ours, theirs) = (Stage::new(&env, script), Store::new());
    ours.run(&["--env-manager=uv"], true);

    let envs = theirs.folder().join("envs");
    let python = Python::with_mlflow(V3);
    let mut command = python.command("mlflow");
    command
        .args(["run", "--env-manager=uv"])
        .arg(ours.store.folder().join("p"));
    command
        .env("MLFLOW_TRACKING_URI", theirs.root())
        .env("MLFLOW_ENV_ROOT", &envs);
    output(command.env("PATH", path(true)));

    let run = |store: &Store| store.ours()["runs"][0]["data"].clone();
    let (our_run, their_run) = (run(&ours.store), run(&theirs));
    assert_eq!(our_run["metrics"]["slope"], 2.0);
    assert_eq!(their_run["metrics"]["slope"], 2.0);
    for tag in [
        "mlflow.project.env",
        "mlflow.project.backend",
        "mlflow.project.entryPoint",
    ] {
        assert_eq!(our_run["tags"][tag], their_run["tags"][tag], "{tag}");
    }
    let environment = &ours.environments()[0];
    let name = environment["mlflow_name"].as_str().unwrap();
    assert!(envs.join(name).is_dir(), "MLflow gives it that name too: {name}");
    let installed = output(Command::new(envs.join(name).join("bin/python")).args([
        "-c",
        "import importlib.metadata as m\nfor d in m.distributions(): print(d.name.replace('-', '_') + '==' + d.version)",
    ]));
    let ours_too: Vec<String> = versions(environment)
        .iter()
        .map(|each| each.replace('-', "_").to_lowercase())
        .collect();
    for package in installed.lines().map(str::to_lowercase) {
        assert!(ours_too.contains(&package), "{package} is not in {ours_too:?}");
    }
}
