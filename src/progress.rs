//! How long work tells how far it is, without knowing who listens. Imports nothing.

/// Told by long work how far it is.
pub trait Progress: Sync {
    /// Begins: `what` for people (`copying model`), `len` in bytes, where known.
    fn start(&self, what: &str, len: Option<u64>);

    /// So many bytes more are done.
    fn advance(&self, by: u64);

    /// The work is over, well or badly.
    fn finish(&self);
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _what: &str, _len: Option<u64>) {}
    fn advance(&self, _by: u64) {}
    fn finish(&self) {}
}
