//! Long answers, written while they are sent.

use std::io::{self, Write};
use std::time::Duration;

use axum::body::{Body, Bytes};
use sayso::Collection;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::{Failure, Kind, State, blocking};

/// Bytes that are gathered before they are sent.
const GATHERED: usize = 64 << 10;

/// How long a client may take for [`GATHERED`] bytes.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long it is waited for others who are being sent something long.
const TURN: Duration = Duration::from_secs(10);

/// Sends what `work` writes, as it is written. It reads the collection through a connection of its own, so
/// that whoever is slow to take it keeps no desk; a few do at once. Where `work` fails, the answer breaks off.
///
/// # Errors
/// If the collection cannot be opened, or others are being sent something long.
pub async fn stream(
    state: &State,
    work: impl FnOnce(&Collection, &mut (dyn Write + Send)) -> io::Result<()> + Send + 'static,
) -> Result<Body, Failure> {
    let turn = tokio::time::timeout(TURN, std::sync::Arc::clone(&state.0.streams).acquire_owned()).await;
    let busy = || Failure::new(Kind::Busy, "others are being sent something long; try again in a while");
    let turn = turn.map_err(|_| busy())?.map_err(|_| busy())?;
    let folder = state.folder().to_owned();
    let collection = blocking(move || Ok(Collection::open_read_only(&folder)?)).await?;
    let (send, receive) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let mut pipe = Pipe { send, gathered: Vec::new() };
        if let Err(error) = work(&collection, &mut pipe).and_then(|()| pipe.flush()) {
            // So that what was cut short does not look whole.
            let _ = pipe.send.blocking_send(Err(error));
        }
        drop(turn);
    });
    Ok(Body::from_stream(ReceiverStream::new(receive)))
}

struct Pipe {
    send: mpsc::Sender<io::Result<Bytes>>,
    gathered: Vec<u8>,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gathered.is_empty() {
            return Ok(());
        }
        let bytes = Bytes::from(std::mem::take(&mut self.gathered));
        let sent = Handle::current().block_on(tokio::time::timeout(PATIENCE, self.send.send(Ok(bytes))));
        sent.map_err(|_| io::ErrorKind::TimedOut)?.map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
