//! What every test of the binary shares: a scratch folder, a store made by hand, a call and what it must answer.

#[cfg(target_os = "linux")]
mod faults;
mod git;
#[cfg(target_os = "linux")]
mod scene;
mod snapshot;
mod store;
#[cfg(unix)]
mod terminal;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[cfg(target_os = "linux")]
pub(crate) use faults::{calls, can_trace, changes, kill_everywhere};
pub(crate) use git::commit;
#[cfg(target_os = "linux")]
pub(crate) use scene::{Claim, Scene};
pub(crate) use snapshot::{Snapshot, snapshot};
pub(crate) use store::StoreBuilder;

/// Runs of the sample store. The first two share their first eight characters.
pub(crate) const ADA: &str = "5a1c0000000000000000000000000001";
pub(crate) const BEN: &str = "5a1c0000000000000000000000000002";
pub(crate) const CLEO: &str = "c1e00000000000000000000000000003";

/// The time of the sample store: 2025-10-09T08:53:20Z.
pub(crate) const T0: i64 = 1_760_000_000_000;

/// A scratch folder that is gone when the test is.
pub(crate) struct Test {
    folder: tempfile::TempDir,
}

impl Test {
    /// An empty scratch folder.
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::Builder::new().prefix("mlrun-test-").tempdir().unwrap(),
        }
    }

    /// One with a store in `mlruns`.
    pub(crate) fn with_store(build: impl FnOnce(&StoreBuilder)) -> Self {
        let test = Self::new();
        build(&StoreBuilder::new(test.path("mlruns")));
        test
    }

    /// One with the sample store: experiment 0 with no runs, experiment 7 `digits` with ADA (finished), BEN (failed, its
    /// name in Korean) and CLEO (running, nested under ADA).
    pub(crate) fn sample() -> Self {
        Self::with_store(|store| {
            store.experiment("0", "Default");
            let digits = store.experiment("7", "digits");
            digits
                .run(ADA, "ada")
                .started(T0)
                .ended(3, T0 + 90_000)
                .param("lr", "0.1")
                .param("model/depth", "3")
                .metric("loss", "1760000000000 0.5 0\n1760000001000 0.25 1\n")
                .metric("acc", "1760000001000 nan 0\n")
                .tag("note", "the \"first\", of many\nlines")
                .artifact("model/weights.bin", &[0; 2048])
                .artifact("plot.csv", b"x,y\n1,2\n");
            digits
                .run(BEN, "손실 줄이기 🚀")
                .started(T0 + 60_000)
                .ended(4, T0 + 61_500)
                .param("lr", "0.2")
                .metric("loss", "1760000060000 inf 3\n");
            digits
                .run(CLEO, "cleo")
                .started(T0 + 120_000)
                .tag("mlflow.parentRunId", ADA);
        })
    }

    /// A path in the scratch folder.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Writes a file in the scratch folder, with the folders above it.
    pub(crate) fn write(&self, below: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// A file in the scratch folder, as text.
    pub(crate) fn read(&self, below: &str) -> String {
        let path = self.path(below);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A call of the binary in the scratch folder.
    pub(crate) fn mlrun<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Call<'_> {
        let args = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        Call {
            test: self,
            args,
            stdin: Vec::new(),
            env: Vec::new(),
            stdout: None,
            stderr: None,
            status: 0,
        }
    }

    /// A call written as one line; no argument has a blank.
    pub(crate) fn line(&self, line: &str) -> Call<'_> {
        self.mlrun(line.split_whitespace())
    }

    /// The environment of every call: nothing of whoever runs the tests, but what the system needs to start a program.
    pub(crate) fn prepare(&self, command: &mut Command) {
        command.current_dir(self.folder.path()).env_clear();
        for name in ["SystemRoot", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
            .env("HOME", self.folder.path())
            .env("NO_COLOR", "1")
            .env("LANG", "C.UTF-8")
            .env("USER", "tester");
    }
}

/// A call, and what it must answer: by default nothing on standard output, nothing on standard error, status 0.
pub(crate) struct Call<'a> {
    test: &'a Test,
    args: Vec<OsString>,
    stdin: Vec<u8>,
    env: Vec<(String, OsString)>,
    stdout: Option<String>,
    stderr: Option<String>,
    status: i32,
}

/// What a call answered.
pub(crate) struct Answer {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// 128 + n when signal n ended it.
    pub(crate) status: i32,
}

impl Call<'_> {
    pub(crate) fn stdin(mut self, text: impl AsRef<[u8]>) -> Self {
        self.stdin = text.as_ref().to_owned();
        self
    }

    /// With more arguments.
    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.env.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// The whole of standard output, after [`Test`]'s placeholders: `[DIR]`, `[RUN]`, `[EXPERIMENT]`, `[NAME]`, `[NOW]`.
    pub(crate) fn stdout(mut self, text: &str) -> Self {
        self.stdout = Some(text.to_owned());
        self
    }

    /// The whole of standard error.
    pub(crate) fn stderr(mut self, text: &str) -> Self {
        self.stderr = Some(text.to_owned());
        self
    }

    pub(crate) fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
        self.test.prepare(&mut command);
        command
            .args(&self.args)
            .envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Calls it and says what it answered, whatever that is: but never a panic.
    pub(crate) fn answer(&self) -> Answer {
        let mut command = self.command();
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.stdin.clone();
        let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        let answer = Answer {
            stdout: String::from_utf8(output.stdout).expect("standard output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("standard error is UTF-8"),
            status: status(output.status),
        };
        assert!(!answer.stderr.contains("panicked"), "{self:?}\n{}", answer.stderr);
        answer
    }

    /// Calls it; what it answers must be what was said.
    #[track_caller]
    pub(crate) fn run(&self) -> Answer {
        let answer = self.answer();
        let (stdout, stderr) = (
            self.test.placeholders(&answer.stdout),
            self.test.placeholders(&answer.stderr),
        );
        let expected = (
            self.stdout.as_deref().unwrap_or_default(),
            self.stderr.as_deref().unwrap_or_default(),
            self.status,
        );
        assert!(
            (stdout.as_str(), stderr.as_str(), answer.status) == expected,
            "{self:?}\n--- stdout\n{stdout}--- stderr\n{stderr}--- status {}\n=== expected stdout\n{}=== stderr\n{}=== status {}\n",
            answer.status,
            expected.0,
            expected.1,
            expected.2
        );
        answer
    }

    /// Calls it; it must end with the status said, and where output was said it must be that.
    #[track_caller]
    pub(crate) fn check(&self) -> Answer {
        let answer = self.answer();
        assert_eq!(
            answer.status, self.status,
            "{self:?}\n{}\n{}",
            answer.stdout, answer.stderr
        );
        for (said, got) in [(&self.stdout, &answer.stdout), (&self.stderr, &answer.stderr)] {
            if let Some(said) = said {
                assert_eq!(&self.test.placeholders(got), said, "{self:?}");
            }
        }
        answer
    }

    /// As [`Self::check`], with that standard error.
    #[track_caller]
    pub(crate) fn check_stderr(self, text: &str) -> Answer {
        self.stderr(text).check()
    }

    /// Calls it with `-o json` added and reads the answer.
    #[track_caller]
    pub(crate) fn json(mut self) -> serde_json::Value {
        self.args.extend(["-o".into(), "json".into()]);
        let answer = self.check();
        serde_json::from_str(&answer.stdout).unwrap_or_else(|error| panic!("{self:?}: {error}\n{}", answer.stdout))
    }
}

impl std::fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "mlrun")?;
        self.args
            .iter()
            .try_for_each(|arg| write!(f, " {}", arg.to_string_lossy()))
    }
}

#[cfg(unix)]
pub(crate) fn status(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status.code().or(status.signal().map(|signal| 128 + signal)).unwrap()
}

#[cfg(not(unix))]
pub(crate) fn status(status: std::process::ExitStatus) -> i32 {
    status.code().unwrap()
}

impl Test {
    /// Text with placeholders for what differs from call to call: the scratch folder, ids and names that were drawn, the
    /// time of now (this very day). The sample store's ids and times stay.
    pub(crate) fn placeholders(&self, text: &str) -> String {
        let dir = self.folder.path().to_string_lossy().into_owned();
        let text = text.replace(&dir, "[DIR]");
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '.');
            let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if length == 0 {
                out.push(first);
                rest = &rest[first.len_utf8()..];
                continue;
            }
            let whole = &rest[..length];
            let (before, word) = whole.split_at(whole.len() - whole.trim_start_matches(':').len());
            let (word, after) = word.split_at(word.trim_end_matches(['.', ':']).len());
            out.push_str(before);
            out.push_str(placeholder(word).unwrap_or(word));
            out.push_str(after);
            rest = &rest[length..];
        }
        out
    }
}

fn placeholder(word: &str) -> Option<&'static str> {
    let all = |test: fn(u8) -> bool| word.bytes().all(test);
    if word.len() == 32 && all(|b| b.is_ascii_hexdigit()) {
        return (!word.contains("00000000")).then_some("[RUN]");
    }
    if word.len() == 18 && all(|b| b.is_ascii_digit()) {
        return Some("[EXPERIMENT]");
    }
    if word.starts_with("mlrun.event.") {
        return Some("[EVENT]");
    }
    let now = chrono::Utc::now();
    let recent = |time: chrono::DateTime<chrono::Utc>| (now - time).num_hours().abs() < 24;
    if word.len() == 13 && all(|b| b.is_ascii_digit()) {
        return word
            .parse()
            .ok()
            .and_then(chrono::DateTime::from_timestamp_millis)
            .filter(|t| recent(*t))
            .map(|_| "[NOW]");
    }
    if let Ok(time) = word.parse::<chrono::DateTime<chrono::Utc>>() {
        return recent(time).then_some("[NOW]");
    }
    let parts: Vec<&str> = word.split('-').collect();
    match parts[..] {
        [adjective, animal, number] => {
            let letters = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
            let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            (letters(adjective) && letters(animal) && is_number).then_some("[NAME]")
        }
        _ => None,
    }
}

/// Whether something is in the path, links that lead nowhere included.
pub(crate) fn exists(path: impl AsRef<Path>) -> bool {
    fs::symlink_metadata(path).is_ok()
}
