//! Who repeats whom, on invented news.

use proptest::prelude::*;

use super::*;
use crate::text::Span;

/// An article, with its report of the utterance.
#[derive(Debug, Clone)]
struct News {
    text: String,
    reports: Vec<(Vec<Span>, bool)>,
    published: Option<Published>,
    outlet: Option<&'static str>,
    origin: &'static str,
}

/// An article of an outlet and a day; its report stands in braces.
fn news(outlet: &'static str, day: &str, marked: &str) -> News {
    let open = marked.find('{').unwrap();
    let close = marked.find('}').unwrap() - 1;
    News {
        text: marked.replace(['{', '}'], ""),
        reports: vec![(vec![Span::new(open, close)], false)],
        published: Published::read(day),
        outlet: Some(outlet).filter(|outlet| !outlet.is_empty()),
        origin: "news",
    }
}

fn witness(one: &News) -> Witness<'_> {
    Witness {
        text: &one.text,
        given: &[],
        reports: &one.reports,
        published: one.published,
        outlet: one.outlet,
        origin: one.origin,
        authors: &[],
    }
}

fn heard_beside(all: &[News], stock: &Stock) -> Echo {
    echo(&all.iter().map(witness).collect::<Vec<_>>(), stock)
}

fn heard(all: &[News]) -> Echo {
    heard_beside(all, &Stock::default())
}

/// What the evidence is, in one word each.
fn kinds(edge: &Edge) -> Vec<&'static str> {
    let kind = |one: &Evidence| match one {
        Evidence::NearCopy { .. } => "near-copy",
        Evidence::Credit { .. } => "credit",
        Evidence::SharedText { .. } => "text",
        Evidence::Wording { .. } => "wording",
        Evidence::Chain { .. } => "chain",
    };
    edge.evidence.iter().map(kind).collect()
}

const SAID: &str =
    "“{We will not sell the old harbour to anybody, neither this year nor the next},” said Vera Holm.";

const WIRE: &str = "LENNBRUG — Dockers stopped unloading on Tuesday after a rumour about a foreign buyer had spread \
    through the quays. Police closed both bridges for an hour, and buses turned back at the tannery. ";

fn wire() -> String {
    format!(
        "{WIRE}{SAID} Unions called their members back to work in the evening, when the tide was already out."
    )
}

#[test]
fn who_writes_for_themselves_is_not_detected_as_copying() {
    let one = format!("The mayor met fishermen in the market hall. {SAID} They clapped for a long while.");
    let other = format!("A council session ended early yesterday. {SAID} Nobody voted against the budget.");
    let echo = heard(&[news("Lenn Post", "2016-10-02", &one), news("Sund Courier", "2016-10-02", &other)]);
    assert_eq!((echo.least, echo.most, echo.edges.len()), (2, 2, 0), "{:?}", echo.edges);
    assert_eq!(echo.groups.len(), 2);
}

#[test]
fn a_wire_story_is_one_origin_and_the_later_one_repeats() {
    let cut = &wire()[..wire().find(" Unions").unwrap()];
    let echo = heard(&[news("Sund Courier", "2016-10-03", cut), news("Lenn Post", "2016-10-02", &wire())]);
    assert_eq!((echo.least, echo.most), (1, 1));
    let edge = &echo.edges[0];
    assert_eq!((edge.a, edge.b, edge.direction), (1, 0, Direction::SecondRepeats));
    assert!(kinds(edge).starts_with(&["near-copy"]), "{:?}", kinds(edge));
    assert_eq!(echo.groups[0].may_be_origin, [1]);
}

#[test]
fn a_sentence_around_the_quotation_counts_as_evidence_but_not_as_certain() {
    let sentence = "Police closed both bridges for an hour, and buses turned back at the tannery.";
    let other = format!(
        "The quiet week is over in the capital, where ministers spoke about fish. {sentence} {SAID} The opposition \
         wants an inquiry into how a letter with her name on it came into the post at all."
    );
    let all = [news("Lenn Post", "2016-10-02", &wire()), news("Sund Courier", "2016-10-02", &other)];
    let echo = heard(&all);
    assert_eq!((echo.least, echo.most), (1, 2));
    let edge = &echo.edges[0];
    assert_eq!((kinds(edge), edge.direction), (vec!["text"], Direction::Open));
    let Evidence::SharedText { bits, near, runs, .. } = &edge.evidence[0] else { panic!("{edge:?}") };
    assert!(*bits > 30.0 && near == bits, "{bits} {near}");
    let texts = [&all[edge.a].text, &all[edge.b].text];
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].a.of(texts[0]), sentence.trim_end_matches('.'));
    assert_eq!(runs[0].a.of(texts[0]), runs[0].b.of(texts[1]));
    assert_eq!(echo.groups[0].may_be_origin.len(), 2);
}

#[test]
fn stock_text_is_no_evidence() {
    let footer = "Subscribe to our evening letter and never miss what the harbour town talks about tomorrow.";
    let one =
        format!("The mayor met fishermen in the market hall. {SAID} They clapped for a while.\n{footer}");
    let other = format!("A council session ended early yesterday. {SAID} Nobody voted against it.\n{footer}");
    let all = [news("Lenn Post", "2016-10-02", &one), news("Lenn Post", "2016-10-03", &other)];
    assert_eq!(heard(&all).least, 1);
    let mut stock = Stock::default();
    stock.add(&Page::read(&format!("Rain fell on the orchards for a week.\n{footer}"), &[]));
    let echo = heard_beside(&all, &stock);
    assert_eq!((echo.least, echo.edges.len()), (2, 0), "{:?}", echo.edges);
}

#[test]
fn one_agency_credited_twice_is_one_origin_that_neither_repeats_from_the_other() {
    let one = format!("LENNBRUG (AP) — The mayor met fishermen in the market hall. {SAID} They clapped.");
    let other = format!("SUND (AP) — A council session ended early yesterday. {SAID} Nobody voted.");
    let echo = heard(&[news("Lenn Post", "2016-10-02", &one), news("Sund Courier", "2016-10-03", &other)]);
    assert_eq!((echo.least, echo.most), (1, 1));
    assert_eq!((kinds(&echo.edges[0]), echo.edges[0].direction), (vec!["credit"], Direction::Open));
    assert_eq!(echo.groups[0].agencies, ["Associated Press"]);
    let late = heard(&[news("Lenn Post", "2016-10-02", &one), news("Sund Courier", "2016-11-02", &other)]);
    assert_eq!((late.least, late.most), (2, 2));
    let own = format!("The mayor met dockers in her office. {SAID} It was late.");
    let echo = heard(&[news("Associated Press", "2016-10-03", &own), news("Lenn Post", "2016-10-02", &one)]);
    assert_eq!((echo.least, echo.groups[0].may_be_origin.as_slice()), (1, &[0][..]));
}

#[test]
fn whoever_names_the_other_outlet_repeats_it() {
    let one = format!("The mayor met fishermen in the market hall. {SAID} They clapped.");
    let other = SAID.replace("said Vera Holm", "Vera Holm told the Lenn Post");
    let echo = heard(&[news("Lenn Post", "", &one), news("Sund Courier", "", &other)]);
    assert_eq!((echo.least, echo.most), (1, 2));
    assert_eq!(kinds(&echo.edges[0]), ["chain"]);
    assert_eq!(echo.groups[0].may_be_origin, [0]);
}

#[test]
fn the_same_unmarked_cut_against_a_fuller_report_is_evidence() {
    let full = "“{We will not sell the old harbour of our fathers and of their fathers to anybody, neither this \
        year nor the next}.”";
    let cut = full.replace(" of our fathers and of their fathers", "");
    let all = [
        news("Lenn Post", "2016-10-02", &format!("Fishermen heard the mayor on Monday. {full}")),
        news("Sund Courier", "2016-10-02", &format!("A session of the council ended early. {cut}")),
        news("Bay Times", "2016-10-03", &format!("Applause was long in the hall. {cut}")),
    ];
    let echo = heard(&all);
    assert_eq!(echo.edges.len(), 1, "{:?}", echo.edges);
    let edge = &echo.edges[0];
    assert_eq!((edge.a, edge.b, kinds(edge)), (1, 2, vec!["wording"]));
    let Evidence::Wording { fuller, alike, bits } = &edge.evidence[0] else { panic!("{edge:?}") };
    assert_eq!((*fuller, alike[0].fuller.of(&all[0].text)), (0, "of our fathers and of their fathers"));
    assert_eq!(alike[0].a.of(&all[1].text), "harbour to");
    assert!(*bits > 7.0);
}

#[test]
fn words_that_each_has_alone_weigh_against_copying() {
    let sentence = "The session lasted until late.";
    let one = format!(
        "{sentence} “{{We will not sell the old harbour to anybody. The tannery of Ostrand must reopen in spring \
         with forty apprentices}},” said Vera Holm."
    );
    let other = format!(
        "{sentence} “{{The ferry needs a captain and a cheaper winter ticket. We will not sell the old harbour to \
         anybody}},” said Vera Holm."
    );
    let echo = heard(&[news("Lenn Post", "2016-10-02", &one), news("Sund Courier", "2016-10-03", &other)]);
    assert_eq!((echo.least, echo.most), (2, 2));
    let edge = echo.edges.first().expect("five words are shared");
    let surplus = edge.surplus.expect("each has words of its own");
    assert!(surplus.a.of(&one.replace(['{', '}'], "")).contains("tannery"), "{surplus:?}");
    assert!(!edge.counts());
}

#[test]
fn nobody_and_somebody_alone() {
    assert_eq!(heard(&[]), Echo::default());
    let echo = heard(&[news("Lenn Post", "2016-10-02", SAID)]);
    assert_eq!((echo.least, echo.most, echo.groups[0].may_be_origin.as_slice()), (1, 1, &[0][..]));
}

/// Sentences of which articles are made that may have much, little or nothing in common.
fn sentences() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0_u8..24, 1..12)
}

fn article(outlet: u8, day: u8, sentences: &[u8]) -> News {
    const SUBJECTS: [&str; 6] =
        ["dockers", "ministers", "the tannery", "apprentices", "a captain", "orchards"];
    const WHAT: [&str; 4] = [
        "stopped unloading after a rumour about a foreign buyer",
        "turned back at the older of both bridges in heavy rain",
        "called for an inquiry into the letter that nobody signed",
        "needed forty more barrels before the winter tide came in",
    ];
    let line =
        |&at: &u8| format!("On that day {} {}.", SUBJECTS[usize::from(at) % 6], WHAT[usize::from(at) / 6]);
    let lines: Vec<String> = sentences.iter().map(line).collect();
    let outlets = ["Lenn Post", "Sund Courier", "Bay Times", "Associated Press"];
    news(
        outlets[usize::from(outlet) % 4],
        ["2016-10-02", "2016-10-03", ""][usize::from(day) % 3],
        &format!("{} {SAID}", lines.join(" ")),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is witnessed: the interval is one, spans lie in their texts, and the order makes no difference.
    #[test]
    fn the_order_of_witnesses_makes_no_difference(
        made in prop::collection::vec((0_u8..4, 0_u8..3, sentences()), 1..7), turn in 0_usize..7,
    ) {
        let all: Vec<News> = made.iter().map(|(outlet, day, lines)| article(*outlet, *day, lines)).collect();
        let echo = heard(&all);
        prop_assert!(1 <= echo.least && echo.least <= echo.most && echo.most <= all.len());
        prop_assert_eq!(echo.groups.len(), echo.least);
        prop_assert_eq!(echo.groups.iter().map(|group| group.members.len()).sum::<usize>(), all.len());
        for edge in &echo.edges {
            for evidence in &edge.evidence {
                let runs = match evidence {
                    Evidence::NearCopy { runs, .. } | Evidence::SharedText { runs, .. } => &runs[..],
                    _ => &[],
                };
                for run in runs {
                    let same = |span: Span, at: usize| span.of(&all[at].text).to_lowercase();
                    prop_assert_eq!(
                        same(run.a, edge.a).split_whitespace().count(),
                        same(run.b, edge.b).split_whitespace().count()
                    );
                }
            }
        }
        // Turned round, with the numbers led back.
        let count = all.len();
        let mut turned = all.clone();
        turned.rotate_left(turn % count);
        let back = |at: usize| (at + turn % count) % count;
        let again = heard(&turned);
        prop_assert_eq!((again.least, again.most), (echo.least, echo.most));
        let texts = |at: usize| all[at].text.clone();
        let plain = |echo: &Echo, back: &dyn Fn(usize) -> usize| {
            let mut edges: Vec<_> = echo.edges.iter().map(|edge| {
                (texts(back(edge.a)), texts(back(edge.b)), kinds(edge), edge.bits().to_bits(), edge.direction as u8)
            }).collect();
            edges.sort();
            edges
        };
        prop_assert_eq!(plain(&again, &back), plain(&echo, &|at| at));
    }
}
