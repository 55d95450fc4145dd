/// What a result is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// Columns or a page, for people.
    #[default]
    Table,
    /// One JSON array or object.
    Json,
    /// One JSON object a line.
    Ndjson,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A Markdown table.
    Md,
    /// Ids only, one a line.
    Id,
}
