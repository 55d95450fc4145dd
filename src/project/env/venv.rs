//! Virtual environments, made with uv where it is found, and with `python -m venv` and pip where it is not.

use std::path::{Path, PathBuf};

use super::contents::{self, Contents};
use super::interpreters::{Interpreters, newest_offered};
use super::requirements::{anchored, masked};
use super::shelved::{fingerprint, packages_of, programs, python_of, version_of};
use super::step::Steps;
use super::wanted::Wanted;
use super::workshop::{absolute, origin};
use super::{EnvError, EnvManager, Foreseen, Prepared, Runtime, Shelf, Shelved, Wish, Workshop};
use crate::fsx::{self, Lock};
use crate::project::tool::{Call, Tools};

/// How much of the key is in the name.
const NAME: usize = 12;

/// An environment that is wanted.
struct Job<'a> {
    manager: EnvManager,
    contents: Contents,
    name: String,
    key: String,
    uv: Option<PathBuf>,
    wish: &'a Wish<'a>,
    shop: &'a Workshop<'a>,
    shelf: Shelf,
}

pub(super) fn foresee(manager: EnvManager, wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Foreseen, EnvError> {
    let job = Job::of(manager, wish, shop)?;
    let is_ready = !wish.rebuild && job.shelf.take(&job.name, &job.key).is_some();
    if !is_ready {
        job.interpreter()?;
    }
    Ok(Foreseen {
        manager,
        name: Some(job.name),
        from: job.contents.from,
        is_ready,
    })
}

pub(super) fn prepare(manager: EnvManager, wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Prepared, EnvError> {
    let job = Job::of(manager, wish, shop)?;
    if let Some(left_out) = &job.contents.left_out {
        (shop.warn)(left_out);
    }
    if !wish.rebuild
        && let Some((env, hold)) = job.shelf.take(&job.name, &job.key)
    {
        return Ok(job.prepared(&env, hold));
    }
    let _turn = shop.turn_to_build(&job.shelf, &job.name)?;
    let there = job.shelf.record(&job.name);
    if !wish.rebuild
        && let Some((env, hold)) = job.shelf.take(&job.name, &job.key)
    {
        return Ok(job.prepared(&env, hold)); // somebody else made it while we waited
    }
    if !wish.rebuild && there.is_some_and(|env| env.is_whole) {
        (shop.warn)(&format!(
            "the Python of environment {} is gone: it is made again",
            job.name
        ));
    }
    job.build()?;
    match job.shelf.take(&job.name, &job.key) {
        Some((env, hold)) => Ok(job.prepared(&env, hold)),
        None => Err(EnvError::Unknown {
            name: job.name,
            near: None,
        }),
    }
}

impl<'a> Job<'a> {
    fn of(manager: EnvManager, wish: &'a Wish<'a>, shop: &'a Workshop<'a>) -> Result<Self, EnvError> {
        let uv = shop.tools.find("uv");
        let mut contents = contents::read(
            wish.env,
            wish.folder,
            manager,
            uv.is_some() || manager == EnvManager::Uv,
        )?;
        if let Some(python) = wish.python {
            contents.python = shop.python(python)?;
        }
        let job_folder = absolute(wish.folder);
        let mut job = Self {
            manager,
            contents,
            name: String::new(),
            key: String::new(),
            uv,
            wish,
            shop,
            shelf: shop.shelf()?,
        };
        let interpreter = match &job.contents.python {
            Wanted::Any => job.interpreters().default().map(|each| each.program),
            Wanted::Program(program) => Some(program.clone()),
            _ => None,
        };
        let interpreter = interpreter.map(|program| fsx::canonical(&program).unwrap_or(program));
        job.key = job.contents.key(manager, shop.platform, &job_folder, interpreter);
        job.name = format!("{manager}-{}", &job.key[..NAME]);
        Ok(job)
    }

    fn interpreters(&self) -> Interpreters<'_> {
        Interpreters {
            tools: &self.shop.tools,
            folder: self.wish.folder,
        }
    }

    fn prepared(&self, env: &Shelved, hold: Option<Lock>) -> Prepared {
        self.shelf.touch(&self.name, (self.shop.now)());
        let place = env.place.clone().unwrap_or_default();
        let runtime = Runtime {
            tag: Some(self.manager.as_str()),
            fingerprint: env.fingerprint.clone(),
            name: Some(self.name.clone()),
            ..Runtime::of_venv(&place, programs(&place), &self.shop.tools)
        };
        Prepared { runtime, hold }
    }

    /// Builds into a folder of a new name, and writes last of all that it is whole.
    fn build(&self) -> Result<(), EnvError> {
        let python = self.interpreter()?;
        let whole = self.shelf.record(&self.name).filter(Shelved::is_ready);
        let kept = whole.as_ref().and_then(|env| env.place.clone());
        self.shelf.sweep(&self.name, kept.as_deref());
        let mut env = self.described();
        if whole.is_none() {
            self.shelf.write(&env)?; // so that `env list` shows whose it is
        }
        let place = self.shelf.fresh(&self.name, (self.shop.random)());
        let built = self.fill(python.as_deref(), &place);
        if matches!(built, Err(EnvError::NoPython { .. })) && whole.is_none() {
            drop(fsx::discard(&self.shelf.folder(&self.name), &self.shelf.folder(""), "")); // nothing was made
        } else if built.is_err() {
            drop(fsx::discard(&place, &self.shelf.folder(&self.name), "")); // or the next build sweeps it
        }
        built?;
        env.python_version = version_of(&place);
        env.packages = packages_of(&place);
        let python = env.python_version.as_deref();
        env.fingerprint = Some(fingerprint(self.shop.platform, python, &env.packages));
        if let Some(python) = python {
            env.mlflow_name = self.contents.env.mlflow_name(python, self.wish.folder).ok();
        }
        env.took = (self.shop.now)().0 - env.created;
        env.place = Some(place.clone());
        env.is_whole = true;
        self.shelf.write(&env)?;
        self.shelf.sweep(&self.name, Some(&place));
        Ok(())
    }

    fn described(&self) -> Shelved {
        let all_masked = |texts: &[String]| texts.iter().map(|text| masked(text)).collect();
        let Contents { env, requirements, .. } = &self.contents;
        let texts: Vec<String> = requirements.iter().map(|each| each.text.clone()).collect();
        Shelved {
            name: self.name.clone(),
            key: self.key.clone(),
            manager: Some(self.manager),
            from: self.contents.from.clone(),
            python: Some(&self.contents.python)
                .filter(|wanted| **wanted != Wanted::Any)
                .map(ToString::to_string),
            asked_python: self.wish.python.map(str::to_owned),
            build_dependencies: all_masked(&env.build_dependencies),
            dependencies: all_masked(&env.dependencies),
            requirements: all_masked(&texts),
            project: origin(self.wish),
            folder: absolute(self.wish.folder),
            created: (self.shop.now)().0,
            made_with: Some(if self.uv.is_some() { "uv" } else { "pip" }.to_owned()),
            ..Shelved::default()
        }
    }

    /// The Python that the environment is made with; `None` where uv or pyenv is to have it.
    fn interpreter(&self) -> Result<Option<PathBuf>, EnvError> {
        if self.manager == EnvManager::Uv && self.uv.is_none() {
            return Err(EnvError::NoUv);
        }
        let wanted = &self.contents.python;
        let is_for_uv = self.manager == EnvManager::Uv && matches!(wanted, Wanted::Version(_) | Wanted::Range(_));
        if is_for_uv {
            return Ok(None); // it has its own ways of looking
        }
        let found = self.interpreters().find(wanted)?.map(|each| each.program);
        let others_may = self.uv.is_some() || (self.shop.tools.find("pyenv").is_some() && *wanted != Wanted::Any);
        if found.is_none() && !others_may {
            return Err(self.no_python());
        }
        Ok(found)
    }

    fn no_python(&self) -> EnvError {
        EnvError::NoPython {
            wanted: self.contents.python.to_string(),
            found: self.interpreters().found(),
        }
    }

    fn fill(&self, python: Option<&Path>, place: &Path) -> Result<(), EnvError> {
        let mut steps = Steps::begin(self.shop, &self.shelf, &self.name)?;
        match &self.uv {
            Some(uv) => self.create_with_uv(uv, python, place, &mut steps)?,
            None => self.create(python, place, &mut steps)?,
        }
        if self.contents.lock.is_some() {
            return self.sync(place, &mut steps);
        }
        let env = &self.contents.env;
        for (lines, what) in [
            (&env.build_dependencies, "build dependency"),
            (&env.dependencies, "dependency"),
        ] {
            if !lines.is_empty() {
                let count = lines.len();
                let what = if count == 1 {
                    what.to_owned()
                } else {
                    what.replace("dependency", "dependencies")
                };
                self.install(lines, &format!("installing {count} {what}"), place, &mut steps)?;
            }
        }
        Ok(())
    }

    fn create_with_uv(
        &self,
        uv: &Path,
        python: Option<&Path>,
        place: &Path,
        steps: &mut Steps<'_>,
    ) -> Result<(), EnvError> {
        let python = match (python, &self.contents.python) {
            (Some(program), _) => Some(program.display().to_string()),
            (None, Wanted::Any) => None,
            (None, wanted) => Some(wanted.to_string()),
        };
        let shown = python.as_deref().unwrap_or("the Python that uv finds");
        let mut call = Call::new(uv).args(["venv"]).args([place]);
        if self.contents.lock.is_none() {
            call = call.args(["--seed"]); // so that `pip` in a command is this environment's
        }
        if let Some(python) = &python {
            call = call.args([format!("--python={python}")]);
        }
        let call = in_venv(call.folder(self.wish.folder), place, &self.shop.tools);
        steps.run(
            &format!("making environment {} with Python {shown}, by uv", self.name),
            &call,
        )
    }

    fn create(&self, python: Option<&Path>, place: &Path, steps: &mut Steps<'_>) -> Result<(), EnvError> {
        let python = match python {
            Some(program) => program.to_owned(),
            None => self.by_pyenv(steps)?.ok_or_else(|| self.no_python())?,
        };
        let call = Call::new(&python).args(["-m", "venv"]).args([place]);
        let what = format!("making environment {} with {}", self.name, python.display());
        steps.run(&what, &call)
    }

    /// Lets pyenv install a Python, where pyenv is.
    fn by_pyenv(&self, steps: &mut Steps<'_>) -> Result<Option<PathBuf>, EnvError> {
        let tools = &self.shop.tools;
        let (Some(pyenv), Wanted::Version(_) | Wanted::Range(_)) = (tools.find("pyenv"), &self.contents.python) else {
            return Ok(None);
        };
        let list = tools.output(&Call::new(&pyenv).args(["install", "--list"]))?;
        let Some(version) = newest_offered(&String::from_utf8_lossy(&list), &self.contents.python) else {
            return Ok(None);
        };
        let call = Call::new(&pyenv).args(["install", "--skip-existing", &version]);
        steps.run(&format!("installing Python {version} by pyenv"), &call)?;
        let root = tools.output(&Call::new(&pyenv).args(["root"]))?;
        let root = PathBuf::from(String::from_utf8_lossy(&root).trim());
        Ok(Some(root.join("versions").join(version).join("bin/python")))
    }

    /// Installs lines of a requirements file. They are written to a file in the environment, and relative names in
    /// them count from the project's folder.
    fn install(&self, lines: &[String], what: &str, place: &Path, steps: &mut Steps<'_>) -> Result<(), EnvError> {
        let file = place.join("requirements.txt");
        fsx::write_cache(&file, anchored(lines, &absolute(self.wish.folder)).as_bytes())?;
        let call = match &self.uv {
            Some(uv) => Call::new(uv)
                .args(["pip", "install", "--python"])
                .args([python_of(place)]),
            None => Call::new(&python_of(place)).args(["-m", "pip", "install"]),
        };
        let call = call.args(["-r"]).args([&file]).folder(self.wish.folder);
        let by = if self.uv.is_some() { "uv" } else { "pip" };
        let done = steps.run(&format!("{what} by {by}"), &in_venv(call, place, &self.shop.tools));
        drop(fsx::remove_file(&file)); // it may hold passwords
        done
    }

    /// Installs what `uv.lock` says, as MLflow does; in the project's folder, so that what lies there can be built.
    fn sync(&self, place: &Path, steps: &mut Steps<'_>) -> Result<(), EnvError> {
        let uv = self.uv.as_deref().ok_or(EnvError::NoUv)?;
        let mut folder = absolute(self.wish.folder);
        if !fsx::is_file(&folder.join("pyproject.toml")) {
            folder = self.minimal_project(place)?;
        }
        let call = Call::new(uv).args(["sync", "--frozen", "--no-dev"]).folder(&folder);
        let call = call
            .variable("UV_PROJECT_ENVIRONMENT", &place.display().to_string())
            .variable("UV_PYTHON", &python_of(place).display().to_string());
        steps.run("installing what uv.lock says", &in_venv(call, place, &self.shop.tools))
    }

    /// A folder with the lock and the `pyproject.toml` that MLflow makes where there is none.
    fn minimal_project(&self, place: &Path) -> Result<PathBuf, EnvError> {
        let folder = place.join("project");
        let version = version_of(place).unwrap_or_default();
        let project = format!(
            "[project]\nname = \"mlflow-model-env\"\nversion = \"0.0.0\"\nrequires-python = \"=={version}\"\ndependencies = []\n"
        );
        let lock = self.contents.lock.as_deref().unwrap_or_default();
        fsx::write_cache(&folder.join("pyproject.toml"), project.as_bytes())?;
        fsx::write_cache(&folder.join("uv.lock"), lock.as_bytes())?;
        Ok(folder)
    }
}

/// As if the environment were activated, and without asking anybody anything.
fn in_venv(call: Call, place: &Path, tools: &Tools<'_>) -> Call {
    let call = call
        .variable("VIRTUAL_ENV", &place.display().to_string())
        .variable("PIP_NO_INPUT", "1")
        .variable("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .variable("PIP_USER", "0");
    match tools.variable("PYTHONHOME") {
        Some(_) => call.variable("PYTHONHOME", ""),
        None => call,
    }
}
