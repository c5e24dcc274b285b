//! Ctrl-C: the first one ends the run after the document that is being written, the second at once.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// Exit status of an interrupted run.
pub const STATUS: u8 = 130;

/// Whether the user asked to stop.
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on.
    ///
    /// # Errors
    /// If the system does not let signals be handled.
    pub fn listen() -> io::Result<Self> {
        let asked = Arc::new(AtomicBool::new(false));
        // In this order: the first signal finds the flag down and raises it, the second finds it up.
        flag::register_conditional_shutdown(SIGINT, i32::from(STATUS), Arc::clone(&asked))?;
        flag::register(SIGINT, Arc::clone(&asked))?;
        Ok(Self(asked))
    }

    /// What tells others whether the user asked to stop.
    pub fn listener(&self) -> impl Fn() -> bool + Send + 'static {
        let asked = Arc::clone(&self.0);
        move || asked.load(Ordering::Relaxed)
    }

    /// Whether the user asked to stop.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
