//! Every file access. The only place where `std::fs` may be named (`.clippy.toml`). Imports nothing.
//!
//! The promise: a file is replaced whole (temporary file in the same folder, sync, rename, sync the folder), an append is
//! one write of whole lines, and a temporary name begins so that [`is_temporary`] tells it, so that what a killed process
//! leaves behind is never taken for data and can be swept away by whoever holds the [`Lock`] next.

mod append;
mod bulk;
mod draft;
mod drafts;
mod error;
mod folder;
mod form;
mod lock;
mod log;
mod log_file;
mod mount;
mod new_file;
mod output;
mod private;
mod read;
mod read_at;
mod scratch;
mod size;
mod staged;
mod target;
mod write;

pub use append::{append_lines, append_synced, create_lines};
pub use bulk::{Whole, replace_files};
pub use draft::{Draft, sweep_drafts, sweep_drafts_of};
pub use drafts::{Drafts, copy_new};
pub use error::PathError;
pub use folder::{Evidence, Folder, NameKind, Opened, Seen};
pub use form::{Form, check_name, form, remove_empty_dir, rename_many, restore_dir, stamps};
pub use lock::{Holder, Lock, LockError};
pub use log::{Log, last_lines, modified, read_from};
pub use log_file::LogFile;
pub use mount::{Node, Tree, is_mounted, mount};
pub use new_file::NewFile;
pub use output::write_output;
pub use private::{TempFolder, create_link, create_private_dir, open, temp_folders, write_new};
pub use read::{
    Entry, absolute, canonical, count_files, exists, followed_size, free_space, is_dir, is_empty_dir, is_file, is_link,
    is_program, is_temporary, list, read, read_if_exists, read_pieces, read_start, walk_files,
};
pub use read_at::ReadAt;
pub use scratch::{Scratch, read_end};
pub use size::{Size, size};
pub use staged::Staged;
pub use target::{Growing, Target};
pub use write::{
    Unsynced, copy_file, create_dir, create_dir_all, create_file, discard, remove_file, remove_tree, rename,
    rename_new, replace_file, replace_file_unsynced, sweep, sync_dir, sync_file, write_cache, write_program,
};

/// How every temporary file and folder of ours is named.
const TEMP_PREFIX: &str = ".mlrun-";
