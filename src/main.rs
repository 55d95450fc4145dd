//! The `mlrun` binary: everything is in the library.

fn main() -> std::process::ExitCode {
    mlrun::main()
}
