//! Bringing what other stores hold into one.
