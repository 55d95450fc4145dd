//! Environments of conda, made, found and activated as MLflow does.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::step::Steps;
use super::workshop::{absolute, origin, quoted};
use super::{EnvError, EnvManager, Foreseen, Prepared, Runtime, Shelf, Shelved, Wish, Workshop, conda_name};
use crate::fsx::{self, Lock};
use crate::project::ProjectEnv;
use crate::project::tool::{Call, Tools};

/// conda, as `MLFLOW_CONDA_HOME`, `CONDA_EXE` and the `PATH` have it.
pub(super) struct Conda {
    conda: PathBuf,
    creator: PathBuf,
}

impl Conda {
    pub(super) fn find(tools: &Tools<'_>) -> Result<Self, EnvError> {
        let named = |name: &str| executable(name, tools);
        let conda = tools
            .find(&named("conda"))
            .ok_or_else(|| EnvError::NoConda(named("conda")))?;
        let creator = named(tools.variable("MLFLOW_CONDA_CREATE_ENV_CMD").unwrap_or("conda"));
        let creator = tools.find(&creator).ok_or(EnvError::NoCondaCreator(creator))?;
        Ok(Self { conda, creator })
    }

    /// Where the environment of that name is, if conda knows one.
    fn place_of(&self, name: &str, tools: &Tools<'_>) -> Result<Option<PathBuf>, EnvError> {
        #[derive(Deserialize)]
        struct Listed {
            #[serde(default)]
            envs: Vec<PathBuf>,
        }
        let said = tools.output(&Call::new(&self.conda).args(["env", "list", "--json"]))?;
        let listed: Listed = serde_json::from_slice(&said).unwrap_or(Listed { envs: Vec::new() });
        Ok(listed.envs.into_iter().find(|place| place.ends_with(name)))
    }

    fn removal(&self, name: &str) -> Call {
        Call::new(&self.conda).args(["remove", "--yes", "--name", name, "--all"])
    }
}

/// Removes an environment from conda, if conda is there and has it.
pub(super) fn remove(name: &str, tools: &Tools<'_>) -> Result<(), EnvError> {
    match Conda::find(tools) {
        Ok(conda) if conda.place_of(name, tools)?.is_some() => {
            tools.output(&conda.removal(name))?;
            Ok(())
        }
        Ok(_) | Err(EnvError::NoConda(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// MLflow's `get_conda_bin_executable`.
fn executable(name: &str, tools: &Tools<'_>) -> String {
    let beside = |path: &str| {
        Path::new(path)
            .parent()
            .map(|folder| folder.join(name).display().to_string())
    };
    let of_home = tools
        .variable("MLFLOW_CONDA_HOME")
        .map(|home| format!("{home}/bin/{name}"));
    let of_exe = || tools.variable("CONDA_EXE").and_then(beside);
    of_home.or_else(of_exe).unwrap_or_else(|| name.to_owned())
}

/// MLflow's `get_conda_command`.
fn activation(name: &str, tools: &Tools<'_>) -> Vec<String> {
    let has_home = ["CONDA_EXE", "MLFLOW_CONDA_HOME"]
        .into_iter()
        .any(|each| tools.variable(each).is_some());
    if !has_home {
        let activate = executable("activate", tools);
        return vec![format!("source {} {name} 1>&2", quoted(Path::new(&activate)))];
    }
    let conda = executable("conda", tools);
    let folder = Path::new(&conda).parent().unwrap_or(Path::new(""));
    let profile = folder.join("../etc/profile.d/conda.sh");
    vec![
        format!("source {}", quoted(&profile)),
        format!("conda activate {name} 1>&2"),
    ]
}

fn file_of<'a>(wish: &Wish<'a>) -> Result<&'a Path, EnvError> {
    match (wish.env, wish.python) {
        (_, Some(_)) => Err(EnvError::PythonOfConda),
        (ProjectEnv::Conda(path), None) => Ok(path),
        _ => Err(EnvError::CondaForPython),
    }
}

pub(super) fn foresee(wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Foreseen, EnvError> {
    let path = file_of(wish)?;
    let name = conda_name(path)?;
    let is_ready = !wish.rebuild && shop.shelf()?.take(&name, &name).is_some();
    if !is_ready {
        Conda::find(&shop.tools)?;
    }
    Ok(Foreseen {
        manager: EnvManager::Conda,
        name: Some(name),
        from: path.file_name().map(|file| file.to_string_lossy().into_owned()),
        is_ready,
    })
}

/// conda is asked, or told, only where we have not seen the environment whole before.
pub(super) fn prepare(wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Prepared, EnvError> {
    let path = file_of(wish)?;
    let name = conda_name(path)?;
    let shelf = shop.shelf()?;
    if !wish.rebuild
        && let Some((_, hold)) = shelf.take(&name, &name)
    {
        return Ok(prepared(&name, hold, &shelf, shop));
    }
    let conda = Conda::find(&shop.tools)?;
    let _turn = shop.turn_to_build(&shelf, &name)?;
    let there = shelf.record(&name);
    let is_half_built = there.as_ref().is_some_and(|env| !env.is_whole);
    let mut place = conda.place_of(&name, &shop.tools)?;
    if place.is_some() && (is_half_built || wish.rebuild) {
        shop.tools.output(&conda.removal(&name))?;
        place = None;
    }
    let mut env = there.unwrap_or_else(|| described(&name, path, wish, shop));
    match place {
        Some(place) => {
            (shop.tools.say)(&format!("Conda environment {name} already exists."));
            env.place = Some(place);
        }
        None => {
            env = described(&name, path, wish, shop);
            shelf.write(&env)?;
            create(&name, path, &conda, &shelf, shop)?;
            env.took = (shop.now)().0 - env.created;
        }
    }
    env.is_whole = true;
    shelf.write(&env)?;
    let hold = shelf.take(&name, &name).and_then(|(_, hold)| hold);
    Ok(prepared(&name, hold, &shelf, shop))
}

fn create(name: &str, path: &Path, conda: &Conda, shelf: &Shelf, shop: &Workshop<'_>) -> Result<(), EnvError> {
    let mut steps = Steps::begin(shop, shelf, name)?;
    let call = Call::new(&conda.creator)
        .args(["env", "create", "-n", name, "--file"])
        .args([absolute(path)]);
    let made = steps.run(&format!("=== Creating conda environment {name} ==="), &call);
    if made.is_err() && conda.place_of(name, &shop.tools).is_ok_and(|place| place.is_some()) {
        let what = format!("removing the half-built conda environment {name}");
        if let Err(error) = steps.run(&what, &conda.removal(name)) {
            (shop.warn)(&format!("{what}: {error}"));
        }
    }
    made
}

fn described(name: &str, path: &Path, wish: &Wish<'_>, shop: &Workshop<'_>) -> Shelved {
    Shelved {
        name: name.to_owned(),
        key: name.to_owned(),
        manager: Some(EnvManager::Conda),
        from: path.file_name().map(|file| file.to_string_lossy().into_owned()),
        mlflow_name: Some(name.to_owned()),
        project: origin(wish),
        folder: absolute(wish.folder),
        created: (shop.now)().0,
        made_with: Some("conda".to_owned()),
        ..Shelved::default()
    }
}

fn prepared(name: &str, hold: Option<Lock>, shelf: &Shelf, shop: &Workshop<'_>) -> Prepared {
    if fsx::is_dir(&shelf.folder(name)) {
        shelf.touch(name, (shop.now)());
    }
    let runtime = Runtime {
        tag: Some(EnvManager::Conda.as_str()),
        before: activation(name, &shop.tools),
        fingerprint: Some(format!("conda {name}")),
        name: Some(name.to_owned()),
        ..Runtime::default()
    };
    Prepared { runtime, hold }
}
