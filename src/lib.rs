//! mlrun
pub mod artifact;
pub mod codec;
pub mod fsx;
pub mod model;
pub mod progress;
pub mod project;
pub mod store;
pub mod ui;
pub mod view;
/// Entry
#[must_use]
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
