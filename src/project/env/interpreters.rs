//! The Pythons of this machine. pyenv's stand-ins on the `PATH` are seen through, so that nothing need be started to know
//! what `python3` is.

use std::path::{Path, PathBuf};

use super::EnvError;
use super::wanted::{Wanted, by_version, numeric};
use crate::fsx;
use crate::project::tool::{Call, Tools};

/// A Python.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Interpreter {
    /// Where it is; a link is not followed, for a virtual environment's python is one.
    pub(super) program: PathBuf,
    /// Where it is known without asking.
    version: Option<String>,
}

/// Where Pythons are looked for: on the `PATH` as it is in the project's folder, and among pyenv's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Interpreters<'a> {
    pub(super) tools: &'a Tools<'a>,
    pub(super) folder: &'a Path,
}

impl Interpreter {
    fn at(program: PathBuf) -> Self {
        let version = None;
        Self { program, version }
    }

    /// Its version, `3.11.7`; asked for where it is not known.
    pub(super) fn version(&self, tools: &Tools<'_>) -> Option<String> {
        const ASK: &str = "import sys; print('.'.join(map(str, sys.version_info[:3])))";
        self.version.clone().or_else(|| {
            let said = tools.output(&Call::new(&self.program).args(["-c", ASK])).ok()?;
            let said = String::from_utf8_lossy(&said).trim().to_owned();
            numeric(&said).then_some(said)
        })
    }
}

impl Interpreters<'_> {
    /// The Python that is there: the first `python3` on the `PATH`, else a `python` that is one. Starts nothing in the first
    /// case.
    pub(super) fn default(&self) -> Option<Interpreter> {
        let first = self.on_path("python3").into_iter().next();
        first.or_else(|| self.first(&Wanted::Version("3".to_owned()), self.on_path("python")))
    }

    /// One that is wanted: on the `PATH` first, then the newest of pyenv's.
    pub(super) fn find(&self, wanted: &Wanted) -> Result<Option<Interpreter>, EnvError> {
        let candidates = match wanted {
            Wanted::Any => return Ok(self.default()),
            Wanted::Program(path) if fsx::is_program(path) => return Ok(Some(Interpreter::at(path.clone()))),
            Wanted::Program(path) => return Err(EnvError::NotAProgram(path.clone())),
            Wanted::Version(version) => {
                let short: Vec<&str> = version.split('.').take(2).collect();
                let named = self.on_path(&format!("python{}", short.join(".")));
                named
                    .into_iter()
                    .chain(self.unnumbered())
                    .chain(self.of_pyenv())
                    .collect()
            }
            Wanted::Range(_) => self.all(),
        };
        if let Wanted::Version(name) = wanted
            && !numeric(name)
        {
            let named = self.of_pyenv().into_iter();
            return Ok(named
                .into_iter()
                .find(|each| each.program.iter().any(|part| part == name.as_str())));
        }
        Ok(self.first(wanted, candidates))
    }

    /// As texts for people: version and place.
    pub(super) fn found(&self) -> Vec<String> {
        let mut seen = Vec::new();
        let versions = self.all().into_iter().filter_map(|each| {
            let place = fsx::canonical(&each.program).ok()?;
            if seen.contains(&place) {
                return None;
            }
            seen.push(place);
            Some(match &each.version {
                Some(version) => format!("{version} (pyenv)"),
                None => format!("{} ({})", each.version(self.tools)?, each.program.display()),
            })
        });
        versions.collect()
    }

    fn first(&self, wanted: &Wanted, candidates: Vec<Interpreter>) -> Option<Interpreter> {
        candidates.into_iter().find_map(|mut each| {
            let version = each.version(self.tools)?;
            let is_one = wanted.accepts(&version);
            each.version = Some(version);
            is_one.then_some(each)
        })
    }

    fn unnumbered(&self) -> Vec<Interpreter> {
        ["python3", "python"]
            .into_iter()
            .flat_map(|name| self.on_path(name))
            .collect()
    }

    fn all(&self) -> Vec<Interpreter> {
        let mut all = self.unnumbered();
        for folder in self.tools.path_folders().filter(|folder| pyenv_of(folder).is_none()) {
            let names = fsx::list(&folder).unwrap_or_default().into_iter();
            let numbered = names.filter(|entry| entry.name.strip_prefix("python3.").is_some_and(numeric));
            all.extend(
                numbered
                    .filter(|entry| fsx::is_program(&entry.path))
                    .map(|entry| Interpreter::at(entry.path)),
            );
        }
        all.extend(self.of_pyenv());
        all
    }

    /// All of a name, in the order of the `PATH`.
    fn on_path(&self, name: &str) -> Vec<Interpreter> {
        let of_folder = |folder: PathBuf| match pyenv_of(&folder) {
            Some(root) => self.chosen_by_pyenv(&root),
            None => Some(Interpreter::at(folder.join(name))).filter(|each| fsx::is_program(&each.program)),
        };
        self.tools.path_folders().filter_map(of_folder).collect()
    }

    /// What pyenv's stand-in for `python` would start: `PYENV_VERSION`, else the next `.python-version` above the project's
    /// folder, else `version` of pyenv itself.
    fn chosen_by_pyenv(&self, root: &Path) -> Option<Interpreter> {
        let by_file = || {
            let above = self.folder.ancestors().map(|folder| folder.join(".python-version"));
            let mut files = above.chain([root.join("version")]);
            let text = files.find_map(|file| fsx::read_if_exists(&file).ok().flatten())?;
            Some(String::from_utf8_lossy(&text).into_owned())
        };
        let chosen = self
            .tools
            .variable("PYENV_VERSION")
            .map(|text| text.replace(':', "\n"))
            .or_else(by_file)?;
        let names = chosen.split_whitespace().filter(|name| *name != "system");
        let mut installed = installed(root);
        installed.reverse(); // the newest first
        let of_name = |name: &str| {
            let wanted = Wanted::of(name);
            let exact = installed.iter().find(|(version, _)| version == name);
            let newest = || {
                installed
                    .iter()
                    .find(|(version, _)| numeric(version) && wanted.accepts(version))
            };
            exact
                .or_else(newest)
                .map(|(version, program)| of_pyenv(version, program))
        };
        names.into_iter().find_map(of_name)
    }

    /// The newest first.
    fn of_pyenv(&self) -> Vec<Interpreter> {
        let root = self.pyenv_root();
        let installed = root.map(|root| installed(&root)).unwrap_or_default();
        installed
            .iter()
            .rev()
            .map(|(version, program)| of_pyenv(version, program))
            .collect()
    }

    fn pyenv_root(&self) -> Option<PathBuf> {
        let of_home = || Some(Path::new(self.tools.variable("HOME")?).join(".pyenv"));
        let root = self.tools.variable("PYENV_ROOT").map(PathBuf::from).or_else(of_home)?;
        fsx::is_dir(&root.join("versions")).then_some(root)
    }
}

fn of_pyenv(version: &str, program: &Path) -> Interpreter {
    Interpreter {
        program: program.to_owned(),
        version: numeric(version).then(|| version.to_owned()),
    }
}

/// pyenv's root, if a folder of the `PATH` holds its stand-ins.
fn pyenv_of(folder: &Path) -> Option<PathBuf> {
    let root = folder.parent().filter(|_| folder.ends_with("shims"))?;
    fsx::is_dir(&root.join("versions")).then(|| root.to_owned())
}

/// Names and programs of pyenv's Pythons, the oldest first.
fn installed(root: &Path) -> Vec<(String, PathBuf)> {
    let folders = fsx::list(&root.join("versions")).unwrap_or_default().into_iter();
    let mut found: Vec<(String, PathBuf)> = folders
        .map(|entry| (entry.name, entry.path.join("bin/python")))
        .filter(|(_, program)| fsx::is_program(program))
        .collect();
    found.sort_by(|one, other| by_version(&one.0, &other.0));
    found
}

/// The newest version that `pyenv install --list` offers; its other names (`3.14-dev`, `pypy3.9`) must be asked for whole.
pub(super) fn newest_offered(list: &str, wanted: &Wanted) -> Option<String> {
    let offered = list.lines().map(str::trim);
    if let Wanted::Version(name) = wanted
        && offered.clone().any(|line| line == name)
    {
        return Some(name.clone());
    }
    let releases = offered.filter(|line| numeric(line) && line.split('.').count() == 3 && wanted.accepts(line));
    releases.max_by(|one, other| by_version(one, other)).map(str::to_owned)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn pythons_are_found_without_starting_pyenv() {
        let scratch = tempfile::tempdir().unwrap();
        let here = scratch.path();
        let program = |path: &str, says: &str| {
            let path = here.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, format!("#!/bin/sh\necho {says}\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
            path
        };
        for version in ["3.9.18", "3.10.13", "3.10.2", "pypy3.9-7.3"] {
            program(&format!("pyenv/versions/{version}/bin/python"), "never");
        }
        program("pyenv/shims/python3", "never");
        let system = program("bin/python3", "3.11.7");
        program("bin/python3.8", "3.8.1");
        program("bin/python", "2.7.18");
        std::fs::write(here.join("pyenv/version"), "system\n").unwrap();
        let mut environment = BTreeMap::from([
            ("PATH".to_owned(), format!("{0}/pyenv/shims:{0}/bin", here.display())),
            ("PYENV_ROOT".to_owned(), here.join("pyenv").display().to_string()),
        ]);
        let find = |environment: &BTreeMap<String, String>, wanted: &str| {
            let tools = Tools {
                environment,
                cwd: here,
                say: &|_| {},
            };
            let folder = &here.join("project");
            let found = Interpreters { tools: &tools, folder }
                .find(&Wanted::of(wanted))
                .unwrap();
            found.map(|each| each.program.strip_prefix(here).unwrap().display().to_string())
        };
        for (wanted, found) in [
            ("", Some("bin/python3")),
            ("3.10", Some("pyenv/versions/3.10.13/bin/python")),
            ("3.10.2", Some("pyenv/versions/3.10.2/bin/python")),
            ("3.8", Some("bin/python3.8")),
            ("3.1", None),
            (">=3.9,<3.10", Some("pyenv/versions/3.9.18/bin/python")),
            ("pypy3.9-7.3", Some("pyenv/versions/pypy3.9-7.3/bin/python")),
        ] {
            assert_eq!(find(&environment, wanted).as_deref(), found, "{wanted}");
        }
        std::fs::write(here.join(".python-version"), "3.9\n").unwrap();
        assert_eq!(
            find(&environment, "").as_deref(),
            Some("pyenv/versions/3.9.18/bin/python")
        );
        environment.insert("PYENV_VERSION".to_owned(), "3.10".to_owned());
        assert_eq!(
            find(&environment, "").as_deref(),
            Some("pyenv/versions/3.10.13/bin/python")
        );
        let tools = Tools {
            environment: &environment,
            cwd: here,
            say: &|_| {},
        };
        let found = Interpreters {
            tools: &tools,
            folder: here,
        }
        .found();
        assert!(found.contains(&format!("3.11.7 ({})", system.display())), "{found:?}");
    }

    #[test]
    fn the_newest_release_is_installed() {
        let list = "Available versions:\n  2.7.18\n  3.1.5\n  3.10.2\n  3.10.13\n  3.14-dev\n  3.14.0a1\n  3.13.0t\n";
        for (wanted, offered) in [
            ("3.10", Some("3.10.13")),
            ("3.1", Some("3.1.5")),
            ("3.14", None),
            ("3.14-dev", Some("3.14-dev")),
            ("3.10.1", None),
        ] {
            assert_eq!(newest_offered(list, &Wanted::of(wanted)).as_deref(), offered);
        }
    }
}
