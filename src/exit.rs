//! Every exit code. They are part of the contract with scripts.

/// Done; for a listing also when something damaged was left out (each with a warning on stderr).
pub const OK: u8 = 0;
/// It failed.
pub const FAILED: u8 = 1;
/// The command line makes no sense, or names more than one thing.
pub const USAGE: u8 = 2;
/// What was asked for is not there.
pub const NOT_FOUND: u8 = 3;
/// What was asked for is there and damaged.
pub const DAMAGED: u8 = 4;
/// It exists already, stands in the wrong state, or somebody else holds the lock.
pub const CONFLICT: u8 = 5;
/// Added to a signal's number when that signal ended us: 130 for Ctrl-C, 143 for SIGTERM.
pub const SIGNAL: u8 = 128;
