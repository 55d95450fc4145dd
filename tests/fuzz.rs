//! What fuzzing found worth keeping (`fixtures/fuzz`), tried again with every target: on stable, without a fuzzer.
//! `tests/fuzz/run` is what looks for more.
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use std::fs;
use std::path::Path;

#[path = "fuzz/targets/mod.rs"]
mod targets;

#[test]
fn inputs_that_were_kept_are_taken_by_every_target() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz");
    for (name, try_with) in targets::TARGETS {
        try_with(b"");
        let mut inputs = 0;
        for entry in fs::read_dir(corpus.join(name)).unwrap() {
            let path = entry.unwrap().path();
            let input = fs::read(&path).unwrap();
            let caught = std::panic::catch_unwind(|| try_with(&input));
            assert!(caught.is_ok(), "{}", path.display());
            inputs += 1;
        }
        assert!(inputs > 10, "{name}: {inputs} inputs");
    }
}
