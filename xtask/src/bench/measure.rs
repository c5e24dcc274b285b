//! What a run of a program takes.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use wait4::Wait4;

/// What one run took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Usage {
    /// By the clock.
    pub(super) seconds: f64,
    /// Of all threads together, in the program and in the system for it.
    pub(super) cpu_seconds: f64,
    /// Largest resident set, in 10^6 bytes.
    pub(super) peak_megabytes: f64,
}

/// Runs a program and measures it.
///
/// # Errors
/// If it cannot be started, or ends with an error (1, nothing found, is none).
pub(super) fn usage(command: &mut Command) -> Result<Usage> {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).spawn().context("the program cannot be started")?;
    let end = child.wait4()?;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(matches!(end.status.code(), Some(0 | 1)), "the program ended with {}", end.status);
    Ok(Usage {
        seconds,
        cpu_seconds: (end.rusage.utime + end.rusage.stime).as_secs_f64(),
        peak_megabytes: end.rusage.maxrss as f64 / 1e6,
    })
}

/// Several measurements of one thing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Summary {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) runs: usize,
}

impl Summary {
    /// # Panics
    /// If there is no value.
    pub(super) fn of(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let (runs, middle) = (values.len(), values.len() / 2);
        let median =
            if runs % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) };
        Self { median, least: values[0], most: values[runs - 1], runs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(
            Summary::of(vec![4.0, 1.0, 3.0, 2.0]),
            Summary { median: 2.5, least: 1.0, most: 4.0, runs: 4 }
        );
        assert_eq!(Summary::of(vec![4.0, 1.0, 3.0]).median, 3.0);
    }
}
