//! The `sayso` program.

mod api;
mod cli;
mod server;

fn main() -> std::process::ExitCode {
    cli::run()
}
