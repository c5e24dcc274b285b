//! A name, taken apart.

use super::fold::{Script, latin, spellings};
use super::words::{LegalClass, words};
use crate::document::SpeakerKind;
use crate::lexicon::lexicon;

/// What a word does in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Must be matched.
    Word,
    /// Stands for a word by its first letter.
    Initial,
    /// May be missing (*al*, *von*, *Hajji*).
    Optional,
}

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Latin, lower case.
    pub(super) plain: String,
    /// As it was before *Abd* and the like were made one.
    pub(super) letters: String,
    /// By its sound, in each reading.
    pub(super) spellings: Vec<String>,
    pub(super) role: Role,
    pub(super) script: Script,
}

impl Part {
    pub(super) fn new(plain: String, role: Role, script: Script) -> Self {
        Self { spellings: spellings(&plain), letters: plain.clone(), plain, role, script }
    }

    pub(super) fn is_word(&self) -> bool {
        self.role == Role::Word
    }
}

/// The name of a person or an organisation, taken apart for comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    text: String,
    organization: bool,
    pub(super) parts: Vec<Part>,
    /// Titles that were stripped from the front, as written.
    pub(super) titles: Vec<String>,
    /// 1 for *Sr.*, 2 for *Jr.*, …
    pub(super) generation: Option<u8>,
    pub(super) legal: Option<LegalClass>,
    /// Letters of a name that is an acronym, lower case.
    pub(super) acronym: Option<String>,
    /// First letters of all words, particles included.
    pub(super) initials: String,
}

impl Name {
    /// Takes a name apart. Whatever is not [`SpeakerKind::Person`] is read as an organisation.
    #[must_use]
    pub fn parse(text: &str, kind: SpeakerKind) -> Self {
        if kind == SpeakerKind::Person { person(text) } else { organization(text) }
    }

    /// The name as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Titles before the name (*Sen.*, *President*).
    #[must_use]
    pub fn titles(&self) -> &[String] {
        &self.titles
    }

    /// Whether the name was read as that of an organisation.
    #[must_use]
    pub fn is_organization(&self) -> bool {
        self.organization
    }

    /// How many words there are, initials and small words left out.
    #[must_use]
    pub fn words(&self) -> usize {
        self.parts.iter().filter(|part| part.is_word()).count()
    }

    /// Whether there is nothing to compare.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty() && self.acronym.is_none()
    }

    /// Whether one word is all there is (*Mora*, *President Mora*).
    #[must_use]
    pub fn is_single(&self) -> bool {
        !self.organization
            && self.parts.iter().filter(|part| part.is_word()).count() == 1
            && !self.parts.iter().any(|part| part.role == Role::Initial)
    }

    fn new(text: &str, organization: bool) -> Self {
        Self {
            text: text.to_owned(),
            organization,
            parts: Vec::new(),
            titles: Vec::new(),
            generation: None,
            legal: None,
            acronym: None,
            initials: String::new(),
        }
    }
}

/// Splits at white space, hyphens and where a small letter meets a capital (*ElBaradei*).
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let chars: Vec<char> = text.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        let hump = i > 1
            && c.is_uppercase()
            && chars[i - 1].is_lowercase()
            && chars[i - 2].is_alphabetic()
            && is_own_word(pieces.last().map_or("", String::as_str))
            && chars[i + 1..].iter().take_while(|c| c.is_lowercase()).count() >= 2;
        if hump || c.is_whitespace() || is_dash(c) || matches!(c, '/' | '·' | '\u{200b}') {
            pieces.push(String::new());
        }
        if !(c.is_whitespace() || is_dash(c) || matches!(c, '/' | '·' | '\u{200b}')) {
            pieces.last_mut().expect("there is always one piece").push(c);
        }
    }
    pieces.retain(|piece| piece.chars().any(char::is_alphanumeric));
    pieces
}

/// Whether what stands before a capital can be a word of its own: not so *Mc* and *De*.
fn is_own_word(before: &str) -> bool {
    before.chars().count() >= 3 && !before.eq_ignore_ascii_case("mac")
        || matches!(before, "El" | "Al" | "el" | "al")
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–' | '—' | '־')
}

/// Whether a piece is letters with points (*J.K.*, *A.B.C.*).
fn is_dotted(piece: &str) -> bool {
    let letters = piece.split('.').filter(|part| !part.is_empty());
    piece.contains('.') && letters.clone().all(|part| part.chars().count() == 1) && letters.count() > 0
}

/// Whether capitals stand for words: two or three of them, where the rest of the name is not shouted.
fn is_run_of_initials(piece: &str, shouted: bool) -> bool {
    let capitals = piece.chars().filter(|c| c.is_uppercase()).count();
    !shouted
        && (2..=4).contains(&capitals)
        && capitals == piece.chars().count()
        && !words().is_particle(&latin(piece), false)
        && words().generation(&latin(piece)).is_none()
}

fn person(text: &str) -> Name {
    let mut name = Name::new(text, false);
    let text = without_brackets(text);
    let text = turned(&text);
    let shouted = !text.chars().any(char::is_lowercase);
    let pieces = pieces(&text);
    if let [only] = &pieces[..]
        && (is_run_of_initials(only, false) || is_dotted(only) && only.len() > 3)
    {
        name.acronym = Some(latin(&only.replace('.', "")));
    }
    let titles = title_length(&pieces);
    name.titles = pieces[..titles].iter().map(|piece| piece.trim_end_matches('.').to_owned()).collect();
    for (at, piece) in pieces.iter().enumerate().skip(titles) {
        match regnal(piece) {
            // A single letter is a number only where no initial is likely: at the end.
            Some(number)
                if !name.parts.is_empty() && (piece.len() > 1 || at + 1 == pieces.len() && !shouted) =>
            {
                name.generation = Some(number);
            }
            _ => add_person_piece(&mut name, piece, shouted),
        }
    }
    mark_optional(&mut name.parts);
    name.initials = name.parts.iter().filter_map(|part| part.plain.chars().next()).collect();
    name
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    let kept = text.chars().filter(|&c| {
        depth += usize::from(c == '(');
        let keep = depth == 0;
        depth = depth.saturating_sub(usize::from(c == ')'));
        keep
    });
    let kept: String = kept.collect();
    if kept.trim().is_empty() { text.to_owned() } else { kept }
}

/// *Mora, Ana* is *Ana Mora*; *Ana Mora, Jr.* stays.
fn turned(text: &str) -> String {
    let Some((family, given)) = text.split_once(',') else { return text.to_owned() };
    let after = latin(given.trim().trim_end_matches('.'));
    if words().generation(&after).is_some() || words().is_degree(&after) {
        return format!("{family} {given}");
    }
    format!("{} {family}", given.replace(',', " "))
}

/// How many pieces at the front are titles; one piece at least is the name.
fn title_length(pieces: &[String]) -> usize {
    let mut start = 0;
    while start + 1 < pieces.len() {
        let rest: Vec<&str> = pieces[start..].iter().map(String::as_str).collect();
        let by_list = lexicon().titles.longest_at(&rest).map_or(0, |(words, _)| words);
        let more = by_list.max(honorifics(&pieces[start..]));
        if more == 0
            || start + more >= pieces.len()
            || is_dotted(&pieces[start])
            || is_given(&pieces[start..])
        {
            break;
        }
        start += more;
    }
    start
}

/// How many pieces at the front are an honorific (*Daw*, *Senior General*).
fn honorifics(pieces: &[String]) -> usize {
    let is_honorific = |piece: Option<&String>| {
        piece.is_some_and(|piece| words().is_honorific(&latin(piece).replace('.', "")))
    };
    if is_honorific(pieces.first()) {
        1
    } else {
        2 * usize::from(words().is_rank(&latin(&pieces[0])) && is_honorific(pieces.get(1)))
    }
}

/// *Earl Mora* is no earl, where there is but one more word.
fn is_given(pieces: &[String]) -> bool {
    pieces.len() == 2 && words().is_given(&latin(&pieces[0]))
}

fn add_person_piece(name: &mut Name, piece: &str, shouted: bool) {
    if is_dotted(piece) || is_run_of_initials(piece, shouted) {
        let letters = piece.chars().filter(|c| c.is_alphabetic());
        name.parts.extend(letters.map(|c| Part::new(latin(&c.to_string()), Role::Initial, Script::Alphabet)));
        return;
    }
    let plain: String = latin(piece).chars().filter(char::is_ascii_alphanumeric).collect();
    if let Some(generation) = words().generation(&plain).filter(|_| !name.parts.is_empty()) {
        name.generation = Some(generation);
        return;
    }
    if plain.is_empty() || words().is_degree(&plain) {
        return;
    }
    let role = if plain.len() == 1 { Role::Initial } else { Role::Word };
    let script = Script::of(piece);
    for (plain, letters) in servants(plain) {
        name.parts.push(Part { letters, ..Part::new(plain, role, script) });
    }
}

/// The number of a king or pope: Roman, in capitals, from *I* to *XXXIX*; *X* alone is a name.
fn regnal(piece: &str) -> Option<u8> {
    if piece.is_empty() || piece == "X" || !piece.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) {
        return None;
    }
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let ones = piece.trim_start_matches('X');
    let tens = piece.len() - ones.len();
    let ones = ONES.iter().position(|&form| form == ones)?;
    u8::try_from(10 * tens + ones).ok().filter(|&number| number < 40)
}

/// *Abd*, *Abdul* and *Abdel-* are one; *Abdulaziz* is *Abdul* and *Aziz*; *Abdullah* and *Abdullaev* stay whole.
///
/// Each word as it is compared, and its letters.
fn servants(plain: String) -> Vec<(String, String)> {
    const FORMS: [&str; 5] = ["abdul", "abdel", "abdal", "abdoul", "abdol"];
    let servant = || FORMS[0].to_owned();
    if plain == "abd" || FORMS.contains(&plain.as_str()) {
        return vec![(servant(), plain)];
    }
    let split = FORMS.iter().find_map(|prefix| Some((*prefix, plain.strip_prefix(prefix)?)));
    match split {
        Some((prefix, rest)) if rest.len() >= 3 && !rest.starts_with("la") => {
            vec![(servant(), prefix.to_owned()), (rest.to_owned(), rest.to_owned())]
        }
        _ => vec![(plain.clone(), plain)],
    }
}

/// Particles and honorifics inside the name may be missing, if a word is left without them.
fn mark_optional(parts: &mut [Part]) {
    let optional: Vec<bool> = (0..parts.len())
        .map(|i| {
            let last = i + 1 == parts.len();
            let word = &parts[i].plain;
            parts[i].is_word()
                && !last
                && (words().is_particle(word, i == 0) || i > 0 && words().is_honorific(word))
        })
        .collect();
    for (part, optional) in parts.iter_mut().zip(optional) {
        if optional {
            part.role = Role::Optional;
        }
    }
}

fn organization(text: &str) -> Name {
    let mut name = Name::new(text, true);
    let bare = without_brackets(text);
    if let Some(acronym) = acronym(&bare) {
        if let Some(full) = words().body(&acronym) {
            let mut full = organization(full);
            full.text = text.to_owned();
            full.acronym = Some(acronym);
            return full;
        }
        name.acronym = Some(acronym);
    }
    let pieces = organization_words(text);
    let pieces = without_legal(&mut name, pieces);
    name.parts = pieces.into_iter().map(|word| Part::new(word, Role::Word, Script::Alphabet)).collect();
    for i in 0..name.parts.len() {
        if words().is_link(&name.parts[i].plain) {
            name.parts[i].role = Role::Optional;
        }
    }
    name.initials =
        name.parts.iter().filter(|p| p.is_word()).filter_map(|p| p.plain.chars().next()).collect();
    name
}

/// The letters of a name that is nothing but an acronym (*IAEA*, *A.B.C.*).
fn acronym(text: &str) -> Option<String> {
    let word = text.trim().strip_prefix("The ").unwrap_or(text.trim()).trim();
    let letters: String = word.chars().filter(|&c| c != '.').collect();
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    let fits = (2..=8).contains(&letters.chars().count())
        && letters.chars().all(|c| c.is_alphanumeric() || c == '&');
    (fits && capitals >= 2 && capitals + 1 >= letters.chars().count())
        .then(|| latin(&letters.replace('&', "")))
}

/// Words in full, numbers as digits, dotted letters joined.
fn organization_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for raw in text.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | '(' | ')' | ';')) {
        let raw = raw.strip_suffix("'s").or(raw.strip_suffix("’s")).unwrap_or(raw);
        if is_dotted(raw) {
            push_in_full(&mut out, &raw.replace('.', ""));
            continue;
        }
        let (word, form) = without_glued_form(raw);
        for piece in pieces(word) {
            push_in_full(&mut out, &piece);
        }
        out.extend(form.map(latin));
    }
    as_digits(out)
}

/// Short forms of places that are other words in small letters.
const CITIES: &[(&str, &str)] =
    &[("LA", "los angeles"), ("NY", "new york"), ("NYC", "new york city"), ("SF", "san francisco")];

fn push_in_full(out: &mut Vec<String>, piece: &str) {
    if let Some((_, city)) = CITIES.iter().find(|(short, _)| *short == piece) {
        out.extend(city.split(' ').map(str::to_owned));
        return;
    }
    let quoted = piece.to_lowercase().replace('’', "'");
    let plain: String = latin(piece).chars().filter(char::is_ascii_alphanumeric).collect();
    match words().in_full(&quoted).or(words().in_full(&plain)) {
        Some(full) => out.extend(full.iter().map(|&word| word.to_owned())),
        None if !plain.is_empty() => out.push(plain),
        None => {}
    }
}

/// *NordbauAG*: a legal form in capitals right after a small letter.
fn without_glued_form(word: &str) -> (&str, Option<&str>) {
    let capitals = word.chars().rev().take_while(|c| c.is_uppercase()).map(char::len_utf8).sum::<usize>();
    let (front, form) = word.split_at(word.len() - capitals);
    let is_form = || words().legal_at(&[latin(form)]).is_some();
    if front.chars().count() >= 3 && capitals >= 2 && is_form() { (front, Some(form)) } else { (word, None) }
}

/// *forty four* is *44*.
fn as_digits(pieces: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut tens: Option<u32> = None;
    for piece in pieces {
        let value = words().number(&piece);
        match (value, tens.take()) {
            (Some(n), Some(before)) if n < 10 => {
                out.pop();
                out.push((before + n).to_string());
            }
            (Some(n), _) => {
                tens = (n >= 20).then_some(n);
                out.push(n.to_string());
            }
            (None, _) => out.push(piece),
        }
    }
    out
}

/// Takes legal forms out, unless nothing would be left.
fn without_legal(name: &mut Name, pieces: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut i = 0;
    while i < pieces.len() {
        let edge = |words: usize| i == 0 || i + words == pieces.len() || words > 1;
        match words().legal_at(&pieces[i..]) {
            Some((count, class)) if edge(count) || words().legal_at(&pieces[i + count..]).is_some() => {
                let strong = !matches!(pieces[i].as_str(), "company" | "co" | "corporation" | "corp");
                if strong || name.legal.is_none() && kept.is_empty() {
                    name.legal = Some(class);
                }
                i += count;
            }
            _ => {
                kept.push(pieces[i].clone());
                i += 1;
            }
        }
    }
    if kept.iter().all(|word| words().is_link(word)) { pieces } else { kept }
}
