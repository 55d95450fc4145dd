//! Recorded locations, rewritten after a move.
