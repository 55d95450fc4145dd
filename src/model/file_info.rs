/// An artifact, as MLflow lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileInfo {
    /// Relative to the artifacts' folder, `/` between the parts.
    pub path: String,
    /// A folder.
    pub is_dir: bool,
    /// In bytes; `None` for folders.
    pub file_size: Option<u64>,
}
