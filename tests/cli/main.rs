//! The binary as it is used: arguments in; standard output, standard error and exit code out.

mod support;

mod artifacts;
mod crash;
mod damage;
mod experiments;
mod help;
mod log;
mod output;
mod resolve;
mod runs;
mod security;
mod status;
mod stream;
mod tree;
mod usage;
