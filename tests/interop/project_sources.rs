//! Projects of git run by `mlrun run` and by `mlflow run`, side by side: the tags, and what the command finds.

use std::fs;
use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};

use mlrun::project::source::{Options, Recorded, SourceError, checkout_commit};
use mlrun::project::tool::Tools;
use serde_json::{Map, Value};

use crate::python::{Python, V3, output};
use crate::same::assert_same;
use crate::store::Store;

/// Says in one line what the command finds.
const SPEC: &str = "name: d\nentry_points:\n  main:\n    command: \
                    'echo state: $(cat *.txt) $(git status -sb) $(git submodule status | cut -c1-46) $(git remote -v)'\n";

fn git(folder: &Path, line: &str) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(line.split(' '));
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "a")
            .env(format!("GIT_{role}_EMAIL"), "a@b");
    }
    command.env("GIT_ALLOW_PROTOCOL", "file");
    output(&mut command).trim_end().to_owned()
}

fn repository(folder: &Path, name: &str, branch: &str) -> std::path::PathBuf {
    git(folder, &format!("init -q -b {branch} {name}"));
    let work = folder.join(name);
    fs::create_dir(work.join("sub")).unwrap();
    for within in ["", "sub"] {
        fs::write(work.join(within).join("MLproject"), SPEC).unwrap();
        fs::write(work.join(within).join("v.txt"), "v1").unwrap();
    }
    commit(&work, "one");
    work
}

fn commit(work: &Path, message: &str) {
    git(work, "add -A");
    git(work, &format!("commit -qm {message}"));
}

/// `srv` with bare repositories: `repo` (branches `main` and `feature/x`, tags `light` and `annotated`), `trunk.git`, whose
/// branch that is, and `outer`, whose submodule is `repo`.
fn repositories(folder: &Path) -> String {
    let work = repository(folder, "repo", "main");
    git(&work, "tag light");
    git(&work, "tag -a annotated -m x");
    let first = git(&work, "rev-parse HEAD");
    git(&work, "checkout -qb feature/x");
    fs::write(work.join("v.txt"), "feature").unwrap();
    commit(&work, "feature");
    git(&work, "checkout -q main");
    fs::write(work.join("v.txt"), "v2").unwrap();
    commit(&work, "two");
    repository(folder, "trunk", "trunk");
    let outer = repository(folder, "outer", "main");
    git(&outer, &format!("submodule --quiet add {} lib", work.display()));
    git(&outer, "config -f .gitmodules submodule.lib.url ../repo");
    commit(&outer, "submodule");
    for (name, bare) in [("repo", "repo"), ("trunk", "trunk.git"), ("outer", "outer")] {
        git(folder, &format!("clone -q --bare {name} srv/{bare}"));
    }
    first
}

/// Serves the repositories of a folder on loopback, as long as the tests run. Returns the address.
fn serve(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let base = format!("--base-path={}", folder.display());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (input, answer) = (stream.try_clone().unwrap(), stream);
            let mut daemon = Command::new("git");
            daemon.args(["daemon", "--inetd", "--export-all", &base]);
            daemon
                .stdin(OwnedFd::from(input))
                .stdout(OwnedFd::from(answer))
                .stderr(Stdio::null());
            drop(daemon.spawn());
        }
    });
    format!("git://{address}")
}

/// What the command found, and the tags of the source.
fn found(store: &Store, said: &str) -> Value {
    let state = said.lines().find_map(|line| line.strip_prefix("state:")).unwrap();
    let ours = store.ours();
    let runs = ours["runs"].as_array().unwrap();
    assert_eq!(runs.len(), 1, "{said}");
    let tags = runs[0]["data"]["tags"].as_object().unwrap();
    let mut found: Map<String, Value> = tags.clone();
    found.retain(|key, _| key.starts_with("mlflow.source.") || key.starts_with("mlflow.project."));
    found.insert("state".to_owned(), state.into());
    Value::Object(found)
}

fn by_mlflow(words: &[&str]) -> Value {
    let store = Store::new();
    let mut command = Python::with_mlflow(V3).command("mlflow");
    command
        .arg("run")
        .args(words)
        .arg("--env-manager=local")
        .current_dir(store.folder());
    let said = output(command.env("MLFLOW_TRACKING_URI", store.root()));
    found(&store, &said)
}

fn by_mlrun(words: &[&str], cache: &Path) -> Value {
    let store = Store::new();
    let mut command = store.command(&[&["run"], words].concat());
    let said = output(command.env("MLRUN_CACHE_DIR", cache).current_dir(store.folder()));
    found(&store, &said)
}

#[test]
fn a_run_of_a_repository_is_what_mlflow_makes_of_it() {
    let scratch = tempfile::tempdir().unwrap();
    let first = repositories(scratch.path());
    let served = scratch.path().join("srv");
    let address = serve(&served);
    let cache = scratch.path().join("cache");
    for (project, version) in [
        ("repo", None),
        ("trunk.git", None),
        ("repo#sub", None),
        ("outer", None),
        ("repo", Some("feature/x")),
        ("repo", Some("light")),
        ("repo#sub", Some("annotated")),
        ("repo", Some(first.as_str())),
    ] {
        let url = format!("{address}/{project}");
        let mut words = vec![url.as_str()];
        words.extend(version.iter().flat_map(|version| ["-v", version]));
        let theirs = by_mlflow(&words);
        assert_same(&words.join(" "), &theirs, &by_mlrun(&words, &cache));

        // MLflow takes a bare repository on this machine for a folder without a project
        let base = format!("file://{}", served.display());
        let local = format!("{base}/{project}");
        words[0] = &local;
        if project == "outer" {
            continue; // git forbids submodules of local paths
        }
        let moved = theirs.to_string().replace(&address, &base);
        assert_same(&words.join(" "), &moved.parse().unwrap(), &by_mlrun(&words, &cache));
    }
}

#[test]
fn a_version_of_a_folder_is_what_mlflow_makes_of_it() {
    let scratch = tempfile::tempdir().unwrap();
    repositories(scratch.path());
    let work = scratch.path().join("repo").canonicalize().unwrap();
    let cache = scratch.path().join("cache");
    let sub = format!("{}#sub", work.display());
    for words in [
        [work.to_str().unwrap(), "-v", "feature/x"],
        [work.to_str().unwrap(), "-v", "light"],
        [&sub, "-v", "main"],
    ] {
        let ours = by_mlrun(&words, &cache);
        assert_eq!(
            git(&work, "status -sb"),
            "## main",
            "the user's work tree stays as it is"
        );
        assert_same(&words.join(" "), &by_mlflow(&words), &ours);
        git(&work, "remote remove origin"); // that MLflow has added
        git(&work, "checkout -q main");
    }
}

#[test]
fn a_recorded_diff_is_what_git_takes() {
    let scratch = tempfile::tempdir().unwrap();
    repositories(scratch.path());
    let work = scratch.path().join("repo");
    git(scratch.path(), "clone -q repo fresh");
    fs::write(work.join("v.txt"), [0, 1, 2, 255]).unwrap();
    fs::write(work.join("new one.txt"), "staged").unwrap();
    fs::remove_file(work.join("sub/v.txt")).unwrap();
    git(&work, "add -A");
    fs::write(work.join("MLproject"), "name: other\n").unwrap();
    let changes = mlrun::project::source::changes(&work, &[], 1 << 20).unwrap();
    assert!(changes.dirty && changes.untracked.is_empty() && changes.note.is_none());
    let diff = scratch.path().join("diff");
    fs::write(&diff, changes.diff.unwrap()).unwrap();
    let fresh = scratch.path().join("fresh");
    git(&fresh, &format!("apply --index {}", diff.display()));
    git(&work, "add -A");
    assert_eq!(git(&fresh, "write-tree"), git(&work, "write-tree"));
}

#[test]
fn a_recorded_commit_is_found_again() {
    let scratch = tempfile::tempdir().unwrap();
    let first = repositories(scratch.path());
    let served = serve(&scratch.path().join("srv"));
    let (cache, work) = (scratch.path().join("cache"), scratch.path().join("repo"));
    #[expect(clippy::disallowed_methods, reason = "to find git")]
    let environment = std::env::vars().collect();
    let tools = Tools {
        environment: &environment,
        cwd: scratch.path(),
        say: &|_| {},
    };
    let options = Options {
        cache: Some(&cache),
        ..Options::default()
    };
    let again = |name: &str, repo_url: &str, commit: &str| {
        let recorded = Recorded {
            name,
            repo_url: Some(repo_url).filter(|url| !url.is_empty()),
            commit,
            started_in: scratch.path(),
        };
        checkout_commit(&recorded, &options, &tools).map(|source| {
            let git = source.git.clone().unwrap();
            assert_eq!((source.name.as_str(), git.branch.as_deref()), (name, None));
            let text = fs::read_to_string(source.folder.join("v.txt")).unwrap();
            (text, source.folder.ends_with("sub"), git.repo_url.unwrap())
        })
    };
    let here = format!("file://{}", work.display());
    let url = format!("{served}/repo");
    fs::write(work.join("v.txt"), "dirty").unwrap();
    let found = |sub: bool, url: &str| ("v1".to_owned(), sub, url.to_owned());
    let local = work.to_str().unwrap();
    assert_eq!(again(&here, "", &first).unwrap(), found(false, local));
    assert_eq!(again(&format!("{here}#sub"), &url, &first).unwrap(), found(true, local));
    assert_eq!(again("repo#sub", "", &first).unwrap(), found(true, local));
    let head = git(&work, "rev-parse HEAD");
    git(&work, "checkout -q --orphan elsewhere");
    fs::rename(work.join(".git"), scratch.path().join("gone")).unwrap();
    assert_eq!(again(&format!("{here}#sub"), &url, &first).unwrap(), found(true, &url));
    assert_eq!(again(&url, "", &head).unwrap().0, "v2");
    let none = "1234567890123456789012345678901234567890";
    for (name, repo_url, commit) in [
        (&here[..], &url[..], none),
        (&here, "", &first),
        (&url, "", &first[..7]),
    ] {
        let error = again(name, repo_url, commit).unwrap_err();
        assert!(matches!(error, SourceError::NoCommit { .. }), "{error}");
    }
}
