//! Against servers on this machine. Theirs are the only addresses of it that may be connected to.

mod server;

use std::io::Write;
use std::time::Duration;

use server::{Request, Server, answer};

use super::*;

fn rules() -> Rules {
    let short = Duration::from_millis(1);
    Rules { delay: short, first_wait: short, timeout: Duration::from_secs(20), ..Rules::default() }
}

/// What became of each address, and what is known then.
fn fetch(
    servers: &[&Server],
    addresses: &[String],
    rules: Rules,
    memory: &Memory,
) -> (Vec<Result<Fetched, FetchError>>, Memory) {
    let exceptions = servers.iter().map(|server| server.address).collect();
    let mut round = Round::with_exceptions(addresses, rules, memory, exceptions, || false);
    let seen = round.by_ref().collect();
    (seen, round.memory().clone())
}

/// As [`fetch`], in one word each.
fn words(server: &Server, addresses: &[String], rules: Rules) -> Vec<String> {
    let (seen, _) = fetch(&[server], addresses, rules, &Memory::default());
    seen.iter().map(word).collect()
}

fn word(fetched: &Result<Fetched, FetchError>) -> String {
    match fetched {
        Ok(Fetched::Page(page)) => String::from_utf8_lossy(&page.bytes).into_owned(),
        Ok(Fetched::Unchanged { .. }) => "unchanged".to_owned(),
        Ok(Fetched::Feed { articles, new, .. }) => format!("feed {new} of {articles}"),
        Err(error) => error.code().to_owned(),
    }
}

fn feed(server: &str, items: &[(&str, &str)]) -> String {
    let item = |(path, date): &(&str, &str)| {
        format!(
            "<item><title>On {path}</title><link>http://{server}/{path}</link><pubDate>{date}</pubDate></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Lenn Post</title>{items}</channel></rss>")
}

const MONDAY: &str = "Mon, 03 Oct 2016 09:30:00 GMT";
const TUESDAY: &str = "Tue, 04 Oct 2016 09:30:00 GMT";

#[test]
fn the_articles_of_a_feed_are_fetched_once_and_changes_are_asked_for() {
    let server = Server::start(|request: &Request| {
        let host = request.header("host").unwrap_or_default();
        match (request.path.as_str(), request.header("if-none-match")) {
            ("/feed", _) => answer(200, "", feed(host, &[("a", MONDAY), ("b", TUESDAY)])),
            ("/page", Some("\"1\"")) => answer(304, "", ""),
            ("/page", _) => answer(200, "ETag: \"1\"\r\nContent-Type: text/html; charset=latin1\r\n", "page"),
            ("/robots.txt", _) => answer(404, "", ""),
            (path, _) => answer(200, "", path),
        }
    });
    let addresses = [server.url("/feed"), server.url("/page"), server.url("/page#below")];
    let (seen, memory) = fetch(&[&server], &addresses, rules(), &Memory::default());
    assert_eq!(seen.iter().map(word).collect::<Vec<_>>(), ["feed 2 of 2", "page", "/a", "/b"]);
    let Ok(Fetched::Page(page)) = &seen[1] else { panic!("{seen:?}") };
    assert_eq!(page.encoding.as_deref(), Some("latin1"));
    let Ok(Fetched::Page(article)) = &seen[2] else { panic!("{seen:?}") };
    let item = article.item.as_ref().unwrap();
    assert_eq!(
        (item.title.as_deref(), item.published.as_deref()),
        (Some("On a"), Some("2016-10-03T09:30:00Z"))
    );
    let (again, _) = fetch(&[&server], &addresses, rules(), &memory);
    assert_eq!(again.iter().map(word).collect::<Vec<_>>(), ["feed 0 of 2", "unchanged"]);
    assert!(server.requests().iter().all(|request| request.header("user-agent") == Some(crate::USER_AGENT)));
    let bare = Rules { articles: false, ..rules() };
    assert!(words(&server, &addresses[..1], bare)[0].starts_with("<rss"));
}

#[test]
fn items_of_a_feed_that_name_no_article_are_taken_as_they_are() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/feed" => {
            let items =
                "<item><description>Yes, said Ana.</description></item><item><link>http://:x/</link></item>";
            answer(200, "", format!("<rss version=\"2.0\"><channel>{items}</channel></rss>"))
        }
        _ => answer(404, "", ""),
    });
    let (seen, _) = fetch(&[&server], &[server.url("/feed")], rules(), &Memory::default());
    let Ok(Fetched::Feed { articles: 1, new: 0, documents, .. }) = &seen[0] else { panic!("{seen:?}") };
    assert_eq!(documents[0].document.text, "Yes, said Ana.");
    assert_eq!(word(&seen[1]), "no-address", "an address that cannot be read is named");
}

#[test]
fn robots_txt_is_asked_first_and_obeyed() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/robots.txt" => answer(200, "", "User-agent: sayso\nDisallow: /no\n"),
        path => answer(200, "", path),
    });
    let addresses = ["/no/1", "/yes", "/no/2?x"].map(|path| server.url(path));
    assert_eq!(words(&server, &addresses, rules()), ["robots", "/yes", "robots"]);
    assert_eq!(
        server.requests().iter().map(|it| it.path.clone()).collect::<Vec<_>>(),
        ["/robots.txt", "/yes"]
    );
}

#[test]
fn a_host_whose_robots_txt_cannot_be_had_is_left_alone() {
    for (status, expected) in [(404, "/a"), (403, "/a"), (503, "host-busy"), (501, "robots")] {
        let server = Server::start(move |request: &Request| match request.path.as_str() {
            "/robots.txt" => answer(status, "", ""),
            path => answer(200, "", path),
        });
        assert_eq!(words(&server, &[server.url("/a")], rules()), [expected], "{status}");
    }
}

#[test]
fn private_addresses_are_refused_however_they_are_written_and_after_every_redirect() {
    let secret = Server::start(|_: &Request| answer(200, "", "secret"));
    let port = secret.address.port();
    let targets = [
        secret.url("/"),
        format!("http://localhost:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://0.0.0.0:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://10.0.0.1/".to_owned(),
    ];
    let no_waiting = Rules { tries: 1, ..rules() };
    let (seen, _) = fetch(&[], &targets, no_waiting.clone(), &Memory::default());
    assert!(seen.iter().all(|it| word(it) == "private-address"), "{seen:#?}");
    let others = ["file:///etc/passwd", "gopher://lenn.example/", "data:text/html,x"].map(str::to_owned);
    let to = [&targets[..], &others].concat();
    let redirecting = Server::start(move |request: &Request| {
        let target = request.path.trim_start_matches('/').parse::<usize>().ok().and_then(|at| to.get(at));
        target
            .map_or_else(|| answer(404, "", ""), |target| answer(302, &format!("Location: {target}\r\n"), ""))
    });
    let addresses: Vec<String> =
        (0..targets.len() + 3).map(|at| redirecting.url(&format!("/{at}"))).collect();
    let seen = words(&redirecting, &addresses, no_waiting.clone());
    assert!(seen[..targets.len()].iter().all(|it| it == "private-address"), "{seen:#?}");
    assert!(seen[targets.len()..].iter().all(|it| it == "no-address"), "{seen:#?}");
    assert_eq!(secret.requests().len(), 0);
    let allowed = Rules { allow_private: true, ..no_waiting };
    let (seen, _) = fetch(&[], &targets[..1], allowed, &Memory::default());
    assert_eq!(word(&seen[0]), "secret");
}

#[test]
fn redirects_are_followed_to_their_end_or_given_up() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/robots.txt" => answer(200, "", "User-agent: *\nDisallow: /no\n"),
        "/old" => answer(301, "Location: /new?x=1\r\n", ""),
        "/sly" => answer(302, "Location: /no/page\r\n", ""),
        "/loop" => answer(302, "Location: /loop\r\n", ""),
        "/lost" => answer(302, "", ""),
        path => answer(200, "", path),
    });
    let addresses = ["/old", "/sly", "/loop", "/lost", "/gone"].map(|path| server.url(path));
    let (seen, memory) = fetch(&[&server], &addresses, rules(), &Memory::default());
    assert_eq!(
        seen.iter().map(word).collect::<Vec<_>>(),
        ["/new?x=1", "robots", "redirects", "no-page", "/gone"]
    );
    let Ok(Fetched::Page(page)) = &seen[0] else { panic!("{seen:?}") };
    assert_eq!(page.address, server.url("/new?x=1"));
    assert!(memory.of(&server.url("/old")).is_some());
}

#[test]
fn a_busy_host_is_asked_again_and_then_left_alone() {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |request: &Request| match request.path.as_str() {
        "/robots.txt" => answer(404, "", ""),
        "/soon" if asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 2 => {
            answer(503, "Retry-After: 0\r\n", "")
        }
        "/later" => answer(429, "Retry-After: 9000\r\n", ""),
        path => answer(200, "", path),
    });
    let addresses = ["/soon", "/later", "/after"].map(|path| server.url(path));
    let (seen, memory) = fetch(&[&server], &addresses, rules(), &Memory::default());
    assert_eq!(seen.iter().map(word).collect::<Vec<_>>(), ["/soon", "host-busy", "host-busy"]);
    assert_eq!(server.paths(), ["/soon", "/soon", "/soon", "/later"]);
    let (again, _) = fetch(&[&server], &addresses, rules(), &memory);
    assert!(
        again[0].as_ref().is_err_and(|error| error.to_string().contains("left alone until")),
        "{again:?}"
    );
    assert_eq!(server.paths().len(), 4, "what it asked for holds in the next round");
}

/// A feed with the articles `/a`, `/b` and `/c`, which has not changed since it was asked for first, and a
/// robots.txt. What is given for all else is up to `page`.
fn unchanging_feed(page: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Server {
    Server::start(move |request: &Request| {
        let host = request.header("host").unwrap_or_default();
        let items = [("a", MONDAY), ("b", MONDAY), ("c", TUESDAY)];
        match (request.path.as_str(), request.header("if-none-match")) {
            ("/robots.txt", _) => answer(404, "", ""),
            ("/feed", Some("\"1\"")) => answer(304, "", ""),
            ("/feed", _) => answer(200, "ETag: \"1\"\r\n", feed(host, &items)),
            (path, _) => page(path),
        }
    })
}

/// The words of a first round and of the two after it.
fn three_rounds(server: &Server, first: Rules, then: Rules) -> [Vec<String>; 3] {
    let mut memory = Memory::default();
    [first, then.clone(), then].map(|rules| {
        let (seen, after) = fetch(&[server], &[server.url("/feed")], rules, &memory);
        memory = after;
        seen.iter().map(word).collect()
    })
}

#[test]
fn what_was_left_for_the_next_time_is_fetched_then_though_the_feed_has_not_changed() {
    let server = unchanging_feed(|path| answer(200, "", path));
    let few = Rules { per_host: 2, ..rules() };
    let [first, second, third] = three_rounds(&server, few, rules());
    assert_eq!(first, ["feed 3 of 3", "/a", "per-host-limit", "per-host-limit"]);
    assert_eq!(second, ["feed 2 of 3", "/b", "/c"]);
    assert_eq!(third, ["unchanged"]);

    let asked = std::sync::atomic::AtomicUsize::new(0);
    let busy = move |path: &str| match path {
        "/b" if asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 3 => answer(503, "", ""),
        path => answer(200, "", path),
    };
    let server = unchanging_feed(busy);
    let [first, second, third] = three_rounds(&server, rules(), rules());
    assert_eq!(first, ["feed 3 of 3", "/a", "host-busy", "host-busy"]);
    assert_eq!(second, ["feed 2 of 3", "/b", "/c"]);
    assert_eq!(third, ["unchanged"]);
}

#[test]
fn what_was_still_to_be_fetched_when_a_round_was_stopped_is_fetched_in_the_next() {
    let is_fed = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let fed = std::sync::Arc::clone(&is_fed);
    let server = unchanging_feed(|path| answer(200, "", path));
    let (memory, feed) = (Memory::default(), [server.url("/feed")]);
    let stopped = move || fed.load(std::sync::atomic::Ordering::SeqCst);
    let mut round = Round::with_exceptions(&feed, rules(), &memory, vec![server.address], stopped);
    assert_eq!(round.next().map(|it| word(&it)).as_deref(), Some("feed 3 of 3"));
    is_fed.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(round.next(), None);
    let (seen, _) = fetch(&[&server], &feed, rules(), round.memory());
    assert_eq!(seen.iter().map(word).collect::<Vec<_>>(), ["feed 3 of 3", "/a", "/b", "/c"]);
}

#[test]
fn a_page_that_never_comes_does_not_keep_a_feed_from_being_remembered() {
    let server = unchanging_feed(|path| answer(if path == "/b" { 404 } else { 200 }, "", path));
    let [first, second, _] = three_rounds(&server, rules(), rules());
    assert_eq!(first, ["feed 3 of 3", "/a", "no-page", "/c"]);
    assert_eq!(second, ["unchanged"]);
}

#[test]
fn a_page_that_a_host_stumbles_over_fails_alone_and_several_in_a_row_close_the_host() {
    for status in [500, 502, 504] {
        let server = Server::start(move |request: &Request| match request.path.as_str() {
            "/robots.txt" => answer(404, "", ""),
            path if path.starts_with("/bad") => answer(status, "", ""),
            path => answer(200, "", path),
        });
        let addresses = ["/bad/1", "/a", "/bad/2", "/bad/3", "/b", "/bad/4", "/bad/5", "/bad/6", "/c"];
        let seen = words(&server, &addresses.map(|path| server.url(path)), rules());
        let expected =
            ["no-page", "/a", "no-page", "no-page", "/b", "no-page", "no-page", "no-page", "host-busy"];
        assert_eq!(seen, expected, "{status}");
        assert_eq!(server.paths().iter().filter(|path| *path == "/bad/1").count(), 3, "after its tries");
    }
    let server = unchanging_feed(|path| answer(if path == "/b" { 500 } else { 200 }, "", path));
    let [first, second, _] = three_rounds(&server, rules(), rules());
    assert_eq!(first, ["feed 3 of 3", "/a", "no-page", "/c"]);
    assert_eq!(second, ["feed 1 of 3", "no-page"]);
}

#[test]
fn size_number_and_time_are_bounded() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&vec![b'x'; 1 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let server = Server::start(move |request: &Request| match request.path.as_str() {
        "/robots.txt" => answer(404, "", ""),
        "/long" => answer(200, "", vec![b'x'; 200_000]),
        "/bomb" => answer(200, "Content-Encoding: gzip\r\n", &packed),
        "/silent" => Vec::new(),
        "/hang" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nThe beginning".to_vec(),
        path => answer(200, "", path),
    });
    let addresses = ["/long", "/bomb", "/a", "/b"].map(|path| server.url(path));
    let few = Rules { bytes: 100_000, per_host: 3, ..rules() };
    assert_eq!(words(&server, &addresses, few), ["too-large", "too-large", "/a", "per-host-limit"]);
    let hasty = Rules { timeout: Duration::from_millis(300), tries: 2, ..rules() };
    assert_eq!(words(&server, &[server.url("/hang")], hasty.clone()), ["not-fetched"]);
    assert_eq!(words(&server, &[server.url("/silent")], hasty), ["host-busy"]);
    assert_eq!(server.paths().iter().filter(|path| *path == "/silent").count(), 2);
}

#[test]
fn a_host_is_left_in_peace_between_two_requests() {
    let server = Server::start(|request: &Request| match request.path.as_str() {
        "/robots.txt" => answer(200, "", "User-agent: *\nCrawl-delay: 0.2\n"),
        path => answer(200, "", path),
    });
    let slow = Rules { delay: Duration::from_millis(150), ..rules() };
    words(&server, &[server.url("/a"), server.url("/b")], slow);
    let at: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
    assert_eq!(at.len(), 3);
    assert!(at[1] - at[0] >= Duration::from_millis(140), "its delay is ours");
    assert!(at[2] - at[1] >= Duration::from_millis(190), "its delay is the one that it asks for");
}

#[test]
fn whoever_stops_is_not_kept_waiting() {
    let server = Server::start(|_: &Request| answer(404, "", ""));
    let memory = Memory::default();
    let long = Rules { delay: Duration::from_secs(3600), ..rules() };
    let asked = std::sync::atomic::AtomicUsize::new(0);
    let stopped = move || asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 3;
    let mut round = Round::with_exceptions(&[server.url("/a")], long, &memory, vec![server.address], stopped);
    assert_eq!(round.next(), None);
    assert_eq!(round.next(), None);
}

#[test]
fn what_is_no_address_is_named() {
    let server = Server::start(|_: &Request| answer(404, "", ""));
    let addresses = ["lenn", "/news", ""].map(str::to_owned);
    assert_eq!(words(&server, &addresses, rules()), ["no-address"; 3]);
}

#[test]
fn names_and_passwords_are_neither_used_nor_shown() {
    let server = Server::start(|request: &Request| {
        let secret = format!("http://ana:secret@{}/a", request.header("host").unwrap_or_default());
        match request.path.as_str() {
            "/robots.txt" => answer(404, "", ""),
            "/to" => answer(302, &format!("Location: {secret}\r\n"), ""),
            "/feed" => answer(
                200,
                "",
                format!("<rss version=\"2.0\"><channel><item><link>{secret}</link></item></channel></rss>"),
            ),
            path => answer(200, "", path),
        }
    });
    let named = server.url("/a").replace("http://", "http://ana:secret@");
    let addresses = [named, "ana:secret@lenn".to_owned(), server.url("/to"), server.url("/feed")];
    let (seen, memory) = fetch(&[&server], &addresses, rules(), &Memory::default());
    let words: Vec<_> = seen.iter().map(word).collect();
    assert_eq!(words, ["login", "no-address", "login", "feed 0 of 1", "login"]);
    let messages: Vec<_> = seen.iter().filter_map(|it| it.as_ref().err()).map(ToString::to_string).collect();
    let kept = format!("{seen:?} {messages:?} {memory:?}");
    assert!(!kept.contains("secret"), "{kept}");
    assert_eq!(server.paths(), ["/to", "/feed"]);
}
