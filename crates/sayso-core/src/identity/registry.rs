//! Who is who, while documents arrive.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Context, Name, Outcome, Verdict, keys, weigh};
use crate::document::SpeakerKind;

/// A speaker of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Unique and stable, such as `doc_1f/s2`.
    pub id: String,
    /// The fullest name in the document.
    pub name: String,
    /// What it is.
    pub kind: SpeakerKind,
    /// What else the document tells.
    pub context: Context,
}

/// A speaker that may be the same as another.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The profile compared with.
    pub profile: String,
    /// How it came out.
    pub verdict: Verdict,
}

/// Where a new profile went.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// The identity: the id of the profile that founded it.
    pub identity: String,
    /// Others that may be the same, for a person to decide; the likeliest first.
    pub open: Vec<Candidate>,
}

/// The identities of a collection.
///
/// A new profile is compared with those that share a key. It joins the identity of the one that
/// comes out [`Outcome::Same`]; where several identities do, none is chosen and all are listed. A
/// name of one word never joins by itself, because half the families of a country may bear it.
/// [`Identities::join`] and [`Identities::part`] are decisions of people: no score undoes them.
#[derive(Debug, Clone, Default)]
pub struct Identities {
    profiles: Vec<(Profile, Name)>,
    numbers: HashMap<String, u32>,
    by_key: HashMap<String, Vec<u32>>,
    /// Which earlier profile each joined of itself; its own number if none.
    joined: Vec<u32>,
    /// The identity of each: the smallest number in it.
    roots: Vec<u32>,
    members: HashMap<u32, Vec<u32>>,
    /// Pairs that people joined, smaller number first.
    together: BTreeSet<(u32, u32)>,
    /// Pairs that people parted, smaller number first.
    apart: BTreeSet<(u32, u32)>,
}

impl Identities {
    /// Profiles under one key that are looked at, the newest: a very common name tells nothing.
    const MOST: usize = 200;

    /// No profiles yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a profile; one whose id is there already is left as it is.
    pub fn add(&mut self, profile: Profile) -> Settled {
        if let Some(&number) = self.numbers.get(&profile.id) {
            return Settled { identity: self.identity_of(number), open: Vec::new() };
        }
        let name = Name::parse(&profile.name, profile.kind);
        let verdicts = self.verdicts(&profile, &name);
        let number = u32::try_from(self.profiles.len()).expect("fewer than 2^32 profiles");
        for key in keys(&name) {
            self.by_key.entry(key).or_default().push(number);
        }
        self.numbers.insert(profile.id.clone(), number);
        self.joined.push(self.home(&name, &verdicts).unwrap_or(number));
        self.profiles.push((profile, name));
        self.roots.push(number);
        self.members.insert(number, vec![number]);
        self.unite(self.joined[number as usize], number);
        let identity = self.identity_of(number);
        let mut open = Vec::new();
        for (other, verdict) in verdicts {
            if self.roots[other as usize] != self.roots[number as usize] {
                open.push(Candidate { profile: self.profiles[other as usize].0.id.clone(), verdict });
            }
        }
        Settled { identity, open }
    }

    /// Profiles that share a key, compared; the likeliest first.
    fn verdicts(&self, profile: &Profile, name: &Name) -> Vec<(u32, Verdict)> {
        let mut numbers = BTreeSet::new();
        for key in keys(name) {
            let all = self.by_key.get(&key).map_or(&[][..], Vec::as_slice);
            numbers.extend(all.iter().rev().take(Self::MOST).copied());
        }
        let mut verdicts: Vec<(u32, Verdict)> = numbers
            .into_iter()
            .map(|other| {
                let (known, known_name) = &self.profiles[other as usize];
                (other, weigh((name, &profile.context), (known_name, &known.context)))
            })
            .filter(|(_, verdict)| verdict.outcome >= Outcome::Possibly)
            .collect();
        verdicts.sort_by(|x, y| y.1.score.total_cmp(&x.1.score).then(x.0.cmp(&y.0)));
        verdicts
    }

    /// The one identity that the verdicts lead to.
    fn home(&self, name: &Name, verdicts: &[(u32, Verdict)]) -> Option<u32> {
        if name.is_single() {
            return None;
        }
        let same = verdicts.iter().filter(|(_, verdict)| verdict.outcome == Outcome::Same);
        let mut homes = same.map(|(other, _)| self.roots[*other as usize]);
        let first = homes.next()?;
        homes.all(|home| home == first).then_some(first)
    }

    /// The identity of a profile: the id of the profile that founded it.
    #[must_use]
    pub fn identity(&self, profile: &str) -> Option<String> {
        self.numbers.get(profile).map(|&number| self.identity_of(number))
    }

    /// All identities with their profiles, each in order of arrival.
    #[must_use]
    pub fn all(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (number, (profile, _)) in (0u32..).zip(&self.profiles) {
            all.entry(self.identity_of(number)).or_default().push(profile.id.clone());
        }
        all
    }

    /// A person decides that two profiles are the same. An earlier decision on the pair is replaced.
    pub fn join(&mut self, a: &str, b: &str) {
        if let Some(pair) = self.pair(a, b) {
            self.apart.remove(&pair);
            self.together.insert(pair);
            self.settle();
        }
    }

    /// A person decides that two profiles are different. An earlier decision on the pair is replaced.
    pub fn part(&mut self, a: &str, b: &str) {
        if let Some(pair) = self.pair(a, b) {
            self.together.remove(&pair);
            self.apart.insert(pair);
            self.settle();
        }
    }

    fn pair(&self, a: &str, b: &str) -> Option<(u32, u32)> {
        let (&a, &b) = (self.numbers.get(a)?, self.numbers.get(b)?);
        (a != b).then_some((a.min(b), a.max(b)))
    }

    fn identity_of(&self, number: u32) -> String {
        self.profiles[self.roots[number as usize] as usize].0.id.clone()
    }

    /// Settles all anew: what people joined first, then what joined of itself, in order of arrival.
    fn settle(&mut self) {
        let all = 0..u32::try_from(self.profiles.len()).expect("fewer than 2^32 profiles");
        self.roots = all.clone().collect();
        self.members = all.map(|number| (number, vec![number])).collect();
        for (a, b) in self.together.clone() {
            self.unite(a, b);
        }
        for (number, home) in (0u32..).zip(self.joined.clone()) {
            self.unite(home, number);
        }
    }

    /// Puts two identities together, unless that would put together what people parted.
    fn unite(&mut self, a: u32, b: u32) {
        let (x, y) = (self.roots[a as usize], self.roots[b as usize]);
        let (first, second) = (x.min(y), x.max(y));
        let home = |n: &u32| self.roots[*n as usize];
        let parted = self.apart.iter().any(|(m, n)| home(m).min(home(n)) == first && home(m).max(home(n)) == second);
        if first == second || parted {
            return;
        }
        let moved = self.members.remove(&second).unwrap_or_default();
        for &number in &moved {
            self.roots[number as usize] = first;
        }
        self.members.entry(first).or_default().extend(moved);
    }
}
