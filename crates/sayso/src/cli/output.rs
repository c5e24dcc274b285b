//! Where results go: standard output, a file, or a folder with one file a document.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sayso::export::made_by;
use sayso_core::{Document, Reading};
use sayso_formats::marks;
use sayso_formats::writers::{self, TerminalOptions};
use serde::Serialize;

use super::args::OutputFormat;
use super::exit::Failure;

/// How results look.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// The format.
    pub format: OutputFormat,
    /// How the terminal is, for text.
    pub terminal: TerminalOptions,
}

/// Takes one document after another.
pub struct Output {
    style: Style,
    target: Target,
    documents: usize,
}

enum Target {
    Stream { place: PathBuf, stream: Stream },
    Folder { path: PathBuf, names: Names },
}

/// A file, or standard output.
pub type Stream = BufWriter<Box<dyn Write + Send>>;

/// Opens a file, or standard output where there is no path; with its name for messages.
///
/// # Errors
/// If the file cannot be made.
pub fn stream(path: Option<&Path>) -> Result<(PathBuf, Stream), Failure> {
    let (place, stream): (PathBuf, Box<dyn Write + Send>) = match path {
        Some(path) => (path.to_owned(), Box::new(File::create(path).map_err(Failure::writing(path))?)),
        None => ("standard output".into(), Box::new(io::stdout())),
    };
    Ok((place, BufWriter::new(stream)))
}

/// Writes one object a line.
///
/// # Errors
/// If the place takes no more.
pub fn write_lines<T: Serialize>(rows: &[T], out: &mut impl Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(&mut *out, row)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Whether `--output PATH` means a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/")
}

impl Output {
    /// Opens `path`, or standard output where there is none. `several`: whether more than one
    /// document is to be expected.
    ///
    /// # Errors
    /// If the place cannot be written to, or the format needs a folder there.
    pub fn open(style: Style, path: Option<&Path>, several: bool) -> Result<Self, Failure> {
        let target = match path {
            Some(path) if is_folder(path) || style.format == OutputFormat::Brat => {
                fs::create_dir_all(path).map_err(Failure::writing(path))?;
                style.prepare(path)?;
                Target::Folder { path: path.to_owned(), names: Names::default() }
            }
            _ if several => {
                style.refuse_several()?;
                Target::stream(path)?
            }
            _ => Target::stream(path)?,
        };
        Ok(Self { style, target, documents: 0 })
    }

    /// Writes what was found in one document. When it returns, all of it has left the program.
    ///
    /// # Errors
    /// If the place takes no more, or the format does not allow for another document there.
    pub fn write(&mut self, document: &Document, reading: &Reading) -> Result<(), Failure> {
        let style = self.style;
        self.documents += 1;
        match &mut self.target {
            Target::Folder { path, names } => {
                let file = path.join(names.fresh(&document.origin));
                style.write_files(&file, document, reading)
            }
            Target::Stream { place, stream } => {
                if self.documents > 1 {
                    style.refuse_several()?;
                }
                let first = self.documents == 1;
                let written = style.write(stream, document, reading, first);
                written.and_then(|()| stream.flush()).map_err(Failure::writing(place))
            }
        }
    }

    /// Ends the output: a table of no rows still has its header.
    ///
    /// # Errors
    /// If the place takes no more.
    pub fn finish(&mut self) -> Result<(), Failure> {
        let Target::Stream { place, stream } = &mut self.target else { return Ok(()) };
        let header = match self.style.format {
            OutputFormat::Csv if self.documents == 0 => writers::write_csv_header(stream),
            _ => Ok(()),
        };
        header.and_then(|()| stream.flush()).map_err(Failure::writing(place))
    }
}

impl Target {
    fn stream(path: Option<&Path>) -> Result<Self, Failure> {
        let (place, stream) = stream(path)?;
        Ok(Self::Stream { place, stream })
    }
}

impl Style {
    /// Formats of which two documents cannot stand in one file.
    fn refuse_several(self) -> Result<(), Failure> {
        let name = match self.format {
            OutputFormat::Html => "html",
            OutputFormat::Brat => "brat",
            _ => return Ok(()),
        };
        let what = format!(
            "--format {name} writes one file a document, and there are several documents; name a folder \
             for them: --output pages/"
        );
        Err(Failure::Usage(what))
    }

    /// What stands in the folder beside the documents.
    fn prepare(self, folder: &Path) -> Result<(), Failure> {
        if self.format != OutputFormat::Brat {
            return Ok(());
        }
        let path = folder.join("annotation.conf");
        fs::write(&path, writers::BRAT_CONFIGURATION).map_err(Failure::writing(&path))
    }

    /// The files of one document; `path` has no extension yet.
    fn write_files(self, path: &Path, document: &Document, reading: &Reading) -> Result<(), Failure> {
        let with = |extension: &str| PathBuf::from(format!("{}.{extension}", path.display()));
        let mut bytes = Vec::new();
        let file = with(self.format.extension());
        self.write(&mut bytes, document, reading, true).map_err(Failure::writing(&file))?;
        fs::write(&file, bytes).map_err(Failure::writing(&file))?;
        if self.format == OutputFormat::Brat {
            let file = with("txt");
            fs::write(&file, &document.text).map_err(Failure::writing(&file))?;
        }
        Ok(())
    }

    fn write(
        self,
        out: &mut dyn Write,
        document: &Document,
        reading: &Reading,
        first: bool,
    ) -> io::Result<()> {
        match self.format {
            OutputFormat::Text => writers::write_terminal(out, document, reading, &self.terminal),
            OutputFormat::Json => writers::write_json(out, document, reading),
            OutputFormat::Jsonl => writers::write_jsonl(out, document, reading),
            OutputFormat::Csv => {
                if first {
                    writers::write_csv_header(out)?;
                }
                writers::write_csv(out, document, reading)
            }
            OutputFormat::Marks => out.write_all(marks::render(document, reading).as_bytes()),
            OutputFormat::Brat => writers::write_brat(out, document, reading),
            OutputFormat::Html => writers::write_html(out, document, reading, &made_by()),
        }
    }
}

/// File names after the documents' origins, none twice.
#[derive(Default)]
struct Names(HashMap<String, usize>);

/// Longest file name given, in bytes, without the extension.
const LONGEST_NAME: usize = 100;

impl Names {
    /// A name for the document from `origin` (`news/a.txt`: `a`; `list.jsonl:7`: `list-7`).
    fn fresh(&mut self, origin: &str) -> String {
        let name = stem(origin);
        let mut candidate = name.clone();
        // Another document's own name may look like a numbered one.
        while let Some(uses) = self.0.get_mut(&candidate) {
            *uses += 1;
            candidate = format!("{name}-{uses}");
            if !self.0.contains_key(&candidate) {
                break;
            }
            candidate.clone_from(&name);
        }
        self.0.insert(candidate.clone(), 1);
        candidate
    }
}

/// The last part of a path or address without its extension, in characters safe everywhere.
fn stem(origin: &str) -> String {
    let last = origin.trim_end_matches('/').rsplit(['/', '\\']).next().unwrap_or_default();
    let (last, line) = match last.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|b| b.is_ascii_digit()) => (file, format!("-{line}")),
        _ => (last, String::new()),
    };
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| if stem.is_empty() { last } else { stem });
    let safe = |c: char| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let mut name: String = stem.chars().map(safe).collect::<String>().trim_matches(['.', '-']).to_owned();
    while name.len() > LONGEST_NAME {
        name.pop();
    }
    if name.is_empty() { format!("document{line}") } else { name + &line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_after_origins() {
        assert_eq!(stem("news/2016/a b.txt"), "a-b");
        assert_eq!(stem("https://news.example/2016/fee-rises/?p=1"), "p=1".replace('=', "-"));
        assert_eq!(stem("list.jsonl:7"), "list-7");
        assert_eq!(stem("standard input"), "standard-input");
        assert_eq!((stem("..").as_str(), stem(".hidden").as_str()), ("document", "hidden"));
        assert!(stem(&"é".repeat(300)).len() <= LONGEST_NAME);
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names = Names::default();
        let given: Vec<_> =
            ["x/a.txt", "y/a.txt", "a-2.txt", "z/a.html", "a-2.md"].iter().map(|o| names.fresh(o)).collect();
        assert_eq!(given, ["a", "a-2", "a-2-2", "a-3", "a-2-3"]);
    }
}
