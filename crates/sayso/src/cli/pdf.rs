//! The text of PDF files, taken by a process of its own: a PDF file is a program that draws pages, and one made
//! to do harm, or badly, never ends or asks for all memory.

use std::env;
use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use sayso_formats::readers::pdf::{self, Extracted};

use super::exit::{End, Failure};

/// Name of the hidden command.
const COMMAND: &str = "pdf-text";

/// Seconds of the processor that one file may take; a book of five hundred pages takes three.
const SECONDS: u64 = 10;

/// How long one file may take in all, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Bytes of memory that one file may take.
const MEMORY: u64 = 256 << 20;

/// How often it is looked whether the process has ended.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// One file at a time, so that memory does not grow with the number of threads.
static TURN: Mutex<()> = Mutex::new(());

/// Runs the command: from standard input to standard output.
pub fn run() -> Result<End, Failure> {
    bound();
    // What is wrong is told in the answer.
    std::panic::set_hook(Box::new(|_| {}));
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes).map_err(Failure::stdout)?;
    let answer = serde_json::to_vec(&pdf::extract(&bytes)).expect("plain values can be written as JSON");
    io::stdout().write_all(&answer).map_err(Failure::stdout)?;
    Ok(End::Found)
}

/// Has the system end this process when it takes too much.
#[cfg(unix)]
fn bound() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    for (resource, most) in [(Resource::Cpu, SECONDS), (Resource::Data, MEMORY), (Resource::Core, 0)] {
        let maximum = getrlimit(resource).maximum;
        let most = maximum.map_or(most, |maximum| most.min(maximum));
        // Where a system knows no such bound, the patience of the caller remains.
        let _ = setrlimit(resource, Rlimit { current: Some(most), maximum });
    }
}

#[cfg(not(unix))]
fn bound() {}

/// Takes the text out of a PDF file, within bounds of time and memory.
///
/// # Errors
/// If it is no PDF file, needs a password, or takes too much.
pub fn extract(bytes: &[u8]) -> Result<Extracted, String> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg(COMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let child = command.spawn().map_err(|error| format!("no process could be started for it ({error})"))?;
    let (status, answer) = converse(child, bytes).map_err(|error| error.to_string())?;
    serde_json::from_slice(&answer).unwrap_or_else(|_| Err(reason(status)))
}

/// Hands `bytes` to the process and takes what it answers.
fn converse(mut child: Child, bytes: &[u8]) -> io::Result<(Option<ExitStatus>, Vec<u8>)> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    thread::scope(|scope| {
        // A process that has ended reads no more, which its status tells.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(bytes)));
        let answer = scope.spawn(move || {
            let mut answer = Vec::new();
            stdout.map(|stdout| stdout.take(MEMORY).read_to_end(&mut answer)).transpose().map(|_| answer)
        });
        let status = wait(&mut child)?;
        let answer = answer.join().unwrap_or_else(|_| Ok(Vec::new()))?;
        Ok((status, answer))
    })
}

/// The status, once the process has ended; `None` where it had to be ended.
fn wait(child: &mut Child) -> io::Result<Option<ExitStatus>> {
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if began.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK_EVERY);
    }
}

fn reason(status: Option<ExitStatus>) -> String {
    let is_late = status.is_none_or(|status| signal(status) == Some(CPU_TIME_IS_UP));
    let what = if is_late {
        format!("it takes more than {SECONDS} seconds")
    } else {
        "it asks for too much memory".to_owned()
    };
    format!("{what}, as a file made to do harm does; print it anew, or extract its text otherwise")
}

/// `SIGXCPU` on Linux and macOS.
const CPU_TIME_IS_UP: i32 = 24;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
