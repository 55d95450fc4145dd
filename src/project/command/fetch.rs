use std::path::PathBuf;

/// Brings the artifacts of a `runs:/` or `models:/` URI to this machine, for the declared parameter of that position from
/// 0, and returns where they are.
pub type Fetch<'a> = dyn Fn(usize, &str) -> std::result::Result<PathBuf, Unfetched> + 'a;

/// Why artifacts could not be brought here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfetched {
    /// Why.
    pub reason: String,
    /// What to try.
    pub hint: Option<String>,
}
