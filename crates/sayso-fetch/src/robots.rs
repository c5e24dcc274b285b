//! `robots.txt` (RFC 9309).

use std::time::Duration;

/// Bytes of a file that are looked at, as the standard asks for at least.
pub(crate) const MOST: usize = 500 << 10;

/// The name by which a file calls sayso.
const TOKEN: &str = "sayso";

/// Delay that is obeyed at most; longer ones mean the host is not for programs.
const LONGEST_DELAY: f64 = 60.0;

/// What a host lets sayso fetch.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// Time between two requests that the host asks for.
    pub delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allow: bool,
    pattern: String,
}

/// A group of the file: whom it concerns, and its rules.
#[derive(Default)]
struct Group {
    agents: Vec<String>,
    rules: Vec<Rule>,
    delay: Option<Duration>,
}

impl Robots {
    /// Where everything is allowed: there is no such file.
    pub fn open() -> Self {
        Self::default()
    }

    /// Where nothing is allowed: whether there is such a file could not be found out.
    pub fn closed() -> Self {
        Self { rules: vec![Rule { allow: false, pattern: "/".to_owned() }], delay: None }
    }

    /// What the file says.
    pub fn parse(file: &str) -> Self {
        let groups = groups(file);
        let of = |name: &str| groups.iter().filter(|it| it.agents.iter().any(|it| it == name)).collect();
        let ours: Vec<&Group> = of(TOKEN);
        let meant = if ours.is_empty() { of("*") } else { ours };
        Self {
            rules: meant.iter().flat_map(|group| group.rules.iter().cloned()).collect(),
            delay: meant.iter().find_map(|group| group.delay),
        }
    }

    /// Whether the path, with its query, may be fetched: the longest rule that fits decides.
    pub fn allows(&self, path: &str) -> bool {
        let path = normal(path);
        let fitting = self.rules.iter().filter(|rule| fits(&rule.pattern, &path));
        path == "/robots.txt"
            || fitting.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|it| it.allow)
    }
}

fn groups(file: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut is_open = false;
    for line in file.trim_start_matches('\u{feff}').lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        if key == "user-agent" {
            if !is_open {
                groups.push(Group::default());
            }
            is_open = true;
            groups.last_mut().into_iter().for_each(|group| group.agents.push(token(value)));
            continue;
        }
        let Some(group) = groups.last_mut() else { continue };
        match key.as_str() {
            "allow" | "disallow" => {
                is_open = false;
                let rule = Rule { allow: key == "allow", pattern: normal(value) };
                group.rules.extend((!value.is_empty()).then_some(rule));
            }
            "crawl-delay" => {
                is_open = false;
                let seconds = value.parse::<f64>().ok().filter(|it| it.is_finite() && *it >= 0.0);
                group.delay = seconds.map(|it| Duration::from_secs_f64(it.min(LONGEST_DELAY)));
            }
            _ => {}
        }
    }
    groups
}

/// `sayso` of `Sayso/1.0 (…)`.
fn token(agent: &str) -> String {
    let end = agent.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '*' | '_' | '-')));
    agent[..end.unwrap_or(agent.len())].to_ascii_lowercase()
}

/// A path of which each character is written in one way: percent signs in upper case, what needs none without.
fn normal(path: &str) -> String {
    let mut out = String::new();
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let digits = path.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let (byte, length) = match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => (byte, 3),
            None => (bytes[at], 1),
        };
        let is_plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        if is_plain || (length == 1 && byte.is_ascii()) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
        at += length;
    }
    out
}

/// Whether the pattern, with `*` for anything and `$` for the end, fits the beginning of the path.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = pattern.strip_suffix('$').map_or((pattern, false), |it| (it, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let last = if is_whole { parts.pop() } else { None };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    match (is_whole, last) {
        (false, _) => true,
        (true, None) => rest.is_empty(),
        (true, Some(last)) => rest.ends_with(last),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_longest_rule_decides() {
        let robots = Robots::parse(
            "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow: /x*y/z\nDisallow:\n",
        );
        for (path, allowed) in [
            ("/", true),
            ("/a", false),
            ("/ab", false),
            ("/a/b/c", true),
            ("/c.pdf", false),
            ("/c.pdf?x", true),
            ("/xqy/z1", false),
            ("/xq/z", true),
            ("/robots.txt", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        assert!(
            Robots::parse("User-agent: *\nDisallow: /a\nAllow: /a\n").allows("/a"),
            "of equals, the kinder one"
        );
    }

    #[test]
    fn our_own_group_counts_and_only_it() {
        let file = "User-Agent: other\nDisallow: /\n\nuser-agent: SaySo/9 (x) # us\nUser-agent: third\nDisallow: /private\nCrawl-delay: 7\n\
            User-agent: *\nDisallow: /\n\nUser-agent: sayso\nDisallow: /more\n";
        let robots = Robots::parse(file);
        assert!(robots.allows("/a") && !robots.allows("/private/x") && !robots.allows("/more"));
        assert_eq!(robots.delay, Some(Duration::from_secs(7)));
        assert!(Robots::parse("User-agent: saysomething\nDisallow: /\n").allows("/"));
        assert!(!Robots::closed().allows("/a") && Robots::open().allows("/a"));
    }

    #[test]
    fn a_character_is_the_same_however_it_is_written() {
        let robots = Robots::parse("User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /%7ejo\nDisallow: /ä\n");
        for path in ["/caf%c3%a9", "/café", "/~jo/x", "/%7Ejo", "/%C3%A4"] {
            assert!(!robots.allows(path), "{path}");
        }
        assert!(robots.allows("/cafe"));
    }

    proptest! {
        #[test]
        fn any_file_is_read(file in "(?s)((user-agent|allow|disallow|crawl-delay): ?[/*$a%0-9é.\u{0}-]{0,9}\n){0,9}.{0,20}", path in "/[/*$a%0-9é]{0,20}") {
            let _ = Robots::parse(&file).allows(&path);
        }
    }
}
