//! Colour and width, from what the user says and where the text goes.

use std::env;
use std::io::{self, IsTerminal};

use sayso_formats::writers::TerminalOptions;

use super::args::{Look, When};

/// Columns where no terminal tells.
const USUAL_WIDTH: usize = 80;

/// Columns beyond which lines become hard to read.
const WIDEST: usize = 110;

/// How to lay out text that goes to standard output (`to_stdout`) or to a file.
pub fn terminal(look: &Look, to_stdout: bool) -> TerminalOptions {
    let variable = |name: &str| env::var(name).ok();
    let terminal = to_stdout && io::stdout().is_terminal();
    let columns = || Some(usize::from(terminal_size::terminal_size()?.0.0).min(WIDEST));
    TerminalOptions {
        width: look.width.map(usize::from).or_else(columns).unwrap_or(USUAL_WIDTH),
        colour: decide(look.color, terminal, variable),
        unicode: !terminal || knows_unicode(variable),
    }
}

/// Whether the terminal's character set is Unicode, as far as the locale tells (POSIX, 8.2).
fn knows_unicode(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    let locale = set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
    locale.is_none_or(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

fn decide(when: When, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto if set("NO_COLOR").is_some() => false,
        When::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        When::Auto => terminal && set("TERM").is_none_or(|term| term != "dumb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_rules_then_no_color_then_force_then_the_terminal() {
        let with = |variables: &'static [(&str, &str)]| {
            move |name: &str| {
                variables.iter().find(|(one, _)| *one == name).map(|(_, value)| (*value).to_owned())
            }
        };
        let (plain, both) = (with(&[]), with(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
        assert!(decide(When::Always, false, both) && !decide(When::Never, true, plain));
        assert!(decide(When::Auto, true, plain) && !decide(When::Auto, false, plain));
        assert!(!decide(When::Auto, true, both));
        assert!(decide(When::Auto, true, with(&[("NO_COLOR", "")])));
        assert!(decide(When::Auto, false, with(&[("CLICOLOR_FORCE", "1")])));
        assert!(!decide(When::Auto, false, with(&[("CLICOLOR_FORCE", "0")])));
        assert!(!decide(When::Auto, true, with(&[("TERM", "dumb")])));
    }
}
