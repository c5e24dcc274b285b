//! Every lexicon names its origin and its licence in the comment lines that open it.

use super::{Finding, SourceFile};

pub(super) fn check(file: &SourceFile) -> Vec<Finding> {
    let is_list = file.has_extension("txt") || file.has_extension("tsv");
    if !file.path.starts_with("lexicons") || !is_list {
        return Vec::new();
    }
    let head: Vec<String> =
        file.text.lines().take_while(|line| line.starts_with('#')).map(str::to_lowercase).collect();
    let missing =
        ["origin:", "licence:"].into_iter().filter(|key| !head.iter().any(|line| line.contains(key)));
    missing.map(|key| file.finding(1, format!("the opening # lines have no `{key}`"))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::file;
    use super::*;

    #[test]
    fn origin_and_licence_must_open_the_file() {
        let good = "# Titles.\n# Origin: written for sayso. Licence: MIT OR Apache-2.0.\nmayor\n";
        assert_eq!(check(&file("lexicons/titles.txt", good)), []);
        assert_eq!(check(&file("lexicons/titles.txt", "mayor\n# Origin: here\n")).len(), 2);
        assert_eq!(check(&file("docs/titles.txt", "mayor\n")), []);
    }
}
