//! The `sayso` program.

mod api;
mod cli;
mod server;
mod web;

fn main() -> std::process::ExitCode {
    cli::run()
}
