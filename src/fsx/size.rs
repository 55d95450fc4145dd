use std::fs;
use std::path::Path;

use super::mount::{self, Node};

/// What a file or folder itself takes, in bytes; of a folder without what is in it, of a link without what it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// How long its content is; nothing for a folder.
    pub apparent: u64,
    /// What it takes on the disk, in whole blocks; where the system does not tell, as much as its content. In a mounted tree
    /// what it takes of what holds that.
    pub on_disk: u64,
    /// The disk and the number of a file that has several names (hard links).
    pub shared: Option<(u64, u64)>,
}

/// What a file or folder takes. A link is not followed. `None` when there is none.
#[must_use]
pub fn size(path: &Path) -> Option<Size> {
    if let Some(spot) = mount::at(path) {
        let apparent = match spot.find()? {
            Node::Folder => 0,
            Node::File { size, .. } => size,
        };
        return Some(Size {
            apparent,
            on_disk: spot.stored(),
            shared: None,
        });
    }
    let metadata = fs::symlink_metadata(path).ok()?;
    let apparent = if metadata.is_dir() { 0 } else { metadata.len() };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let is_shared = !metadata.is_dir() && metadata.nlink() > 1;
        Some(Size {
            apparent,
            on_disk: metadata.blocks().saturating_mul(512), // POSIX's unit, whatever the file system's
            shared: is_shared.then(|| (metadata.dev(), metadata.ino())),
        })
    }
    #[cfg(not(unix))]
    Some(Size {
        apparent,
        on_disk: apparent,
        shared: None,
    })
}
