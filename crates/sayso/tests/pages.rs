//! The pages: what they show, what they keep out, and what can be decided on them.

mod common;

use common::Place;
use common::server::{Answer, Served};

const POST: &str = r#"{"title": "Fares rise", "outlet": "The Lenn Post", "published": "2016-10-04", "url": "https://lenn.example/fares", "text": "LENNBRUG, Oct. 4 - The ferry to Sund will cost more next year.\n“We will not raise the fare again before 2019, whatever the builder says,” said Ana Ortiz, the harbor board's finance chief.\nMs. Ortiz added that the mayor had told her that the board would agree.\n"}
{"title": "Fares will rise again", "outlet": "Sund Herald", "published": "2016-10-05", "text": "SUND, Oct. 5 - Islanders are angry.\n“We will raise the fare again before 2019, whatever the builder says,” said Ana Ortiz, the finance chief.\nA critic said the board never listened.\n"}
"#;

/// What somebody might put in an article to get out of it.
const HOSTILE: &str = r#"{"title": "<script>alert(1)</script>\u202Egnp", "outlet": "\"><img src=x onerror=alert(2)>", "published": "2016-10-06", "url": "javascript:alert(3)", "text": "SUND, Oct. 6 - The pier was closed. </article></main><script>alert(4)</script>\n“We will close the <b onclick='alert(5)'>pier</b> & {{ road }},” said \u202E\"Ana\" O'Hostile, the </textarea><script>alert(6)</script> chief.\n"}
"#;

fn place(articles: &str) -> Place {
    let place = Place::with(&[("news.jsonl", articles)]);
    place.run(&["import", "news.jsonl"]).exits(0);
    place
}

fn page(served: &Served, path: &str) -> Answer {
    served.send("GET", path, &[("Accept", "text/html")], b"")
}

/// The first link on a page that begins so.
#[track_caller]
fn link(answer: &Answer, beginning: &str) -> String {
    let text = answer.text();
    let start =
        text.find(&format!("href=\"{beginning}")).unwrap_or_else(|| panic!("no {beginning} in {text}"));
    let rest = &text[start + 6..];
    rest[..rest.find('"').unwrap()].split('#').next().unwrap().replace("&#38;", "&")
}

fn decide(served: &Served, path: &str, form: &str) -> Answer {
    served.send("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], form.as_bytes())
}

#[test]
fn every_page_shows_the_collection() {
    let place = place(POST);
    let served = Served::start(&place);
    let search = page(&served, "/search?q=fare").is(200);
    let (statement, document) = (link(&search, "/s/"), link(&search, "/d/"));
    let speaker = link(&page(&served, "/speakers").is(200), "/speaker/");
    let utterance = link(&page(&served, "/utterances").is(200), "/u/");
    for (path, shows) in [
        ("/", "Most quoted"),
        ("/search?group=speakers", "Ana Ortiz"),
        (&document, "data-reader"),
        (&statement, "Where it stands"),
        (&speaker, "Over time"),
        (&utterance, "Wordings"),
        (&utterance, "as far as this collection shows"),
        ("/documents", "Fares rise"),
        ("/imports", "news.jsonl"),
        ("/imports/1", "imported"),
        ("/review", "Accept"),
        ("/review?kind=decisions", "Nothing was decided yet"),
        ("/check?words=we+will+not+raise+the+fare+again+before+2019", "Reported, in these words"),
        ("/similar?words=we+will+not+raise+the+fare+again+before+2019", "In this collection"),
        ("/similar", "What was said, in your words"),
        ("/read", "Read it"),
        ("/export?q=fare", "Parquet"),
        ("/help", "How to ask"),
    ] {
        let answer = page(&served, path).is(200);
        assert!(answer.text().contains(shows), "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(answer.body.len() < 150_000, "{path}");
    }
}

#[test]
fn pages_have_twins_for_programs() {
    let place = place(POST);
    let served = Served::start(&place);
    let search = page(&served, "/search?q=fare").is(200);
    let (statement, document) = (link(&search, "/s/"), link(&search, "/d/"));
    let speaker = link(&page(&served, "/speakers"), "/speaker/");
    let utterance = link(&page(&served, "/utterances"), "/u/");
    assert_eq!(served.json("/search.json?q=fare")["schema"], "sayso.search/1");
    assert_eq!(served.json(&format!("{document}.json"))["schema"], "sayso.document/1");
    assert_eq!(served.json(&format!("{utterance}.json"))["schema"], "sayso.utterance/1");
    assert!(served.json(&format!("{statement}.json"))["statement"]["id"].is_string());
    assert_eq!(served.json(&format!("{speaker}.json"))["name"], "Ana Ortiz");
    assert_eq!(served.json("/similar.json?words=we+will+not+raise+the+fare")["schema"], "sayso.similar/1");
    assert_eq!(served.json("/check.json?words=we+will+not+raise+the+fare")["schema"], "sayso.check/1");
    for path in ["/speakers.json", "/utterances.json", "/documents.json", "/imports.json", "/imports/1.json"]
    {
        served.json(path);
    }
    for path in [
        "/search.csv?q=fare",
        "/speakers.csv",
        "/utterances.csv",
        "/documents.csv",
        "/imports.csv",
        "/imports/1.csv",
    ] {
        let answer = served.get(path).is(200);
        assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"), "{path}");
        assert!(answer.text().lines().count() >= 2, "{path}: {}", answer.text());
    }
}

#[test]
fn words_of_articles_are_only_ever_text() {
    let place = place(HOSTILE);
    let served = Served::start(&place);
    let search = page(&served, "/search?q=pier").is(200);
    let (statement, document) = (link(&search, "/s/"), link(&search, "/d/"));
    let hostile_query = "/search?q=%22%3E%3Cscript%3Ealert(7)%3C/script%3E";
    let why = format!("{statement}/why");
    for path in [
        "/",
        "/search?q=pier",
        &statement,
        &why,
        &document,
        "/documents",
        "/speakers",
        "/review",
        "/imports",
        "/imports/1",
        "/export?q=pier",
        "/check?words=we+will+close+the+pier",
        "/similar?words=we+will+close+the+pier",
        hostile_query,
        "/search?group=documents",
    ] {
        let text = page(&served, path).text();
        for wrong in [
            "<script>alert",
            "<b onclick",
            "<img src",
            "href=\"javascript:",
            "{{ road }}</",
            "</textarea><script",
        ] {
            let found = wrong != "{{ road }}</" && text.contains(wrong);
            assert!(!found, "{path} has {wrong}: {text}");
        }
        let title = text.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap();
        assert!(!title.contains(['<', '\u{202E}']), "{path}: {title}");
    }
}

#[test]
fn no_page_needs_what_its_policy_forbids() {
    let place = place(POST);
    let served = Served::start(&place);
    let document = link(&page(&served, "/search?q=fare"), "/d/");
    for path in ["/", "/search", &document, "/review", "/help"] {
        let text = page(&served, path).text();
        for wrong in [" style=\"", "<style", " onclick=", "http://", "<script>"] {
            assert!(!text.contains(wrong), "{path} has {wrong}");
        }
        for (at, _) in text.match_indices("src=\"") {
            assert!(text[at + 5..].starts_with("/assets/"), "{path}");
        }
    }
    let script = link(&page(&served, "/"), "/assets/");
    let answer = served.get(&script).is(200);
    assert!(answer.header("cache-control").unwrap().contains("immutable"));
}

#[test]
fn a_card_may_be_shown_elsewhere_and_no_other_page() {
    let place = place(POST);
    let served = Served::start(&place);
    let statement = link(&page(&served, "/search?q=fare"), "/s/");
    let policy = |path: &str| page(&served, path).header("content-security-policy").unwrap().to_owned();
    assert!(policy(&format!("{statement}?embed=1")).ends_with("frame-ancestors *"));
    assert!(policy(&statement).ends_with("frame-ancestors 'none'"));
}

#[test]
fn what_is_decided_is_kept_and_can_be_taken_back() {
    let place = place(POST);
    let served = Served::start(&place);
    let statement = link(&page(&served, "/search?q=fare+status:asserted+form:direct+outlet:lenn"), "/s/");
    let path = format!("{statement}/decide");
    let next = format!("next={}", statement.replace('/', "%2F"));
    for (form, shows) in [
        ("decision=accept", "Accepted:"),
        ("decision=speaker&speaker=Otto+Reyes", "Otto Reyes"),
        ("decision=content&content=We+will+not+raise+the+fare", ">We will not raise the fare</blockquote>"),
    ] {
        let answer = decide(&served, &path, &format!("{form}&{next}")).is(303);
        let there = page(&served, answer.header("location").unwrap()).is(200).text();
        assert!(there.contains(shows), "{shows}: {there}");
    }
    decide(&served, &path, &format!("decision=content&content=not+in+the+text&{next}")).is(409);
    decide(&served, &path, &format!("decision=sing&{next}")).is(400);
    let rejected = decide(&served, &path, "decision=reject&next=//evil.example").is(303);
    assert!(rejected.header("location").unwrap().starts_with("/?done="));
    assert!(
        page(&served, "/search?q=fare+outlet:lenn+form:direct")
            .text()
            .contains("Nothing in this collection fits")
    );
    let undo = rejected.header("location").unwrap().rsplit('=').next().unwrap().to_owned();
    decide(&served, &format!("/corrections/{undo}/undo"), "next=/review").is(303);
    assert!(page(&served, "/search?q=fare+outlet:lenn").text().contains("Otto Reyes"));
    let log = page(&served, "/review?kind=decisions").is(200).text();
    assert!(log.contains("Taken back") && log.contains("mira"), "{log}");
}

#[test]
fn one_name_can_be_two_people() {
    let place = place(POST);
    let served = Served::start(&place);
    let speaker = link(&page(&served, "/speakers?name=ortiz"), "/speaker/");
    let document = link(&page(&served, "/search?q=fare+outlet:herald"), "/d/").replace("/d/", "");
    let split = format!("{speaker}/split");
    decide(&served, &split, "next=/speakers").is(400);
    let there = decide(&served, &split, &format!("document={document}&next=/speakers")).is(303);
    let there = page(&served, there.header("location").unwrap()).text();
    assert!(there.contains("two from now on"), "{there}");
    let named = |answer: &Answer| answer.json()["speakers"].as_array().unwrap().len();
    assert_eq!(named(&served.get("/speakers.json?name=ortiz")), 2);
    let (other, undo) = (there.find("/corrections/").unwrap(), there.find("/undo").unwrap());
    decide(&served, &format!("{}/undo", &there[other..undo]), "next=/").is(303);
    assert_eq!(named(&served.get("/speakers.json?name=ortiz")), 1);
}

#[test]
fn an_empty_collection_says_how_to_fill_it_and_the_sample_fills_it() {
    let place = Place::new();
    let served = Served::start(&place);
    let text = page(&served, "/").is(200).text();
    assert!(text.contains("Three ways to fill it"), "{text}");
    for path in [
        "/search",
        "/speakers",
        "/utterances",
        "/documents",
        "/review",
        "/imports",
        "/check?words=fare",
        "/similar?words=fare",
        "/export",
    ] {
        page(&served, path).is(200);
    }
    decide(&served, "/imports/sample", "").is(303);
    let waited = std::time::Instant::now();
    while !page(&served, "/imports").text().contains("<strong>done</strong>") {
        assert!(waited.elapsed().as_secs() < 120, "{}", page(&served, "/imports").text());
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert!(page(&served, "/documents").text().contains("Inquiry clears finance chief"));
    let spellings = page(&served, "/speakers?name=nakhala").is(200).text();
    assert!(spellings.contains("akhala"), "{spellings}");
    let utterances = page(&served, "/utterances?q=fare").text();
    assert!(utterances.contains("to look at"), "{utterances}");
}

#[test]
fn a_pasted_text_is_read_and_not_kept() {
    let place = Place::new();
    let served = Served::start(&place);
    let form = "text=%E2%80%9CThe+lighthouse+stays+lit%2C%E2%80%9D+said+Mara+Quill%2C+its+keeper.%0D%0A";
    let text = decide(&served, "/read", form).is(200).text();
    assert!(text.contains("Mara Quill") && text.contains("class=\"direct\""), "{text}");
    assert_eq!(served.json("/documents.json")["documents"].as_array().unwrap().len(), 0);
    decide(&served, "/read", "text=+").is(400);
}

#[test]
fn what_is_shown_is_exported() {
    let place = place(POST);
    let served = Served::start(&place);
    let shown = served.json("/search.json?q=fare")["totals"]["statements"].as_u64().unwrap();
    let csv = served.get("/export/file?q=fare&format=csv").is(200);
    assert!(csv.header("content-disposition").unwrap().contains("sayso-csv.csv"));
    assert_eq!(csv::Reader::from_reader(&csv.body[..]).records().count() as u64, shown);
    assert!(served.get("/export/file?q=fare&format=parquet").is(200).body.starts_with(b"PAR1"));
    let page = page(&served, "/export/file?q=fare&format=docx").is(400).text();
    assert!(page.contains("it is one of jsonl, csv"), "{page}");
}

#[test]
fn an_error_says_what_where_and_what_to_do() {
    let place = place(POST);
    let served = Served::start(&place);
    let wrong = page(&served, "/search?q=fare+speeker:ortiz").is(400).text();
    assert!(
        wrong.contains("did you mean `speaker`?") && wrong.contains("<mark class=\"hit\">speeker</mark>"),
        "{wrong}"
    );
    let missing = page(&served, "/d/doc_0000000000000000").is(404).text();
    assert!(missing.contains("Nothing in the collection was changed"), "{missing}");
    for path in ["/search?group=songs", "/search?after=xyz", "/speaker/x", "/imports/9", "/u/zz", "/nowhere"]
    {
        let answer = page(&served, path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        assert!(answer.text().contains("<h1>"), "{path}");
    }
}
