//! A folder of runs in one file, which is read without being unpacked.
#![doc = include_str!("FORMAT.md")]

pub mod columns;
