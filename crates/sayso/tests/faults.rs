//! What goes wrong with a disk, a machine or a colleague loses nothing of a collection.

mod common;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{Place, Run, shown};
use rusqlite::{Connection, types::ValueRef};

/// Articles of the import that is killed.
const ARTICLES: usize = 60;

/// Rounds, each with a collection of its own.
const ROUNDS: usize = 8;

/// Kills in each round, before the import is let finish.
const KILLS: usize = 6;

/// Seed of the moments.
const SEED: u64 = 20_161_002;

/// Invented news: new documents, one twice, two versions of one, an empty one, and one that is no text.
fn news() -> Place {
    let place = Place::new();
    for number in 0..ARTICLES {
        let name = ["Ana Ortiz", "Łukasz Żak", "Mara Lind", "Tomas Reyes"][number % 4];
        let text = format!(
            "“We will not close line {number} again,” said {name}, who denied that fares would rise.\n"
        );
        place.file(&format!("news/{number:02}.txt"), text);
    }
    place.file("news/11b.txt", place.text("news/11.txt"));
    place.file("news/20b.txt", " \n");
    place.file("news/30b.txt", b"\x00\x01");
    let record = |text: &str| format!("{{\"url\": \"https://lenn.example/1\", \"text\": \"{text}\"}}\n");
    place.file("news/99.jsonl", record("“Yes,” said Jo Berg.") + &record("“No,” said Jo Berg.") + "broken\n");
    place
}

/// Every row of every table, but for the times at which an import began and ended, and what the word indexes
/// find.
fn rows(place: &Place, collection: &str) -> String {
    let db = Connection::open(place.path(collection).join("sayso.db")).unwrap();
    let names =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_index%' ESCAPE '\\'
        AND name NOT LIKE 'sqlite%' ORDER BY name";
    let mut select = db.prepare(names).unwrap();
    let tables: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(tables.len() >= 12, "{tables:?}");
    let mut text = String::new();
    for table in tables {
        let columns = match &*table {
            "imports" => "id, inputs, run, finished IS NOT NULL".to_owned(),
            _ => "*".to_owned(),
        };
        dump(&db, &format!("SELECT {columns} FROM {table}"), &table, &mut text);
    }
    for index in ["statement_index", "title_index", "people_index"] {
        db.execute(
            &format!("CREATE VIRTUAL TABLE temp.v_{index} USING fts5vocab(main, {index}, instance)"),
            [],
        )
        .unwrap();
        dump(&db, &format!("SELECT * FROM temp.v_{index}"), index, &mut text);
    }
    text
}

fn dump(db: &Connection, sql: &str, table: &str, text: &mut String) {
    let mut select = db.prepare(sql).unwrap();
    let columns = select.column_count();
    let mut found = select.query([]).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = found.next().unwrap() {
        let mut line = table.to_owned();
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Text(text) => write!(line, " {:?}", String::from_utf8_lossy(text)).unwrap(),
                other => write!(line, " {other:?}").unwrap(),
            }
        }
        lines.push(line);
    }
    lines.sort();
    lines.iter().for_each(|line| writeln!(text, "{line}").unwrap());
}

/// So many lines as `grep` would count.
fn count(text: &str, start: &str) -> usize {
    text.lines().filter(|line| line.starts_with(start)).count()
}

#[test]
fn an_import_killed_at_any_moment_ends_as_one_that_was_not() {
    let place = news();
    let began = Instant::now();
    place.run(&["import", "news", "--threads", "2", "--collection", "whole"]).exits(2);
    let whole_time = began.elapsed();
    let whole = rows(&place, "whole");
    assert_eq!(count(&whole, "documents "), ARTICLES + 2, "{whole}");
    let mut random = fastrand::Rng::with_seed(SEED);
    let (mut killed, mut cut) = (0, 0);
    for round in 0..ROUNDS {
        let name = format!("killed-{round}");
        let args = ["import", "news", "--threads", "2", "--collection", &name];
        for _ in 0..KILLS {
            let mut child = place.command(&args).stderr(Stdio::null()).spawn().unwrap();
            sleep(whole_time.mul_f64(random.f64() * 0.6));
            child.kill().unwrap();
            // On a machine that has become faster it may have ended by itself.
            if child.wait().unwrap().code().is_some() {
                break;
            }
            killed += 1;
            // Killed when all was done, but for the end of the program.
            if is_done(&place, &name) {
                break;
            }
            cut += usize::from(count(&left(&place, &name), "ledger ") > 0);
        }
        if !is_done(&place, &name) {
            place.run(&args).exits(2);
        }
        assert!(rows(&place, &name) == whole, "round {round}: {}", difference(&rows(&place, &name), &whole));
        place.run(&["doctor", "--collection", &name]).exits(0);
    }
    println!("{killed} kills, {cut} of them in the midst of documents; an import takes {whole_time:?}");
    assert!(killed >= ROUNDS && cut > 0, "{killed} kills, {cut} in the midst");
}

fn is_done(place: &Place, collection: &str) -> bool {
    if !left(place, collection).contains("imports Integer(1) ") {
        return false;
    }
    let db = Connection::open(place.path(collection).join("sayso.db")).unwrap();
    db.query_row("SELECT finished IS NOT NULL FROM imports", [], |row| row.get(0)).unwrap()
}

/// The first line in which two dumps differ.
fn difference(one: &str, other: &str) -> String {
    let (mut one, mut other) = (one.lines(), other.lines());
    loop {
        match (one.next(), other.next()) {
            (None, None) => return "none".to_owned(),
            (one, other) if one != other => return format!("{one:?} where {other:?} is wanted"),
            _ => {}
        }
    }
}

/// The rows of a collection that may not have got its tables yet.
fn left(place: &Place, collection: &str) -> String {
    if !place.path(collection).join("sayso.db").exists() {
        return String::new();
    }
    let db = Connection::open(place.path(collection).join("sayso.db")).unwrap();
    let made = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).unwrap();
    drop(db);
    if made == 0 { String::new() } else { rows(place, collection) }
}

#[test]
fn an_interrupted_import_says_so_and_goes_on() {
    let place = news();
    let args = ["import", "news", "--threads", "1"];
    let child = place.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let database = place.path("collection/sayso.db");
    let begun = |_: &()| {
        let db = database.exists().then(|| Connection::open(&database).unwrap());
        db.is_some_and(|db| db.query_row("SELECT 1 FROM documents", [], |_| Ok(())).is_ok())
    };
    while !begun(&()) {
        sleep(Duration::from_millis(5));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let run = Run::from(child.wait_with_output().unwrap()).exits(130);
    assert!(run.err.contains("run the same again and it goes on"), "{run:?}");
    assert!(place.run(&["doctor"]).exits(0).out.contains("1 cut short"));
    let again = place.run(&args).exits(2);
    assert!(again.err.contains("done before"), "{again:?}");
    place.run(&["import", "news", "--collection", "whole"]).exits(2);
    assert_eq!(difference(&rows(&place, "collection"), &rows(&place, "whole")), "none");
}

#[test]
fn what_failed_before_a_kill_is_not_forgotten() {
    let place = news();
    let args = ["import", "news"];
    place.run(&args).exits(2);
    // As a kill leaves it that comes when all is written, but before the end of the import is.
    let db = Connection::open(place.path("collection/sayso.db")).unwrap();
    assert_eq!(db.execute("UPDATE imports SET finished = NULL", []).unwrap(), 1);
    drop(db);
    let again = place.run(&args).exits(2);
    assert!(again.err.contains("0 new documents") && again.err.contains(" failed then"), "{again:?}");
    assert!(again.err.contains("sayso imports show 1 --failed"), "{again:?}");
}

#[test]
fn of_two_imports_at_once_one_waits_and_nothing_is_lost_or_double() {
    let place = news();
    let args = ["import", "news", "--threads", "1"];
    let start = || place.command(&args).stderr(Stdio::piped()).spawn().unwrap();
    let (one, two) = (start(), start());
    let runs = [one, two].map(|child| Run::from(child.wait_with_output().unwrap()).exits(2));
    let waited = runs.iter().filter(|run| run.err.contains("waiting for its end")).count();
    assert!(waited <= 1, "{runs:?}");
    place.run(&["import", "news", "--collection", "whole"]).exits(2);
    let (both, whole) = (rows(&place, "collection"), rows(&place, "whole"));
    assert_eq!(count(&both, "imports "), 2);
    for table in ["documents ", "statements ", "speakers ", "people "] {
        assert_eq!(count(&both, table), count(&whole, table), "{table}");
    }
    let lock = File::create(place.path("collection/sayso.lock")).unwrap();
    lock.lock().unwrap();
    let refused = place.run(&["import", "news", "--no-wait"]).exits(2);
    assert!(refused.err.contains("another import into this collection is under way"), "{refused:?}");
}

#[test]
fn a_later_version_is_refused_by_every_command_and_left_untouched() {
    let place = news();
    place.run(&["import", "news"]).exits(2);
    let path = place.path("collection/sayso.db");
    File::options().write(true).open(&path).unwrap().write_all_at(&77_u32.to_be_bytes(), 60).unwrap();
    let before = fs::read(&path).unwrap();
    let commands = [
        &["import", "news"][..],
        &["speakers"],
        &["doctor"],
        &["reextract"],
        &["correct", "--list"],
        &["backup", "x"],
    ];
    for args in commands {
        let run = place.run(args).exits(2);
        assert!(run.err.contains("later version of sayso (schema 77"), "{args:?}: {run:?}");
    }
    assert!(fs::read(&path).unwrap() == before);
}

#[test]
fn a_damaged_database_is_named_and_not_made_worse() {
    let place = news();
    place.run(&["import", "news"]).exits(2);
    let path = place.path("collection/sayso.db");
    Connection::open(&path).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let size = fs::metadata(&path).unwrap().len();
    let file = File::options().write(true).open(&path).unwrap();
    // The first page stays: what is no database at all is another matter. All others are damaged: an import that
    // meets the damage only later has noted by then that it began.
    for page in 1..size / 8192 {
        file.write_all_at(&[0xa5; 6000], page * 8192 + 100).unwrap();
    }
    drop(file);
    let before = fs::read(&path).unwrap();
    let doctor = place.run(&["doctor"]).exits(2);
    assert!(doctor.err.contains("damaged") && doctor.err.contains("backup"), "{doctor:?}");
    let import = place.run(&["import", "news"]).exits(2);
    assert!(import.err.contains("damaged") || import.err.contains("not as sayso wrote it"), "{import:?}");
    assert!(fs::read(&path).unwrap() == before, "what is damaged is left for those who can repair it");
    fs::write(&path, "no database").unwrap();
    assert!(place.run(&["doctor"]).exits(2).err.contains("not a database"));
}

#[test]
fn a_text_that_is_not_the_one_imported_is_named_and_breaks_no_file() {
    let place = news();
    place.run(&["import", "news"]).exits(2);
    place.run(&["export", "-o", "all.jsonl"]).exits(0);
    let whole = place.text("all.jsonl");
    let db = Connection::open(place.path("collection/sayso.db")).unwrap();
    let swap = "UPDATE texts SET (bytes, packed) = (SELECT bytes, packed FROM texts WHERE document = 3) WHERE document = 5";
    assert_eq!(db.execute(swap, []).unwrap(), 1);
    let cut = "UPDATE texts SET packed = substr(packed, 1, 20) WHERE document = 7";
    assert_eq!(db.execute(cut, []).unwrap(), 1);
    drop(db);
    let doctor = place.run(&["doctor"]).exits(2);
    for number in ["5", "7"] {
        assert!(doctor.err.contains(&format!("the text of document {number} (")), "{doctor:?}");
    }
    place.run(&["export", "-o", "all.jsonl"]).exits(2);
    assert_eq!(place.text("all.jsonl"), whole, "what was there stays until the new one is whole");
}

/// Runs a shell script in a name space of its own, where file systems may be mounted; none where the
/// system does not allow that.
fn mounted(place: &Place, script: &str) -> Option<Run> {
    let mut probe = Command::new("unshare");
    probe.args(["--mount", "--map-root-user", "mount", "-t", "tmpfs", "tmpfs"]).arg(place.path("."));
    let probe = probe.output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        println!("skipped: file systems cannot be mounted here (unshare --mount --map-root-user)");
        return None;
    }
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-euc", script]).current_dir(place.path("."));
    command.env("SAYSO", env!("CARGO_BIN_EXE_sayso")).env("SAYSO_COLLECTION", place.path("small"));
    Some(Run::of(&mut command))
}

#[test]
fn a_full_disk_stops_an_import_that_then_goes_on() {
    let place = news();
    // More news than the small file system holds, and all of it once there is room.
    let mut random = fastrand::Rng::with_seed(SEED);
    let record = |_| {
        // Made-up words, which cannot be packed, in a language that takes no time because no model reads it.
        let words: String = (0..30_000).map(|_| random.lowercase()).collect();
        format!("{{\"language\": \"xx\", \"text\": \"{words}\"}}\n")
    };
    place.file("news/long.jsonl", (0..60).map(record).collect::<String>());
    fs::create_dir(place.path("small")).unwrap();
    let script = "mount -t tmpfs -o size=1m tmpfs small
        set +e; $SAYSO import news --threads 2 2>full.txt; echo $? >status.txt; set -e
        $SAYSO doctor >doctor.txt 2>&1 || true
        mount -o remount,size=50m small
        set +e; $SAYSO import news --threads 2 2>again.txt; set -e
        $SAYSO doctor
        mkdir copy; $SAYSO backup copy/sayso.db";
    let Some(run) = mounted(&place, script) else { return };
    run.exits(0);
    assert_eq!(place.text("status.txt"), "2\n");
    assert!(place.text("full.txt").contains("the disk is full"), "{}", place.text("full.txt"));
    assert!(place.text("again.txt").contains("done before"), "{}", place.text("again.txt"));
    place.run(&["import", "news", "--collection", "whole"]).exits(2);
    assert_eq!(difference(&rows(&place, "copy"), &rows(&place, "whole")), "none");
}

#[test]
fn a_folder_that_cannot_be_written_is_read_and_nothing_else() {
    let place = news();
    place.run(&["import", "news", "--collection", "small"]).exits(2);
    let people = place.run(&["speakers", "--collection", "small"]).exits(0).out;
    let script = "mount --bind small small; mount -o remount,ro,bind small
        $SAYSO speakers >people.txt
        set +e; $SAYSO import news 2>import.txt; echo $? >status.txt
        $SAYSO speakers rename 1 X 2>rename.txt; set -e
        $SAYSO doctor";
    let Some(run) = mounted(&place, script) else { return };
    run.exits(0);
    assert_eq!((place.text("people.txt"), place.text("status.txt")), (people, "2\n".to_owned()));
    for file in ["import.txt", "rename.txt"] {
        assert!(
            place.text(file).contains("cannot be written; check the permissions"),
            "{}",
            place.text(file)
        );
    }
    assert!(place.path("small/sayso.db").is_file(), "{}", shown(&place.path("small")));
}
