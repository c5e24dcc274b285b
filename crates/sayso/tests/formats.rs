//! Files of every format become documents of a collection, and those that were made to do harm do none.

mod common;
#[path = "../../sayso-formats/src/readers/tests/make.rs"]
#[allow(dead_code)]
mod make;

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use common::{Place, Run};
use serde_json::Value;

/// Bytes of memory that an import may take, whatever it is given.
const MEMORY: u64 = 500_000_000;

/// A sentence in which `name` says something.
fn said(name: &str) -> String {
    format!("\"We will not close the bridge of Port Lenn,\" said {name}, who denied that fares would rise.")
}

fn html(name: &str) -> String {
    format!("<html><body><p>{}</p></body></html>", said(name))
}

/// Outcome, reason and origin of each input of the first import, and the message.
fn ledger(place: &Place) -> Vec<[String; 4]> {
    let out = place.run(&["imports", "show", "1", "--format", "jsonl"]).exits(0).out;
    let row = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        ["outcome", "reason", "origin", "message"]
            .map(|name| row[name].as_str().unwrap_or_default().to_owned())
    };
    out.lines().map(row).collect()
}

/// The outcome of the input at `origin`, with its reason.
fn outcome(place: &Place, origin: &str) -> (String, String) {
    let rows = ledger(place);
    let row =
        rows.iter().find(|row| row[2].ends_with(origin)).unwrap_or_else(|| panic!("{origin}: {rows:#?}"));
    (row[0].clone(), row[1].clone())
}

/// One file of each format, under names that tell nothing, each with a person who speaks in it alone.
fn news() -> (Place, Vec<&'static str>) {
    let place = Place::new();
    let mail = |name: &str| {
        format!(
            "From: a@lenn.example\nDate: Sun, 2 Oct 2016 09:30:00 +0000\nSubject: A bridge\n\n{}\n",
            said(name)
        )
    };
    let rss = |name: &str| {
        format!(
            "<rss version=\"2.0\"><channel><title>Lenn Post</title><item><title>A bridge</title><link>https://lenn.example/rss</link><description>{}</description></item></channel></rss>",
            said(name)
        )
    };
    let response = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
    let warc = make::gzip(&make::page("https://lenn.example/page", response, html("Nora Quist").as_bytes()));
    let paragraph = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", said("Olaf Brandt"));
    let csv = format!("id,text\n1,\"{}\"\n", said("Petra Lund").replace('"', "\"\""));
    let mailbox = format!("From a Sun Oct  2 09:30:00 2016\n{}", mail("Rosa Keller"));
    let archive = make::zip(&[("deep/inside", html("Tom Ekberg").as_bytes()), ("p.png", b"\x89PNG\0")]);
    let files: [(&str, Vec<u8>); 12] = [
        ("text", said("Ana Ortiz").into_bytes()),
        ("page", html("Berta Holm").into_bytes()),
        ("table", csv.into_bytes()),
        ("print", make::pdf("", &[&[&said("Emil Strand")]])),
        ("word", make::docx("", &paragraph)),
        ("book", make::epub("<dc:title>Lenn Post</dc:title>", &[("one.xhtml", &html("Greta Dahl"))])),
        ("feed", rss("Hugo Falk").into_bytes()),
        ("mail", mail("Inga Moller").into_bytes()),
        ("mailbox", mailbox.into_bytes()),
        ("web", warc),
        ("archive", archive),
        ("tape", make::gzip(&make::tar(&[("a", said("Ulla Winter").as_bytes())]))),
    ];
    for (name, bytes) in files {
        place.file(&format!("news/{name}"), bytes);
    }
    let people = vec![
        "Ana Ortiz",
        "Berta Holm",
        "Petra Lund",
        "Emil Strand",
        "Olaf Brandt",
        "Greta Dahl",
        "Hugo Falk",
        "Inga Moller",
        "Rosa Keller",
        "Nora Quist",
        "Tom Ekberg",
        "Ulla Winter",
    ];
    (place, people)
}

#[test]
fn a_folder_of_all_formats_is_imported_by_content() {
    let (place, people) = news();
    let run = place.run(&["import", "news"]).exits(0);
    assert!(run.err.contains(&format!("{} new documents", people.len())), "{run:#?}");
    let speakers = place.run(&["speakers"]).exits(0).out;
    for name in &people {
        assert!(speakers.contains(name), "{name}: {speakers}");
    }
    assert_eq!(outcome(&place, "archive!p.png"), ("skipped".to_owned(), "no-document".to_owned()));
    assert_eq!(outcome(&place, "archive!deep/inside").0, "imported");
    let again = place.run(&["import", "news/.", "--threads", "1"]).exits(0);
    assert!(again.err.contains(&format!("{} there already", people.len())), "{again:#?}");
}

#[test]
fn what_became_of_each_file_in_an_archive_stays_in_the_ledger() {
    let place = Place::new();
    let archive = |name: &str| {
        let (a, e) = (said("Ana Ortiz"), said(name));
        make::zip(&[
            ("a.txt", a.as_bytes()),
            ("e.txt", e.as_bytes()),
            ("b.pdf", b"%PDF-1.4 no"),
            ("c", b" "),
            ("d.css", b"p{}"),
        ])
    };
    place.file("n.zip", archive("Emil Strand"));
    place.file("n.txt", said("Ana Ortiz"));
    place.run(&["import", "n.txt", "n.zip"]).exits(2);
    assert_eq!(outcome(&place, "n.zip!a.txt"), ("duplicate".to_owned(), "same-text".to_owned()));
    assert_eq!(outcome(&place, "n.zip!b.pdf"), ("failed".to_owned(), "not-understood".to_owned()));
    assert_eq!(outcome(&place, "n.zip!c"), ("skipped".to_owned(), "empty-text".to_owned()));
    assert_eq!(outcome(&place, "n.zip!d.css"), ("skipped".to_owned(), "no-document".to_owned()));
    place.file("n.zip", archive("Ida Holm"));
    let again = place.run(&["import", "n.zip"]).exits(2);
    assert!(again.err.contains("1 of them a new version"), "{again:#?}");
}

#[test]
fn a_web_archive_that_was_cut_gives_what_it_has() {
    let response = "HTTP/1.1 200 OK\r\nContent-Type: text/html";
    let record = |name: &str, path: &str| {
        make::gzip(&make::page(&format!("https://lenn.example/{path}"), response, html(name).as_bytes()))
    };
    let archive = [record("Ana Ortiz", "1"), record("Ida Holm", "2")].concat();
    let place = Place::new();
    place.file("crawl.warc.gz", &archive[..archive.len() - 20]);
    place.run(&["import", "crawl.warc.gz"]).exits(2);
    let rows = ledger(&place);
    assert_eq!((rows[0][0].as_str(), rows[0][2].as_str()), ("imported", "https://lenn.example/1"));
    assert_eq!(rows[1][0], "failed");
    assert!(rows[1][3].starts_with("crawl.warc.gz cannot be read as a web archive"), "{rows:#?}");
}

#[test]
fn names_in_archives_never_leave_the_folder_of_the_results() {
    let place = Place::new();
    place.file(
        "in/n.zip",
        make::zip(&[
            ("../../evil.txt", said("Ana Ortiz").as_bytes()),
            ("/evil2.txt", said("Ida Holm").as_bytes()),
        ]),
    );
    fs::create_dir(place.path("out")).unwrap();
    place.run(&["read", "in/n.zip", "--html", "-o", "out"]).exits(0);
    assert_eq!(place.names("out"), ["evil.html", "evil2.html"]);
    assert_eq!(place.names("."), ["in", "out"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_circles_end() {
    let place = Place::new();
    place.file("news/a.txt", said("Ana Ortiz"));
    for (target, link) in [(".", "news/self"), ("..", "news/up"), ("loop", "news/loop")] {
        std::os::unix::fs::symlink(target, place.path(link)).unwrap();
    }
    let run = place.run(&["import", "news"]);
    assert!(run.err.contains("1 new document,"), "{run:#?}");
    let rows = ledger(&place);
    let count = |outcome: &str| rows.iter().filter(|row| row[0] == outcome).count();
    assert_eq!(
        (count("imported"), count("duplicate"), count("failed"), rows.len()),
        (1, 1, 2, 4),
        "{rows:#?}"
    );
}

/// Runs an import, and looks now and then how much memory it and the processes that it started take.
#[cfg(target_os = "linux")]
fn import_measured(place: &Place, args: &[&str]) -> (Run, u64) {
    let mut command = place.command(&[&["import"], args].concat());
    let mut child = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(memory(child.id()));
        sleep(Duration::from_millis(5));
    }
    (Run::from(child.wait_with_output().unwrap()), most)
}

/// Bytes in memory of a process and its children.
#[cfg(target_os = "linux")]
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children: Vec<u32> = threads
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|list| list.split(' ').filter_map(|id| id.trim().parse().ok()).collect::<Vec<_>>())
        .collect();
    // A child that has not become another program yet counts what it shares with its parent.
    of("VmHWM:").unwrap_or(0) * 1024 + children.into_iter().map(|child| resident(child, process)).sum::<u64>()
}

#[cfg(target_os = "linux")]
fn resident(child: u32, parent: u32) -> u64 {
    let command = |process: u32| fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
    if command(child) == command(parent) {
        return 0;
    }
    let pages = fs::read_to_string(format!("/proc/{child}/statm")).unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

/// A PDF file whose page is drawn by ten drawings, each by ten others, and so on.
fn endless_pdf() -> Vec<u8> {
    const DEPTH: usize = 12;
    let form = |level: usize| {
        let content = match level + 1 < DEPTH {
            true => format!("/X{} Do ", level + 1).repeat(10),
            false => "BT /F1 11 Tf (x) Tj ET".to_owned(),
        };
        let next = 1000 + level + 1;
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {} /Resources << /Font << /F1 3 0 R >> \
             /XObject << /X{} {next} 0 R >> >> >>\nstream\n{content}\nendstream",
            content.len(),
            level + 1
        )
    };
    make::pdf_of("", &["/X0 Do".to_owned()], &(0..DEPTH).map(form).collect::<Vec<_>>())
}

/// A PDF file whose page draws itself.
fn circular_pdf() -> Vec<u8> {
    let form = "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 6 /Resources << /XObject << /X0 1000 0 R >> >> >>\n\
        stream\n/X0 Do\nendstream";
    make::pdf_of("", &["/X0 Do".to_owned()], &[form.to_owned()])
}

#[cfg(target_os = "linux")]
#[test]
fn files_made_to_do_harm_cost_themselves_alone_and_bounded_memory() {
    let place = Place::new();
    let blanks = vec![b' '; 300 << 20];
    let packed = make::gzip(&blanks);
    place.file("n/bomb.txt.gz", &packed);
    place.file("n/bombs.txt.gz", packed.repeat(4));
    place.file(
        "n/bomb.tar.gz",
        make::gzip(&make::tar(&[("a.txt", &blanks), ("b.txt", said("Eva Lind").as_bytes())])),
    );
    let response = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip";
    place.file("n/bomb.warc", make::page("https://lenn.example/bomb", response, &packed));
    let files: Vec<(String, &[u8])> = (0..6).map(|number| (format!("{number}.txt"), &blanks[..])).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    place.file("n/bomb.zip", make::zip(&files));
    place.file("n/bomb.docx", make::zip(&[("word/document.xml", &blanks)]));
    place.file("n/bomb.csv", [&b"id,text\n1,\""[..], &blanks[..40 << 20]].concat());
    place.file("n/long.jsonl", [&b"{\"text\": \""[..], &blanks[..40 << 20]].concat());
    place.file("n/endless.pdf", endless_pdf());
    place.file("n/circular.pdf", circular_pdf());
    // Each word costs more than its two bytes.
    place.file("n/words.txt", "a b ".repeat(4_500_000));
    place.file("n/good.txt", said("Ana Ortiz"));
    drop(blanks);
    let (run, most) = import_measured(&place, &["n"]);
    let run = run.exits(2);
    assert!(
        run.err.contains("unpacks to more than") || run.err.contains("more than 20000000 bytes"),
        "{run:#?}"
    );
    assert_eq!(outcome(&place, "n/good.txt").0, "imported");
    for name in ["bomb.txt.gz", "bombs.txt.gz", "bomb.docx", "bomb.csv", "endless.pdf", "circular.pdf"] {
        assert_eq!(outcome(&place, name).0, "failed", "{name}: {:#?}", ledger(&place));
    }
    let messages: Vec<String> = ledger(&place).into_iter().map(|row| row[3].clone()).collect();
    assert!(
        messages.iter().any(|it| it.contains("endless.pdf") && it.contains("more than 10 seconds")),
        "{messages:#?}"
    );
    println!("at most {} MB", most / 1_000_000);
    assert!(most > 10_000_000 && most < MEMORY, "{most} bytes");
}
