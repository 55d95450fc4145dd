//! From a project and what was asked for to what its command is started in.

use super::workshop::{Foreseen, Prepared, Wish, Workshop};
use super::{EnvError, EnvManager, choose, conda, local, venv};

/// Finds the environment, or makes it, and returns what a command is started in. A ready one is found without starting
/// anything; of several that want the same at once one makes it.
///
/// # Errors
/// What was asked for makes no sense, or could not be made; nothing half-built is ever used.
pub fn prepare(wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Prepared, EnvError> {
    let mut prepared = match choose(wish.env, wish.manager)? {
        EnvManager::Local => Prepared {
            runtime: local::runtime(wish, shop)?,
            hold: None,
        },
        EnvManager::Conda => conda::prepare(wish, shop)?,
        manager => venv::prepare(manager, wish, shop)?,
    };
    let python = wish.python.map(|text| match text.contains('/') {
        true => shop.tools.cwd.join(text).display().to_string(),
        false => text.to_owned(),
    });
    prepared.runtime.tell(wish.manager, python.as_deref());
    Ok(prepared)
}

/// What [`prepare`] would do; does none of it.
///
/// # Errors
/// What was asked for makes no sense, or what it is made with is not there.
pub fn foresee(wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Foreseen, EnvError> {
    match choose(wish.env, wish.manager)? {
        EnvManager::Local => {
            local::python(wish, shop)?;
            Ok(Foreseen {
                manager: EnvManager::Local,
                name: None,
                from: None,
                is_ready: true,
            })
        }
        EnvManager::Conda => conda::foresee(wish, shop),
        manager => venv::foresee(manager, wish, shop),
    }
}
