//! Invented articles: as long as the average one of the press, with as many statements, and the
//! same ones every time. They measure speed alone; nobody should measure quality on them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// How many are written.
const ARTICLES: usize = 40;

/// Paragraphs in each.
const PARAGRAPHS: usize = 24;

const PEOPLE: [&str; 8] = [
    "Mara Lindqvist",
    "Tomas Arrieta",
    "Dele Okonjo",
    "Hana Weiss",
    "Pavel Dragan",
    "Ines Caldeira",
    "Robert Haldane",
    "Yuki Tanabe",
];
const ROLES: [&str; 6] = [
    "the mayor of Port Ellery",
    "a spokeswoman for the water board",
    "head of the teachers' union",
    "the city's finance chief",
    "a member of the harbour council",
    "who teaches geology at Northmoor College",
];
const CLAIMS: [&str; 10] = [
    "the new bridge would open before the end of the year",
    "nobody had asked the residents what they thought of the plan",
    "the budget leaves no room for another delay",
    "three of the five pumps had failed during the storm",
    "the company kept two sets of books for most of the decade",
    "children from the valley must still travel an hour to school",
    "the ferry is safe, and always was",
    "a second inquiry could begin in the spring if the council agrees",
    "the price of timber has doubled since the mill closed",
    "the vote was a formality, because the contract had been signed in March",
];
const NARRATION: [&str; 6] = [
    "The harbour froze over twice in the winter of that year, and the fish market moved inland.",
    "About four hundred people came to the meeting, more than the hall could hold.",
    "The old tannery stands empty behind the station, its windows boarded up since the flood.",
    "Work on the eastern pier stopped in October, when the money ran out.",
    "Port Ellery lies on the northern shore, two hours by train from the capital.",
    "Rain fell for most of the afternoon, and the march ended early.",
];

/// Writes the articles and returns their files.
pub fn write(folder: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    let file = |number| {
        let path = folder.join(format!("{number:03}.txt"));
        fs::write(&path, article(number))?;
        Ok(path)
    };
    (0..ARTICLES).map(file).collect()
}

fn article(number: usize) -> String {
    let title = format!("Port Ellery argues over its bridge, part {}\n", number + 1);
    let paragraphs = (0..PARAGRAPHS).map(|at| paragraph(number * PARAGRAPHS + at));
    std::iter::once(title).chain(paragraphs).collect::<Vec<_>>().join("\n")
}

/// Strides without a common divisor with the lists' lengths mix their entries.
fn paragraph(n: usize) -> String {
    let person = PEOPLE[n * 3 % PEOPLE.len()];
    let surname = person.split(' ').next_back().unwrap_or(person);
    let role = ROLES[n * 5 % ROLES.len()];
    let (one, two) = (CLAIMS[n * 7 % CLAIMS.len()], CLAIMS[(n * 3 + 1) % CLAIMS.len()]);
    let story = NARRATION[n * 5 % NARRATION.len()];
    match n % 4 {
        0 => format!("{story} {person}, {role}, said that {one}. “I know that {two},” {surname} added.\n"),
        1 => {
            format!("“I have said it before: {one},” {person}, {role}, told reporters on Tuesday. {story}\n")
        }
        2 => format!("According to {person}, {one}. Critics deny that {two}. {story}\n"),
        _ => format!("{story} In a letter to the council, {surname} wrote: “It is clear that {two}.”\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_as_long_as_real_ones_and_differ() {
        let all: Vec<String> = (0..ARTICLES).map(article).collect();
        assert!(all.iter().all(|text| (4_000..8_000).contains(&text.len())));
        assert!((1..ARTICLES).all(|n| all[n].lines().nth(2) != all[n - 1].lines().nth(2)));
        assert_eq!(article(0), all[0]);
    }
}
