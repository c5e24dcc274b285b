//! The life of the server: connections come, are answered, and end.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

use super::State;

/// Connections that are open at once. Those beyond them wait to be taken.
const CONNECTIONS: usize = 256;

/// How long a client may take to say what it wants.
const HEAD: Duration = Duration::from_secs(15);

/// Bytes of the head of a request: an address has at most 64 KiB.
const LARGEST_HEAD: usize = 80 << 10;

/// How long answers that are under way are waited for at the end.
const FAREWELL: Duration = Duration::from_secs(10);

/// How long it is waited after the system could not give a connection, as it cannot where files run out.
const RESPITE: Duration = Duration::from_millis(200);

/// Answers connections with `app` until [`State::stop`] is called; then ends what is under way.
///
/// # Errors
/// None so far: what goes wrong with a connection is the matter of that one.
pub async fn serve(listener: TcpListener, app: Router, state: &State) -> io::Result<()> {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stopping = pin!(state.stopping());
    loop {
        let next = async {
            // Never closed.
            let place = Arc::clone(&room).acquire_owned().await.map_err(io::Error::other)?;
            listener.accept().await.map(|(stream, from)| (place, stream, from))
        };
        tokio::select! {
            () = &mut stopping => break,
            next = next => match next {
                Ok((place, stream, from)) => answer(stream, from, app.clone(), place, &graceful),
                Err(_) => tokio::time::sleep(RESPITE).await,
            },
        }
    }
    drop(listener);
    // Whoever is not done then is cut off.
    let _ = tokio::time::timeout(FAREWELL, graceful.shutdown()).await;
    Ok(())
}

fn answer(
    stream: TcpStream,
    _from: SocketAddr,
    app: Router,
    place: OwnedSemaphorePermit,
    graceful: &GracefulShutdown,
) {
    // Small answers are not to wait for larger ones.
    let _ = stream.set_nodelay(true);
    let service = app.map_request(|request: Request<Incoming>| request.map(Body::new));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(LARGEST_HEAD);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        // That a client went away is no news.
        let _ = connection.await;
        drop(place);
    });
}

/// What is over when the user or the system asks the program to end. It listens from now on.
///
/// # Errors
/// If the system does not let signals be handled.
#[cfg(unix)]
pub fn stopped() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// What is over when the user asks the program to end.
///
/// # Errors
/// None: that the system does not let signals be handled shows later.
#[cfg(not(unix))]
pub fn stopped() -> io::Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
