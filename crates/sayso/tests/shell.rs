//! Help, version, completions and the manual page.

mod common;

use common::Place;

#[test]
fn the_version_names_the_model() {
    let run = Place::new().run(&["--version"]).exits(0);
    assert_eq!(run.out, concat!("sayso ", env!("CARGO_PKG_VERSION"), " (model en-1)\n"));
}

#[test]
fn short_help_fits_a_screen_and_has_three_examples() {
    for args in [&["-h"][..], &["read", "-h"], &["explain", "-h"], &["eval", "-h"]] {
        let help = Place::new().run(args).exits(0).out;
        assert!(help.lines().count() <= 48, "{} lines:\n{help}", help.lines().count());
    }
    for args in [["-h"].as_slice(), &["read", "-h"]] {
        let help = Place::new().run(args).exits(0).out;
        let (_, examples) = help.split_once("Examples:\n").unwrap();
        assert_eq!(examples.lines().count(), 3, "{help}");
    }
    assert!(Place::new().run(&["read", "--help"]).exits(0).out.contains("exit status"));
}

#[test]
fn nothing_typed_gets_help() {
    assert!(Place::new().run(&[]).exits(2).err.contains("Usage: sayso"));
}

#[test]
fn completions_and_manual_know_every_command() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = place.run(&["completions", shell]).exits(0).out;
        assert!(script.contains("files-from") && script.contains("explain"), "{shell}");
    }
    let page = place.run(&["man"]).exits(0).out;
    for word in [".TH sayso", "SAYSO READ", "SAYSO EVAL", "files\\-from", "exit status"] {
        assert!(page.contains(word), "{word}");
    }
}
