//! How long work tells of itself without printing. Imports nothing.

/// Told by long work how far it is.
pub trait Progress: Sync {
    /// Work begins; `len` in the units of [`Self::advance`], where known.
    fn start(&self, what: &str, len: Option<u64>);
    /// So much more is done.
    fn advance(&self, by: u64);
    /// Work has ended.
    fn finish(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _what: &str, _len: Option<u64>) {}
    fn advance(&self, _by: u64) {}
    fn finish(&self) {}
}
