//! Where the world around mlrun is odd: locales, time zones, no home, no working directory, nobody who reads.

use std::fs::{self, File};
use std::process::{Command, Output, Stdio};

use super::support::{ADA, Test, status};

fn command(test: &Test, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
    test.prepare(&mut command);
    command.args(line.split(' ')).stdin(Stdio::null());
    command
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (status(output.status), text(&output.stdout), text(&output.stderr))
}

/// Commands that read and print, with more to say than a pipe holds at once.
const TALKING: &[&str] = &[
    "runs search -o json --history",
    "runs search",
    "runs show @ -o json",
    "metrics history ada long -o ndjson",
    "metrics history ada long",
    "report -o -",
    "completions bash",
    "help filter",
    "--help",
];

fn store() -> Test {
    let test = Test::sample();
    let lines: String = (0..20_000)
        .map(|i| format!("{} 0.5 {i}\n", 1_760_000_000_000_i64 + i))
        .collect();
    test.write(&format!("mlruns/7/{ADA}/metrics/long"), lines);
    test
}

#[test]
fn nothing_of_the_answer_hangs_on_locale_zone_or_home() {
    let test = Test::sample();
    let expected = test.line("runs search -o csv").check().stdout;
    for (name, value) in [
        ("LANG", "C"),
        ("LC_ALL", "POSIX"),
        ("LC_ALL", "tr_TR.ISO-8859-9"),
        ("LANG", ""),
        ("TZ", "Asia/Kathmandu"),
        ("TZ", "<+1245>-12:45"),
        ("TZ", ":/nowhere"),
        ("TZ", ""),
        ("HOME", "/nowhere"),
        ("HOME", ""),
        ("HOME", "relative"),
        ("XDG_CACHE_HOME", "/proc/nowhere"),
        ("TMPDIR", "/nowhere"),
        ("TERM", "dumb"),
        ("TERM", ""),
        ("COLUMNS", "0"),
        ("COLUMNS", "-1"),
        ("PATH", ""),
        ("USER", ""),
    ] {
        test.line("runs search -o csv")
            .env(name, value)
            .stdout(&test.placeholders(&expected))
            .run();
        let made = test.line("runs create -x 7 -o id").env(name, value).check().stdout;
        test.line(&format!("runs delete {}", made.trim()))
            .env(name, value)
            .check();
    }
    let mut bare = command(&test, "runs search -o csv");
    let (code, stdout, stderr) = said(&bare.env_clear().output().unwrap());
    assert_eq!((code, &*stderr), (0, ""));
    assert_eq!(stdout, expected);
    let drawn = test.line("plot loss ada").env("TERM", "dumb").check().stdout;
    assert!(drawn.is_ascii() && !drawn.contains('\u{1b}'), "{drawn}");
}

#[test]
fn a_working_directory_that_is_gone_is_no_matter_to_a_store_elsewhere() {
    let test = Test::sample();
    let store = test.path("mlruns").display().to_string();
    let expected = test.line("runs search -o id").check().stdout;
    let in_a_folder_that_goes = |line: &str| {
        fs::create_dir(test.path("gone")).unwrap();
        let mut shell = Command::new("sh");
        test.prepare(&mut shell);
        shell
            .current_dir(test.path("gone"))
            .env("PATH", "/bin:/usr/bin")
            .args(["-c", &format!("rmdir ../gone && exec \"$0\" {line}")])
            .arg(env!("CARGO_BIN_EXE_mlrun"));
        said(&shell.output().unwrap())
    };
    let listed = in_a_folder_that_goes(&format!("--tracking-uri {store} runs search -o id"));
    assert_eq!(listed, (0, expected, String::new()));
    let (code, stdout, stderr) = in_a_folder_that_goes("runs search");
    assert_eq!((code, &*stdout), (3, ""), "{stderr}");
    let (code, _, stderr) = in_a_folder_that_goes("runs create");
    assert!(code == 1 && stderr.contains("./mlruns"), "{code}: {stderr}");
}

#[test]
fn who_reads_no_further_ends_it_quietly() {
    let test = store();
    for line in TALKING {
        let mut child = command(&test, line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let (code, _, stderr) = said(&child.wait_with_output().unwrap());
        assert_eq!((code, &*stderr), (0, ""), "{line}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_said() {
    let test = store();
    let full = || File::create("/dev/full").unwrap();
    for line in TALKING {
        let (code, _, stderr) = said(&command(&test, line).stdout(full()).output().unwrap());
        let said = stderr.contains("cannot write to standard output: No space left on device");
        assert!(code == 1 && (said || *line == "--help"), "{line}: {code}: {stderr}");
        // and where nothing can be said, it is done all the same
        let (code, ..) = self::said(&command(&test, line).stderr(full()).output().unwrap());
        assert_eq!(code, 0, "{line}");
    }
}
