//! Author names in bylines.

/// Words that a byline adds to names: they name a job, not a person.
const JOBS: &[&str] = &[
    "staff writer",
    "staff reporter",
    "staff",
    "correspondent",
    "reporter",
    "editor",
    "contributor",
    "columnist",
    "special to",
    "political editor",
    "photographer",
    "freelance",
    "journalist",
    "producer",
    "bureau chief",
];

/// The names in a byline (`By Ana Ortiz and Tomas Reyes, Staff Writers`), in order.
pub(super) fn in_byline(byline: &str) -> Vec<String> {
    let byline = byline.split_whitespace().collect::<Vec<_>>().join(" ");
    let byline = strip_by(&byline).unwrap_or(&byline);
    let byline = byline.split(['|', '•', '·', '/', '\u{2014}', '(']).next().unwrap_or(byline);
    let mut names = Vec::new();
    for part in byline
        .split([',', ';', '&'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" with "))
    {
        let name = part
            .trim()
            .trim_start_matches("and ")
            .trim_matches(|c: char| !c.is_alphanumeric() && c != '.')
            .trim();
        if is_name(name) && !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// What follows *By* at the start of a line.
pub(super) fn strip_by(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest =
        ["written by ", "reported by ", "posted by ", "story by ", "by: ", "by "].iter().find_map(|by| {
            line.get(..by.len()).filter(|start| start.eq_ignore_ascii_case(by)).map(|_| &line[by.len()..])
        })?;
    Some(rest.trim())
}

/// One to five words that begin with a capital (or a particle such as *de*), no digits, no address.
fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = name.split(' ').collect();
    let capital = |word: &&str| word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
    !name.is_empty()
        && name.len() <= 60
        && (1..=6).contains(&words.len())
        && !name.contains(['@', ':', '<', '{', '"'])
        && !name.chars().any(|c| c.is_ascii_digit())
        && words.first().is_some_and(capital)
        && words.last().is_some_and(capital)
        && !JOBS.iter().any(|job| {
            lower == *job
                || lower == format!("{job}s")
                || lower.ends_with(&format!(" {job}"))
                || lower.starts_with("special to")
        })
        && !matches!(
            lower.as_str(),
            "admin" | "administrator" | "updated" | "published" | "posted" | "jr." | "sr." | "iii"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for (byline, names) in [
            ("By Ana Ortiz", vec!["Ana Ortiz"]),
            ("by ANA ORTIZ and Tomas de la Reyes", vec!["ANA ORTIZ", "Tomas de la Reyes"]),
            (
                "By Ana Ortiz, Tomas Reyes and J. D. Lindqvist, Staff Writers",
                vec!["Ana Ortiz", "Tomas Reyes", "J. D. Lindqvist"],
            ),
            ("Ana Ortiz | Political Editor", vec!["Ana Ortiz"]),
            ("By Ana Ortiz in Port Lenn", vec!["Ana Ortiz in Port Lenn"]),
            ("Updated 9:30", vec![]),
            ("ana@example.org", vec![]),
            ("https://example.org/ana", vec![]),
        ] {
            assert_eq!(in_byline(byline), names, "{byline}");
        }
    }
}
