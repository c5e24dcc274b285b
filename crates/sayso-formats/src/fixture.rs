//! An invented article with its reading, for the tests of all writers: nested, unnamed, denied and
//! split statements, characters beyond the basic plane, a combining mark, markup in the text.

use jiff::civil::date;
use sayso_core::document::{
    Attitude, Cue, Diagnostic, Document, Form, Profile, Reading, Said, SaidBasis, Source, SourceKind,
    Speaker, SpeakerKind, SpeakerLink, Stance, Statement, Status, Step, Via,
};
use sayso_core::text::Span;

use crate::writers::{Review, Standing};

pub const TEXT: &str = "\
VARNHOLT, March 10 — The council will vote on the Alder dam on Friday, Mayor Ilse Brandt said on Tuesday, calling the project “the last chance for the lower valley.”

“We have waited nineteen years,” she told reporters outside the town hall. “Nobody here wants to wait for the twentieth.”

The Harrow Water Board denied that the spillway had failed an inspection in January.

But an engineer who worked on the survey and asked not to be named said that the board’s chief inspector, Tomas Reyl, had warned that “two of the gates will not close.”

Mr. Reyl did not say whether the January report would be published.

According to a letter seen by The Courier, the builder believes that farmers were told that the land was worthless.

“If the vote fails,” said Anouk Delacroix-Lindqvist, who grazes 🐑🐑 and goats in Pře\u{301}rov & <Sons>’ meadows, “we will sell.”

The price, 41 million crowns, was a fiction, critics claimed. Residents asked whether there would be a second survey.

Ms. Brandt will announce the result on Saturday, her office said.

The Alder has flooded the lower valley four times since 1990. Some 6,200 people live in the town, most of them below the line that the last flood reached, and the bridge at the mill was rebuilt twice in that time.";

/// The invented document.
pub fn document() -> Document {
    Document {
        title: Some("Dam vote splits Varnholt <council>".into()),
        outlet: Some("The Varnholt Courier".into()),
        authors: vec!["Mira Solheim".into(), "Jon Pask".into()],
        published: Some("2026-03-11".into()),
        language: Some("en".into()),
        ..Document::from_text("articles/dam-vote.html", TEXT.to_owned())
    }
}

/// What an engine might find in it.
pub fn reading() -> Reading {
    let statements = statements();
    let count = |form| statements.iter().filter(|s| s.form == form).count();
    let profile = Profile {
        statements: statements.len(),
        direct: count(Form::Direct),
        indirect: count(Form::Indirect),
        mixed: count(Form::Mixed),
        speakers: 10,
        unnamed: 5,
        sourceless: 1,
        own_voice: 0.374_21,
        attributed: 0.447_36,
        hearsay: vec![10, 3, 1],
    };
    let diagnostic = Diagnostic {
        code: "no-dateline-year".into(),
        message: "The dateline gives no year: the year of publication is used.".into(),
        span: Some(at("March 10")),
    };
    Reading { statements, speakers: speakers(), profile, diagnostics: vec![diagnostic] }
}

/// The one place where `words` stand in the text.
pub fn at(words: &str) -> Span {
    let start = TEXT.find(words).unwrap_or_else(|| panic!("`{words}` is not in the text"));
    assert_eq!(TEXT.rfind(words), Some(start), "`{words}` stands twice");
    Span::new(start, start + words.len())
}

/// `words` inside the one place where `around` stand.
fn within(around: &str, words: &str) -> Span {
    let outer = at(around);
    let start = outer.start + around.find(words).expect("the words stand inside");
    Span::new(start, start + words.len())
}

fn statements() -> Vec<Statement> {
    let vote = Statement {
        said: Some(Said {
            from: date(2026, 3, 10),
            to: date(2026, 3, 10),
            basis: SaidBasis::Expression,
            span: Some(at("on Tuesday")),
        }),
        ..statement("The council will vote on the Alder dam on Friday", 0.97)
            .cue(within("Brandt said", "said"), "say")
            .source(at("Mayor Ilse Brandt"), SourceKind::Name, true)
            .speaker(0, Via::Name, 0.99)
    };
    let chance = Statement {
        form: Form::Mixed,
        ..statement("the project “the last chance for the lower valley.”", 0.81)
    }
    .cue(at("calling"), "call")
    .source(at("Mayor Ilse Brandt"), SourceKind::Name, true)
    .speaker(0, Via::Name, 0.97);
    let waited = Statement {
        form: Form::Direct,
        content: vec![
            at("“We have waited nineteen years,”"),
            at("“Nobody here wants to wait for the twentieth.”"),
        ],
        addressee: Some(vec![at("reporters")]),
        venue: Some(vec![at("outside the town hall")]),
        ..statement("“We have waited nineteen years,”", 0.98)
            .cue(within("she told", "told"), "tell")
            .source(within("she told", "she"), SourceKind::Pronoun, false)
            .speaker(0, Via::Pronoun, 0.91)
    };
    let spillway = Statement {
        status: Status::Denied,
        ..statement("the spillway had failed an inspection in January", 0.94)
            .cue(at("denied"), "deny")
            .source(at("The Harrow Water Board"), SourceKind::Name, true)
            .speaker(1, Via::Name, 0.98)
    };
    let engineer = Statement {
        form: Form::Mixed,
        ..statement(
            "the board’s chief inspector, Tomas Reyl, had warned that “two of the gates will not close.”",
            0.88,
        )
        .cue(within("named said", "said"), "say")
        .source(
            at("an engineer who worked on the survey and asked not to be named"),
            SourceKind::Nominal,
            false,
        )
        .speaker(2, Via::Nominal, 0.95)
    };
    let gates = Statement {
        form: Form::Direct,
        parent: Some(4),
        ..statement("“two of the gates will not close.”", 0.9)
            .cue(at("had warned"), "warn")
            .source(at("the board’s chief inspector, Tomas Reyl,"), SourceKind::Name, true)
            .speaker(3, Via::Name, 0.97)
    };
    let silent = Statement {
        status: Status::Denied,
        ..statement("whether the January report would be published", 0.72)
            .cue(at("did not say"), "say")
            .source(at("Mr. Reyl"), SourceKind::Name, true)
            .speaker(3, Via::Surname, 0.96)
    };
    let letter = statement("the builder believes that farmers were told that the land was worthless", 0.86)
        .cue(at("According to"), "according to")
        .source(at("a letter seen by The Courier"), SourceKind::Nominal, false)
        .speaker(4, Via::Nominal, 0.9);
    let builder = Statement {
        attitude: Attitude::Belief,
        parent: Some(7),
        ..statement("farmers were told that the land was worthless", 0.77)
            .cue(at("believes"), "believe")
            .source(at("the builder"), SourceKind::Nominal, false)
            .speaker(5, Via::Nominal, 0.84)
    };
    let farmers = Statement {
        parent: Some(8),
        addressee: Some(vec![within("farmers were told", "farmers")]),
        ..statement("the land was worthless", 0.55).cue(at("were told"), "tell")
    };
    let sell = Statement {
        form: Form::Direct,
        content: vec![at("“If the vote fails,”"), at("“we will sell.”")],
        ..statement("“If the vote fails,”", 0.96)
            .cue(within("said Anouk", "said"), "say")
            .source(at("Anouk Delacroix-Lindqvist"), SourceKind::Name, true)
            .speaker(6, Via::Name, 0.99)
    };
    let price = Statement {
        stance: Stance::Distancing,
        ..statement("The price, 41 million crowns, was a fiction", 0.92)
            .cue(at("claimed"), "claim")
            .source(at("critics"), SourceKind::Nominal, false)
            .speaker(7, Via::Nominal, 0.93)
    };
    let survey = Statement {
        status: Status::Asked,
        ..statement("whether there would be a second survey", 0.83)
            .cue(within("Residents asked", "asked"), "ask")
            .source(at("Residents"), SourceKind::Nominal, false)
            .speaker(8, Via::Nominal, 0.9)
    };
    let office = statement("Ms. Brandt will announce the result on Saturday", 0.95)
        .cue(within("office said", "said"), "say")
        .source(at("her office"), SourceKind::Nominal, false)
        .speaker(9, Via::Nominal, 0.8);
    let result = Statement {
        status: Status::Future,
        parent: Some(13),
        ..statement("the result", 0.38)
            .cue(at("will announce"), "announce")
            .source(at("Ms. Brandt"), SourceKind::Name, true)
            .speaker(0, Via::Surname, 0.95)
    };
    let mut all = vec![
        vote, chance, waited, spillway, engineer, gates, silent, letter, builder, farmers, sell, price,
        survey, office, result,
    ];
    for (index, statement) in all.iter_mut().enumerate() {
        statement.id = format!("st_{:012x}", index + 1);
    }
    all
}

fn statement(content: &str, confidence: f32) -> Statement {
    Statement {
        id: String::new(),
        form: Form::Indirect,
        attitude: Attitude::Assertion,
        status: Status::Asserted,
        stance: Stance::Neutral,
        content: vec![at(content)],
        cue: None,
        source: None,
        speaker: None,
        addressee: None,
        venue: None,
        said: None,
        parent: None,
        confidence,
        trace: vec![Step { rule: "model.content", why: "Tagged.".into(), spans: vec![], score: None }],
    }
}

trait Build {
    fn cue(self, span: Span, lemma: &str) -> Self;
    fn source(self, span: Span, kind: SourceKind, named: bool) -> Self;
    fn speaker(self, speaker: usize, via: Via, confidence: f32) -> Self;
}

impl Build for Statement {
    fn cue(self, span: Span, lemma: &str) -> Self {
        Self { cue: Some(Cue { spans: vec![span], lemma: lemma.to_owned() }), ..self }
    }

    fn source(self, span: Span, kind: SourceKind, named: bool) -> Self {
        Self { source: Some(Source { spans: vec![span], kind, named }), ..self }
    }

    fn speaker(self, speaker: usize, via: Via, confidence: f32) -> Self {
        Self { speaker: Some(SpeakerLink { speaker, via, confidence }), ..self }
    }
}

fn speakers() -> Vec<Speaker> {
    use SpeakerKind::{Document, Group, Organization, Person};
    let mut speakers = vec![
        Speaker {
            aliases: vec!["Ms. Brandt".into()],
            roles: vec!["Mayor".into()],
            mentions: vec![at("Mayor Ilse Brandt"), within("she told", "she"), at("Ms. Brandt")],
            ..speaker("Ilse Brandt", Person, true)
        },
        speaker("The Harrow Water Board", Organization, true),
        speaker("an engineer who worked on the survey and asked not to be named", Person, false),
        Speaker {
            aliases: vec!["Mr. Reyl".into()],
            roles: vec!["the board’s chief inspector".into()],
            mentions: vec![at("Tomas Reyl"), at("Mr. Reyl")],
            ..speaker("Tomas Reyl", Person, true)
        },
        speaker("a letter seen by The Courier", Document, false),
        speaker("the builder", Organization, false),
        speaker("Anouk Delacroix-Lindqvist", Person, true),
        speaker("critics", Group, false),
        speaker("Residents", Group, false),
        Speaker { members: vec![0], ..speaker("her office", Organization, false) },
    ];
    for (index, speaker) in speakers.iter_mut().enumerate() {
        speaker.id = format!("s{}", index + 1);
    }
    speakers
}

/// A speaker who is mentioned once, under the given name.
fn speaker(name: &str, kind: SpeakerKind, named: bool) -> Speaker {
    let mentions = TEXT.find(name).map(|start| Span::new(start, start + name.len()));
    Speaker { name: name.into(), kind, named, mentions: mentions.into_iter().collect(), ..Speaker::default() }
}

/// What a collection knows of the statement at this place, said by `name`; of the others nothing.
pub fn standings(at: usize, name: &str, state: &str) -> Vec<Standing> {
    let mut standings = vec![Standing::default(); reading().statements.len()];
    standings[at] = Standing {
        person: Some((12, name.into())),
        utterance: Some("ut_0123".into()),
        review: Some(Review { state: state.into(), by: "mk".into(), at: "2026-03-12T10:00:00Z".into() }),
    };
    standings
}
