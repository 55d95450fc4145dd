//! Environments of projects, made by stand-ins for python, uv, pyenv and conda that write down how they were called.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{Answer, Call, Test};

/// What every stand-in begins with: its call on one line, with short names for what differs between runs.
const NOTE: &str = r#"#!/bin/sh
name=$(basename "$0"); case "$0" in */build-*) name=venv-$name;; */versions/*) name=pyenv-$name;; esac
echo "$name $*" | sed "s#$ROOT/##g; s#cache/envs/\([a-z]*\)-[0-9a-f]*/#[\1]/#g; s#build-[0-9a-f]*#[BUILD]#g" >> "$ROOT/calls"
"#;

/// Makes what would be a virtual environment in `$place` with the Python `$python`.
const VENV: &str = r#"mkdir -p "$place/bin" "$place/lib/python3.11/site-packages/wheel-1.2.dist-info"
ln -s "$python" "$place/bin/python"
echo "version = 3.11.7" > "$place/pyvenv.cfg"
"#;

const INSTALL: &str = r#"
sed 's/^/  /' "$file" | sed "s#$ROOT/##g" >> "$ROOT/calls"
echo "Collecting things"
[ -e "$ROOT/fail" ] && { echo "ERROR: no such thing" >&2; exit 1; }
[ -e "$ROOT/kill" ] && kill -9 $PPID
[ -e "$ROOT/wait" ] && for i in $(seq 500); do [ -e "$ROOT/go" ] && break; sleep 0.02; done
true
"#;

struct Stage {
    test: Test,
}

impl Stage {
    /// With a `python3` of version 3.11.7 on the `PATH`, and what shells need.
    fn new() -> Self {
        let stage = Self { test: Test::new() };
        fs::create_dir(stage.test.path("bin")).unwrap();
        for tool in [
            "sh", "bash", "mkdir", "ln", "sed", "basename", "seq", "sleep", "cat", "env", "rm",
        ] {
            let at = ["/bin", "/usr/bin"].map(|folder| Path::new(folder).join(tool));
            symlink(
                at.iter().find(|path| path.exists()).unwrap(),
                stage.test.path("bin").join(tool),
            )
            .unwrap();
        }
        stage.program("python3", &stage.python("3.11.7"));
        stage
    }

    fn root(&self) -> PathBuf {
        self.test.path("bin").parent().unwrap().to_owned()
    }

    fn program(&self, name: &str, does: &str) {
        let path = self.test.write(&format!("bin/{name}"), format!("{NOTE}{does}"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn python(&self, version: &str) -> String {
        format!(
            "case \"$1 $2\" in\n'-m venv') python=$0; place=$3\n{VENV};;\n'-m pip') file=$5\n{INSTALL};;\n\
             -c*) echo {version};;\n*) echo ran by $0;;\nesac\n"
        )
    }

    fn uv(&self) {
        let python = self.test.path("bin/python3").display().to_string();
        self.program(
            "uv",
            &format!(
                "case $1 in\nvenv) python={python}; place=$2\n{VENV};;\npip) file=$6\n{INSTALL};;\n\
                 sync) echo \"  $(basename $PWD) $(basename $UV_PROJECT_ENVIRONMENT | sed s/-.*//)\" >> \"$ROOT/calls\";;\nesac\n"
            ),
        );
    }

    /// A project in `p` whose command is `command`.
    fn project(&self, env: &str, command: &str) {
        let text = format!("name: p\n{env}entry_points:\n  main:\n    command: {command}\n");
        self.test.write("p/MLproject", text);
    }

    fn call(&self, line: &str) -> Call<'_> {
        let call = self.test.line(line);
        let call = call.env("PATH", self.test.path("bin")).env("ROOT", self.root());
        call.env("MLRUN_CACHE_DIR", self.test.path("cache"))
    }

    #[track_caller]
    fn ok(&self, line: &str) -> Answer {
        let answer = self.call(line).answer();
        assert_eq!(answer.status, 0, "{line}: {}", answer.stderr);
        answer
    }

    /// What was called since this was last asked.
    fn calls(&self) -> String {
        let path = self.test.path("calls");
        let calls = fs::read_to_string(&path).unwrap_or_default();
        drop(fs::remove_file(path));
        calls
    }

    fn builds(&self) -> Vec<String> {
        let folders = walkdir::WalkDir::new(self.test.path("cache/envs"))
            .min_depth(2)
            .max_depth(2);
        let names = folders
            .into_iter()
            .flatten()
            .map(|entry| entry.file_name().to_str().unwrap().to_owned());
        names.filter(|name| name.starts_with("build-")).collect()
    }
}

const PYTHON_ENV: &str =
    "python: '3.11'\nbuild_dependencies: [pip]\ndependencies:\n  - -r requirements.txt\n  - numpy\n";

#[test]
fn an_environment_is_made_once_and_found_again_without_starting_anything() {
    let stage = Stage::new();
    stage.project("", "'python; echo $VIRTUAL_ENV'");
    stage.test.write("p/python_env.yaml", PYTHON_ENV);
    stage.test.write("p/requirements.txt", "scipy\n");
    let first = stage.ok("run p");
    assert!(
        first.stdout.starts_with("ran by ") && first.stdout.contains("/bin/python\n"),
        "{}",
        first.stdout
    );
    let made = "python3 -c import sys; print('.'.join(map(str, sys.version_info[:3])))\n\
                python3 -m venv [virtualenv]/[BUILD]\n\
                venv-python -m pip install -r [virtualenv]/[BUILD]/requirements.txt\n  pip\n\
                venv-python -m pip install -r [virtualenv]/[BUILD]/requirements.txt\n  -r p/requirements.txt\n  numpy\n";
    assert_eq!(stage.calls(), format!("{made}venv-python \n"));
    assert_eq!(stage.ok("run p").stdout, first.stdout);
    assert_eq!(stage.calls(), "venv-python \n");
    let run = stage.ok("show @ -o json").stdout;
    assert!(run.contains("\"mlflow.project.env\": \"virtualenv\""), "{run}");

    stage.test.write("p/requirements.txt", "scipy>1\n");
    assert_ne!(stage.ok("run p").stdout, first.stdout);
    stage.calls();
    stage.ok("run p --rebuild-env");
    assert!(stage.calls().starts_with(made));
    assert_eq!(stage.builds().len(), 2, "the replaced one is gone");

    fs::remove_file(stage.test.path("bin/python3")).unwrap();
    stage.program("python3.11", &stage.python("3.11.9"));
    let again = stage.ok("run p");
    assert!(
        again.stderr.contains("the Python of environment virtualenv-"),
        "{}",
        again.stderr
    );
}

/// CVE-2025-15379: what `python_env.yaml` names goes to pip in a file, and no shell sees it.
#[test]
fn no_shell_sees_what_an_environment_needs() {
    let stage = Stage::new();
    stage.project("", "python");
    let owned = stage.test.path("owned").display().to_string();
    let hostile = [
        format!("x; touch {owned}"),
        format!("$(touch {owned})"),
        format!("`touch {owned}`"),
    ];
    let quoted: Vec<String> = hostile.iter().map(|needed| format!("  - '{needed}'\n")).collect();
    stage
        .test
        .write("p/python_env.yaml", format!("dependencies:\n{}", quoted.concat()));
    stage.ok("run p");
    let calls = stage.calls();
    for needed in hostile {
        let told = needed.replace(&format!("{}/", stage.root().display()), "");
        assert!(calls.contains(&format!("\n  {told}\n")), "{told}: {calls}");
    }
    assert!(!stage.test.path("owned").exists());
}

#[test]
fn a_dry_run_foresees_the_environment_and_makes_nothing() {
    let stage = Stage::new();
    stage.project("", "python");
    stage.test.write("p/python_env.yaml", "python: '3.11'\n");
    let page = |line: &str| -> serde_json::Value {
        let dry = stage.ok(&format!("{line} --dry-run -o json"));
        serde_json::from_str(&dry.stdout).unwrap()
    };
    let before = page("run p");
    assert_eq!(before["env"]["is_ready"], false);
    assert_eq!(before["env"]["from"], "python_env.yaml");
    assert_eq!(before["run"]["tags"]["mlflow.project.env"], "virtualenv");
    assert!(
        !stage
            .test
            .path("cache/envs")
            .join(before["env"]["name"].as_str().unwrap())
            .exists()
    );
    stage.ok("run p");
    let after = page("run p");
    assert_eq!(after["env"]["is_ready"], true);
    assert_eq!(after["env"]["name"], before["env"]["name"]);
    assert_eq!(page("run p --rebuild-env")["env"]["is_ready"], false);
    assert_eq!(page("run p --env-manager local")["env"]["manager"], "local");
    for (option, refusal) in [
        ("--env-manager uv", "uv is not on the PATH"),
        ("--env-manager conda", "cannot be executed using conda"),
        ("--python 3.6", "there is no Python 3.6"),
        ("--env-manager local --python ./none", "is no program"),
    ] {
        let dry = stage.ok(&format!("run p {option} --dry-run"));
        assert!(dry.stdout.starts_with("command  "), "{}", dry.stdout);
        let says_so = dry.stderr.contains("a run of this will be refused: ") && dry.stderr.contains(refusal);
        assert!(says_so, "{option}: {}", dry.stderr);
        let run = stage.call(&format!("run p {option}")).answer();
        assert!(
            run.status != 0 && run.stderr.contains(refusal),
            "{option}: {}",
            run.stderr
        );
    }
}

#[test]
fn uv_is_the_quick_way_where_it_is() {
    let stage = Stage::new();
    stage.uv();
    stage.project("python_env: e.yaml\n", "python");
    stage.test.write("p/e.yaml", "python: '3.11'\ndependencies: [numpy]\n");
    let made = |manager: &str, python: &str| {
        let install = format!(
            "uv pip install --python [{manager}]/[BUILD]/bin/python -r [{manager}]/[BUILD]/requirements.txt\n  numpy\n"
        );
        format!("uv venv [{manager}]/[BUILD] --seed --python={python}\n{install}venv-python \n")
    };
    stage.ok("run p --env-manager uv");
    assert_eq!(stage.calls(), made("uv", "3.11"));
    stage.ok("run p");
    let calls = stage.calls();
    assert!(calls.ends_with(&made("virtualenv", "bin/python3")), "{calls}");

    stage.test.write("p/uv.lock", "version = 1\n");
    stage.ok("run p --env-manager uv");
    let synced = "uv venv [uv]/[BUILD] --python=3.11\nuv sync --frozen --no-dev\n  project build\nvenv-python \n";
    assert_eq!(stage.calls(), synced);
    stage.ok("run p");
    assert_eq!(stage.calls(), "venv-python \n", "a lock is uv's alone");
}

#[test]
fn a_project_that_names_nothing_runs_locally_unless_an_environment_is_asked_for() {
    let stage = Stage::new();
    stage.project("", "'echo $VIRTUAL_ENV.'");
    stage.test.write("p/requirements.txt", "numpy\n");
    assert_eq!(stage.ok("run p").stdout, ".\n");
    assert_eq!(stage.calls(), "");
    stage.ok("run p --env-manager virtualenv");
    assert!(stage.calls().ends_with("/requirements.txt\n  -r p/requirements.txt\n"));
    stage.uv();
    stage.test.write(
        "p/pyproject.toml",
        "[project]\nrequires-python = '>=3.9'\ndependencies = ['scipy']\n",
    );
    stage.ok("run p --env-manager uv");
    assert!(stage.calls().ends_with(
        "--seed --python=>=3.9\nuv pip install --python [uv]/[BUILD]/bin/python -r [uv]/[BUILD]/requirements.txt\n  scipy\n"
    ));
    stage.test.write("p/uv.lock", "version = 1\n");
    stage.ok("run p --env-manager uv");
    assert!(stage.calls().ends_with("uv sync --frozen --no-dev\n  p build\n"));
}

#[test]
fn what_failed_or_was_killed_is_never_used() {
    let stage = Stage::new();
    stage.project("", "python");
    stage.test.write("p/python_env.yaml", "dependencies: [numpy]\n");
    stage.test.write("fail", "");
    let failed = stage.call("run p").answer();
    assert_eq!(failed.status, 1);
    for said in [
        "installing 1 dependency by pip failed",
        "ERROR: no such thing",
        "build.log",
    ] {
        assert!(failed.stderr.contains(said), "{}", failed.stderr);
    }
    assert!(
        stage.builds().is_empty() && !stage.test.path("mlruns").exists(),
        "no run either"
    );
    fs::rename(stage.test.path("fail"), stage.test.path("kill")).unwrap();
    assert_eq!(stage.call("run p").answer().status, 137);
    assert_eq!(stage.builds().len(), 1);
    let killed = stage.builds();
    assert!(stage.ok("env list").stdout.contains("unfinished"));
    fs::remove_file(stage.test.path("kill")).unwrap();
    stage.ok("run p");
    assert_eq!(stage.builds().len(), 1);
    assert_ne!(stage.builds(), killed);
}

#[test]
fn two_first_runs_at_once_make_one_environment() {
    let stage = Stage::new();
    stage.project("", "python");
    stage.test.write("p/python_env.yaml", "dependencies: [numpy]\n");
    stage.test.write("wait", "");
    let start = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
        stage.test.prepare(&mut command);
        command.env("PATH", stage.test.path("bin")).env("ROOT", stage.root());
        command.env("MLRUN_CACHE_DIR", stage.test.path("cache"));
        let command = command
            .args(["run", "p"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        (child, lines)
    };
    let (mut first, mut said) = start();
    assert!(said.any(|line| line.unwrap().starts_with("installing")));
    let (mut second, mut said_by_second) = start();
    assert!(said_by_second.any(|line| line.unwrap().starts_with("another mlrun is making environment")));
    stage.test.write("go", "");
    for (child, lines) in [(&mut first, said), (&mut second, said_by_second)] {
        lines.for_each(drop);
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(stage.calls().matches("-m venv").count(), 1);
}

#[test]
fn pyenv_installs_only_what_is_nowhere_else() {
    let stage = Stage::new();
    stage.project("", "python");
    stage.test.write("p/python_env.yaml", "python: '3.10'\n");
    let missing = stage.call("run p").answer();
    assert_eq!(missing.status, 3);
    assert!(
        missing.stderr.contains("there is no Python 3.10 on this machine"),
        "{}",
        missing.stderr
    );
    assert!(missing.stderr.contains("3.11.7 ("), "{}", missing.stderr);
    assert!(stage.ok("env list").stdout.is_empty());
    let python = stage.test.path("bin/python3").display().to_string();
    stage.program(
        "pyenv",
        &format!(
            "case \"$*\" in\n'install --list') printf '  3.1.5\\n  3.10.2\\n  3.10.13\\n  3.13.0\\n';;\n\
             install*) mkdir -p $ROOT/pyenv/versions/$3/bin; ln -s {python} $ROOT/pyenv/versions/$3/bin/python;;\n\
             root) echo $ROOT/pyenv;;\nesac\n"
        ),
    );
    stage.calls();
    stage.ok("run p");
    let calls = stage.calls();
    let installed = "pyenv install --list\npyenv install --skip-existing 3.10.13\npyenv root\npyenv-python -m venv [virtualenv]/[BUILD]\n";
    assert!(calls.contains(installed), "{calls}");
}

#[test]
fn conda_makes_finds_and_activates_its_own() {
    let stage = Stage::new();
    stage.project("conda_env: c.yaml\n", "'echo hi'");
    stage.test.write("p/c.yaml", "name: x\n");
    let name = "mlflow-ac44edccaf1276baa513cc835c60d99f9d6601b2";
    let absent = stage.call("run p").answer();
    assert_eq!(absent.status, 3);
    assert!(
        absent
            .stderr
            .contains("Could not find Conda executable at conda. Ensure"),
        "{}",
        absent.stderr
    );

    let conda = "case \"$1 $2\" in\n'env list') cat $ROOT/envs.json;;\n'env create') echo \"{\\\"envs\\\": [\\\"$ROOT/conda/$4\\\"]}\" > $ROOT/envs.json\n\
                 mkdir -p $ROOT/conda/$4/conda-meta; [ ! -e $ROOT/fail ];;\nremove*) echo {} > $ROOT/envs.json;;\nesac\n";
    stage.program("conda", conda);
    stage.program("activate", "echo activated >&2\n");
    stage.test.write("envs.json", "{}");
    stage.test.write("fail", "");
    assert_eq!(stage.call("run p").answer().status, 1);
    let (list, create) = (
        "conda env list --json\n",
        format!("conda env create -n {name} --file p/c.yaml\n"),
    );
    let removed = format!("{list}{create}{list}conda remove --yes --name {name} --all\n");
    assert_eq!(stage.calls(), removed, "nothing half-built stays");
    fs::remove_file(stage.test.path("fail")).unwrap();
    assert_eq!(stage.ok("run p").stdout, "hi\n");
    assert!(stage.calls().starts_with(&format!("{list}{create}bash {name}\n")));
    stage.ok("run p");
    assert_eq!(stage.calls(), format!("{list}bash {name}\n"), "where it is is seen");
    stage.ok("run p");
    assert_eq!(stage.calls(), format!("bash {name}\n"));
    assert!(
        stage
            .ok("show @ -o json")
            .stdout
            .contains("\"mlflow.project.env\": \"conda\"")
    );

    let mamba = stage
        .call("run p --rebuild-env")
        .env("MLFLOW_CONDA_CREATE_ENV_CMD", "mamba")
        .answer();
    assert_eq!(mamba.status, 3);
    assert!(mamba.stderr.contains("but mamba does not exist"), "{}", mamba.stderr);
    stage.ok(&format!("env remove {name} --yes"));
    assert!(
        stage
            .calls()
            .ends_with(&format!("conda remove --yes --name {name} --all\n"))
    );
}

#[test]
fn a_local_run_takes_the_python_that_it_is_told() {
    let stage = Stage::new();
    stage.project("", "'python x; pip install y'");
    stage.program("other dir/python3.9", &stage.python("3.9.1"));
    let python = stage.test.path("bin/other dir/python3.9");
    let answer = stage.test.mlrun(["run", "p", "--python", "bin/other dir/python3.9"]);
    let answer = answer.env("PATH", stage.test.path("bin")).env("ROOT", stage.root());
    let answer = answer.env("MLRUN_CACHE_DIR", stage.test.path("cache")).answer();
    assert_eq!(
        answer.stdout.lines().next(),
        Some(format!("ran by {}", python.display()).as_str()),
        "{}",
        answer.stderr
    );
    assert!(stage.calls().contains("python3.9 -m pip install y\n"));
    let unknown = stage.call("run p --python 3.8").answer();
    assert_eq!(unknown.status, 3);
    assert!(
        unknown.stderr.contains("there is no Python 3.8") && unknown.stderr.contains("3.11.7 ("),
        "{}",
        unknown.stderr
    );
    let by_version = stage.ok("run p --python 3.11").stdout;
    assert!(
        by_version.starts_with("ran by ") && by_version.contains("/bin/python3\n"),
        "{by_version}"
    );
}

#[test]
fn environments_are_listed_shown_removed_and_made_again() {
    let stage = Stage::new();
    stage.project("", "'\"$MLRUN\" env remove --all --yes; echo $?'");
    stage.test.write(
        "p/python_env.yaml",
        "dependencies: ['--extra-index-url https://me:secret@host/x', numpy]\n",
    );
    let in_use = stage.ok("run p");
    assert_eq!(in_use.stdout, "5\n", "{}", in_use.stderr);
    assert!(in_use.stderr.contains("is in use"), "{}", in_use.stderr);
    let name = stage.ok("env list -o id").stdout.trim().to_owned();
    let shown = stage.ok(&format!("env show {}", &name[..14])).stdout;
    for said in [
        "wheel",
        "1.2",
        "numpy",
        "https://****@host/x",
        "python_env.yaml",
        "mlflow-",
    ] {
        assert!(shown.contains(said), "{shown}");
    }
    let whole = stage.ok(&format!("env show {name} -o json")).stdout;
    assert!(
        whole.contains("\"state\": \"ready\"") && !whole.contains("secret"),
        "{whole}"
    );
    let kept = fs::read_to_string(stage.test.path(&format!("cache/envs/{name}/build.log"))).unwrap();
    assert!(kept.contains("Collecting things") && !kept.contains("secret"), "{kept}");

    let before = stage.builds();
    assert_eq!(
        stage.ok(&format!("env rebuild {name}")).stdout,
        format!("Rebuilt {name}.\n")
    );
    assert_ne!(stage.builds(), before);
    stage.ok("env rebuild p");
    assert_eq!(stage.builds().len(), 1);

    assert_eq!(stage.ok("env remove --unused-for 1d").stdout, "");
    assert!(
        stage
            .ok("env remove --unused-for 0m --dry-run")
            .stdout
            .starts_with("Would remove virtualenv-")
    );
    assert_eq!(
        stage.call(&format!("env remove {name}")).answer().status,
        2,
        "nobody can answer"
    );
    let unknown = stage.call(&format!("env show {name}x")).answer();
    assert_eq!(unknown.status, 3);
    assert!(
        unknown.stderr.contains(&format!("did you mean {name}?")),
        "{}",
        unknown.stderr
    );
    assert!(
        stage
            .ok(&format!("env remove {name} --yes"))
            .stdout
            .starts_with("Removed virtualenv-")
    );
    assert!(stage.builds().is_empty());
    assert_eq!(stage.ok("env list -o json").stdout.trim(), "[]");
}

#[test]
fn projects_run_inside_inherit_what_was_said() {
    let stage = Stage::new();
    stage.test.write(
        "p/inner/MLproject",
        "conda_env: c.yaml\nentry_points: {main: {command: 'echo $VIRTUAL_ENV.'}}\n",
    );
    stage
        .test
        .write("p/inner/c.yaml", "dependencies: [python=3.11, numpy=1]\n");
    stage.project("", "'\"$MLRUN\" run inner'");
    assert_eq!(stage.ok("run p --env-manager local").stdout, ".\n");
    let inner = stage.ok("run p --env-manager virtualenv");
    assert!(inner.stdout.contains("/envs/virtualenv-"), "{}", inner.stdout);
    assert!(
        inner.stderr.contains("only conda could install numpy=1"),
        "{}",
        inner.stderr
    );
}

#[test]
fn slips_are_pointed_out_before_anything_is_made() {
    let stage = Stage::new();
    stage.project("", "python");
    for (env, line, status, says) in [
        ("python: 3.10\n", "run p", 1, "put it in quotes, python: '3.10'"),
        ("dependancies: []\n", "run p", 1, "did you mean `dependencies`?"),
        ("", "run p", 1, "the file is empty"),
        (
            "dependencies: [-r none.txt]\n",
            "run p",
            3,
            "there is no requirements file",
        ),
        (
            "{}\n",
            "run p --env-manager conda",
            2,
            "python_env project cannot be executed using conda.",
        ),
        (
            "{}\n",
            "run p --env-manager LOCAL",
            2,
            "Must be one of ['local', 'conda', 'virtualenv', 'uv']",
        ),
        ("{}\n", "run p --env-manager uv", 3, "uv is not on the PATH"),
    ] {
        stage.test.write("p/python_env.yaml", env);
        let answer = stage.call(line).answer();
        assert_eq!(answer.status, status, "{line}: {}", answer.stderr);
        assert!(answer.stderr.contains(says), "{env}: {}", answer.stderr);
        assert!(!stage.test.path("mlruns").exists() && stage.builds().is_empty());
    }
}
