//! What is tried with each input of a corpus: by libFuzzer (`tests/fuzz/run`), and by `cargo test` with the inputs that it
//! kept (`fixtures/fuzz`). A target fails by a panic.

mod archive;
mod ground;
mod meta;
mod metric;
mod names;
mod project;
mod query;

/// A name, as that of its folder of inputs, and what it does.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every target.
pub(crate) const TARGETS: &[Target] = &[
    ("archive", archive::try_with),
    ("meta", meta::try_with),
    ("metric", metric::try_with),
    ("query", query::try_with),
    ("project", project::try_with),
    ("names", names::try_with),
];

/// The first byte, which chooses what the rest is; nothing is an empty rest.
fn split(input: &[u8]) -> (usize, &[u8]) {
    input
        .split_first()
        .map_or((0, input), |(first, rest)| (usize::from(*first), rest))
}
