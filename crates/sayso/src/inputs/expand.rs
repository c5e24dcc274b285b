//! What was given to the files that it means, without what the run itself writes.

use std::io;
use std::path::{Path, PathBuf};

use super::{Given, Input, InputError, Problem, files};

/// The place where results are written: never read from, so that no run reads or overwrites itself.
#[derive(Debug, Clone, Default)]
pub struct Exclusion(Option<PathBuf>);

impl Exclusion {
    /// Excludes the file `path`, or everything in the folder `path`; nothing if it does not exist.
    #[must_use]
    pub fn of(path: Option<&Path>) -> Self {
        Self(path.and_then(|path| path.canonicalize().ok()))
    }

    /// Whether `path` is the place, or lies inside it.
    #[must_use]
    pub fn holds(&self, path: &Path) -> bool {
        let Some(place) = &self.0 else { return false };
        path.canonicalize().is_ok_and(|path| path.starts_with(place))
    }
}

/// The inputs that `given` means, in order: folders are walked, what is excluded is passed over or,
/// where it was named itself, an error.
pub fn expand(
    given: impl Iterator<Item = io::Result<Given>> + Send,
    exclusion: Exclusion,
) -> impl Iterator<Item = Result<Input, InputError>> + Send {
    given.flat_map(move |given| one(given, exclusion.clone()))
}

fn one(
    given: io::Result<Given>,
    exclusion: Exclusion,
) -> Box<dyn Iterator<Item = Result<Input, InputError>> + Send> {
    let path = match given {
        Ok(Given::Stdin) => return Box::new(std::iter::once(Ok(Input::Stdin))),
        Ok(Given::Path(path)) => path,
        Err(error) => return failed("the list of files", error.into()),
    };
    if exclusion.holds(&path) {
        return failed(path.display().to_string(), Problem::InOutput);
    }
    let is_free = move |input: &Result<Input, InputError>| !matches!(input, Ok(Input::File(path) | Input::Found(path)) if exclusion.holds(path));
    Box::new(files(&path).filter(is_free))
}

fn failed(
    origin: impl Into<String>,
    problem: Problem,
) -> Box<dyn Iterator<Item = Result<Input, InputError>> + Send> {
    Box::new(std::iter::once(Err(InputError::new(origin, problem))))
}

/// Bytes of all files that `given` means; `None` where standard input is among them.
#[must_use]
pub fn weight(given: &[Given]) -> Option<u64> {
    let mut sum = 0;
    for given in given {
        let Given::Path(path) = given else { return None };
        for input in files(path).flatten() {
            let (Input::File(path) | Input::Found(path)) = input else { return None };
            sum += path.metadata().map_or(0, |data| data.len());
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn results_of_an_earlier_run_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let (news, out) = (folder.path().to_owned(), folder.path().join("out"));
        fs::create_dir(&out).unwrap();
        for path in [news.join("a.txt"), out.join("a.txt")] {
            fs::write(path, "text").unwrap();
        }
        let inputs = |given: &Path| {
            let given = std::iter::once(Ok(Given::Path(given.to_owned())));
            expand(given, Exclusion::of(Some(&out))).collect::<Vec<_>>()
        };
        assert!(matches!(&inputs(&news)[..], [Ok(Input::Found(path))] if *path == news.join("a.txt")));
        assert!(matches!(&inputs(&out)[..], [Err(InputError { problem: Problem::InOutput, .. })]));
        assert_eq!(weight(&[Given::Path(news)]), Some(8));
        assert_eq!(weight(&[Given::Stdin]), None);
    }
}
