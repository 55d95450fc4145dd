//! One target, named by `FUZZ_TARGET`, with what libFuzzer thinks of.
#![no_main]
#![expect(clippy::unwrap_used, reason = "a target fails by a panic")]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;

#[path = "../targets/mod.rs"]
mod targets;

static TARGET: OnceLock<fn(&[u8])> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let target = TARGET.get_or_init(|| {
        // libFuzzer's own hook ends the process, where a panic of the YAML scanner is caught and becomes an error
        std::panic::set_hook(Box::new(|panic| {
            if !mlrun::codec::yaml::is_guarded() {
                eprintln!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
            }
        }));
        // reading in parallel would mostly wait for a thread to wake up
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        alone.build_global().unwrap();
        let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
        let found = targets::TARGETS.iter().find(|(known, _)| *known == name);
        found.unwrap_or_else(|| panic!("FUZZ_TARGET={name} is no target")).1
    });
    target(input);
});
