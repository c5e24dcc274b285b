//! The files of a folder, in the order of their names.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::{Input, InputError, Problem};

/// The readable files under `path`, which may itself be a file; folders are walked to the bottom.
///
/// Inside a folder all regular files count, whatever their names, but for those that begin with a dot. Symbolic links are followed, except back to where they came from.
pub fn files(path: &Path) -> Box<dyn Iterator<Item = Result<Input, InputError>> + Send> {
    match std::fs::metadata(path) {
        Ok(data) if data.is_dir() => Box::new(inside(path)),
        Ok(_) => Box::new(std::iter::once(Ok(Input::File(path.to_owned())))),
        Err(error) => {
            let origin = path.display().to_string();
            Box::new(std::iter::once(Err(InputError::new(origin, error.into()))))
        }
    }
}

fn inside(folder: &Path) -> impl Iterator<Item = Result<Input, InputError>> + Send + use<> {
    let walk = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let mut entries = walk
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry))
        .filter_map(readable)
        .peekable();
    let origin = folder.display().to_string();
    let nothing = entries.peek().is_none().then(|| Err(InputError::new(origin, Problem::NothingInside)));
    nothing.into_iter().chain(entries)
}

/// What to do with an entry: read it, report it, or pass over it.
fn readable(entry: walkdir::Result<DirEntry>) -> Option<Result<Input, InputError>> {
    match entry {
        Ok(entry) if entry.file_type().is_file() => Some(Ok(Input::Found(entry.into_path()))),
        Ok(_) => None,
        Err(error) if error.loop_ancestor().is_some() => None,
        Err(error) => Some(Err(failure(error))),
    }
}

fn failure(error: walkdir::Error) -> InputError {
    let origin = error.path().map_or_else(|| "folder".to_owned(), |path| path.display().to_string());
    let problem = error.into_io_error().map_or(Problem::Missing, Problem::from);
    InputError::new(origin, problem)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(folder: &Path) -> Vec<String> {
        let show = |input: Result<Input, InputError>| match input {
            Ok(input) => input.origin().replace(&folder.display().to_string(), ""),
            Err(error) => format!("! {}", error.problem),
        };
        files(folder).map(show).collect()
    }

    #[test]
    fn files_come_sorted_and_hidden_ones_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/.git")).unwrap();
        for name in ["z.txt", "b/two.HTML", "b/.git/x.txt", "a.md", "photo.jpg", ".note.txt"] {
            fs::write(folder.path().join(name), "text").unwrap();
        }
        assert_eq!(names(folder.path()), ["/a.md", "/b/two.HTML", "/photo.jpg", "/z.txt"]);
    }

    #[test]
    fn a_folder_without_files_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(names(folder.path()).len(), 1);
        assert!(names(folder.path())[0].starts_with("! no file"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(folder.path().join("in/a.txt"), "text").unwrap();
        symlink(folder.path(), folder.path().join("in/up")).unwrap();
        symlink(folder.path().join("in/a.txt"), folder.path().join("link.txt")).unwrap();
        symlink("nowhere", folder.path().join("lost.txt")).unwrap();
        let seen = names(folder.path());
        assert_eq!(seen[..2], ["/in/a.txt", "/link.txt"]);
        assert!(seen[2].starts_with("! no such file"));
    }
}
