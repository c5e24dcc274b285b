//! The commands of the README do what it says.

mod common;

use std::path::{Path, PathBuf};
use std::{env, fs};

use common::server::Served;
use common::{ARTICLE, Place, Run};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The lines of the README's blocks of shell commands, without their comments.
fn commands() -> Vec<String> {
    let readme = readme();
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let lines = blocks.flat_map(|(block, _)| block.lines());
    lines.filter_map(|line| line.split(" #").next()).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_commands_of_the_readme_work() {
    let place =
        Place::with(&[("article.html", ARTICLE), ("article.txt", ARTICLE), ("news/one.txt", ARTICLE)]);
    let commands = commands();
    let ours: Vec<&str> = commands.iter().filter_map(|line| line.strip_prefix("sayso ")).collect();
    assert!(ours.len() >= 3, "{commands:?}");
    for line in ours {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        match &arguments[..] {
            ["serve"] => assert_eq!(Served::start(&place).stop(), Some(0)),
            _ => drop(place.run(&arguments).exits(0)),
        }
    }
}

/// Lines of the example's output that the README shows, from its table on.
const SHOWN: usize = 14;

/// With `UPDATE_EXPECT=1`, the README is rewritten to what is printed.
#[test]
fn the_example_of_the_readme_prints_what_it_shows() {
    let (commands, readme, place) = (commands(), readme(), Place::new());
    let example = commands.iter().find_map(|line| line.strip_prefix("cargo run --release -- ")).unwrap();
    let arguments: Vec<&str> = example.split_whitespace().collect();
    let printed = Run::of(place.command(&arguments).current_dir(root())).exits(0).out;
    let table = printed.lines().skip_while(|line| !line.starts_with('─')).skip(1).take(SHOWN);
    let printed: String = table.flat_map(|line| [line, "\n"]).collect();

    let (before, rest) = readme.split_once("```text\n").expect("the README shows what the example prints");
    let (shown, after) = rest.split_once("```").unwrap();
    if shown != printed && env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(root().join("README.md"), format!("{before}```text\n{printed}```{after}")).unwrap();
        return;
    }
    assert_eq!(shown, printed, "run with UPDATE_EXPECT=1 to rewrite the README");
}
