//! Addresses: which can be fetched, and what must not be seen of them.

use url::Url;

use crate::client::FetchError;

/// The address, which `base` completes if there is one. No address that this gives holds a name or password.
pub(crate) fn parse(address: &str, base: Option<&Url>) -> Result<Url, FetchError> {
    let unusable = |reason| FetchError::Address { address: without_login(address), reason };
    let url = Url::options().base_url(base).parse(address.trim()).map_err(|why| unusable(why.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(unusable(format!("`{}` is not of the web", url.scheme())));
    }
    if has_login(&url) {
        return Err(FetchError::Login { address: without_login(url.as_str()) });
    }
    Ok(url)
}

/// The address without the name and password that stand in it, which are nobody's to keep or show.
#[must_use]
pub fn without_login(address: &str) -> String {
    match Url::parse(address.trim()) {
        Ok(url) if has_login(&url) => {
            let (head, tail) = (&url[..url::Position::BeforeUsername], &url[url::Position::BeforeHost..]);
            format!("{head}{tail}")
        }
        Ok(url) if url.has_host() => address.to_owned(),
        // Where it begins cannot be told of what is no address.
        _ => address.rsplit_once('@').map_or(address, |(_, rest)| rest).to_owned(),
    }
}

fn has_login(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_passwords_are_taken_out() {
        for (address, expected) in [
            ("https://lenn.example/a?b@c", "https://lenn.example/a?b@c"),
            (" https://ana:secret@lenn.example:8080/a#b ", "https://lenn.example:8080/a#b"),
            ("https://:secret@lenn.example/", "https://lenn.example/"),
            ("http:ana:secret@lenn.example/", "http://lenn.example/"),
            ("https://ana:sec/ret@lenn.example/", "lenn.example/"),
            ("ana:secret@lenn.example", "lenn.example"),
            ("lenn", "lenn"),
        ] {
            assert_eq!(without_login(address), expected, "{address}");
        }
    }
}
