//! Who makes the environment of a project.

use super::{EnvError, EnvManager};
use crate::project::ProjectEnv;

/// As MLflow chooses, but a project that names no environment runs in the local one, for which MLflow builds an empty
/// one. A container needs none, whatever was asked for.
///
/// # Errors
/// conda, for what is not conda's; the text is MLflow's.
pub fn choose(env: &ProjectEnv, asked: Option<EnvManager>) -> Result<EnvManager, EnvError> {
    match (env, asked) {
        (ProjectEnv::Docker(_), _) | (ProjectEnv::Unnamed, None) => Ok(EnvManager::Local),
        (ProjectEnv::Python(_) | ProjectEnv::Unnamed, Some(EnvManager::Conda)) => Err(EnvError::CondaForPython),
        (_, Some(asked)) => Ok(asked),
        (ProjectEnv::Python(_), None) => Ok(EnvManager::Virtualenv),
        (ProjectEnv::Conda(_), None) => Ok(EnvManager::Conda),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::Value;

    #[test]
    fn the_choice_is_mlflows_but_for_projects_that_name_nothing() {
        let (python, conda) = (ProjectEnv::Python("p".into()), ProjectEnv::Conda("c".into()));
        let (unnamed, docker) = (ProjectEnv::Unnamed, ProjectEnv::Docker(Value::Null));
        use EnvManager::{Conda, Local, Uv, Virtualenv};
        for (env, asked, chosen) in [
            (&python, None, Some(Virtualenv)),
            (&conda, None, Some(Conda)),
            (&unnamed, None, Some(Local)),
            (&docker, None, Some(Local)),
            (&docker, Some(Conda), Some(Local)),
            (&conda, Some(Uv), Some(Uv)),
            (&conda, Some(Local), Some(Local)),
            (&unnamed, Some(Virtualenv), Some(Virtualenv)),
            (&python, Some(Conda), None),
            (&unnamed, Some(Conda), None),
        ] {
            assert_eq!(choose(env, asked).ok(), chosen, "{env:?} {asked:?}");
        }
    }
}
