//! Speed and memory of matching: `cargo run --release --example utterances -- 1000000`.
//!
//! Generates quotations from a named seed: words by their frequency in English, names and topics by document,
//! three in ten a cut or altered copy of an earlier one. Prints how many are inserted and matched a second of
//! one core, the memory beyond the texts, and how many of the copies found what they were made of.

use cpu_time::ProcessTime;

use sayso_core::utterances::{Context, FEWEST_WORDS, Link, Matcher, Member, Wording, group};

/// Of the generator.
const SEED: u64 = 0x5a15_0000_0001;

/// Quotations of a document.
const A_DOCUMENT: usize = 4;

/// Quotations about one event; copies are made within it.
const AN_EVENT: usize = 200;

/// Pseudo-random numbers: SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Words with their cumulative frequency.
struct Vocabulary {
    words: Vec<&'static str>,
    until: Vec<f64>,
}

impl Vocabulary {
    fn new() -> Self {
        let list = include_str!("../../../lexicons/word-information.tsv");
        let (mut words, mut until, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for (word, tenths) in list.lines().filter_map(|line| line.split_once('\t')) {
            let Ok(tenths) = tenths.parse::<f64>() else { continue };
            sum += (-tenths / 10.0).exp();
            words.push(word);
            until.push(sum);
        }
        Self { words, until }
    }

    fn word(&self, random: &mut Random) -> &'static str {
        let at = random.share() * self.until.last().copied().unwrap_or_default();
        self.words[self.until.partition_point(|&until| until < at).min(self.words.len() - 1)]
    }
}

fn fresh(vocabulary: &Vocabulary, topic: &[&'static str], random: &mut Random) -> Vec<&'static str> {
    let length = 4 + random.below(28);
    let word = |random: &mut Random| match random.below(12) {
        0 => topic[random.below(topic.len())],
        _ => vocabulary.word(random),
    };
    (0..length).map(|_| word(random)).collect()
}

/// Cut at both ends, and here and there another word.
fn altered(words: &[&'static str], vocabulary: &Vocabulary, random: &mut Random) -> Vec<&'static str> {
    let keep = (words.len() * (50 + random.below(51)) / 100).max(FEWEST_WORDS).min(words.len());
    let start = random.below(words.len() - keep + 1);
    let mut copy = words[start..start + keep].to_vec();
    for word in &mut copy {
        if random.below(100) < 5 {
            *word = vocabulary.word(random);
        }
    }
    copy
}

/// Bytes of memory in use, where the system tells.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(status.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
}

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(100_000);
    let vocabulary = Vocabulary::new();
    let mut random = Random(SEED);
    let mut all: Vec<Vec<&'static str>> = Vec::with_capacity(count);
    let mut source: Vec<Option<usize>> = Vec::with_capacity(count);
    let (mut topic, mut topics) = (Vec::new(), Vec::new());
    for at in 0..count {
        if at % AN_EVENT == 0 {
            topic = (0..12).map(|_| vocabulary.words[random.below(vocabulary.words.len())]).collect();
        }
        let copied = (at > 10 && random.below(10) < 3)
            .then(|| at - 1 - random.below((at % AN_EVENT).clamp(1, AN_EVENT)));
        all.push(match copied {
            Some(from) => altered(&all[from], &vocabulary, &mut random),
            None => fresh(&vocabulary, &topic, &mut random),
        });
        if at % AN_EVENT == 0 {
            topics.push(topic.join(" "));
        }
        source.push(copied);
    }
    let texts: Vec<String> = all.into_iter().map(|words| words.join(" ")).collect();
    let _ = Wording::read("the tables are parsed at the first call");

    let text_bytes: usize = texts.iter().map(String::len).sum();
    let before = resident();
    let mut matcher = Matcher::default();
    let mut document = 0;
    let mut links: Vec<Link> = Vec::new();
    let mut found = 0;
    let started = ProcessTime::now();
    let mut slice = ProcessTime::now();
    for (at, text) in texts.iter().enumerate() {
        if at % A_DOCUMENT == 0 {
            document = matcher.document(Context::of(&topics[at / AN_EVENT]));
        }
        let own = matcher.insert(text, document, Some((at / 400) as i32));
        found += usize::from(source[at].is_some_and(|from| own.iter().any(|link| link.a == from)));
        links.extend(own);
        if (at + 1) % (count / 10).max(1) == 0 {
            let speed = (count / 10) as f64 / slice.elapsed().as_secs_f64();
            println!("{:>9} quotations: {speed:.0} a second", at + 1);
            slice = ProcessTime::now();
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} quotations in {seconds:.1} s: {:.0} a second of one core", count as f64 / seconds);
    if let (Some(before), Some(after)) = (before, resident()) {
        let beyond =
            after.saturating_sub(before).saturating_sub(text_bytes + links.len() * size_of::<Link>());
        println!("{} bytes of memory each, beyond {} of text", beyond / count, text_bytes / count);
    }
    let copies = source.iter().flatten().count();
    println!("{found} of {copies} copies found what they were made of; {} links", links.len());
    let members: Vec<Member> = (0..count).map(|at| Member { key: at as u64, utterance: None }).collect();
    let started = ProcessTime::now();
    let groups = group(&members, &links);
    let several = (0..count).filter(|&at| groups[at] != at).count();
    println!("grouped in {:.1} s: {several} belong to an earlier one", started.elapsed().as_secs_f64());
}
