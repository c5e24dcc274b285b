//! Files that are sent to be imported: kept below the folder of the collection until they are.
//!
//! Names come from elsewhere and are never used as names of files: what is sent is kept as `uploads/ID/0`,
//! `1`, … beside a list that tells what each was called. The list is written last; a folder without one was
//! cut short and is removed, a folder with one is imported, if need be when the server is next started.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

use super::access::{hex, random};
use super::{Editor, Failure, Kind, State};

/// The folder in that of the collection.
const FOLDER: &str = "uploads";

/// The list's name in the folder of an upload.
const LIST: &str = "list.json";

/// Files of one upload.
const MOST: usize = 10_000;

/// Characters of a name that are kept.
const LONGEST: usize = 200;

/// Files that lie ready to be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Later uploads have later ids.
    pub id: String,
    /// Where the files are.
    pub folder: PathBuf,
    /// What they were called, in the order in which they came.
    pub files: Vec<File>,
}

/// One of its files, which is called by its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What it was called, made fit to be shown.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

impl Upload {
    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// Where the file at this place is.
    #[must_use]
    pub fn path(&self, place: usize) -> PathBuf {
        self.folder.join(place.to_string())
    }

    /// Removes the files.
    pub fn remove(&self) {
        // What stays is found when the server is next started.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The name of the parts of a form that hold files.
const PART: &str = "files";

/// Takes the files of a form: its parts named `files`.
///
/// # Errors
/// If there is none or something else, if they are more or larger than what is taken, or cannot be kept.
pub async fn receive(state: &State, _: &Editor, mut form: Multipart) -> Result<Upload, Failure> {
    let mut coming = Coming::new(state)?;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some(PART) {
            let what = format!(
                "part {:?}: files are sent as parts named {PART:?}",
                field.name().unwrap_or_default()
            );
            return Err(Failure::new(Kind::BadBody, what));
        }
        let name = field.file_name().map(shown).filter(|name| !name.is_empty());
        let nameless = || Failure::new(Kind::BadBody, "a part without the name of a file; send it as a file");
        let name = name.ok_or_else(nameless)?;
        let mut file = coming.next(&name).await?;
        while let Some(bytes) = field.chunk().await.map_err(broken)? {
            coming.grow(bytes.len())?;
            file.write_all(&bytes).await.map_err(not_kept)?;
        }
        file.flush().await.map_err(not_kept)?;
    }
    coming.end()
}

/// Makes an upload of files that came with the program.
///
/// # Errors
/// If they cannot be kept.
pub fn of<'a>(
    state: &State,
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Upload, Failure> {
    let mut coming = Coming::new(state)?;
    for (name, bytes) in files {
        coming.list(name)?;
        coming.grow(bytes.len())?;
        fs::write(coming.path(), bytes).map_err(not_kept)?;
    }
    coming.end()
}

/// The uploads that lie ready, the first first.
pub(super) fn ready(state: &State) -> Vec<Upload> {
    let folders = folders(state).into_iter();
    let upload = |(id, folder): (String, PathBuf)| {
        let list = fs::read(folder.join(LIST)).ok()?;
        Some(Upload { id, files: serde_json::from_slice(&list).ok()?, folder })
    };
    folders.filter_map(upload).collect()
}

/// Removes what was cut short on its way in. Nothing else may be coming in meanwhile.
pub(super) fn tidy(state: &State) {
    for (_, folder) in folders(state) {
        if !folder.join(LIST).exists() {
            // What stays does no harm.
            let _ = fs::remove_dir_all(&folder);
        }
    }
}

/// The folders of uploads with their ids, in order.
fn folders(state: &State) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(state.folder().join(FOLDER)).into_iter().flatten().flatten();
    let mut folders: Vec<_> =
        entries.filter_map(|entry| Some((entry.file_name().into_string().ok()?, entry.path()))).collect();
    folders.sort_unstable();
    folders
}

/// An upload on its way in; what was kept of it goes again where it does not come to its end.
struct Coming {
    upload: Upload,
    room: u64,
    most: u64,
    whole: bool,
}

impl Coming {
    fn new(state: &State) -> Result<Self, Failure> {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
        let id = format!("{since:013}-{}", hex(&random::<4>().map_err(not_kept)?));
        let folder = state.folder().join(FOLDER).join(&id);
        fs::create_dir_all(&folder).map_err(not_kept)?;
        let most = state.settings().upload;
        Ok(Self { upload: Upload { id, folder, files: Vec::new() }, room: most, most, whole: false })
    }

    fn list(&mut self, name: &str) -> Result<(), Failure> {
        if self.upload.files.len() == MOST {
            let what = format!("more than {MOST} files at once; pack them into an archive, or send fewer");
            return Err(Failure::new(Kind::TooLarge, what));
        }
        self.upload.files.push(File { name: name.to_owned(), bytes: 0 });
        Ok(())
    }

    /// Where the last file is kept.
    fn path(&self) -> PathBuf {
        self.upload.path(self.upload.files.len().saturating_sub(1))
    }

    async fn next(&mut self, name: &str) -> Result<tokio::io::BufWriter<tokio::fs::File>, Failure> {
        self.list(name)?;
        let file = tokio::fs::File::create_new(self.path()).await.map_err(not_kept)?;
        Ok(tokio::io::BufWriter::new(file))
    }

    fn grow(&mut self, bytes: usize) -> Result<(), Failure> {
        let bytes = bytes as u64;
        let Some(room) = self.room.checked_sub(bytes) else {
            let what = format!(
                "more than {} MB at once; send less, import it with `sayso import`, or start the server with \
                 a larger --max-upload",
                self.most / 1_000_000
            );
            return Err(Failure::new(Kind::TooLarge, what));
        };
        self.room = room;
        if let Some(file) = self.upload.files.last_mut() {
            file.bytes += bytes;
        }
        Ok(())
    }

    fn end(mut self) -> Result<Upload, Failure> {
        if self.upload.files.is_empty() {
            let what =
                "no file was sent: choose some, and send them as parts of multipart/form-data with names";
            return Err(Failure::new(Kind::BadBody, what));
        }
        write_list(&self.upload.folder, &self.upload.files).map_err(not_kept)?;
        self.whole = true;
        Ok(self.upload.clone())
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        if !self.whole {
            self.upload.remove();
        }
    }
}

fn write_list(folder: &Path, files: &[File]) -> std::io::Result<()> {
    let mut list = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&mut list, files)?;
    list.flush()?;
    list.persist(folder.join(LIST)).map_err(|error| error.error)?;
    Ok(())
}

/// What a file is called from now on: no way out of a folder, nothing that steers a screen, no address.
fn shown(name: &str) -> String {
    let steers = |c: &char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let plain: String = name.chars().filter(|c| !steers(c)).take(LONGEST).collect();
    let parts = plain.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    parts.collect::<Vec<_>>().join("/")
}

fn broken(error: MultipartError) -> Failure {
    let kind = match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        _ => Kind::BadBody,
    };
    Failure::new(kind, format!("the upload broke off: {}; send it again", error.body_text()))
}

fn not_kept(error: std::io::Error) -> Failure {
    let what = format!(
        "what was sent cannot be kept in the folder of the collection ({error}); nothing was imported"
    );
    Failure::new(Kind::NotWritable, what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (sent, kept) in [
            ("a.txt", "a.txt"),
            ("news/2016/a.txt", "news/2016/a.txt"),
            ("../../etc/passwd", "etc/passwd"),
            ("C:\\news\\a.txt", "C:/news/a.txt"),
            ("https://lenn.example/a", "https:/lenn.example/a"),
            ("a\u{202E}txt.exe\n", "atxt.exe"),
            ("..", ""),
        ] {
            assert_eq!(shown(sent), kept, "{sent}");
        }
    }
}
