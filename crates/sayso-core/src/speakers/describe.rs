//! Which words describe the same thing: synonyms of heads of descriptions.

/// Heads that describe persons of the same standing, canonical word first.
const PERSONS: &[&[&str]] = &[
    &["senator", "sen", "sens"],
    &[
        "congressman",
        "rep",
        "reps",
        "representative",
        "congresswoman",
        "congressperson",
        "congressmember",
        "del",
    ],
    &["governor", "gov"],
    &["president", "pres"],
    &["lawyer", "attorney", "counsel", "solicitor", "barrister", "litigator"],
    &["chairman", "chairwoman", "chair", "chairperson"],
    &["executive", "ceo", "boss"],
    &["candidate", "nominee", "contender", "hopeful", "front-runner", "frontrunner", "standard-bearer"],
    &[
        "businessman",
        "mogul",
        "tycoon",
        "billionaire",
        "magnate",
        "businesswoman",
        "entrepreneur",
        "developer",
        "millionaire",
    ],
    &["professor", "academic", "scholar", "prof"],
    &["spokesman", "spokeswoman", "spokesperson"],
    &["doctor", "dr", "physician", "surgeon"],
    &["general", "gen"],
    &["judge", "justice"],
    &["strategist", "consultant", "operative", "adviser", "advisor", "aide"],
    &["commentator", "pundit", "columnist"],
    &["journalist", "reporter", "correspondent"],
    &["anchor", "host", "moderator", "anchorman", "anchorwoman"],
    &["founder", "co-founder", "cofounder"],
    &["author", "writer", "novelist"],
    &["singer", "musician", "star"],
    &["actor", "actress", "star"],
    &["chief", "head", "leader", "director"],
    &["scientist", "researcher"],
    &["secretary"],
    &["sergeant", "sgt"],
    &["captain", "capt"],
    &["lieutenant", "lt"],
    &["colonel", "col"],
    &["reverend", "rev", "pastor", "minister", "preacher"],
];

/// Wider words, with the narrower ones that they can stand for.
const WIDER: &[(&str, &[&str])] = &[
    ("lawmaker", &["senator", "congressman", "legislator", "assemblyman", "delegate"]),
    ("legislator", &["senator", "congressman", "lawmaker"]),
    ("politician", &["senator", "congressman", "governor", "mayor", "candidate", "president"]),
    ("republican", &["republican", "r", "gop"]),
    ("democrat", &["democrat", "democratic", "d"]),
    ("leader", &["president", "chairman", "minister", "premier", "chancellor", "speaker"]),
    ("chief", &["director", "executive", "president", "chairman", "secretary", "minister", "commissioner"]),
    ("official", &["secretary", "director", "minister", "deputy", "commissioner", "officer"]),
    ("premier", &["minister"]),
    ("chairman", &["chief", "head"]),
    ("economist", &["professor", "analyst"]),
    ("analyst", &["strategist", "economist", "professor"]),
    ("officer", &["police", "sheriff", "sergeant", "captain", "lieutenant"]),
    ("executive", &["chief", "president", "chairman", "founder"]),
    ("professor", &["scientist", "historian", "economist"]),
    ("strategist", &["pollster", "manager"]),
];

/// Nouns for organisations, each with words of names that it can take up.
const ORGANIZATIONS: &[(&str, &[&str])] = &[
    (
        "paper",
        &[
            "times",
            "post",
            "journal",
            "tribune",
            "herald",
            "globe",
            "guardian",
            "news",
            "register",
            "chronicle",
            "telegraph",
            "newspaper",
            "examiner",
            "gazette",
            "observer",
            "mail",
            "sun",
        ],
    ),
    (
        "newspaper",
        &[
            "times",
            "post",
            "journal",
            "tribune",
            "herald",
            "globe",
            "guardian",
            "news",
            "register",
            "chronicle",
            "telegraph",
            "paper",
            "examiner",
            "gazette",
            "observer",
            "mail",
            "sun",
        ],
    ),
    (
        "network",
        &["news", "cnn", "msnbc", "nbc", "cbs", "abc", "fox", "television", "univision", "cnbc", "bbc"],
    ),
    ("magazine", &["time", "newsweek", "forbes", "fortune", "economist", "yorker", "magazine", "atlantic"]),
    (
        "website",
        &["politico", "breitbart", "buzzfeed", "vox", "slate", "salon", "wikileaks", "twitter", "facebook"],
    ),
    ("outlet", &["news", "politico", "breitbart", "cnn", "times", "post", "press", "agency"]),
    ("panel", &["committee", "subcommittee", "commission", "board", "council"]),
    ("committee", &["panel", "subcommittee"]),
    ("commission", &["panel"]),
    (
        "agency",
        &[
            "administration",
            "bureau",
            "service",
            "agency",
            "fbi",
            "cia",
            "nsa",
            "epa",
            "irs",
            "nasa",
            "fda",
            "cdc",
            "ap",
            "reuters",
            "commission",
            "authority",
            "department",
        ],
    ),
    ("bureau", &["fbi"]),
    (
        "company",
        &[
            "inc",
            "corp",
            "corporation",
            "co",
            "ltd",
            "group",
            "llc",
            "motors",
            "company",
            "industries",
            "holdings",
            "bank",
            "airlines",
            "technologies",
            "systems",
            "entertainment",
            "energy",
        ],
    ),
    (
        "firm",
        &[
            "inc",
            "corp",
            "co",
            "group",
            "llc",
            "llp",
            "partners",
            "associates",
            "capital",
            "research",
            "consulting",
            "company",
        ],
    ),
    ("university", &["university", "college", "school", "institute"]),
    ("school", &["university", "college", "academy"]),
    (
        "group",
        &[
            "coalition",
            "alliance",
            "association",
            "foundation",
            "union",
            "pac",
            "network",
            "action",
            "league",
            "committee",
            "project",
            "council",
            "society",
            "organization",
            "watch",
            "hamas",
            "isis",
            "taliban",
            "naacp",
            "aclu",
            "nra",
            "federation",
            "forum",
            "campaign",
            "crossroads",
        ],
    ),
    (
        "organization",
        &[
            "foundation",
            "association",
            "institute",
            "council",
            "society",
            "federation",
            "league",
            "union",
            "committee",
            "group",
            "naacp",
            "aclu",
            "who",
            "nations",
        ],
    ),
    (
        "organisation",
        &[
            "foundation",
            "association",
            "institute",
            "council",
            "society",
            "federation",
            "league",
            "union",
            "committee",
            "group",
        ],
    ),
    ("nonprofit", &["foundation", "association", "institute", "project", "center"]),
    ("foundation", &[]),
    ("tank", &["institute", "institution", "foundation", "center", "brookings", "forum"]),
    ("party", &["democrats", "republicans", "conservatives", "labour", "greens", "likud", "gop"]),
    ("court", &["tribunal", "court"]),
    ("department", &["justice", "ministry", "department"]),
    ("ministry", &["department"]),
    ("bank", &["fed", "reserve", "ecb"]),
    ("union", &["teamsters", "afl-cio", "seiu", "federation", "uaw", "workers"]),
    ("administration", &["house"]),
    ("parliament", &["knesset", "bundestag", "duma", "commons", "assembly"]),
    ("government", &["ministry", "cabinet", "kremlin"]),
];

/// One word for all heads that describe persons of the same standing.
pub(super) fn canonical(word: &str) -> &str {
    PERSONS.iter().find(|set| set.contains(&word)).map_or(word, |set| set[0])
}

/// Whether a person with the role word `role` can be called by the head `head`.
pub(super) fn describes(head: &str, role: &str) -> bool {
    let (h, r) = (canonical(head), canonical(role));
    h == r || WIDER.iter().any(|(wide, narrow)| *wide == h && narrow.contains(&r))
}

/// Whether `head` and `role` are words for one thing: a lawyer is an attorney, but a director is not always
/// the chief, nor an official always the minister.
pub(super) fn is_same(head: &str, role: &str) -> bool {
    head == role || (canonical(head) == canonical(role) && canonical(head) != "chief")
}

/// Whether an organisation with `word` in its name can be called by the head `head`.
pub(super) fn describes_organization(head: &str, word: &str) -> bool {
    head == word || ORGANIZATIONS.iter().any(|(noun, words)| *noun == head && words.contains(&word))
}

/// Heads that say so little that any person of the right gender can be meant.
pub(super) fn is_vague(head: &str) -> bool {
    const VAGUE: &[&str] = &[
        "politician",
        "candidate",
        "nominee",
        "contender",
        "front-runner",
        "frontrunner",
        "hopeful",
        "standard-bearer",
        "lawmaker",
        "businessman",
        "businesswoman",
        "billionaire",
        "millionaire",
        "mogul",
        "tycoon",
        "magnate",
        "developer",
        "entrepreneur",
        "celebrity",
        "republican",
        "democrat",
        "native",
        "veteran",
        "senator",
        "governor",
        "congressman",
        "congresswoman",
        "president",
        "secretary",
        "mayor",
        "diplomat",
        "star",
        "secretary of state",
        "conservative",
        "liberal",
        "economist",
        "professor",
        "author",
        "writer",
        "strategist",
        "pollster",
        "analyst",
        "activist",
        "historian",
        "commentator",
        "executive",
        "speechwriter",
        "speaker",
        "singer",
        "actor",
        "actress",
        "rapper",
        "comedian",
        "novelist",
        "neurosurgeon",
        "surgeon",
        "physician",
        "freshman",
        "heiress",
        "socialite",
        "wrestler",
        "athlete",
        "quarterback",
        "filmmaker",
        "libertarian",
        "socialist",
        "documentarian",
        "columnist",
        "pundit",
        "consultant",
        "operative",
        "surrogate",
        "philanthropist",
        "financier",
        "investor",
        "industrialist",
        "banker",
        "philosopher",
        "musician",
        "psychologist",
        "sociologist",
        "texan",
    ];
    VAGUE.contains(&head)
}

/// One word for the ways to speak of somebody's staff.
pub(super) fn canonical_organization(head: &str) -> &str {
    match head {
        "team" | "camp" | "campaign" | "operation" => "campaign",
        "government" | "administration" | "regime" => "government",
        other => other,
    }
}

/// The words that a wider head can stand for.
pub(super) fn narrower(canonical: &str) -> Vec<&'static str> {
    WIDER
        .iter()
        .filter(|(wide, _)| *wide == canonical)
        .flat_map(|(_, narrow)| narrow.iter().copied())
        .collect()
}

/// Of the values of [`state_of`], the ones that are parties.
pub(super) const PARTIES: &[&str] = &["republican", "democrat"];

/// One spelling for a state and its short forms (*R-Va.*, *Virginia*).
pub(super) fn state_of(word: &str) -> Option<&'static str> {
    const STATES: &[(&str, &[&str])] = &[
        ("alabama", &["ala", "al"]),
        ("alaska", &["ak"]),
        ("arizona", &["ariz", "az"]),
        ("arkansas", &["ark", "ar"]),
        ("california", &["calif", "ca"]),
        ("colorado", &["colo"]),
        ("connecticut", &["conn", "ct"]),
        ("delaware", &["del", "de"]),
        ("florida", &["fla", "fl"]),
        ("georgia", &["ga"]),
        ("hawaii", &["hi"]),
        ("idaho", &["id"]),
        ("illinois", &["ill", "il"]),
        ("indiana", &["ind"]),
        ("iowa", &["ia"]),
        ("kansas", &["kan", "ks"]),
        ("kentucky", &["ky"]),
        ("louisiana", &["la"]),
        ("maine", &["me"]),
        ("maryland", &["md"]),
        ("massachusetts", &["mass", "ma"]),
        ("michigan", &["mich", "mi"]),
        ("minnesota", &["minn", "mn"]),
        ("mississippi", &["miss", "ms"]),
        ("missouri", &["mo"]),
        ("montana", &["mont", "mt"]),
        ("nebraska", &["neb", "ne"]),
        ("nevada", &["nev", "nv"]),
        ("hampshire", &["nh"]),
        ("jersey", &["nj"]),
        ("mexico", &["nm"]),
        ("york", &["ny"]),
        ("ohio", &["oh"]),
        ("oklahoma", &["okla", "ok"]),
        ("oregon", &["ore", "or"]),
        ("pennsylvania", &["pa"]),
        ("rhode", &["ri"]),
        ("tennessee", &["tenn", "tn"]),
        ("texas", &["tex", "tx"]),
        ("utah", &["ut"]),
        ("vermont", &["vt"]),
        ("virginia", &["va"]),
        ("washington", &["wash", "wa"]),
        ("wisconsin", &["wis", "wi"]),
        ("wyoming", &["wyo", "wy"]),
        ("carolina", &["sc", "nc"]),
        ("dakota", &["sd", "nd"]),
        ("republican", &["r", "gop"]),
        ("democrat", &["d", "democratic"]),
    ];
    let part = word.rsplit('-').next().unwrap_or(word);
    STATES.iter().find(|(name, short)| *name == part || short.contains(&part)).map(|(name, _)| *name)
}

/// The state that a word names, if it is no party.
pub(super) fn place_of(word: &str) -> Option<&'static str> {
    state_of(word).filter(|s| !PARTIES.contains(s))
}
