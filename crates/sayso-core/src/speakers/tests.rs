//! Small invented stories. `[…]` marks a source, `{…}` a content; the first source belongs to the
//! first content, and so on; `[]` is a statement without source.

use proptest::prelude::*;

use super::{Resolution, resolve};
use crate::attribution::Attribution;
use crate::document::{Document, SpeakerKind, Via};
use crate::segment::segment;
use crate::text::Span;

struct Story {
    resolution: Resolution,
}

fn story(marked: &str) -> Story {
    let (document, attributions) = unmark(marked);
    let resolution = resolve(&document, &segment(&document.text), &attributions);
    check(&document, &attributions, &resolution);
    Story { resolution }
}

fn unmark(marked: &str) -> (Document, Vec<Attribution>) {
    let mut text = String::new();
    let (mut sources, mut contents) = (Vec::new(), Vec::new());
    let mut open = 0;
    for c in marked.chars() {
        match c {
            '[' | '{' => open = text.len(),
            ']' => sources.push(Span::new(open, text.len())),
            '}' => contents.push(Span::new(open, text.len())),
            c => text.push(c),
        }
    }
    assert_eq!(sources.len(), contents.len(), "a source for each content");
    let attributions = sources
        .into_iter()
        .zip(contents)
        .map(|(source, content)| Attribution {
            source: if source.is_empty() { Vec::new() } else { vec![source] },
            content: vec![content],
            confidence: 1.0,
            ..Attribution::default()
        })
        .collect();
    (Document::from_text("test", text), attributions)
}

/// What holds for every resolution.
fn check(document: &Document, attributions: &[Attribution], resolution: &Resolution) {
    let n = resolution.speakers.len();
    let inside = |span: &Span| document.text.get(span.start..span.end).is_some();
    assert_eq!(resolution.links.len(), attributions.len());
    for (k, speaker) in resolution.speakers.iter().enumerate() {
        assert_eq!(speaker.id, format!("s{}", k + 1));
        assert!(speaker.mentions.iter().all(inside));
        assert!(speaker.members.iter().all(|&m| m < n && m != k));
    }
    for link in &resolution.links {
        assert!(link.trace.iter().flat_map(|t| &t.spans).all(inside));
        if let Some(speaker) = &link.speaker {
            assert!(speaker.speaker < n);
            assert!((0.0..=1.0).contains(&speaker.confidence));
        }
    }
}

impl Story {
    /// Names of the speakers, statement by statement; `~` before what the text does not name, `-` for none.
    fn names(&self) -> Vec<String> {
        let name = |k: usize| {
            let speaker = &self.resolution.speakers[k];
            format!("{}{}", if speaker.named { "" } else { "~" }, speaker.name)
        };
        self.resolution
            .links
            .iter()
            .map(|l| l.speaker.as_ref().map_or("-".to_owned(), |s| name(s.speaker)))
            .collect()
    }

    fn speaker(&self, name: &str) -> &crate::document::Speaker {
        let found = self.resolution.speakers.iter().find(|s| s.name == name);
        found.unwrap_or_else(|| panic!("no {name} among {:?}", self.names()))
    }

    fn via(&self, statement: usize) -> Option<Via> {
        self.resolution.links[statement].speaker.as_ref().map(|s| s.via)
    }
}

#[track_caller]
fn expect(marked: &str, names: &[&str]) -> Story {
    let story = story(marked);
    assert_eq!(story.names(), names);
    story
}

#[test]
fn full_name_surname_and_pronoun() {
    let story = expect(
        "[Ana Ortiz], the finance minister, said {taxes would fall}. [Ortiz] said {that was all}. [She] added {that it was late}.",
        &["Ana Ortiz", "Ana Ortiz", "Ana Ortiz"],
    );
    assert_eq!(story.via(0), Some(Via::Name));
    assert_eq!(story.via(1), Some(Via::Surname));
    assert_eq!(story.via(2), Some(Via::Pronoun));
    assert_eq!(story.speaker("Ana Ortiz").roles, ["the finance minister"]);
    assert_eq!(story.speaker("Ana Ortiz").aliases, ["Ortiz"]);
    assert_eq!(story.resolution.speakers.len(), 1);
}

#[test]
fn titles_before_names_are_roles() {
    let story = expect(
        "[Mayor Lena Holm] said {the bridge is safe}. [Former Harbour Secretary Joe Bell] said {it was not}. [Mr. Bell] said {so twice}.",
        &["Lena Holm", "Joe Bell", "Joe Bell"],
    );
    assert_eq!(story.speaker("Lena Holm").roles, ["Mayor"]);
    assert_eq!(story.speaker("Joe Bell").roles, ["Former Harbour Secretary"]);
}

#[test]
fn party_and_place_in_the_span_are_no_names() {
    let story = expect(
        "[Republican vice-presidential nominee Gov. Joe Roe (R-IN)] said {he would come}.",
        &["Joe Roe"],
    );
    assert_eq!(story.speaker("Joe Roe").kind, SpeakerKind::Person);
}

#[test]
fn name_in_apposition_after_a_description() {
    expect("[Mr. Bell's lawyer, Kim Roe,] said {her client was calm}.", &["Kim Roe"]);
    expect("[The finance minister, Ana Ortiz,] said {taxes would fall}.", &["Ana Ortiz"]);
    expect("[An attorney for the union, Mark Dell,] said {it would sue}.", &["Mark Dell"]);
}

#[test]
fn possessor_is_not_the_speaker() {
    let story = expect(
        "[Holm's campaign] said {it had no money}. [The campaign] said {it would go on}.",
        &["Holm's campaign", "Holm's campaign"],
    );
    assert_eq!(story.speaker("Holm's campaign").kind, SpeakerKind::Organization);
}

#[test]
fn employer_before_a_name() {
    expect(
        "[Harbour News' Lena Holm] said {so}. [The Daily Bell's Tom Ames] wrote {more}.",
        &["Lena Holm", "Tom Ames"],
    );
}

#[test]
fn acronym_of_an_organisation() {
    let story = expect(
        "The Food Safety Agency (FSA) met on Monday. [The FSA] said {eggs are safe}. [The agency] said {milk is too}. [It] warned {of ham}.",
        &["Food Safety Agency"; 3],
    );
    assert_eq!(story.speaker("Food Safety Agency").kind, SpeakerKind::Organization);
}

#[test]
fn description_by_role() {
    let story = expect(
        "Ana Ortiz, the finance minister, met Sen. Joe Bell on Monday. [The senator] said {it went well}. [The minister] said {nothing much}.",
        &["Joe Bell", "Ana Ortiz"],
    );
    assert_eq!(story.via(0), Some(Via::Nominal));
}

#[test]
fn gender_decides_between_two() {
    expect(
        "Ana Ortiz met Joe Bell in the harbour. [She] said {it rained}. [He] said {it did not}.",
        &["Ana Ortiz", "Joe Bell"],
    );
}

#[test]
fn the_last_speaker_goes_before_somebody_mentioned() {
    expect(
        "[Joe Bell] said {he would not vote for Tom Ames or Max Dorn}. \"{It is late},\" [he] said.",
        &["Joe Bell", "Joe Bell"],
    );
}

#[test]
fn relative_pronoun() {
    expect("The letter came from Ana Ortiz, [who] said {it was private}.", &["Ana Ortiz"]);
}

#[test]
fn unnamed_stay_unnamed() {
    let story = expect(
        "[A senior official] said {talks had failed}. [Critics] said {they never began}. [Two of the ministers] agreed {on that}.",
        &["~A senior official", "~Critics", "~Two of the ministers"],
    );
    assert_eq!(story.resolution.speakers[0].kind, SpeakerKind::Person);
    assert_eq!(story.resolution.speakers[1].kind, SpeakerKind::Group);
}

#[test]
fn joint_sources_have_members() {
    let story = expect(
        "Ana Ortiz and Joe Bell run the port. [Ortiz and Bell] said {it would close}. [They] said {it was sad}.",
        &["Ana Ortiz and Joe Bell"; 2],
    );
    let joint = story.speaker("Ana Ortiz and Joe Bell");
    assert_eq!(joint.members.len(), 2);
    assert_eq!(joint.kind, SpeakerKind::Group);
}

#[test]
fn and_inside_an_organisation() {
    let story = expect(
        "[The Port Safety and Harbour Works Committee] said {it would meet}.",
        &["Port Safety and Harbour Works Committee"],
    );
    assert!(story.resolution.speakers[0].members.is_empty());
}

#[test]
fn spelling_variants_are_one() {
    expect(
        "[Ziyad al-Nadira] said {no}. Later [Al-Nadirah] said {yes}.",
        &["Ziyad al-Nadira", "Ziyad al-Nadira"],
    );
}

#[test]
fn nicknames_and_initials_are_one() {
    let story = expect(
        "[Robert C. \"Bobby\" Stone] said {no}. [Bobby Stone] said {yes}. [Robert Stone] said {maybe}.",
        &["Robert C. \"Bobby\" Stone"; 3],
    );
    assert_eq!(story.resolution.speakers.len(), 1);
}

#[test]
fn father_and_son_are_two() {
    expect("[Max Dorn] said {no}. [Max Dorn Jr.] said {yes}.", &["Max Dorn", "Max Dorn Jr."]);
}

#[test]
fn places_that_speak_are_organisations() {
    let story =
        expect("[Norway] said {it would pay}. [Oslo] later said {it would not}.", &["Norway", "Oslo"]);
    assert!(story.resolution.speakers.iter().all(|s| s.kind == SpeakerKind::Organization));
}

#[test]
fn a_person_named_like_a_place() {
    expect("[Mark Dayton] said {no}. [Dayton] said {it again}.", &["Mark Dayton", "Mark Dayton"]);
}

#[test]
fn headlines_borrow_names_from_the_body() {
    expect(
        "[Holm] Calls Harbour Bridge Safe After All\n\nMayor Lena Holm called the bridge safe. [She] said {it would open}. {It} is.",
        &["Lena Holm", "Lena Holm"],
    );
}

#[test]
fn the_lead_describes_whom_the_text_names_later() {
    expect(
        "[A former port director] says {the quay is unsafe}.\n\n\"{It may fall},\" said [Tom Ames, who was port director until 2010].",
        &["Tom Ames", "Tom Ames"],
    );
}

#[test]
fn transcript_labels() {
    expect(
        "Lena Holm was on the radio.\n\n[HOLM]: {It is safe.}\n\n[DORN]: {Is it?}",
        &["Lena Holm", "DORN"],
    );
}

#[test]
fn first_person_in_and_out_of_quotations() {
    let mut texts = unmark("[I] think {it is late}. \"[I] think {it is early},\" said [Joe Bell]{.}");
    texts.1[1].parent = Some(2);
    texts.1[2].content = vec![Span::new(24, 50)];
    texts.0.authors = vec!["Kim Roe".to_owned()];
    let resolution = resolve(&texts.0, &segment(&texts.0.text), &texts.1);
    let story = Story { resolution };
    assert_eq!(story.names(), ["Kim Roe", "Joe Bell", "Joe Bell"]);
}

#[test]
fn a_quotation_that_goes_on_belongs_to_the_last_speaker() {
    let story =
        expect("{“It is late,”} said [Ana Ortiz].\n\n{“It is very late.”}[]", &["Ana Ortiz", "Ana Ortiz"]);
    assert_eq!(story.via(1), Some(Via::Inherited));
}

#[test]
fn two_names_side_by_side_can_be_they() {
    expect(
        "On Monday Ana Ortiz and Joe Bell met in the port. [They] said {it was cold}.",
        &["Ana Ortiz and Joe Bell"],
    );
}

#[test]
fn who_is_named_in_a_content_does_not_say_it() {
    expect("[Joe Bell] said {no}. {People like Tom Ames}, [he] said.", &["Joe Bell", "Joe Bell"]);
}

#[test]
fn who_is_asked_answers() {
    let (document, mut attributions) =
        unmark("[Tom Ames] asked Joe Bell {whether the port was shut}.\n\n“{Not yet},” [he] said.");
    attributions[0].cue = vec![Span::new(9, 14)];
    let resolution = resolve(&document, &segment(&document.text), &attributions);
    assert_eq!(Story { resolution }.names(), ["Tom Ames", "Joe Bell"]);
}

#[test]
fn an_apposition_to_a_place_is_no_role() {
    expect(
        "Vice President Joe Bell grew up in Ohio, and in Utah, [the vice president] said {so}.",
        &["Joe Bell"],
    );
}

#[test]
fn turns_of_a_transcript() {
    expect("HOLM: So [I] think {it is safe}.\n\nDORN: [I] doubt {that}.", &["HOLM", "DORN"]);
}

#[test]
fn the_author_says_a_name() {
    expect(
        "Hello, my name is Ana Ortiz. [I] think {ports are fine}. Joe Bell came. [I] said {so}.",
        &["Ana Ortiz", "Ana Ortiz"],
    );
}

#[test]
fn a_noun_that_only_says_what_a_body_is() {
    expect("[The Harbour21 group] said {no}. [Harbour21] said {yes}.", &["Harbour21", "Harbour21"]);
}

#[test]
fn a_description_by_state_is_nobody_from_elsewhere() {
    expect(
        "Sen. Max Dorn of Ohio met Sen. Joe Bell (R-Vt.) on Monday. [The Vermont senator] said {so}.",
        &["Joe Bell"],
    );
}

#[test]
fn the_same_surname_twice() {
    expect(
        "Lena Holm spoke first. [Mrs. Holm] said {no}. Her brother Max Holm came too. [Mr. Holm] said {yes}.",
        &["Lena Holm", "Max Holm"],
    );
}

#[test]
fn inverted_cue_at_the_head_of_a_sentence() {
    expect("Max Holm came. Said [Holm], {“It is late.”}", &["Max Holm"]);
}

#[test]
fn a_company_just_named() {
    expect(
        "Tom Ames works for Bell Motors. He spoke of Dorn Systems, when [the company] said {it would move}.",
        &["Dorn Systems"],
    );
}

#[test]
fn abstains_without_antecedent() {
    expect("[He] said {it was late}.", &["-"]);
}

#[test]
fn documents_are_documents() {
    let story = expect(
        "[The report] said {the quay is old}. [A new poll] shows {a lead}.",
        &["~The report", "~A new poll"],
    );
    assert!(story.resolution.speakers.iter().all(|s| s.kind == SpeakerKind::Document));
}

#[test]
fn a_text_of_nothing_but_capitals_is_read_in_bounded_time() {
    let text = "Ana Bell Roe Dorn Holm ".repeat(4000);
    let end = text.len();
    let document = Document::from_text("test", text);
    let attributions: Vec<Attribution> = (0..end - 23)
        .step_by(2300)
        .map(|start| Attribution {
            source: vec![Span::new(start, start + 3)],
            content: vec![Span::new(start + 4, start + 8)],
            ..Attribution::default()
        })
        .collect();
    let resolution = resolve(&document, &segment(&document.text), &attributions);
    check(&document, &attributions, &resolution);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_with_any_spans(
        words in proptest::collection::vec(
            prop_oneof![
                "(Ana|Ortiz|Bell|Joe|he|she|they|who|I|the|a|minister|agency|Agency|of|and|said|Mr|Sen|Jr|The|President|campaign)",
                "(,|\\.|“|”|\"|\\(|\\)|:|—|\n|\n\n|'s|’s|-|&)",
                "\\PC{1,5}",
            ],
            0..60,
        ),
        cuts in proptest::collection::vec((0usize..400, 0usize..30, 0usize..400, 0usize..60), 0..8),
    ) {
        let text = words.join(" ");
        let fit = |at: usize| (0..=at.min(text.len())).rev().find(|&k| text.is_char_boundary(k)).unwrap_or(0);
        let attributions: Vec<Attribution> = cuts
            .iter()
            .enumerate()
            .map(|(k, &(s, n, c, m))| Attribution {
                source: vec![Span::new(fit(s), fit(s).max(fit(s + n)))],
                content: vec![Span::new(fit(c), fit(c).max(fit(c + m)))],
                parent: (k > 0 && k % 3 == 0).then(|| k - 1),
                ..Attribution::default()
            })
            .collect();
        let document = Document::from_text("test", text.clone());
        let segmentation = segment(&document.text);
        let first = resolve(&document, &segmentation, &attributions);
        check(&document, &attributions, &first);
        let second = resolve(&document, &segmentation, &attributions);
        prop_assert_eq!(first, second);
    }
}
