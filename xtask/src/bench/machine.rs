//! On what the figures were measured.

use std::fs;
use std::thread;

use serde::Serialize;

/// A machine, as far as its figures depend on it.
#[derive(Debug, Serialize)]
pub(super) struct Machine {
    /// For file names.
    pub(super) name: String,
    /// As the system calls it; empty where it does not say.
    cpu: String,
    cores: usize,
    /// Vector instructions that matter to the encoder.
    features: Vec<&'static str>,
    /// Processes that wanted to run, on average over a minute, when the measuring was done.
    load: Option<f64>,
}

impl Machine {
    /// This one; its name is made of its processor where none is given.
    pub(super) fn this(name: Option<String>) -> Self {
        let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = field(&info, "model name").unwrap_or_default().to_owned();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let flags = field(&info, "flags").unwrap_or_default();
        let known = ["avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni"];
        let features =
            known.into_iter().filter(|known| flags.split(' ').any(|flag| flag == *known)).collect();
        let load = fs::read_to_string("/proc/loadavg").ok();
        let load = load.and_then(|line| line.split(' ').next()?.parse().ok());
        let name = name.unwrap_or_else(|| format!("{}-{cores}-cores", slug(&cpu)));
        Self { name, cpu, cores, features, load }
    }
}

/// The value of the first `key : value` line.
fn field<'i>(info: &'i str, key: &str) -> Option<&'i str> {
    let line = info.lines().find(|line| line.starts_with(key))?;
    Some(line.split_once(':')?.1.trim())
}

/// Lower case, words joined by hyphens.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if slug.is_empty() { std::env::consts::ARCH.to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_is_named_after_its_processor() {
        let info = "processor\t: 0\nmodel name\t: Some CPU(R) @ 2.40GHz\nflags\t\t: fpu avx2\n";
        assert_eq!(field(info, "model name").map(slug), Some("some-cpu-r-2-40ghz".to_owned()));
        assert_eq!(slug(""), std::env::consts::ARCH);
    }
}
