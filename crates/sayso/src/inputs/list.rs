//! A list of paths (`--files-from`), read as it is used, so that it may be of any length.

use std::io::{self, BufRead};
use std::path::PathBuf;

/// The paths of a list, parted by line breaks or, with `nul`, by NUL bytes. Empty ones are skipped.
pub fn paths_from(
    list: impl BufRead + Send + 'static,
    nul: bool,
) -> impl Iterator<Item = io::Result<PathBuf>> + Send {
    let end = if nul { 0 } else { b'\n' };
    list.split(end)
        .map(move |entry| entry.and_then(|bytes| path(without_carriage_return(bytes, nul))))
        .filter(|path| !matches!(path, Ok(path) if path.as_os_str().is_empty()))
}

fn without_carriage_return(mut bytes: Vec<u8>, nul: bool) -> Vec<u8> {
    if !nul && bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    bytes
}

#[cfg(unix)]
fn path(bytes: Vec<u8>) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Ok(PathBuf::from(std::ffi::OsString::from_vec(bytes)))
}

#[cfg(not(unix))]
fn path(bytes: Vec<u8>) -> io::Result<PathBuf> {
    String::from_utf8(bytes)
        .map(PathBuf::from)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "a path in the list is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(list: &'static [u8], nul: bool) -> Vec<PathBuf> {
        paths_from(list, nul).map(Result::unwrap).collect()
    }

    #[test]
    fn lines_with_either_line_break() {
        assert_eq!(read(b"a.txt\r\n\nb c.txt", false), [PathBuf::from("a.txt"), "b c.txt".into()]);
    }

    #[test]
    fn nul_keeps_line_breaks_in_names() {
        assert_eq!(read(b"a\nb.txt\0c\r\0", true), [PathBuf::from("a\nb.txt"), "c\r".into()]);
    }
}
