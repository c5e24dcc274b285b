//! Completions and the manual page, from the declaration of the arguments.

use std::io::{self, Write};

use clap::{Command, CommandFactory};

use super::args::Cli;
use super::exit::{End, Failure};

/// Prints the completions for `shell`.
pub fn completions(shell: clap_complete::Shell) -> Result<End, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sayso", &mut script);
    print(&script)
}

/// Prints the manual page: the program, then each of its commands.
pub fn manual() -> Result<End, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .and_then(|()| command.get_subcommands().try_for_each(|command| render(command, &mut page)));
    rendered.map_err(Failure::stdout)?;
    print(&page)
}

/// The section of the manual page on one command.
fn render(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let man = clap_mangen::Man::new(command.clone());
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_uppercase();
    writeln!(page, ".SH {name}")?;
    man.render_description_section(page)?;
    man.render_options_section(page)
}

fn print(bytes: &[u8]) -> Result<End, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(Failure::stdout)?;
    Ok(End::Found)
}
