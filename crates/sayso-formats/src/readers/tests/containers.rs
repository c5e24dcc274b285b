//! Archives, mailboxes and mail.

use super::make::{gzip, tar, zip};
use super::*;

const PAGE: &[u8] = b"<html><p>\xe2\x80\x9cYes,\xe2\x80\x9d said Ana Ortiz of the bridge.</p></html>";

#[test]
fn what_is_in_an_archive_is_read_as_files_are() {
    let files: &[(&str, &[u8])] = &[
        ("news/one.txt", b"One."),
        ("news/page", PAGE),
        ("news/lines.jsonl", b"{\"text\": \"Two.\"}\n{\"text\": \"Three.\"}\n"),
        ("news/photo.jpg", b"\xFF\xD8\xFF\xE0"),
        ("__MACOSX/news/._one.txt", b"\0\x05"),
        ("style.css", b"p { color: red }"),
        ("inner.txt.gz", &gzip(b"Four.")),
    ];
    let expected = |archive: &str| {
        [
            format!("{archive}!news/one.txt: One."),
            format!("{archive}!news/page: “Yes,” said Ana Ortiz of the bridge."),
            format!("{archive}!news/lines.jsonl:1: Two."),
            format!("{archive}!news/lines.jsonl:2: Three."),
            format!("- {archive}!news/photo.jpg"),
            format!("- {archive}!__MACOSX/news/._one.txt"),
            format!("- {archive}!style.css"),
            format!("{archive}!inner.txt.gz: Four."),
        ]
    };
    assert_eq!(all(&zip(files), "a.zip"), expected("a.zip"));
    assert_eq!(all(&tar(files), "a"), expected("a"));
    assert_eq!(all(&gzip(&tar(files)), "a.tgz"), expected("a.tgz"));
    let in_zip = zip(&[("b.zip", &zip(&[("one.txt", b"One.")]))]);
    assert_eq!(all(&in_zip, "a.zip"), ["a.zip!b.zip!one.txt: One."]);
}

#[test]
fn a_stream_is_read_as_a_file_is() {
    let archive = zip(&[("one.txt", b"One."), ("two.txt", b"Two.")]);
    let hint = Hint { origin: "-", ..Hint::default() };
    let count = |bytes: &[u8]| open(bytes, &hint).filter(Result::is_ok).count();
    assert_eq!((count(&archive), count(&gzip(b"One.")), count(b"One.")), (2, 1, 1));
}

#[test]
fn several_members_are_one_file() {
    let members = [gzip(b"One"), gzip(b", two"), vec![0; 512]].concat();
    assert_eq!(all(&members, "a.txt.gz"), ["a.txt.gz: One, two"]);
}

#[test]
fn names_that_climb_out_of_an_archive_stay_names() {
    let archive = tar(&[("one.txt", b"One.")]);
    let climbing = |name: &str| {
        let mut archive = archive.clone();
        archive[..name.len()].copy_from_slice(name.as_bytes());
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(&archive[..512]);
        header.set_cksum();
        archive[..512].copy_from_slice(header.as_bytes());
        archive
    };
    assert_eq!(all(&climbing("../../etc/a.txt"), "a.tar"), ["a.tar!../../etc/a.txt: One."]);
    assert_eq!(all(&zip(&[("/etc/a.txt", b"One.")]), "a.zip"), ["a.zip!/etc/a.txt: One."]);
}

#[test]
fn a_link_in_an_archive_is_not_followed() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    builder.append_link(&mut header, "a.txt", "/etc/hostname").unwrap();
    assert_eq!(all(&builder.into_inner().unwrap(), "a.tar"), Vec::<String>::new());
}

#[test]
fn damage_is_told_and_what_comes_before_it_is_read() {
    let archive = zip(&[("one.txt", b"One, two, three, four, five."), ("two.txt", b"Two.")]);
    assert!(
        all(&archive[..archive.len() - 30], "a.zip")[0]
            .starts_with("! a.zip cannot be read as a ZIP archive")
    );
    let mut damaged = archive.clone();
    damaged[40] ^= 0x55;
    let seen = all(&damaged, "a.zip");
    assert!(seen[0].starts_with("! a.zip!one.txt"), "{seen:?}");
    assert_eq!(seen[1], "a.zip!two.txt: Two.");
    let cut = tar(&[("one.txt", b"One."), ("two.txt", &[b'x'; 2000])]);
    let seen = all(&cut[..2600], "a.tar");
    assert_eq!(seen[0], "a.tar!one.txt: One.");
    assert!(seen[1].contains("the archive ends in the middle of this file"), "{seen:?}");
    let packed = gzip(&b"One of many. ".repeat(1000));
    assert!(all(&packed[..packed.len() / 2], "a.txt.gz")[0].starts_with("! a.txt.gz: "));
}

#[test]
fn archives_that_unpack_to_too_much_are_stopped() {
    let zeros = vec![b' '; 30 << 20];
    let one = gzip(&zeros);
    let bomb = one.repeat(8);
    let mut hint = Hint { origin: "a.txt.gz", ..Hint::default() };
    hint.limits.bytes = 1 << 30;
    let error = open(&bomb[..], &hint).next().unwrap().unwrap_err().to_string();
    assert!(error.contains("unpacks to more than 200 times its size"), "{error}");

    let names: Vec<String> = (0..8).map(|number| format!("{number}.txt")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &zeros[..])).collect();
    let hint = Hint { origin: "a.zip", ..hint };
    let archive = zip(&files);
    let seen: Vec<bool> =
        open_seekable(std::io::Cursor::new(&archive), &hint).map(|piece| piece.is_ok()).collect();
    assert!(seen.len() < 8 && !seen[seen.len() - 1], "{seen:?}");

    let deep = (0..7).fold(b"One.".to_vec(), |inner, _| zip(&[("a.zip", &inner)]));
    let seen = all(&deep, "a.zip");
    assert!(seen[0].contains("an archive within archives within archives"), "{seen:?}");
}

const LETTER: &str = "From: Lenn Post <news@lennpost.example>\r\nTo: ana@example.org\r\nDate: Sun, 2 Oct 2016 09:30:00 -0400\r\n\
    Subject: =?utf-8?Q?Br=C3=BCcke?= in the\r\n morning\r\nList-Id: <news.lennpost.example>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
    The council of Port Lenn voted to keep its bridge. https://lennpost.example/a/long/address\r\n\r\n--b\r\n\
    Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <html><body><p>The council of Port Lenn voted on Sunday to keep its old bridge open for another year=\r\n, the mayor said=\r\n.</p>\
    <p>=E2=80=9CWe will mend it,=E2=80=9D Ida Holm told the reporters who had come to the town hall that night.</p></body></html>\r\n--b--\r\n";

#[test]
fn a_newsletter_gives_its_article() {
    let read = one(LETTER.as_bytes(), "-");
    assert_eq!(read.format, Format::Mail);
    assert_eq!(
        read.document.text,
        "The council of Port Lenn voted on Sunday to keep its old bridge open for another year, the mayor said.\n\n\
         “We will mend it,” Ida Holm told the reporters who had come to the town hall that night."
    );
    assert_eq!(read.document.title.as_deref(), Some("Brücke in the morning"));
    assert_eq!(read.document.outlet.as_deref(), Some("Lenn Post"));
    assert_eq!(read.document.published.as_deref(), Some("2016-10-02T09:30:00-04:00"));
    assert_eq!(read.document.authors, Vec::<String>::new());
}

#[test]
fn a_letter_gives_its_text_and_who_wrote_it() {
    let letter = "From: Ana Ortiz <ana@example.org>\nDate: Sun, 2 Oct 2016 09:30:00 +0000\nSubject: No\nMessage-ID: <a@b>\n\n“No,” said Ida Holm.\n";
    let read = one(letter.as_bytes(), "letter");
    assert_eq!(read.document.text, "“No,” said Ida Holm.\n");
    assert_eq!(read.document.authors, ["Ana Ortiz"]);
    assert_eq!((read.document.origin.as_str(), read.document.outlet), ("letter", None));
}

#[test]
fn messages_of_a_mailbox_are_found_again_by_where_they_begin() {
    let letter = |text: &str| {
        format!(
            "From ana@example.org Sun Oct  2 09:30:00 2016\nFrom: Ana Ortiz <a@b.example>\nDate: Sun, 2 Oct 2016 09:30:00 +0000\nSubject: No\n\n{text}\n\n"
        )
    };
    let mailbox = letter("One.\n>From here on.\nFrom nobody") + &letter("Two.");
    let seen = all(mailbox.as_bytes(), "inbox");
    assert_eq!(
        seen,
        [
            "inbox@0: One.\nFrom here on.\nFrom nobody\n\n".to_owned(),
            format!("inbox@{}: Two.\n\n", letter("One.\n>From here on.\nFrom nobody").len())
        ]
    );
    assert_eq!(recognise(b"From here to there: a walk\nThe mayor said no.\n", "-"), Format::Text);
}
