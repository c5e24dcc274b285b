//! In the documents, links lead somewhere, commands exist, and each named test is a test.

use std::fs;
use std::path::Path;

use clap::CommandFactory;

use super::{Finding, SourceFile};

pub(super) fn check(file: &SourceFile, root: &Path) -> Vec<Finding> {
    if !file.has_extension("md") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut in_code = false;
    for (i, line) in file.text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let mut add = |message| findings.push(file.finding(i + 1, message));
        task(line)
            .filter(|task| !has_task(task))
            .map(|task| format!("there is no `cargo xtask {task}`"))
            .map(&mut add);
        if !in_code {
            dead_links(file, line, root).into_iter().for_each(&mut add);
            missing_tests(line, root).into_iter().for_each(&mut add);
        }
    }
    findings
}

/// The task in a line that calls `cargo xtask`.
fn task(line: &str) -> Option<&str> {
    let rest = line.split("cargo xtask ").nth(1)?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(rest.len());
    (!rest[..end].is_empty() && !rest.starts_with('-')).then(|| &rest[..end])
}

fn has_task(task: &str) -> bool {
    crate::Cli::command().find_subcommand(task).is_some()
}

/// Links to files that are not there, or to headings that they do not have.
fn dead_links(file: &SourceFile, line: &str, root: &Path) -> Vec<String> {
    let folder = file.path.parent().unwrap_or(Path::new(""));
    let is_dead = |target: &str| {
        let (path, heading) = target.split_once('#').unwrap_or((target, ""));
        let full = if path.is_empty() { root.join(&file.path) } else { root.join(folder).join(path) };
        if heading.is_empty() {
            return !full.exists();
        }
        !fs::read_to_string(full).is_ok_and(|text| has_heading(&text, heading))
    };
    let dead = links(line).into_iter().filter(|target| is_dead(target));
    dead.map(|target| format!("the link leads nowhere: {target}")).collect()
}

/// Targets of `[text](target)` that are not addresses.
fn links(line: &str) -> Vec<&str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target));
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")).collect()
}

fn has_heading(text: &str, anchor: &str) -> bool {
    text.lines().filter(|line| line.starts_with('#')).any(|line| slug(line.trim_start_matches('#')) == anchor)
}

/// The anchor that the forges make of a heading.
fn slug(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Tests named as `path/file.rs::function` that are not there.
fn missing_tests(line: &str, root: &Path) -> Vec<String> {
    let quoted = line.split('`').skip(1).step_by(2);
    let named = quoted.filter_map(|code| code.split_once(".rs::").map(|(path, test)| (code, path, test)));
    let missing = named.filter(|(_, path, test)| {
        let source = fs::read_to_string(root.join(format!("{path}.rs"))).unwrap_or_default();
        !source.contains(&format!("fn {test}("))
    });
    missing.map(|(code, ..)| format!("there is no test {code}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn dead_links_unknown_tasks_and_missing_tests_are_found() {
        let root = crate::shell::root();
        let text = "[a](README.md) [b](nowhere.md) [c](https://example.org)\n\
                    `cargo xtask tidy` and `cargo xtask dance`\n\
                    `xtask/src/tidy/markdown.rs::dead_links_unknown_tasks_and_missing_tests_are_found`\n\
                    `xtask/src/tidy/markdown.rs::no_such_test`\n";
        let lines: Vec<usize> = check(&file("X.md", text), &root).iter().map(|found| found.line).collect();
        assert_eq!(lines, [1, 4]);
        assert_eq!(task("run `cargo xtask dance --now`"), Some("dance"));
        assert!(!has_task("dance"));
    }

    #[test]
    fn headings_become_anchors() {
        assert!(has_heading("# Top\n## What it can't do\n", "what-it-cant-do"));
        assert!(!has_heading("# Top\n", "bottom"));
    }
}
