//! `sayso read`: what comes out, in which order, and what bad input gets.

mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;

use common::{ARTICLE, Place, Run, SILENT};

#[test]
fn a_document_is_one_record() {
    let place = Place::with(&[("a.txt", SILENT)]);
    let run = place.run(&["read", "--jsonl", "a.txt"]).exits(1);
    let record: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(record["schema"], "sayso.document/1");
    assert_eq!(record["document"]["origin"], "a.txt");
    assert_eq!(record["document"]["text"], SILENT);
    assert_eq!(record["statements"], serde_json::json!([]));
    assert_eq!((run.out.lines().count(), run.err.as_str()), (1, ""));
}

#[test]
fn results_come_in_the_order_of_the_inputs_on_any_number_of_threads() {
    let place = Place::new();
    let names: Vec<_> = (0..9).map(|i| format!("{i}.txt")).collect();
    for (i, name) in names.iter().enumerate() {
        // The first ones take longest.
        place.file(name, ARTICLE.repeat(3 * (9 - i) / 8 + 1));
    }
    let mut reversed: Vec<&str> = names.iter().rev().map(String::as_str).collect();
    reversed.splice(0..0, ["read", "--jsonl", "--threads", "1"]);
    let one = place.run(&reversed).exits(0);
    assert_eq!(one.origins(), names.iter().rev().cloned().collect::<Vec<_>>());
    reversed[3] = "5";
    assert_eq!(place.run(&reversed).exits(0).out, one.out);
}

#[test]
fn folders_are_read_in_order_without_hidden_and_foreign_files() {
    let files = [
        ("n/b/2.html", "<p>Two.</p>"),
        ("n/a.md", "One."),
        ("n/z.txt", "Three."),
        ("n/.x.txt", "No."),
        ("n/p.gif", "GIF89a"),
    ];
    let run = Place::with(&files).run(&["read", "--jsonl", "n"]).exits(1);
    assert_eq!(run.origins(), ["n/a.md", "n/b/2.html", "n/z.txt"]);
}

#[test]
fn standard_input_is_read_when_nothing_is_named_and_for_a_dash() {
    for args in [&["read", "--jsonl"][..], &["read", "--jsonl", "-"]] {
        let run = Place::new().pipe(SILENT, args).exits(1);
        assert_eq!(run.origins(), ["standard input"]);
    }
}

#[test]
fn standard_input_is_not_read_twice() {
    let run = Place::new().run(&["read", "-", "--files-from", "-"]).exits(2);
    assert_eq!(run.err, "sayso: standard input (-) can be read only once\n");
}

#[cfg(unix)]
#[test]
fn a_terminal_with_nothing_to_read_gets_help() {
    let place = Place::new();
    let mut command = place.command(&["read"]);
    let terminal = std::fs::OpenOptions::new().read(true).write(true).open("/dev/ptmx").unwrap();
    let run = Run::of(command.stdin(terminal)).exits(2);
    assert!(run.err.contains("Usage: sayso read"), "{run:#?}");
    assert_eq!(run.out, "");
}

#[test]
fn what_cannot_be_read_is_reported_and_the_rest_go_on() {
    let place = Place::with(&[("a.txt", SILENT), ("b.txt", ARTICLE)]);
    place.file("data.txt", b"\x7fELF\0\0\0");
    let run = place.run(&["read", "--jsonl", "a.txt", "none.txt", "data.txt", "b.txt"]).exits(2);
    assert_eq!(run.origins(), ["a.txt", "b.txt"]);
    let errors: Vec<_> = run.err.lines().collect();
    assert!(errors[0].starts_with("sayso: none.txt: no such file"), "{errors:#?}");
    assert!(errors[1].starts_with("sayso: data.txt is a program, not text"), "{errors:#?}");
    assert!(errors[2].ends_with(", 2 failed") && errors.len() == 3, "{errors:#?}");
}

#[cfg(unix)]
#[test]
fn a_lost_link_in_a_folder_is_reported_and_a_pipe_in_it_is_no_file() {
    let place = Place::with(&[("n/b.txt", ARTICLE)]);
    std::os::unix::fs::symlink("nowhere", place.path("n/a.txt")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(place.path("n/c.txt")).status();
    assert!(made.unwrap().success());
    let run = place.run(&["read", "--jsonl", "n"]).exits(2);
    assert_eq!(run.origins(), ["n/b.txt"]);
    assert!(run.err.starts_with("sayso: n/a.txt: no such file"), "{run:#?}");
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read() {
    let place = Place::new();
    let path = place.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let writer = std::thread::spawn(move || std::fs::write(path, SILENT).unwrap());
    assert_eq!(place.run(&["read", "--jsonl", "pipe"]).exits(1).origins(), ["pipe"]);
    writer.join().unwrap();
}

#[test]
fn a_folder_without_anything_to_read_is_an_error() {
    let run = Place::with(&[("n/.p.jpg", "")]).run(&["read", "n"]).exits(2);
    assert_eq!(
        run.err.lines().next().unwrap(),
        "sayso: n: no file in this folder, those whose names begin with a dot aside"
    );
}

#[test]
fn empty_and_broken_text_is_text() {
    let place = Place::new();
    place.file("empty.txt", "");
    place.file("latin.txt", b"The mayor of Troms\xf8 went home.\n");
    let run = place.run(&["read", "--jsonl", "empty.txt", "latin.txt"]).exits(1);
    assert!(run.out.lines().next().unwrap().contains("\"empty-text\""), "{run:#?}");
    assert!(run.out.lines().nth(1).unwrap().contains("\"guessed-encoding\""), "{run:#?}");
}

#[test]
fn a_document_over_the_limit_is_refused_and_the_limit_can_be_raised() {
    let place = Place::with(&[("long.txt", &"word ".repeat(300))]);
    let run = place.run(&["read", "--jsonl", "--max-size", "1kB", "long.txt"]).exits(2);
    assert!(run.err.starts_with("sayso: long.txt: has more than 1000 bytes"), "{run:#?}");
    place.run(&["read", "--jsonl", "--max-size", "2kB", "long.txt"]).exits(1);
}

#[test]
fn json_lines_are_read_as_they_come() {
    let mut child = Place::new().start(&["read", "--jsonl", "--input-format", "jsonl"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for name in ["first", "second"] {
        // The answer is there before the stream ends.
        writeln!(stdin, "{{\"text\": \"Nobody spoke.\", \"url\": \"{name}\"}}").unwrap();
        assert!(lines.next().unwrap().unwrap().contains(name));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn a_bad_line_does_not_end_json_lines() {
    let lines = "{\"text\": \"One.\", \"url\": \"1\"}\nnonsense\n{\"text\": \"Two.\", \"url\": \"2\"}\n";
    let run = Place::with(&[("a.jsonl", lines)]).run(&["read", "--jsonl", "a.jsonl"]).exits(2);
    assert_eq!(run.origins(), ["1", "2"]);
    assert!(run.err.starts_with("sayso: a.jsonl, line 2: "), "{run:#?}");
}

#[test]
fn paths_may_come_from_a_list() {
    let place = Place::with(&[("a b.txt", SILENT), ("c.txt", SILENT), ("list", "c.txt\n\na b.txt\n")]);
    assert_eq!(
        place.run(&["read", "--jsonl", "--files-from", "list"]).exits(1).origins(),
        ["c.txt", "a b.txt"]
    );
    let run = place.pipe("a b.txt\0c.txt\0", &["read", "--jsonl", "--files-from", "-", "-0"]).exits(1);
    assert_eq!(run.origins(), ["a b.txt", "c.txt"]);
    let run = place.run(&["read", "--files-from", "none"]).exits(2);
    assert!(run.err.starts_with("sayso: none: cannot be read"), "{run:#?}");
}

#[test]
fn output_goes_to_a_file() {
    let place = Place::with(&[("a.txt", SILENT)]);
    let printed = place.run(&["read", "--json", "a.txt"]).exits(1);
    let run = place.run(&["read", "--json", "a.txt", "-o", "a.json"]).exits(1);
    assert_eq!((run.out.as_str(), place.text("a.json")), ("", printed.out));
}

#[test]
fn an_input_is_never_overwritten() {
    let place = Place::with(&[("n/a.txt", SILENT)]);
    for args in
        [["read", "n/a.txt", "-o", "n/a.txt"], ["read", "n/a.txt", "-o", "n"], ["read", "n", "-o", "n"]]
    {
        let run = place.run(&args).exits(2);
        assert!(run.err.contains("would be overwritten"), "{run:#?}");
        assert_eq!(place.text("n/a.txt"), SILENT);
    }
}

#[test]
fn results_inside_a_folder_are_not_read_again() {
    let place = Place::with(&[("n/a.txt", SILENT)]);
    for _ in 0..2 {
        place.run(&["read", "n", "--jsonl", "-o", "n/out.jsonl"]).exits(1);
        assert_eq!(place.text("n/out.jsonl").lines().count(), 1);
    }
}

#[test]
fn several_pages_need_a_folder() {
    let place = Place::with(&[("n/a.txt", SILENT), ("m/a.txt", SILENT)]);
    for args in [&["read", "--html", "n/a.txt", "m/a.txt"][..], &["read", "--html", "n", "-o", "page.html"]] {
        let run = place.run(args).exits(2);
        assert!(run.err.contains("name a folder for them: --output pages/"), "{run:#?}");
    }
    place.run(&["read", "--html", "n", "m", "-o", "pages/"]).exits(1);
    assert_eq!(place.names("pages"), ["a-2.html", "a.html"]);
}

#[test]
fn brat_is_two_files_a_document() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    place.run(&["read", "--brat", "a.txt", "-o", "brat"]).exits(0);
    assert_eq!(place.names("brat"), ["a.ann", "a.txt", "annotation.conf"]);
    assert_eq!(place.text("brat/a.txt"), ARTICLE);
}

#[test]
fn a_table_of_nothing_still_has_its_header() {
    let place = Place::with(&[("a.txt", SILENT)]);
    let run = place.run(&["read", "--csv", "a.txt"]).exits(1);
    assert!(run.out.starts_with("document_id,origin,") && run.out.lines().count() == 1, "{run:#?}");
    assert_eq!(place.run(&["read", "--csv", "none.txt"]).exits(2).out, run.out);
}

#[test]
fn colour_is_for_those_who_want_it() {
    let place = Place::with(&[("a.txt", ARTICLE)]);
    let coloured = |args: &[&str], variable: Option<&str>| {
        let mut command = place.command(args);
        if let Some(variable) = variable {
            command.env(variable, "1");
        }
        Run::of(&mut command).exits(0).out.contains('\u{1b}')
    };
    assert!(!coloured(&["read", "a.txt"], None));
    assert!(coloured(&["read", "a.txt"], Some("CLICOLOR_FORCE")));
    assert!(coloured(&["read", "a.txt", "--color", "always"], Some("NO_COLOR")));
    assert!(!coloured(&["read", "a.txt", "--color", "never"], Some("CLICOLOR_FORCE")));
}

#[test]
fn verbose_and_quiet() {
    let place = Place::with(&[("a.txt", SILENT)]);
    let run = place.run(&["read", "--jsonl", "a.txt", "-v"]).exits(1);
    assert_eq!(
        run.err,
        "sayso: model en-1\nsayso: a.txt: 1 document, 0 statements\nsayso: 1 document, 0 statements\n"
    );
    let run = place.run(&["read", "--jsonl", "a.txt", "none.txt", "-q"]).exits(2);
    assert_eq!(run.err.lines().count(), 1, "{run:#?}");
}

#[test]
fn wrong_arguments_are_told_with_the_right_ones() {
    let place = Place::new();
    let run = place.run(&["read", "--fromat", "json"]).exits(2);
    assert!(run.err.contains("'--format'"), "{run:#?}");
    let run = place.run(&["read", "--min-confidence", "7"]).exits(2);
    assert!(run.err.contains("a number from 0 to 1 is wanted"), "{run:#?}");
    let run = place.run(&["read", "--json", "--csv"]).exits(2);
    assert!(run.err.contains("cannot be used with"), "{run:#?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let place = Place::with(&[("a.txt", SILENT)]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = place.command(&["read", "--jsonl", "a.txt"]);
    let output = command.stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output();
    let run = Run::from(output.unwrap()).exits(2);
    assert!(run.err.starts_with("sayso: standard output: cannot be written: No space left"), "{run:#?}");
    let run = place.run(&["read", "--jsonl", "a.txt", "-o", "/dev/full"]).exits(2);
    assert!(run.err.starts_with("sayso: /dev/full: cannot be written"), "{run:#?}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let place = Place::new();
    for i in 0..50 {
        place.file(&format!("n/{i}.txt"), SILENT);
    }
    let mut child = place.start(&["read", "--jsonl", "n"]);
    drop(child.stdout.take());
    let run = Run::from(child.wait_with_output().unwrap()).exits(0);
    assert_eq!(run.err, "");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_with_130() {
    let mut child = Place::new().start(&["read", "--jsonl", "--input-format", "jsonl", "-v"]);
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{{\"text\": \"Nobody spoke.\"}}").unwrap();
    // Once a result is out, the program listens; its input stays open.
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(err.ends_with("sayso: interrupted after 1 document, 0 statements\n"), "{err}");
}
