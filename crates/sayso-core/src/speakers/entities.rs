//! Who and what the document names: name mentions gathered into entities.

use std::collections::HashMap;

use super::lists::{Class, lists};
use super::mentions::{Form, Mention, known};
use super::view::{Flags, View};
use crate::document::SpeakerKind;
use crate::lexicon::{Gender, lexicon};
use crate::text::Span;

/// Entities tried for one name: bounds the work on texts of nothing but names.
const CANDIDATES: usize = 12;

/// Somebody or something that the document mentions.
#[derive(Debug, Clone, Default)]
pub(super) struct Entity {
    pub(super) kind: Option<SpeakerKind>,
    pub(super) gender: Option<Gender>,
    pub(super) plural: bool,
    pub(super) named: bool,
    /// The fullest name, or the description.
    pub(super) name: Option<Span>,
    /// A name that the text does not have in one piece, by inference (*Bell's campaign*).
    pub(super) inferred_name: Option<String>,
    /// Words of the fullest name.
    pub(super) tokens: Vec<u32>,
    /// Different spellings and forms, each where it first stands.
    pub(super) forms: Vec<Span>,
    pub(super) roles: Vec<Span>,
    /// Folded words of titles, roles and descriptions.
    pub(super) role_words: Vec<String>,
    pub(super) mentions: Vec<Span>,
    pub(super) members: Vec<usize>,
    /// First word of the first mention.
    pub(super) first: usize,
    /// Mentions by more than a surname.
    pub(super) full: u32,
}

impl Entity {
    pub(super) fn is_person(&self) -> bool {
        matches!(self.kind, Some(SpeakerKind::Person) | None) && !self.plural
    }
}

/// The entities that have names, and which of them each name mention can mean.
#[derive(Debug, Default)]
pub(super) struct Roster {
    pub(super) entities: Vec<Entity>,
    /// For each mention, its form in `forms`.
    pub(super) form_of: Vec<Option<u32>>,
    /// For each form, the entities that it can mean.
    pub(super) forms: Vec<Vec<usize>>,
    by_last: HashMap<u32, Vec<usize>>,
    by_first: HashMap<u32, Vec<usize>>,
    by_any: HashMap<u32, Vec<usize>>,
    by_initials: HashMap<String, usize>,
    by_body: HashMap<String, usize>,
    by_skeleton: HashMap<String, usize>,
}

/// All mentions of one name in one wording.
#[derive(Debug, Default)]
struct NameForm {
    tokens: Vec<u32>,
    /// First word of the first mention, and the span of its name.
    first: usize,
    name: Span,
    count: u32,
    person: i32,
    organization: i32,
    document: i32,
    gender: Option<Gender>,
    /// Stands with titles of either gender (*Mr. Bell* and *Mrs. Bell*).
    mixed: bool,
    /// Has words besides initials and suffixes: how many.
    weight: usize,
}

/// Gathers the name mentions into entities.
pub(super) fn gather(view: &View, mentions: &[Mention]) -> Roster {
    let (forms, form_of) = forms(view, mentions);
    let mut roster = Roster { form_of, forms: vec![Vec::new(); forms.len()], ..Roster::default() };
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by_key(|&f| (std::cmp::Reverse(forms[f].weight), forms[f].first));
    for f in order {
        roster.forms[f] = roster.place(view, &forms[f]);
    }
    roster
}

fn forms(view: &View, mentions: &[Mention]) -> (Vec<NameForm>, Vec<Option<u32>>) {
    let mut ids: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut forms: Vec<NameForm> = Vec::new();
    let mut form_of = vec![None; mentions.len()];
    for (m, mention) in mentions.iter().enumerate().filter(|(_, m)| m.form == Form::Name) {
        let tokens = name_tokens(view, mention);
        if tokens.is_empty() {
            continue;
        }
        let id = *ids.entry(tokens.clone()).or_insert_with(|| {
            let weight = mention_weight(view, mention);
            let name = view.span(mention.core.0, mention.core.1);
            forms.push(NameForm { tokens, first: mention.start, name, weight, ..NameForm::default() });
            (forms.len() - 1) as u32
        });
        let form = &mut forms[id as usize];
        form.count += 1;
        match mention.kind {
            Some(SpeakerKind::Person) => form.person += 2,
            Some(SpeakerKind::Organization) => form.organization += 2,
            Some(SpeakerKind::Document) => form.document += 2,
            _ => {}
        }
        form.person += person_signs(view, mention);
        form.mixed |= form.gender.is_some() && mention.gender.is_some() && form.gender != mention.gender;
        form.gender = form.gender.or(mention.gender);
        // A wording with small letters reads better than one in capitals.
        let shouted = |span: Span| !span.of(view.text).contains(char::is_lowercase);
        let name = view.span(mention.core.0, mention.core.1);
        if shouted(form.name) && !shouted(name) {
            form.name = name;
        }
        form_of[m] = Some(id);
    }
    (forms, form_of)
}

/// The lexemes of a name, marks and a leading article left out.
fn name_tokens(view: &View, mention: &Mention) -> Vec<u32> {
    (mention.core.0..mention.core.1)
        .filter(|&k| view.is(k, Flags::LEXICAL) && view.folded(k) != "the")
        .map(|k| view.lexeme(k))
        .collect()
}

fn mention_weight(view: &View, mention: &Mention) -> usize {
    (mention.core.0..mention.core.1)
        .filter(|&k| view.is(k, Flags::LEXICAL) && view.folded(k).len() > 1 && !view.has(k, Class::SUFFIX))
        .count()
}

/// What follows a name that only persons have: an age, *who*.
fn person_signs(view: &View, mention: &Mention) -> i32 {
    let end = mention.end;
    let word = |k: usize| if k < view.len() { view.word(k) } else { "" };
    let age = word(end) == ","
        && word(end + 1).len() == 2
        && word(end + 1).bytes().all(|b| b.is_ascii_digit())
        && word(end + 2) == ",";
    let who = word(end) == "who" || (word(end) == "," && word(end + 1) == "who");
    i32::from(age) * 3 + i32::from(who)
}

impl Roster {
    /// The entities that a form can mean; makes one where there is none.
    fn place(&mut self, view: &View, form: &NameForm) -> Vec<usize> {
        let organization = form.organization > form.person && !self.is_surname(view, form);
        let document = form.document > form.organization.max(form.person);
        let found = if document {
            Vec::new()
        } else if organization {
            self.find_organization(view, form).into_iter().collect()
        } else if form.weight > 1 {
            self.find_person(view, form).into_iter().collect()
        } else {
            self.find_single(view, form)
        };
        if found.is_empty() {
            let e = self.add(view, form, organization || document);
            if document {
                self.entities[e].kind = Some(SpeakerKind::Document);
            }
            return vec![e];
        }
        for &e in &found {
            let entity = &mut self.entities[e];
            let unique = found.len() == 1;
            if unique {
                entity.gender = entity.gender.or(form.gender);
                entity.first = entity.first.min(form.first);
                if form.weight > 1 {
                    entity.full += form.count;
                }
            }
            if unique && !entity.forms.contains(&form.name) {
                entity.forms.push(form.name);
            }
        }
        if let [e] = found[..] {
            self.index(view, e, &form.tokens);
        }
        found
    }

    /// Whether a single word, though a place or body may bear it too, is a known person's surname.
    fn is_surname(&self, view: &View, form: &NameForm) -> bool {
        let [token] = form.tokens[..] else { return false };
        let person = |e: &usize| {
            self.entities[*e].is_person()
                && self.entities[*e].tokens.len() > 1
                && self.entities[*e].kind.is_some()
        };
        let word = form.name.of(view.text);
        let acronym = word.len() > 1 && word.len() < 6 && !word.contains(char::is_lowercase);
        !acronym && self.by_last.get(&token).is_some_and(|list| list.iter().any(person))
    }

    fn add(&mut self, view: &View, form: &NameForm, organization: bool) -> usize {
        let kind = if organization {
            Some(SpeakerKind::Organization)
        } else if form.person > 0 || form.weight > 1 {
            Some(SpeakerKind::Person)
        } else {
            None
        };
        let e = self.entities.len();
        self.entities.push(Entity {
            kind,
            gender: form.gender.or_else(|| {
                let given = form.weight == 1 && !organization;
                given.then(|| lists().given_gender(view.lexeme_str(form.tokens[0])).and_then(known)).flatten()
            }),
            named: true,
            name: Some(form.name),
            tokens: form.tokens.clone(),
            forms: vec![form.name],
            first: form.first,
            full: if form.weight > 1 { form.count } else { 0 },
            ..Entity::default()
        });
        self.index(view, e, &form.tokens);
        e
    }

    fn index(&mut self, view: &View, e: usize, tokens: &[u32]) {
        let tokens = without_suffix(view, tokens);
        let (Some(&first), Some(&last)) = (tokens.first(), tokens.last()) else { return };
        let push = |index: &mut HashMap<u32, Vec<usize>>, key| {
            let list = index.entry(key).or_default();
            if list.len() < CANDIDATES && !list.contains(&e) {
                list.push(e);
            }
        };
        push(&mut self.by_last, last);
        push(&mut self.by_first, first);
        for &token in tokens {
            push(&mut self.by_any, token);
        }
        if self.entities[e].kind == Some(SpeakerKind::Organization) {
            let words: Vec<&str> = tokens.iter().map(|&t| view.lexeme_str(t)).collect();
            self.by_body.entry(words.join(" ")).or_insert(e);
            if words.len() > 1 {
                for initials in initials(&words) {
                    self.by_initials.entry(initials).or_insert(e);
                }
            }
        } else {
            self.by_skeleton.entry(skeleton(view.lexeme_str(last))).or_insert(e);
        }
    }

    fn find_organization(&self, view: &View, form: &NameForm) -> Option<usize> {
        let words: Vec<&str> = form.tokens.iter().map(|&t| view.lexeme_str(t)).collect();
        let joined = words.join(" ");
        if let Some(&e) = self.by_body.get(&joined) {
            return Some(e);
        }
        if let Some(full) = lists().full_body(&joined)
            && let Some(&e) = self.by_body.get(&super::lists::fold(full))
        {
            return Some(e);
        }
        if words.len() == 1 {
            if let Some(&e) = self.by_initials.get(words[0]) {
                return Some(e);
            }
            // *the House* is not the White House.
            let whole = matches!(
                words[0],
                "house" | "senate" | "congress" | "parliament" | "court" | "commons" | "fox" | "time"
            );
            if whole || lists().is_place(words[0]) {
                return None;
            }
        }
        self.longer(view, &form.tokens, SpeakerKind::Organization)
    }

    /// An entity whose fuller name holds all of `tokens` in order and ends alike.
    fn longer(&self, view: &View, tokens: &[u32], kind: SpeakerKind) -> Option<usize> {
        let last = *tokens.last()?;
        let mut fits = self.by_last.get(&last)?.iter().copied().filter(|&e| {
            let entity = &self.entities[e];
            let kinds = entity.kind == Some(kind) || (entity.kind.is_none() && kind == SpeakerKind::Person);
            kinds && is_subsequence(tokens, without_suffix(view, &entity.tokens))
        });
        let first = fits.next()?;
        fits.next().is_none().then_some(first)
    }

    fn find_person(&self, view: &View, form: &NameForm) -> Option<usize> {
        let tokens = without_suffix(view, &form.tokens);
        let last = *tokens.last()?;
        let known = self.by_last.get(&last).map_or(&[][..], Vec::as_slice);
        let mut fits =
            known.iter().copied().filter(|&e| self.same_person(view, e, &form.tokens, form.gender));
        if let Some(e) = fits.next() {
            return Some(e);
        }
        if form.person == 0
            && let Some(e) = self.find_organization(view, form)
        {
            return Some(e);
        }
        // *Oscar-winner Roe*: what stands before the surname is no given name.
        let described = |t: &u32| {
            let word = view.lexeme_str(*t);
            lists().class(word).has(Class::ROLE | Class::DEMONYM)
                || word.contains('-') && !lists().class(word).has(Class::GIVEN)
        };
        if let [e] = known[..]
            && self.entities[e].is_person()
            && self.entities[e].tokens.len() > 1
            && tokens[..tokens.len() - 1].iter().all(described)
        {
            return Some(e);
        }
        // Another spelling of the surname, the given names alike.
        let e = *self.by_skeleton.get(&skeleton(view.lexeme_str(last)))?;
        let entity = &self.entities[e];
        let mut other = without_suffix(view, &entity.tokens).to_vec();
        let same_first = entity.is_person()
            && other.len() > 1
            && other.last() != Some(&last)
            && given_match(view, &other, tokens);
        other.pop();
        same_first.then_some(e)
    }

    /// Whether `tokens` can be another form of the name of person `e`, the last word being the same.
    fn same_person(&self, view: &View, e: usize, tokens: &[u32], gender: Option<Gender>) -> bool {
        let entity = &self.entities[e];
        let fuller = &entity.tokens;
        if !entity.is_person() || (gender.is_some() && entity.gender.is_some() && gender != entity.gender) {
            return false;
        }
        if generation(view, tokens) != generation(view, fuller) && fuller.len().min(tokens.len()) < 4 {
            return false;
        }
        let (a, b) = (without_suffix(view, tokens), without_suffix(view, fuller));
        is_subsequence(a, b) || given_match(view, a, b)
    }

    fn find_single(&mut self, view: &View, form: &NameForm) -> Vec<usize> {
        let token = form.tokens[0];
        let word = view.lexeme_str(token);
        let gendered = |e: &usize| {
            let entity = &self.entities[*e];
            entity.is_person()
                && (form.mixed
                    || form.gender.is_none()
                    || entity.gender.is_none()
                    || form.gender == entity.gender)
        };
        for index in [&self.by_last, &self.by_first, &self.by_any] {
            let fits: Vec<usize> = index
                .get(&token)
                .map_or(Vec::new(), |list| list.iter().copied().filter(|e| gendered(e)).collect());
            // A title's gender outweighs a given name's only where nobody else bears the name.
            if !fits.is_empty() {
                return fits;
            }
        }
        if form.person == 0 {
            if let Some(&e) = self.by_initials.get(word) {
                return vec![e];
            }
            let first = self.by_first.get(&token).map_or(&[][..], Vec::as_slice);
            if let [e] = first {
                return vec![*e];
            }
        }
        if word.len() >= 5
            && let Some(&e) = self.by_skeleton.get(&skeleton(word))
            && gendered(&e)
        {
            return vec![e];
        }
        Vec::new()
    }
}

/// Without *Jr.*, *III* and the like at the end.
pub(super) fn without_suffix<'a>(view: &View, tokens: &'a [u32]) -> &'a [u32] {
    let mut end = tokens.len();
    while end > 1 && lists().class(view.lexeme_str(tokens[end - 1])).has(Class::SUFFIX) {
        end -= 1;
    }
    &tokens[..end]
}

/// *jr*, *iii*: what tells father from son.
fn generation<'a>(view: &'a View, tokens: &[u32]) -> Option<&'a str> {
    let rest = &tokens[without_suffix(view, tokens).len()..];
    rest.first().map(|&t| view.lexeme_str(t))
}

fn is_subsequence(short: &[u32], long: &[u32]) -> bool {
    let mut rest = long.iter();
    short.len() <= long.len() && short.iter().all(|s| rest.any(|l| l == s))
}

/// Whether the words before the surname can be one person's: equal, initial, or nickname.
fn given_match(view: &View, a: &[u32], b: &[u32]) -> bool {
    let (a, b) = (&a[..a.len() - 1], &b[..b.len() - 1]);
    if a.is_empty() || b.is_empty() {
        return true;
    }
    let same = |x: u32, y: u32| {
        let (x, y) = (view.lexeme_str(x), view.lexeme_str(y));
        x == y
            || lists().same_given(x, y)
            || ((x.len() == 1 || y.len() == 1) && x.chars().next() == y.chars().next())
    };
    let initials = |list: &[u32]| -> Vec<String> {
        list[1..].iter().map(|&t| view.lexeme_str(t).to_owned()).filter(|w| w.len() <= 2).collect()
    };
    let (ia, ib) = (initials(a), initials(b));
    let clash = !ia.is_empty() && !ib.is_empty() && ia != ib;
    let long = |list: &[u32]| -> Vec<u32> {
        list.iter().copied().filter(|&t| view.lexeme_str(t).len() > 1).take(4).collect()
    };
    let nick = || long(a).iter().any(|&x| long(b).iter().any(|&y| same(x, y)));
    !clash && (same(a[0], b[0]) || nick())
}

/// First letters of the words that count (*Food Safety Agency*: fsa), with and without small words.
fn initials(words: &[&str]) -> Vec<String> {
    let small = |w: &&str| matches!(*w, "of" | "for" | "the" | "and" | "on" | "in" | "&" | "to");
    let take = |words: &mut dyn Iterator<Item = &&str>| -> String {
        words.flat_map(|w| w.split('-')).filter_map(|w| w.chars().next()).collect()
    };
    let short = take(&mut words.iter().filter(|w| !small(w)));
    let long = take(&mut words.iter());
    if short == long { vec![short] } else { vec![short, long] }
}

/// What is left of a surname when the ways of writing one sound are taken away.
pub(super) fn skeleton(word: &str) -> String {
    let word = word.strip_prefix("al-").or(word.strip_prefix("el-")).unwrap_or(word);
    let mut out = String::new();
    for c in word.chars() {
        let c = match c {
            'o' | 'u' | 'w' => 'u',
            'e' | 'i' | 'y' => 'i',
            'q' | 'c' => 'k',
            'z' => 's',
            'v' => 'f',
            'h' | '\'' | '-' => continue,
            c => c,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// The gender that the words of a role tell.
pub(super) fn role_gender(words: &[&str]) -> Option<Gender> {
    (0..words.len()).find_map(|k| {
        lexicon()
            .titles
            .longest_at(&words[k..])
            .map(|(_, g)| g)
            .and_then(known)
            .or_else(|| lexicon().role_at(&words[k..]).map(|r| r.gender).and_then(known))
    })
}
