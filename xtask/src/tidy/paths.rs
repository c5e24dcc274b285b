//! No file names a place on somebody's machine.

use super::{Finding, SourceFile};

/// Folders at the root of a machine that no file of the project may name.
const TOPS: [&str; 5] = ["work", "root", "tmp", "home", "Users"];

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let lines = file.text.lines().enumerate();
    let found = lines.filter_map(|(i, line)| Some((i + 1, machine_path(line)?)));
    found.map(|(line, path)| file.finding(line, format!("names a place on a machine: {path}"))).collect()
}

/// The first path below one of [`TOPS`], where it does not go on from a name or another path.
fn machine_path(line: &str) -> Option<&str> {
    line.match_indices('/').find_map(|(at, _)| {
        let goes_on = |c: char| c.is_alphanumeric() || "/.-_~}>*".contains(c);
        if line[..at].ends_with(goes_on) {
            return None;
        }
        let rest = &line[at + 1..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "/.-_".contains(c))).unwrap_or(rest.len());
        let (top, below) = rest[..end].split_once('/')?;
        (TOPS.contains(&top) && below.starts_with(char::is_alphanumeric)).then(|| &line[at..=at + end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_paths_are_found_and_others_are_not() {
        // put together here, so that other readers of this file find no path either
        let path = ["", "work", "main/x.rs"].join("/");
        let (page, relative) = (["https://example.org", "work", "x"].join("/"), ["a", "tmp", "b"].join("/"));
        assert_eq!(machine_path(&format!("see ({path})")), Some(path.as_str()));
        for fine in [page.as_str(), relative.as_str(), "either work/life or not", "/workshop/x"] {
            assert_eq!(machine_path(fine), None, "{fine}");
        }
    }
}
