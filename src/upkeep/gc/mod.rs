//! What is deleted, and what belongs to nothing.
