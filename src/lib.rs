//! mlrun
pub mod codec;
pub mod fsx;
pub mod model;
pub mod project;
pub mod store;
/// Entry
#[must_use]
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
