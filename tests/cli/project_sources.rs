//! Projects that are not a folder here: repositories, versions of folders, zip files. Repositories are reached by `ssh`
//! that never leaves this machine.

use std::fs;
use std::path::Path;

use git2::{IndexAddOption, Oid, Repository, Signature, Time};
use serde_json::Value;

use crate::support::{self, Call, Test};

/// What the command of every project here prints.
const SPEC: &str = "name: d\nentry_points:\n  main:\n    command: 'cat v.txt'\n";

fn commit(repository: &Repository, version: &str) -> Oid {
    let root = repository.workdir().unwrap();
    fs::create_dir_all(root.join("sub")).unwrap();
    for folder in [root, &root.join("sub")] {
        fs::write(folder.join("MLproject"), SPEC).unwrap();
        fs::write(folder.join("v.txt"), format!("{version}\n")).unwrap();
    }
    support::commit(repository, version)
}

/// `repo`: branches `main` (v2) and `feature/x` (v1), the tag `one` (v1), and a file that is not committed.
fn repository(test: &Test) -> (Repository, Oid) {
    let repository = Repository::init(test.path("repo")).unwrap();
    repository.set_head("refs/heads/main").unwrap();
    let first = commit(&repository, "v1");
    {
        let first = repository.find_commit(first).unwrap();
        repository.branch("feature/x", &first, false).unwrap();
        repository.tag_lightweight("one", first.as_object(), false).unwrap();
    }
    commit(&repository, "v2");
    test.write("repo/v.txt", "dirty\n");
    (repository, first)
}

/// The call with the tests' own `PATH`, and an `ssh` that runs here what it should run there.
fn reaching<'a>(call: Call<'a>, test: &Test) -> Call<'a> {
    let ssh = test.write(
        "ssh.sh",
        "echo asked >> \"$HOME/asked\"\nfor last; do :; done\neval \"$last\"\n",
    );
    call.env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("GIT_SSH_COMMAND", format!("sh {}", ssh.display()))
        .env("GIT_SSH_VARIANT", "simple")
        .env("GIT_CONFIG_NOSYSTEM", "1")
}

fn asked(test: &Test) -> usize {
    fs::read_to_string(test.path("asked")).map_or(0, |text| text.lines().count())
}

fn run<'a>(test: &'a Test, words: &[&str]) -> Call<'a> {
    let words = ["run", "--env-manager", "local"].iter().chain(words);
    reaching(test.mlrun(words), test)
}

/// What the command printed, and the tags of the source.
fn ran(test: &Test, words: &[&str]) -> (String, Value) {
    let answer = run(test, &[words, &["-q", "-o", "json"]].concat()).check();
    let (said, page) = answer.stdout.split_once('{').unwrap();
    let run: Value = serde_json::from_str(&format!("{{{page}")).unwrap();
    (said.to_owned(), run["data"]["tags"].clone())
}

fn tag<'a>(tags: &'a Value, name: &str) -> Option<&'a str> {
    tags[format!("mlflow.source.{name}")].as_str()
}

fn left_over(test: &Test) -> Vec<String> {
    let entries = fs::read_dir(test.path(".cache/mlrun/checkouts")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "lock").collect()
}

#[test]
fn a_version_of_a_folder_is_checked_out_elsewhere() {
    let test = Test::new();
    let (repository, first) = repository(&test);
    let index = fs::read(repository.path().join("index")).unwrap();
    let root = format!("file://{}", test.path("repo").canonicalize().unwrap().display());
    let short = &first.to_string()[..7];
    for (project, version, branch, name) in [
        ("repo", "feature/x", Some("feature/x"), root.clone()),
        ("repo", "one", None, root.clone()),
        ("repo", short, None, root.clone()),
        ("repo/sub", "one", None, format!("{root}#sub")),
        ("repo#sub", "one", None, "repo#sub".to_owned()),
    ] {
        let (said, tags) = ran(&test, &[project, "-v", version]);
        assert_eq!(said, "v1\n", "{project} {version}");
        assert_eq!(tag(&tags, "git.commit"), Some(first.to_string().as_str()));
        assert_eq!(tag(&tags, "git.branch"), branch);
        assert_eq!(tag(&tags, "name"), Some(name.as_str()));
    }
    assert_eq!(ran(&test, &["repo"]).0, "dirty\n");
    assert_eq!(test.read("repo/v.txt"), "dirty\n");
    assert_eq!(fs::read(repository.path().join("index")).unwrap(), index);
    assert_eq!(left_over(&test), Vec::<String>::new());
    run(&test, &["repo", "-v", "featur/x"])
        .status(3)
        .check_stderr("error: there is no version 'featur/x' in [DIR]/repo\nhint: did you mean `-v feature/x`?\n");
    test.write("plain/MLproject", SPEC);
    run(&test, &["plain", "-v", "main"]).status(2).check();
}

#[test]
fn a_clone_is_kept_and_a_commit_that_it_has_needs_no_network() {
    let test = Test::new();
    let (_, first) = repository(&test);
    let first = first.to_string();
    let url = format!("ssh://git@nowhere{}", test.path("repo").display());
    let (said, tags) = ran(&test, &[&url]);
    assert_eq!(said, "v2\n");
    assert_eq!(tag(&tags, "name"), Some(url.as_str()));
    assert_eq!(tag(&tags, "git.repoURL"), Some(url.replace("git@", "").as_str()));
    assert_eq!(tag(&tags, "git.branch"), None);

    let again = ["rerun", "@", "--offline", "-q", "-o", "json"];
    let again = reaching(test.mlrun(again), &test).check().stdout;
    let named = format!("\"mlflow.source.name\": \"{url}\"");
    assert!(
        again.contains(&named),
        "the user of ssh is part of the address: {again}"
    );
    let before = asked(&test);
    assert!(before > 0);
    assert_eq!(ran(&test, &[&url, "-v", &first]).0, "v1\n");
    for (version, said) in [
        (&["-v", "feature/x"][..], "v1\n"),
        (&[], "v2\n"),
        (&["-v", "one"], "v1\n"),
    ] {
        assert_eq!(ran(&test, &[&[url.as_str(), "--offline"], version].concat()).0, said);
    }
    assert_eq!(asked(&test), before);
    let show = reaching(
        test.mlrun(["project", "show", &format!("{url}#sub"), "-v", &first]),
        &test,
    );
    assert_eq!(show.json()["name"], "d");
    assert_eq!(left_over(&test), Vec::<String>::new());

    let dead = test.path(".cache/mlrun/checkouts/.mlrun-dead/repo");
    fs::create_dir_all(&dead).unwrap();
    let (said, tags) = ran(&test, &[&format!("{url}#sub"), "-v", "feature/x"]);
    assert_eq!((said.as_str(), tag(&tags, "git.branch")), ("v1\n", Some("feature/x")));
    assert!(!dead.exists(), "what a killed process left is swept away");

    let elsewhere = "ssh://git@nowhere/elsewhere";
    run(&test, &[elsewhere, "--offline"]).status(3).check_stderr(
        "error: ssh://git@nowhere/elsewhere was not fetched before, and --offline forbids to fetch it now\n\
         hint: run it once without --offline\n",
    );
    run(&test, &[&url, "-v", "onne"]).status(3).check();
    let answer = run(&test, &[elsewhere]).status(1).check();
    assert!(
        answer.stderr.contains("does not appear to be a git repository"),
        "{}",
        answer.stderr
    );
    test.mlrun(["run", &url]).status(1).check_stderr(&format!(
        "error: git was not found on the PATH, and {} is to be fetched with it\n\
         hint: install git, or give a folder on this machine\n",
        test.placeholders(&url)
    ));
}

#[test]
fn a_clone_that_is_damaged_is_fetched_anew_and_one_that_cannot_be_written_is_read() {
    let test = Test::new();
    let (_, first) = repository(&test);
    let first = first.to_string();
    let url = format!("ssh://git@nowhere{}", test.path("repo").display());
    ran(&test, &[&url]);
    let clones = fs::read_dir(test.path(".cache/mlrun/git")).unwrap();
    let mut clones = clones.map(|entry| entry.unwrap().path());
    let clone = clones.find(|path| path.extension().unwrap() == "git").unwrap();
    let object = |name: &str| {
        let repository = Repository::open(test.path("repo")).unwrap();
        let id = repository.revparse_single(name).unwrap().id().to_string();
        format!("objects/{}/{}", &id[..2], &id[2..])
    };
    let empty = |name: &str| {
        let path = clone.join(name);
        drop(fs::remove_file(&path)); // objects are read-only
        fs::write(path, "").unwrap();
    };
    let (blob, newest) = (object("one:v.txt"), object("main"));
    for (left, version, said) in [
        ("HEAD.lock", &[][..], "v2\n"),
        ("HEAD", &[], "v2\n"),
        (&newest, &[], "v2\n"),
        (&blob, &["-v", &first], "v1\n"),
    ] {
        empty(left);
        let words = [&[url.as_str()], version].concat();
        let answer = run(&test, &words).check();
        assert_eq!(answer.stdout, said, "{left}");
        let says_so = answer.stderr.contains("The clone in the cache is damaged: fetching");
        assert!(says_so, "{left}: {}", answer.stderr);
        assert!(!run(&test, &words).check().stderr.contains("damaged"), "{left}");
    }
    empty(&blob);
    run(&test, &[&url, "-v", &first, "--offline"]).status(1).check();
    run(&test, &[&url, "-v", &first]).check();
    assert_eq!(left_over(&test), Vec::<String>::new());

    let lock = test.path(".cache/mlrun/checkouts/lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(lock).unwrap(); // now nobody can write there
    let before = asked(&test);
    assert_eq!(ran(&test, &[&url, "--offline"]).0, "v2\n");
    assert_eq!(ran(&test, &[&url, "-v", &first]).0, "v1\n");
    assert_eq!(asked(&test), before);
    assert_eq!(ran(&test, &[&url]).0, "v2\n");
    assert!(asked(&test) > before);
}

#[test]
fn a_password_is_for_git_alone() {
    let test = Test::new();
    let git = test.write(
        "bin/git",
        "#!/bin/sh\necho \"$@\" >> \"$HOME/argv\"\nenv >> \"$HOME/env\"\n\
         echo \"fatal: Authentication failed for 'https://ada:s3cret@host/r', not s3cret\" >&2\nexit 128\n",
    );
    make_program(&git);
    let answer = test
        .mlrun(["run", "https://ada:s3cret@host/r.git#sub", "-v", "main"])
        .env("PATH", format!("{}:/usr/bin:/bin", test.path("bin").display()))
        .status(1)
        .check();
    assert!(answer.stderr.contains("https://host/r', not ***"), "{}", answer.stderr);
    assert!(!answer.stderr.contains("s3cret"), "{}", answer.stderr);
    let argv = test.read("argv");
    assert!(
        argv.contains("-- https://host/r.git ") && !argv.contains("ada"),
        "{argv}"
    );
    let environment = test.read("env");
    assert!(environment.contains("GIT_TERMINAL_PROMPT=0") && environment.contains("MLRUN_GIT_PASSWORD=s3cret"));
    for file in walkdir::WalkDir::new(test.path(".cache")).into_iter().flatten() {
        let content = fs::read(file.path()).unwrap_or_default();
        assert!(
            !String::from_utf8_lossy(&content).contains("s3cret"),
            "{}",
            file.path().display()
        );
    }
    zip(&test.path("p.zip"), "");
    let curl = "#!/bin/sh\ncp \"$HOME/p.zip\" \"$(sed -n 's/^output = \"\\(.*\\)\"$/\\1/p')\"\n";
    make_program(&test.write("bin/curl", curl));
    let answer = test
        .mlrun(["run", "https://ada:it's3cret@host/p.zip"])
        .env("PATH", format!("{}:/usr/bin:/bin", test.path("bin").display()))
        .check();
    assert_eq!(answer.stdout, "zipped\n");
    for file in walkdir::WalkDir::new(test.path("mlruns")).into_iter().flatten() {
        let content = fs::read(file.path()).unwrap_or_default();
        assert!(
            !String::from_utf8_lossy(&content).contains("s3cret"),
            "{}",
            file.path().display()
        );
    }
    for refused in ["ext::sh -c id", "ssh://-oProxyCommand=id/x", "git@-oProxyCommand=id:x"] {
        test.mlrun(["run", "--", refused]).status(2).check();
    }
}

#[test]
fn submodules_come_along_and_stay_in_their_place() {
    let test = Test::new();
    let (_, first) = repository(&test);
    let outer = Repository::init(test.path("outer")).unwrap();
    let with_submodule = |url: &str| {
        test.write("outer/MLproject", SPEC.replace("cat v.txt", "cat lib/v.txt"));
        test.write(
            "outer/.gitmodules",
            format!("[submodule \"lib\"]\n\tpath = lib\n\turl = {url}\n"),
        );
        let mut index = outer.index().unwrap();
        index.clear().unwrap();
        index.add_all(["*"], IndexAddOption::DEFAULT, None).unwrap();
        let mut entry = index.get_path(Path::new("MLproject"), 0).unwrap();
        (entry.mode, entry.id, entry.path) = (0o160_000, first, "lib".into());
        index.add(&entry).unwrap();
        let tree = outer.find_tree(index.write_tree().unwrap()).unwrap();
        let author = Signature::new("a", "a@b", &Time::new(0, 0)).unwrap();
        let commit = outer.commit(None, &author, &author, "outer", &tree, &[]).unwrap();
        outer.reference("refs/heads/main", commit, true, "").unwrap();
        outer.set_head("refs/heads/main").unwrap();
    };
    let url = format!("ssh://git@nowhere{}", test.path("outer").display());
    with_submodule("../repo");
    assert_eq!(ran(&test, &[&url]).0, "v1\n");
    assert_eq!(ran(&test, &[&url, "--offline"]).0, "v1\n");
    for (submodule, why) in [
        (test.path("repo").display().to_string(), "transport 'file' not allowed"),
        ("ext::sh -c id".to_owned(), "names a program"),
    ] {
        with_submodule(&submodule);
        let answer = run(&test, &[&url]).answer();
        assert!(
            answer.status != 0 && answer.stderr.contains(why),
            "{submodule}: {}",
            answer.stderr
        );
    }
    assert_eq!(left_over(&test), Vec::<String>::new());
}

/// A zip file with a project in that folder.
fn zip(path: &Path, folder: &str) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (file, content) in [("MLproject", SPEC), ("v.txt", "zipped\n")] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(format!("{folder}{file}"), options).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn a_zipped_project_is_unpacked_for_the_run() {
    let test = Test::new();
    zip(&test.path("p.zip"), "");
    zip(&test.path("q.zip"), "proj-main/");
    let (said, tags) = ran(&test, &["p.zip"]);
    assert_eq!(said, "zipped\n");
    assert_eq!(tag(&tags, "name"), test.path("p.zip").to_str());
    assert_eq!(tag(&tags, "git.commit"), None);
    let (said, tags) = ran(&test, &["q.zip#proj-main"]);
    assert_eq!(
        (said.as_str(), tag(&tags, "name")),
        ("zipped\n", Some("q.zip#proj-main"))
    );
    assert_eq!(left_over(&test), Vec::<String>::new());
    run(&test, &["q.zip"]).status(3).check_stderr(
        "error: q.zip has no MLproject file at its root\nhint: it lies in a folder there: 'q.zip#proj-main'\n",
    );
    test.write("bad.zip", "no zip");
    run(&test, &["bad.zip"]).status(1).check();
    run(&test, &["none.zip"]).status(3).check();
    run(&test, &["p.zip", "-v", "main"]).status(2).check();
}

fn make_program(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
