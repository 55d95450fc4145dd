//! What an archive of a folder would hold.

use std::collections::BTreeMap;
use std::path::Path;

use super::plan::{self, What};
use super::{Choice, Created, LeftOut};
use crate::fsx::{self, Folder, PathError};

/// What would be stored: each file and each empty folder, by its path below the store, and whether it is a folder.
#[derive(Debug, Default)]
pub struct Listing {
    /// All but the root.
    pub paths: BTreeMap<String, bool>,
    /// What would not be stored.
    pub left_out: Vec<LeftOut>,
}

/// Lists what an archive of a whole store would hold. The store may be an archive that is mounted.
///
/// # Errors
/// When the folder cannot be listed; a folder in it that cannot be is left out.
pub fn listing(root: &Path) -> Result<Listing, PathError> {
    let mut created = Created::default();
    let folder = Folder::open(root)?;
    let plan = plan::make(&folder, &fsx::canonical(root)?, &Choice::ALL, &mut created)?;
    let mut paths = BTreeMap::new();
    for folder in &plan.folders {
        if folder.names.is_empty() && !folder.path.is_empty() {
            paths.insert(folder.path.clone(), true);
        }
        for name in &folder.names {
            if let What::File { number, .. } = name.what {
                paths.insert(plan.path_of(number), false);
            }
        }
    }
    Ok(Listing {
        paths,
        left_out: created.left_out,
    })
}
