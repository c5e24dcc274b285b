//! `sayso serve`: the collection in the browser, and for programs.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::Path;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use sayso::Collection;
use sayso::store::StoreError;
use tokio::runtime::Runtime;
use tower::ServiceExt;

use super::super::exit::{End, Failure};
use super::super::messages::Messages;
use super::args::ServeArgs;
use super::{folder, who};
use crate::server::{self, Access, Names, Settings, State, access, imports};
use crate::{api, web};

/// Runs the command.
pub fn run(args: &ServeArgs, messages: &Messages) -> Result<End, Failure> {
    let folder = folder(&args.place)?;
    make(&folder)?;
    let runtime = Runtime::new().map_err(|error| failed("the server cannot be started", &error))?;
    let end = match &args.get {
        Some(path) => runtime.block_on(get(args, &folder, path, messages)),
        None => runtime.block_on(serve(args, &folder, messages)),
    };
    // What was asked to end has ended; what did not is in the middle of nothing that would be lost.
    runtime.shutdown_background();
    end
}

/// Makes a collection where there is none; one that can only be read is only read.
fn make(folder: &Path) -> Result<(), Failure> {
    match Collection::open_read_only(folder) {
        Err(StoreError::Missing { .. }) => Ok(Collection::create(folder).map(drop)?),
        other => Ok(other.map(drop)?),
    }
}

fn state(args: &ServeArgs, folder: &Path, access: Access) -> State {
    let all_but_one = || std::thread::available_parallelism().map_or(1, |cores| cores.get().max(2) - 1);
    let settings = Settings {
        folder: folder.to_owned(),
        author: who(args.by.by.as_ref()),
        options: args.input.options(),
        how: args.input.how(),
        threads: if args.threads == 0 { all_but_one() } else { args.threads },
        upload: args.max_upload as u64,
    };
    State::new(settings, access)
}

fn app(args: &ServeArgs, state: &State) -> Router {
    let routes = web::router(state.clone()).merge(api::router(state.clone()));
    server::app(state, Names::new(&args.names), routes, web::failure)
}

async fn serve(args: &ServeArgs, folder: &Path, messages: &Messages) -> Result<End, Failure> {
    let entries = access::listed(folder);
    let path = folder.join(access::LIST);
    let entries = entries.map_err(|error| Failure::NeededFile { path, error })?;
    let (listener, address) = listen(args)?;
    if !address.ip().is_loopback() && entries.is_empty() {
        return Err(Failure::Usage(format!(
            "--host {}: whoever reaches this machine could read and change the collection; first list who \
             may, with `sayso access add NAME --role editor`",
            args.host
        )));
    }
    let state = state(args, folder, Access::new(entries));
    let listener = tokio::net::TcpListener::from_std(listener)
        .map_err(|error| failed("the server cannot be started", &error))?;
    let app = app(args, &state);
    imports::resume(&state);
    // Before anybody is told that it can be stopped.
    let (ends, stopped) = (state.clone(), server::stopped().map_err(Failure::Signals)?);
    tokio::spawn(async move {
        stopped.await;
        ends.stop();
    });
    let link = format!("http://{address}/");
    writeln!(io::stdout(), "{link}").map_err(Failure::stdout)?;
    messages.note(&"stop it with Ctrl-C");
    if !address.ip().is_loopback() {
        messages.note(&"over a network, passwords are safe only behind a proxy that speaks HTTPS");
    }
    if args.open
        && let Err(error) = open::that_detached(&link)
    {
        messages.note(&format!("no browser could be started ({error}); open {link}"));
    }
    server::serve(listener, app, &state).await.map_err(|error| failed("the server ended", &error))?;
    Ok(End::Found)
}

fn listen(args: &ServeArgs) -> Result<(TcpListener, SocketAddr), Failure> {
    let failed = |error: io::Error| {
        let help = match error.kind() {
            io::ErrorKind::AddrInUse => "; another program has it: choose another with --port, or 0 for any",
            _ => "; name an address of this machine with --host",
        };
        Failure::Usage(format!("{} port {} cannot be listened on: {error}{help}", args.host, args.port))
    };
    let host = args.host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<SocketAddr> = (host, args.port).to_socket_addrs().map_err(failed)?.collect();
    let listener = TcpListener::bind(&addresses[..]).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

fn failed(what: &str, error: &io::Error) -> Failure {
    Failure::Usage(format!("{what}: {error}"))
}

/// Prints what is at an address. Whoever can type this can read the collection.
async fn get(args: &ServeArgs, folder: &Path, path: &str, messages: &Messages) -> Result<End, Failure> {
    let state = state(args, folder, Access::new(Vec::new()));
    let request = Request::get(path).header(header::HOST, "localhost").body(Body::empty());
    let request = request.map_err(|error| {
        Failure::Usage(format!(
            "--get {path}: {error}; a path is wanted, such as /api/v1/statements?query=fare"
        ))
    })?;
    let answer = app(args, &state).oneshot(request).await.unwrap_or_else(|never| match never {});
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await;
    let bytes =
        bytes.map_err(|error| Failure::Usage(format!("--get {path}: the answer broke off: {error}")))?;
    let mut out = io::stdout().lock();
    out.write_all(&bytes).and_then(|()| out.flush()).map_err(Failure::stdout)?;
    if status.is_success() {
        return Ok(End::Found);
    }
    messages.error(&format!("{path}: {status}"));
    Ok(if status == StatusCode::NOT_FOUND { End::Nothing } else { End::Partly })
}
