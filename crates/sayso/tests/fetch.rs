//! Feeds and pages of a server on this machine become documents of a collection.

mod common;
#[path = "../../sayso-fetch/src/round/tests/server.rs"]
#[allow(dead_code)]
mod server;

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

use common::{Place, Run};
use server::{Request, Server, answer};

const RULES: [&str; 3] = ["--allow-private", "--delay", "1ms"];

/// A feed with two articles, of which the second is there from the moment that `is_late` says so.
fn newspaper(is_late: Arc<AtomicBool>) -> Server {
    Server::start(move |request: &Request| {
        let host = request.header("host").unwrap_or_default();
        let item = |path: &str| {
            format!(
                "<item><title>The {path}</title><link>http://{host}/{path}</link><pubDate>Mon, 03 Oct 2016 09:30:00 GMT</pubDate></item>"
            )
        };
        let page = |name: &str| {
            let text = format!(
                "<html><body><p>“We will not close it,” said {name}, who denied that fares would rise.</p></body></html>"
            );
            answer(200, "Content-Type: text/html; charset=utf-8\r\n", text)
        };
        match (request.path.as_str(), request.header("if-none-match")) {
            ("/feed", _) => {
                let second = if is_late.load(Ordering::SeqCst) { item("ferry") } else { String::new() };
                answer(
                    200,
                    "",
                    format!(
                        "<rss version=\"2.0\"><channel><title>Lenn Post</title>{}{second}</channel></rss>",
                        item("bridge")
                    ),
                )
            }
            ("/bridge", _) => page("Ana Ortiz"),
            ("/ferry", _) => page("Ida Holm"),
            ("/page", Some("\"1\"")) => answer(304, "", ""),
            ("/page", _) => answer(200, "ETag: \"1\"\r\n", "“Yes,” said Jo Berg of the harbor."),
            ("/robots.txt", _) => answer(200, "", "User-agent: *\nDisallow: /closed\n"),
            _ => answer(404, "", ""),
        }
    })
}

fn fetch(place: &Place, addresses: &[String]) -> Run {
    let mut args = [&["fetch"], &RULES[..]].concat();
    args.extend(addresses.iter().map(String::as_str));
    place.run(&args)
}

#[test]
fn articles_of_feeds_and_pages_are_imported_once() {
    let is_late = Arc::new(AtomicBool::new(false));
    let (server, place) = (newspaper(Arc::clone(&is_late)), Place::new());
    let list = format!("<opml><body><outline xmlUrl=\"{}\"/></body></opml>", server.url("/feed"));
    place.file("feeds.opml", list);
    let page = server.url("/page");
    let args = [&["fetch", "--feeds", "feeds.opml", &page], &RULES[..]].concat();
    let first = place.run(&args).exits(0);
    assert!(first.err.contains("2 new documents"), "{first:#?}");
    let found = place.run(&["export", "--format", "jsonl"]).exits(0).out;
    assert!(found.contains("\"title\":\"The bridge\"") && found.contains("2016-10-03T09:30:00Z"), "{found}");
    assert!(found.contains(&server.url("/bridge")), "{found}");

    is_late.store(true, Ordering::SeqCst);
    let second = place.run(&args).exits(0);
    assert!(second.err.contains("1 new document,"), "{second:#?}");
    let ledger = place.run(&["imports", "show", "2", "--format", "csv"]).exits(0).out;
    assert!(ledger.contains("skipped,unchanged") && ledger.contains("skipped,feed"), "{ledger}");
    assert_eq!(server.paths().iter().filter(|path| *path == "/bridge").count(), 1);
    let speakers = place.run(&["speakers"]).exits(0).out;
    assert!(["Ana Ortiz", "Ida Holm", "Jo Berg"].iter().all(|name| speakers.contains(name)), "{speakers}");
}

/// A server with a feed of these items, and for all else a page with this in its head, on which somebody speaks
/// whose name is its path.
fn small_newspaper(items: impl Fn(&str) -> String + Send + Sync + 'static, head: &'static str) -> Server {
    Server::start(move |request: &Request| {
        let items = items(request.header("host").unwrap_or_default());
        match request.path.trim_start_matches('/') {
            "robots.txt" => answer(404, "", ""),
            "feed" => answer(
                200,
                "Last-Modified: Mon, 03 Oct 2016 09:30:00 GMT\r\n",
                format!("<rss version=\"2.0\"><channel><title>Lenn Post</title>{items}</channel></rss>"),
            ),
            name => answer(
                200,
                "Content-Type: text/html; charset=utf-8\r\nLast-Modified: Mon, 03 Oct 2016 09:30:00 GMT\r\n",
                format!(
                    "<html><head>{head}</head><body><p>“We will not close it,” said Ana {name} of the harbor.</p></body></html>"
                ),
            ),
        }
    })
}

#[test]
fn no_date_of_publication_is_invented() {
    let items = |host: &str| {
        let item = |path, date| format!("<item><link>http://{host}/{path}</link>{date}</item>");
        item("Ortiz", "") + &item("Holm", "<pubDate>the third of May</pubDate>")
    };
    let head = "<meta property=\"article:published_time\" content=\"2016-02-31\">";
    let (server, place) = (small_newspaper(items, head), Place::new());
    fetch(&place, &[server.url("/feed"), server.url("/Reyes")]).exits(0);
    let found = place.run(&["export", "--format", "jsonl"]).exits(0).out;
    assert_eq!(found.lines().count(), 3, "{found}");
    assert_eq!(found.matches("\"published\":null").count(), 3, "{found}");
}

#[test]
fn an_item_without_an_address_is_imported_as_it_stands_in_the_feed() {
    let items = |host: &str| {
        let own = |id, name| {
            format!(
                "<item><guid isPermaLink=\"false\">{id}</guid><description>“No,” said Ana {name} of the harbor.</description></item>"
            )
        };
        own(1, "Holm") + &own(2, "Reyes") + &format!("<item><link>http://{host}/Ortiz</link></item>")
    };
    let (server, place) = (small_newspaper(items, ""), Place::new());
    let feed = server.url("/feed");
    let run = fetch(&place, std::slice::from_ref(&feed)).exits(0);
    assert!(run.err.contains("3 new documents") && !run.err.contains("new version"), "{run:#?}");
    let found = place.run(&["export", "--format", "jsonl"]).exits(0).out;
    for text in ["Ana Holm", "Ana Reyes", "Ana Ortiz", &format!("\"origin\":\"{feed}!2\"")] {
        assert!(found.contains(text), "{text}: {found}");
    }
    let ledger = place.run(&["imports", "show", "1", "--format", "csv"]).exits(0).out;
    assert!(ledger.contains("skipped,feed") && ledger.contains(&format!("{feed}!1")), "{ledger}");
}

#[test]
fn what_was_not_fetched_is_in_the_ledger() {
    let (server, place) = (newspaper(Arc::default()), Place::new());
    let addresses = [server.url("/closed/1"), server.url("/nowhere"), server.url("/page"), "lenn".to_owned()];
    let run = fetch(&place, &addresses).exits(2);
    assert!(run.err.contains("gives no page: the server answers 404"), "{run:#?}");
    assert!(run.err.contains("it begins with https://"), "{run:#?}");
    let ledger = place.run(&["imports", "show", "1", "--format", "csv"]).exits(0).out;
    for line in ["failed,no-address", "skipped,robots", "failed,no-page", "imported,"] {
        assert!(ledger.contains(line), "{line}: {ledger}");
    }
    assert_eq!(server.paths(), ["/nowhere", "/page"]);
}

#[test]
fn nothing_private_is_fetched_unasked() {
    let (server, place) = (newspaper(Arc::default()), Place::new());
    let run = place.run(&["fetch", &server.url("/page"), "--delay", "1ms"]).exits(2);
    assert!(run.err.contains("leads to a private network (127.0.0.1 is no public address)"), "{run:#?}");
    assert_eq!(server.requests().len(), 0);
    place.run(&["fetch"]).exits(2);
    let run = place.run(&["fetch", "--feeds", "none.opml"]).exits(2);
    assert!(run.err.contains("none.opml"), "{run:#?}");
}

#[cfg(unix)]
#[test]
fn a_watch_goes_round_until_it_is_stopped() {
    let is_late = Arc::new(AtomicBool::new(false));
    let (server, place) = (newspaper(Arc::clone(&is_late)), Place::new());
    let feed = server.url("/feed");
    let args = [&["watch", &feed, "--every", "1s"], &RULES[..]].concat();
    let child = place.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let seen = |path: &str| server.paths().iter().any(|it| it == path);
    while !seen("/bridge") {
        sleep(Duration::from_millis(10));
    }
    is_late.store(true, Ordering::SeqCst);
    while !seen("/ferry") || server.paths().last().is_none_or(|path| path != "/feed") {
        sleep(Duration::from_millis(10));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    Run::from(child.wait_with_output().unwrap()).exits(130);
    let speakers = place.run(&["speakers"]).exits(0).out;
    assert!(speakers.contains("Ana Ortiz") && speakers.contains("Ida Holm"), "{speakers}");
}

#[test]
fn rounds_that_would_follow_each_other_at_once_are_refused() {
    for every in ["0s", "999ms"] {
        let run = Place::new().run(&["watch", "https://lenn.example/feed", "--every", every]).exits(2);
        assert!(run.err.contains("rounds begin at least 1s apart"), "{run:#?}");
    }
}

#[test]
fn a_password_in_an_address_is_neither_kept_nor_shown() {
    let (server, place) = (newspaper(Arc::default()), Place::new());
    let address = server.url("/page").replace("http://", "http://ana:secret@");
    let run = fetch(&place, &[address]).exits(2);
    assert!(run.err.contains("sayso logs in nowhere") && !run.err.contains("secret"), "{run:#?}");
    assert_eq!(server.requests().len(), 0);
    for name in place.names("collection") {
        let bytes = std::fs::read(place.path("collection").join(&name)).unwrap();
        assert!(!bytes.windows(6).any(|it| it == b"secret"), "{name}");
    }
    let ledger = place.run(&["imports", "show", "1", "--format", "csv"]).exits(0).out;
    assert!(ledger.contains(&server.url("/page")) && ledger.contains("failed,login"), "{ledger}");
}
