//! Requirements files, as far as one must know them to tell environments apart. What they mean is for pip and uv.

use std::path::{Path, PathBuf};

use super::EnvError;
use crate::codec::Value;
use crate::fsx;

/// One line that asks for a package, or for an option.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// The line without comment.
    pub text: String,
    /// Whether it stands in a constraints file.
    pub is_constraint: bool,
}

impl Requirement {
    /// As MLflow's own type of it prints.
    pub(super) fn python_repr(&self) -> String {
        let text = Value::Str(self.text.clone()).python_repr();
        let is_constraint = Value::Bool(self.is_constraint).python_repr();
        format!("_Requirement(req_str={text}, is_constraint={is_constraint})")
    }

    /// Whether it is a path, so that it means another thing in another folder.
    pub(super) fn is_local(&self) -> bool {
        let text = self.text.as_str();
        let editable = ["-e", "--editable"]
            .into_iter()
            .find_map(|flag| text.strip_prefix(flag));
        let what = editable.map_or(text, |rest| rest.trim_start_matches(['=', ' ']));
        let what = what.split_once(" @ ").map_or(what, |(_, place)| place.trim());
        match what.split_once("://") {
            Some((scheme, _)) => scheme.ends_with("file"),
            None => {
                editable.is_some()
                    || what.starts_with(['.', '/', '~'])
                    || what.contains('/')
                    || what.starts_with("file:")
            }
        }
    }
}

/// What lines ask for, with the files that they name (`-r`, `-c`), in order: MLflow's `_parse_requirements`. Relative names
/// count from `base`, those in a file from its folder. What is on the network is not read.
///
/// # Errors
/// A file is missing, or includes itself.
pub(super) fn read(lines: &[String], base: &Path, named_by: &str) -> Result<Vec<Requirement>, EnvError> {
    let mut reader = Reader::default();
    reader.lines(lines.iter().map(String::as_str), base, false, named_by)?;
    Ok(reader.found)
}

#[derive(Default)]
struct Reader {
    found: Vec<Requirement>,
    open: Vec<PathBuf>,
}

impl Reader {
    fn lines<'l>(
        &mut self,
        lines: impl Iterator<Item = &'l str>,
        base: &Path,
        is_constraint: bool,
        named_by: &str,
    ) -> Result<(), EnvError> {
        for text in joined(lines.map(|line| without_comment(line.trim()))) {
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            match reference(&text) {
                Some((is_constraint, name)) => self.file(&base.join(name), is_constraint, named_by)?,
                None => self.found.push(Requirement { text, is_constraint }),
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, is_constraint: bool, named_by: &str) -> Result<(), EnvError> {
        let Some(bytes) = fsx::read_if_exists(path)? else {
            return Err(EnvError::NoRequirements {
                path: path.to_owned(),
                named_by: named_by.to_owned(),
            });
        };
        let place = fsx::canonical(path)?;
        if self.open.contains(&place) {
            return Err(EnvError::IncludesItself(path.to_owned()));
        }
        self.open.push(place);
        let base = path.parent().unwrap_or(path);
        let text = String::from_utf8_lossy(&bytes);
        self.lines(text.lines(), base, is_constraint, &path.display().to_string())?;
        self.open.pop();
        Ok(())
    }
}

/// The lines with the names of files made absolute, for a requirements file that lies elsewhere.
pub(super) fn anchored(lines: &[String], base: &Path) -> String {
    let lines = lines.iter().map(|line| match reference(without_comment(line.trim())) {
        Some((is_constraint, name)) => {
            let flag = if is_constraint { "-c" } else { "-r" };
            format!("{flag} {}\n", base.join(name).display())
        }
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// Whether a line names a constraints file, and the file; files on the network are left to pip.
fn reference(line: &str) -> Option<(bool, &str)> {
    let flags = [
        ("-r", false),
        ("--requirement", false),
        ("-c", true),
        ("--constraint", true),
    ];
    flags.into_iter().find_map(|(flag, is_constraint)| {
        let rest = line.strip_prefix(flag)?;
        let name = match rest.strip_prefix('=') {
            Some(name) if flag.len() > 2 => name,
            _ if flag.len() == 2 || rest.starts_with(char::is_whitespace) => rest,
            _ => return None,
        };
        let name = name.trim();
        (!name.is_empty() && !name.contains("://")).then_some((is_constraint, name))
    })
}

fn without_comment(line: &str) -> &str {
    line.split_once(" #").map_or(line, |(before, _)| before.trim_end())
}

/// Lines that end in a backslash go on in the next one.
fn joined<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<String> {
    let mut whole = Vec::new();
    let mut begun: Option<String> = None;
    for line in lines {
        let goes_on = line.ends_with('\\');
        begun
            .get_or_insert_default()
            .push_str(if goes_on { line.trim_end_matches('\\') } else { line });
        if !goes_on {
            whole.extend(begun.take());
        }
    }
    whole.extend(begun);
    whole
}

/// A text without what stands before the `@` of a URL: user names and passwords are for pip alone.
pub(super) fn masked(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let end = after
            .find(|c: char| c == '/' || c.is_whitespace())
            .unwrap_or(after.len());
        rest = match after[..end].rfind('@') {
            Some(user_end) => {
                shown.push_str("****@");
                &after[user_end + 1..]
            }
            None => after,
        };
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(found: &[Requirement]) -> Vec<&str> {
        found.iter().map(|each| each.text.as_str()).collect()
    }

    #[test]
    fn files_are_followed_from_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        std::fs::create_dir(here.join("sub")).unwrap();
        for (name, text) in [
            (
                "requirements.txt",
                "a \\\n  >=1\n-r sub/more.txt\n-c cons.txt # why\n\n# no\n--requirement=other.txt",
            ),
            ("sub/more.txt", "b\n-rdeep.txt\n"),
            ("sub/deep.txt", "d"),
            ("cons.txt", "a<2\n"),
            ("other.txt", "o # x\n-r https://example.org/r.txt\n"),
            ("loop.txt", "-r ./loop.txt\n"),
        ] {
            std::fs::write(here.join(name), text).unwrap();
        }
        let read = |line: &str| read(&[line.to_owned()], here, "x");
        let found = read("-r requirements.txt").unwrap();
        assert_eq!(
            texts(&found),
            ["a >=1", "b", "d", "a<2", "o", "-r https://example.org/r.txt"]
        );
        assert!(found[3].is_constraint && !found[4].is_constraint);
        assert!(matches!(read("-r loop.txt"), Err(EnvError::IncludesItself(_))));
        assert!(matches!(read("-r none.txt"), Err(EnvError::NoRequirements { .. })));
        let lines = ["-r ../a.txt # c".to_owned(), "numpy # c".to_owned()];
        assert_eq!(anchored(&lines, Path::new("/p")), "-r /p/../a.txt\nnumpy # c\n");
    }

    #[test]
    fn paths_and_passwords_are_seen() {
        let is_local = |text: &str| {
            let (text, is_constraint) = (text.to_owned(), false);
            Requirement { text, is_constraint }.is_local()
        };
        for text in [
            "-e .",
            "./lib",
            "/lib",
            "lib/x.whl",
            "a @ file:///x",
            "--editable=lib",
            "-e file:///x",
        ] {
            assert!(is_local(text), "{text}");
        }
        for text in [
            "numpy",
            "a @ https://x/y.whl",
            "-e git+https://x/y",
            "--index-url https://x/y",
            "a[b]>=1; c == 'd'",
        ] {
            assert!(!is_local(text), "{text}");
        }
        assert_eq!(
            masked("--extra-index-url https://me:s%2F@host/x@y git+ssh://git@h/p"),
            "--extra-index-url https://****@host/x@y git+ssh://****@h/p"
        );
        assert_eq!(masked("https://u:p@w@h/x"), "https://****@h/x");
    }
}
