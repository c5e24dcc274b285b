//! What was fetched to pieces: a page from the network is read as a file is.

use std::io::Cursor;

use sayso_fetch::{FetchError, Fetched, Page};
use sayso_formats::readers::{self, Part, Piece};

use super::load::How;
use super::{InputError, Problem, Raw};

/// The pieces of what was fetched, in its order; what gave no page is an `Err`.
pub fn pieces_of<'a>(
    fetched: impl Iterator<Item = Result<Fetched, FetchError>> + Send + 'a,
    how: How,
) -> impl Iterator<Item = Result<Raw, InputError>> + Send + 'a {
    fetched.flat_map(move |one| -> Box<dyn Iterator<Item = Result<Raw, InputError>> + Send> {
        let nothing = |address, problem| std::iter::once(Err(InputError::new(address, problem)));
        match one {
            Ok(Fetched::Page(page)) => Box::new(pieces(page, how)),
            Ok(Fetched::Unchanged { address }) => Box::new(nothing(address, Problem::Unchanged)),
            Ok(Fetched::Feed { address, articles, new, documents }) => {
                let own = documents.len();
                let documents = documents
                    .into_iter()
                    .map(move |read| Ok(how.raw(Piece::Document(Box::new(read)), false)));
                Box::new(nothing(address, Problem::Followed { articles, new, own }).chain(documents))
            }
            Err(error) => Box::new(nothing(error.address().to_owned(), Problem::NotFetched(error))),
        }
    })
}

fn pieces(page: Page, how: How) -> impl Iterator<Item = Result<Raw, InputError>> + Send {
    let hint = readers::Hint { encoding: page.encoding.as_deref(), ..how.hint(&page.address, false) };
    let pieces = readers::open_seekable(Cursor::new(page.bytes), &hint);
    let (address, item) = (page.address, page.item);
    pieces.map(move |piece| {
        let mut piece = piece?;
        if let Piece::Part(part) = &mut piece {
            tell(part, &address, item.as_ref());
        }
        Ok(how.raw(piece, false))
    })
}

/// What is known of the page from around it.
fn tell(part: &mut Part, address: &str, item: Option<&readers::FeedItem>) {
    if part.place == address {
        let told = &mut part.told;
        told.address = Some(address.to_owned());
        told.title = item.and_then(|item| item.title.clone());
        told.published = item.and_then(|item| item.published.clone());
    }
}
