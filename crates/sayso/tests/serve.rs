//! The server: who is answered, who is not, and how it ends.

mod common;

use common::server::Served;
use common::{ARTICLE, Place};

fn filled() -> Place {
    let place = Place::with(&[("news/a.txt", ARTICLE)]);
    place.run(&["import", "news"]).exits(0);
    place
}

#[test]
fn it_serves_a_collection_until_it_is_stopped() {
    let place = filled();
    let served = Served::start(&place);
    assert_eq!(served.json("/api/v1/collection")["documents"], 1);
    served.get("/nothing").fails(404, "not-found");
    assert_eq!(served.stop(), Some(0));
}

#[test]
fn a_folder_without_a_collection_becomes_an_empty_one() {
    let place = Place::new();
    assert_eq!(Served::start(&place).json("/api/v1/collection")["documents"], 0);
}

#[test]
fn one_answer_is_printed_without_a_server() {
    let place = filled();
    assert!(place.run(&["serve", "--get", "/api/v1/collection"]).exits(0).out.contains("\"documents\":1"));
    assert!(place.run(&["serve", "--get", "/nothing"]).exits(1).err.contains("404"));
    assert!(place.run(&["serve", "--get", "no path"]).exits(2).err.contains("--get"));
}

#[test]
fn a_port_that_is_taken_is_named() {
    let place = Place::new();
    let served = Served::start(&place);
    let port = served.address.rsplit(':').next().unwrap();
    let run = place.run(&["serve", "--port", port]).exits(2);
    assert!(run.err.contains(port) && run.err.contains("--port"), "{run:?}");
}

#[test]
fn other_names_that_lead_here_are_not_answered() {
    let place = Place::new();
    let served = Served::with(&place, &["--name", "news.example"]);
    let asked = |host: &str| served.send("GET", "/api/v1/collection", &[("Host", host)], b"");
    for fine in ["localhost", "127.0.0.1:1", "[::1]", "news.example"] {
        asked(fine).is(200);
    }
    asked("evil.example").fails(421, "bad-host");
    asked("localhost.evil.example:7297").fails(421, "bad-host");
}

#[test]
fn changes_are_not_made_for_pages_of_other_sites() {
    let place = Place::new();
    let served = Served::start(&place);
    let posted = |headers: &[(&str, &str)]| served.send("POST", "/logout", headers, b"");
    posted(&[("Origin", "https://evil.example")]).fails(403, "cross-site");
    posted(&[("Origin", "null")]).fails(403, "cross-site");
    posted(&[("Sec-Fetch-Site", "cross-site")]).fails(403, "cross-site");
    posted(&[("Origin", &format!("http://{}", served.address))]).is(303);
    posted(&[]).is(303);
}

#[test]
fn every_answer_has_the_headers_that_protect() {
    let place = Place::new();
    let served = Served::start(&place);
    for path in ["/api/v1/collection", "/nothing", "/login"] {
        let answer = served.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{path}: {name}");
        }
    }
}

#[test]
fn others_are_served_only_where_somebody_is_listed_and_they_log_in() {
    let place = filled();
    let refused = place.run(&["serve", "--host", "0.0.0.0", "--port", "0"]).exits(2);
    assert!(refused.err.contains("sayso access add"), "{refused:?}");

    assert!(
        place.pipe("short\n", &["access", "add", "mira", "--role", "editor"]).exits(2).err.contains("10")
    );
    place.pipe("seven grey gulls\n", &["access", "add", "mira", "--role", "editor"]).exits(0);
    let token = place.run(&["access", "token", "feeds", "--role", "reader"]).exits(0).out.trim().to_owned();
    assert!(place.run(&["access"]).exits(0).out.contains("feeds"));
    let kept = place.text("collection/sayso.access");
    assert!(kept.contains("$argon2id$") && !kept.contains("gulls") && !kept.contains(&token), "{kept}");

    let served = Served::with(&place, &["--host", "0.0.0.0"]);
    let path = "/api/v1/collection";
    served.get(path).fails(401, "login-required");
    let with = |value: &str| served.send("GET", path, &[("Authorization", value)], b"");
    with(&format!("Bearer {token}")).is(200);
    with("Bearer sayso_00").fails(401, "login-failed");
    // mira:seven grey gulls, and mira:seven grey geese
    with("Basic bWlyYTpzZXZlbiBncmV5IGd1bGxz").is(200);
    with("Basic bWlyYTpzZXZlbiBncmV5IGdlZXNl").fails(401, "login-failed");

    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    served.send("POST", "/login", &form, b"name=mira&password=wrong&next=/").fails(401, "login-failed");
    let entered =
        served.send("POST", "/login", &form, b"name=mira&password=seven+grey+gulls&next=/review").is(303);
    assert_eq!(entered.header("location"), Some("/review"));
    let cookie = entered.header("set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    served.send("GET", path, &[("Cookie", cookie)], b"").is(200);
    served.send("POST", "/logout", &[("Cookie", cookie)], b"").is(303);
    served.send("GET", path, &[("Cookie", cookie)], b"").fails(401, "login-required");

    place.run(&["access", "remove", "mira"]).exits(0);
    place.run(&["access", "remove", "mira"]).exits(1);
}
