//! What takes how much space.
