//! The REST API, over HTTP, against a real collection of invented news.

mod common;

use std::time::{Duration, Instant};

use common::server::Served;
use common::{ARTICLE, Place};
use serde_json::{Value, json};

const SECOND: &str = "“We will not raise the fare again before 2019,” said Ana Ortiz, the finance chief.\n";

const THIRD: &str = "“They were asked twice,” said Tomas Reyes, the mayor of Sund.\n";

const ROOT: &str = "/api/v1";

fn filled() -> Place {
    let place = Place::new();
    let record = |text: &str, day: &str, outlet: &str| json!({ "text": text, "published": day, "outlet": outlet, "title": format!("News of {day}"), "url": format!("https://lenn.example/{day}") });
    let lines = [
        record(ARTICLE, "2016-10-04", "The Lenn Post"),
        record(SECOND, "2016-10-05", "Sund Herald"),
        record(THIRD, "2016-10-06", "Sund Herald"),
    ];
    place.file("news.jsonl", lines.map(|line| line.to_string()).join("\n"));
    place.run(&["import", "news.jsonl"]).exits(0);
    place
}

fn json(place: &Place, args: &[&str]) -> Value {
    serde_json::from_str(&place.run(args).exits(0).out).unwrap()
}

fn at(served: &Served, path: &str) -> Value {
    served.json(&format!("{ROOT}{path}"))
}

#[test]
fn it_says_what_the_command_line_says() {
    let place = filled();
    let served = Served::start(&place);
    assert_eq!(
        at(&served, "/statements?query=fare&facets=true"),
        json(&place, &["search", "fare", "--facets", "--format", "json"])
    );
    let found = at(&served, "/statements?query=fare");
    let first = &found["results"][0];
    let id = first["statement"]["id"].as_str().unwrap();
    assert_eq!(at(&served, &format!("/statements/{id}")), json(&place, &["show", id, "--json"]));
    let document = first["document"]["id"].as_str().unwrap();
    assert_eq!(at(&served, &format!("/documents/{document}")), json(&place, &["show", document, "--json"]));
    let utterance = first["utterance"].as_str().unwrap();
    assert_eq!(
        at(&served, &format!("/utterances/{utterance}")),
        json(&place, &["utterance", utterance, "--json"])
    );
    let person = first["person"].as_i64().unwrap().to_string();
    assert_eq!(
        at(&served, &format!("/speakers/{person}?limit=10")),
        json(&place, &["speaker", &person, "--json"])
    );
    let words = "We will not raise the fare again";
    assert_eq!(
        at(&served, &format!("/check?words={}", words.replace(' ', "+"))),
        json(&place, &["check", words, "--json"])
    );
    let least = "--least=0.1";
    assert_eq!(
        at(&served, &format!("/similar?words={}&least=0.1", words.replace(' ', "+"))),
        json(&place, &["similar", words, least, "--json"])
    );
    assert_eq!(
        at(&served, &format!("/statements/{id}/similar?least=0.1")),
        // Nothing is like it, which the exit status says, too.
        serde_json::from_str::<Value>(&place.run(&["similar", id, least, "--json"]).exits(1).out).unwrap()
    );
    let why = at(&served, &format!("/statements/{id}/explanation"));
    assert_eq!(why["statement"]["id"], id);
    assert!(!why["steps"].as_array().unwrap().is_empty());
}

#[test]
fn lists_go_on_page_by_page() {
    let place = filled();
    let served = Served::start(&place);
    for (path, list) in [
        ("/documents", "documents"),
        ("/statements", "results"),
        ("/speakers", "speakers"),
        ("/utterances?all=true", "utterances"),
        ("/imports/1/ledger", "entries"),
    ] {
        let and = if path.contains('?') { '&' } else { '?' };
        let whole = at(&served, &format!("{path}{and}limit=100"));
        assert_eq!(whole["next"], Value::Null, "{path}");
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page = at(&served, &format!("{path}{and}limit=1{after}"));
            paged.extend(page[list].as_array().unwrap().iter().cloned());
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert!(paged.len() > 1, "{path}");
        assert_eq!(Value::from(paged), whole[list], "{path}");
        served.get(&format!("{ROOT}{path}{and}limit=0")).fails(400, "bad-parameter");
        served.get(&format!("{ROOT}{path}{and}limit=101")).fails(400, "bad-parameter");
        served.get(&format!("{ROOT}{path}{and}after=nonsense")).fails(404, "bad-cursor");
    }
}

#[test]
fn what_is_wrong_is_said_as_a_problem() {
    let place = filled();
    let served = Served::start(&place);
    let get = |path: &str| served.get(&format!("{ROOT}{path}"));
    let bad = get("/statements?query=fare+speeker:ortiz").fails(400, "bad-query").json();
    assert_eq!(bad["query"], json!({ "at": 5, "length": 7 }));
    assert!(bad["detail"].as_str().unwrap().contains("speaker"), "{bad}");
    get("/statements?querry=fare").fails(400, "bad-parameter");
    get("/statements?sort=best").fails(400, "bad-parameter");
    get("/statements/st_ffffffffffff").fails(404, "not-found");
    get("/documents/none").fails(404, "not-found");
    get("/speakers/99").fails(404, "not-found");
    get("/speakers/ana").fails(404, "not-found");
    get("/utterances/ut_00").fails(404, "not-found");
    get("/imports/7/ledger").fails(404, "not-found");
    get("/nothing").fails(404, "not-found");
    get(&format!("/check?words={}", "a".repeat(4001))).fails(400, "bad-parameter");
    served.send("DELETE", &format!("{ROOT}/statements"), &[], b"").fails(405, "no-such-method");
    served.post(&format!("{ROOT}/corrections"), &json!({ "kind": "praise" })).fails(400, "bad-body");
    let path = format!("{ROOT}/corrections");
    served.send("POST", &path, &[("Content-Type", "text/plain")], b"{}").fails(415, "unsupported-media-type");
    let large = vec![b' '; 5 << 20];
    served.send("POST", &path, &[("Content-Type", "application/json")], &large).fails(413, "too-large");
}

#[test]
fn who_has_the_answer_already_is_told_so() {
    let place = filled();
    let served = Served::start(&place);
    let path = format!("{ROOT}/documents");
    let tag = served.get(&path).is(200).header("etag").unwrap().to_owned();
    let again = served.send("GET", &path, &[("If-None-Match", &tag)], b"").is(304);
    assert!(again.body.is_empty() && again.header("etag") == Some(&tag));
    let head = served.send("HEAD", &path, &[], b"").is(200);
    assert!(head.body.is_empty() && head.header("etag") == Some(&tag));
    place.file("other.txt", "“No,” said Ana Ortiz.\n");
    place.run(&["import", "other.txt"]).exits(0);
    served.send("GET", &path, &[("If-None-Match", &tag)], b"").is(200);
}

#[test]
fn decisions_are_made_listed_and_taken_back() {
    let place = filled();
    let served = Served::with(&place, &["--by", "jo"]);
    let found = at(&served, "/statements?query=asked");
    let id = found["results"][0]["statement"]["id"].as_str().unwrap();
    let ortiz = at(&served, "/speakers?name=ortiz")["speakers"][0]["id"].as_i64().unwrap();
    let reyes = at(&served, "/speakers?name=reyes")["speakers"][0]["id"].as_i64().unwrap();
    let path = format!("{ROOT}/corrections");
    let decide = |body: Value| served.post(&path, &body);

    let made = decide(json!({ "kind": "speaker", "statement": id, "speaker": ortiz })).is(201);
    let undo = made.header("location").unwrap().to_owned();
    assert_eq!((&made.json()["who"], &made.json()["kind"]), (&json!("jo"), &json!("speaker")));
    assert_eq!(at(&served, &format!("/statements/{id}"))["statement"]["speaker"]["name"], "Ana Ortiz");
    served.send("POST", &undo, &[], b"").is(201);
    served.send("POST", &undo, &[], b"").fails(409, "impossible");
    assert_eq!(at(&served, &format!("/statements/{id}"))["statement"]["speaker"]["name"], "Tomas Reyes");

    let span = |start: u32, end: u32| {
        let spans = json!([{ "start": start, "end": end }]);
        decide(json!({ "kind": "span", "statement": id, "role": "content", "spans": spans }))
    };
    span(1, 5).is(201);
    assert_eq!(at(&served, &format!("/statements/{id}"))["statement"]["content"]["text"], "They");
    span(5, 5).fails(409, "impossible");
    span(5, 9999).fails(409, "impossible");

    decide(json!({ "kind": "merge", "from": reyes, "into": ortiz })).is(201);
    assert_eq!(at(&served, &format!("/speakers/{reyes}"))["name"], "Ana Ortiz");
    decide(json!({ "kind": "merge", "from": reyes, "into": ortiz })).fails(409, "impossible");
    decide(json!({ "kind": "merge", "from": 99, "into": ortiz })).fails(404, "not-found");
    decide(json!({ "kind": "rename", "person": ortiz, "name": " " })).fails(409, "impossible");
    decide(json!({ "kind": "reject", "statement": id })).is(201);
    assert_eq!(at(&served, "/statements?query=asked")["totals"]["statements"], 0);

    let all = at(&served, "/corrections");
    let kinds: Vec<&str> =
        all["corrections"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["speaker", "undo", "span", "merge", "reject"]);
    assert_eq!(at(&served, "/corrections?limit=2")["next"], "2");
    assert_eq!(at(&served, "/corrections?orphaned=true")["corrections"], json!([]));
}

#[test]
fn a_text_is_read_and_nothing_of_it_is_kept() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    let served = Served::start(&place);
    let read = |kind: &str, body: &[u8]| {
        served.send("POST", &format!("{ROOT}/read"), &[("Content-Type", kind)], body)
    };
    let record = read("text/plain; charset=utf-8", ARTICLE.as_bytes()).is(200).json();
    let printed = json(&place, &["read", "a.txt", "--json"]);
    assert_eq!(record["statements"], printed["statements"]);
    let page = format!("<title>Ferry</title><p>{ARTICLE}</p><script>alert(1)</script>");
    let record = read("text/html", page.as_bytes()).is(200).json();
    assert!(!record["document"]["text"].as_str().unwrap().contains("alert"));
    read("application/pdf", b"%PDF").fails(415, "unsupported-media-type");
    assert_eq!(at(&served, "/collection")["documents"], 0);
}

/// How far an upload is when it has ended.
fn ended(served: &Served, place: &str) -> Value {
    let began = Instant::now();
    loop {
        let progress = served.json(place);
        if !["waiting", "running"].contains(&progress["state"].as_str().unwrap()) {
            return progress;
        }
        assert!(began.elapsed() < Duration::from_secs(100), "{progress}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn files_are_sent_and_imported() {
    let place = Place::new();
    let served = Served::start(&place);
    let uploads = format!("{ROOT}/uploads");
    let sent = served.upload(
        &uploads,
        &[
            ("../../evil.txt", ARTICLE.as_bytes()),
            ("news/b.jsonl", json!({ "text": SECOND }).to_string().as_bytes()),
            ("c.txt", b"\x00\x01\x02"),
        ],
    );
    let sent = sent.is(202);
    let progress = ended(&served, sent.header("location").unwrap());
    assert_eq!((&progress["state"], &progress["imported"]), (&json!("done"), &json!(2)), "{progress}");
    assert_eq!(progress["files"], 3);
    let import = progress["import"].as_i64().unwrap();
    let ledger = at(&served, &format!("/imports/{import}/ledger"));
    let origins: Vec<&str> =
        ledger["entries"].as_array().unwrap().iter().map(|one| one["origin"].as_str().unwrap()).collect();
    assert_eq!(origins, ["evil.txt", "news/b.jsonl:1", "c.txt"]);
    let document = ledger["entries"][0]["document"].as_str().unwrap();
    assert_eq!(at(&served, &format!("/documents/{document}"))["document"]["origin"], "evil.txt");

    // Nothing is left of what was sent, and nothing lies beside the collection.
    assert_eq!(place.names("."), ["collection"]);
    assert!(place.names("collection/uploads").is_empty());

    let id = progress["upload"].as_str().unwrap();
    let events = served.get(&format!("{uploads}/{id}/events")).is(200);
    assert_eq!(events.header("content-type"), Some("text/event-stream"));
    assert!(events.text().contains("event: progress\ndata: {"), "{}", events.text());
    served.upload(&uploads, &[]).fails(400, "bad-body");
    let other = b"--f\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\na\r\n--f--\r\n";
    let form = [("Content-Type", "multipart/form-data; boundary=f")];
    served.send("POST", &uploads, &form, other).fails(400, "bad-body");
    served.get(&format!("{uploads}/none")).fails(404, "not-found");
    served.post(&uploads, &json!({})).fails(415, "unsupported-media-type");
}

#[test]
fn more_than_what_is_taken_is_refused_and_not_kept() {
    let place = Place::new();
    let served = Served::with(&place, &["--max-upload", "1kB"]);
    let many = vec![b'a'; 2000];
    served.upload(&format!("{ROOT}/uploads"), &[("a.txt", &many)]).fails(413, "too-large");
    assert!(place.names("collection/uploads").is_empty());
}

#[test]
fn what_was_sent_before_the_server_ended_is_imported_when_it_is_started_again() {
    let place = Place::new();
    Served::start(&place).stop();
    place.file("collection/uploads/0-a/0", ARTICLE);
    place.file("collection/uploads/0-a/list.json", r#"[{"name":"a.txt","bytes":240}]"#);
    place.file("collection/uploads/0-b/0", "cut short");
    let served = Served::start(&place);
    let progress = ended(&served, &format!("{ROOT}/uploads/0-a"));
    assert_eq!((&progress["state"], &progress["imported"]), (&json!("done"), &json!(1)), "{progress}");
    assert!(place.names("collection/uploads").is_empty());
}

#[test]
fn an_export_comes_line_by_line_and_a_feed_is_xml() {
    let place = filled();
    let served = Served::start(&place);
    let export = served.get(&format!("{ROOT}/export?query=fare")).is(200);
    assert_eq!(export.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(export.text(), place.run(&["export", "fare"]).exits(0).out);
    served.get(&format!("{ROOT}/export?query=form:odd")).fails(400, "bad-query");
    let feed = served.get(&format!("{ROOT}/feed?query=fare")).is(200);
    assert!(feed.header("content-type").unwrap().starts_with("application/atom+xml"));
    let text = feed.text();
    assert_eq!(text.matches("<entry>").count(), 2, "{text}");
    assert!(
        text.contains("<updated>2016-10-05T00:00:00Z</updated>") && text.contains("rel=\"via\""),
        "{text}"
    );
}

#[test]
fn readers_look_and_do_not_decide() {
    let place = filled();
    let token = |name: &str, role: &str| {
        place.run(&["access", "token", name, "--role", role]).exits(0).out.trim().to_owned()
    };
    let (reader, editor) = (token("feeds", "reader"), token("desk", "editor"));
    let served = Served::start(&place);
    let send = |token: &str, path: &str, body: &Value| {
        let headers = [("Authorization", &*format!("Bearer {token}")), ("Content-Type", "application/json")];
        served.send("POST", &format!("{ROOT}{path}"), &headers, body.to_string().as_bytes())
    };
    let merge = json!({ "kind": "merge", "from": 1, "into": 2 });
    send(&reader, "/corrections", &merge).fails(403, "not-allowed");
    send(&reader, "/corrections/1/undo", &merge).fails(403, "not-allowed");
    send(&reader, "/uploads", &merge).fails(403, "not-allowed");
    let made = send(&editor, "/corrections", &merge).is(201).json();
    assert_eq!(made["who"], "desk");
    send("sayso_none", "/corrections", &merge).fails(401, "login-failed");
}

#[test]
fn it_describes_itself() {
    let place = Place::new();
    let served = Served::start(&place);
    let description = at(&served, "/openapi.json");
    assert_eq!(description["openapi"], "3.1.0");
    for path in ["/documents/{id}", "/statements", "/corrections", "/uploads", "/read", "/export", "/feed"] {
        assert!(description["paths"].get(path).is_some(), "{path}");
    }
}
