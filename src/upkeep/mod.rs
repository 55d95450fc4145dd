//! What keeps a folder for years: checked, repaired, moved, merged, measured, cleaned; and what takes changes back.
//!
//! | part | what it does |
//! | --- | --- |
//! | [`check`] | names every kind of damage, and plans and makes repairs |
//! | [`relocate`] | rewrites recorded locations after a move |
//! | [`merge`] | brings runs, experiments and models of other stores here |
//! | [`transfer`] | moves and copies runs to other experiments |
//! | [`usage`] | what takes how much space |
//! | [`gc`] | removes what is deleted and what belongs to nothing |
//! | [`undo`] | the log of operations: what each changed, and how it is taken back |
//!
//! Work that may lose something is planned first: a plan is made of what is there and changes nothing, `--dry-run` shows
//! it, and the same plan is carried out.

pub mod check;
mod files;
pub mod gc;
pub mod merge;
pub mod relocate;
pub mod transfer;
pub mod undo;
pub mod usage;
