//! Marked news: `<source>`, `[cue]`, `{content}`.

use super::*;
use crate::segment::segment;

/// The text without its marks, and what they mark.
fn marked(marked: &str) -> (String, Attribution) {
    let mut text = String::new();
    let mut attribution = Attribution::default();
    let mut starts = Vec::new();
    for c in marked.chars() {
        let mut end = |spans: &mut Vec<Span>| spans.push(Span::new(starts.pop().unwrap(), text.len()));
        match c {
            '<' | '[' | '{' => starts.push(text.len()),
            '>' => end(&mut attribution.source),
            ']' => end(&mut attribution.cue),
            '}' => end(&mut attribution.content),
            _ => text.push(c),
        }
    }
    (text, attribution)
}

fn qualified(news: &str) -> Qualification {
    let (text, attribution) = marked(news);
    qualify(&text, &segment(&text), &attribution)
}

#[test]
fn form_follows_the_quotation_marks() {
    for (news, form) in [
        ("{“The pier is safe,”} <she> [said].", Form::Direct),
        ("“{The pier is safe},” <she> [said], “{for now}.”", Form::Direct),
        ("<She> [said] {the pier is safe}.", Form::Indirect),
        ("<She> [called] {the pier “a wreck”}.", Form::Mixed),
        ("''{The pier is safe},'' <she> [said].", Form::Direct),
        ("„{Der Steg ist sicher}“, [sagte] <sie>.", Form::Direct),
        ("“<He> [said] {the pier is safe},” she recalled.", Form::Indirect),
        ("“<He> [said] {‘it is safe’},” she recalled.", Form::Direct),
        ("{“The pier is safe.\n\n“It will stand,”} <she> [said].", Form::Direct),
        ("<Ortiz>[:] {Pier is safe}", Form::Indirect),
    ] {
        assert_eq!(qualified(news).form, form, "{news}");
    }
}

#[test]
fn the_head_of_the_cue_has_a_lemma() {
    for (news, lemma) in [
        ("<She> [said in a statement] {it is safe}.", "say"),
        ("[According to] <her>, {it is safe}.", "according to"),
        ("<She> [has repeatedly pointed out] that {it is safe}.", "point out"),
        ("<She> [is expected to announce] {a ban}.", "announce"),
        ("<She> [reportedly said] {no}.", "say"),
        ("<Ortiz>[:] {Pier is safe}", ":"),
        ("<She> [grokked] {it}.", "grokk"),
        ("<Her> [statement that] {it is safe} surprised many.", "statement"),
    ] {
        assert_eq!(qualified(news).lemma, lemma, "{news}");
    }
}

#[test]
fn status_follows_what_governs_the_cue() {
    use Status as S;
    for (news, status) in [
        ("<She> [said] {it is safe}.", S::Asserted),
        ("<She> [said] {he would not go}.", S::Asserted),
        ("<She> [did not say] {who paid}.", S::Denied),
        ("<She> did not immediately [say] {who paid}.", S::Denied),
        ("<She> didn’t [say] {who paid}.", S::Denied),
        ("<She> has never [said] that {it is safe}.", S::Denied),
        ("<She> [refused to say] {who paid}.", S::Denied),
        ("<She> [declined] {to comment}.", S::Denied),
        ("<She> stopped short of [saying] {it is safe}.", S::Denied),
        ("<She> left without [saying] {who paid}.", S::Denied),
        ("<Nobody> [said] {it is safe}.", S::Denied),
        ("<No official> [said] {it is safe}.", S::Denied),
        ("Nor did <she> [say] {who paid}.", S::Denied),
        ("<She> [denied] that {she had paid}.", S::Denied),
        ("<She> neither confirmed nor [denied] {the sale}.", S::Denied),
        ("<She> did not confirm or [deny] {the sale}.", S::Denied),
        ("<She> not only [said] {it is safe}, she crossed it.", S::Asserted),
        ("<She> would [say] {it is safe}.", S::Conditional),
        ("<Critics> might [argue] that {it is not}.", S::Conditional),
        ("<She> could [claim] {a win}.", S::Conditional),
        ("<She> would only [say] that {it is late}.", S::Asserted),
        ("If <she> [says] {it is safe}, they will go.", S::Conditional),
        ("They will go even if <Ms. Ortiz> [says] {it is not safe}.", S::Conditional),
        ("<She> will [announce] {a ban} on Monday.", S::Future),
        ("<She> [is expected to say] {it is safe}.", S::Future),
        ("<She> is going to [say] {no}.", S::Future),
        ("<He’ll> [say] {no}.", S::Future),
        ("<She> [asked] {whether it is safe}.", S::Asked),
        ("<She> [asked] if {it is safe}.", S::Asked),
        ("<She> [wondered] {why it fell}.", S::Asked),
        ("{“Is it safe?”} <she> [asked].", S::Asked),
        ("“{Is it safe}?” [asked] <the mayor>.", S::Asked),
        ("<She> [asked] {him to leave}.", S::Asserted),
        ("<She> did not [ask] {whether it is safe}.", S::Denied),
        ("Did <she> [say] {it is safe}?", S::Asked),
        ("{“Is it safe?”} <she> [said].", S::Asserted),
        ("{It would not be safe}, [according to] <her>.", S::Asserted),
        ("{He would not go}, <she> [said].", S::Asserted),
        ("<She> also [said] {no}.", S::Asserted),
        ("<She> [began by saying] {no}.", S::Asserted),
    ] {
        assert_eq!(qualified(news).status, status, "{news}");
    }
}

#[test]
fn stance_and_attitude_follow_the_cue() {
    use Stance as S;
    for (news, stance, attitude) in [
        ("<She> [said] {it is safe}.", S::Neutral, Attitude::Assertion),
        ("<She> [claimed] {it is safe}.", S::Distancing, Attitude::Assertion),
        ("<She> [acknowledged] {it is unsafe}.", S::Endorsing, Attitude::Assertion),
        ("<She> falsely [said] {it is safe}.", S::Distancing, Attitude::Assertion),
        ("<She> [rightly noted] {it is safe}.", S::Endorsing, Attitude::Assertion),
        ("<She> [fears] {it is unsafe}.", S::Neutral, Attitude::Belief),
        ("<She> [knew] {it was unsafe}.", S::Neutral, Attitude::Knowledge),
        ("<She> [vowed] {to close it}.", S::Neutral, Attitude::Intention),
    ] {
        let found = qualified(news);
        assert_eq!((found.stance, found.attitude), (stance, attitude), "{news}");
    }
}

#[test]
fn every_finding_but_the_plain_one_has_a_reason() {
    let rules = |news| qualified(news).trace.iter().map(|step| step.rule).collect::<Vec<_>>();
    assert_eq!(rules("<She> [said] {no}."), ["form.quotation-marks", "cue.lemma"]);
    assert_eq!(
        rules("<She> did not [claim] {it}."),
        ["form.quotation-marks", "cue.lemma", "status.negation", "stance.cue"]
    );
}

#[test]
fn odd_attributions_are_survived() {
    let text = "“…” — ?";
    let cut = segment(text);
    let whole = Span::new(0, text.len());
    for cue in [vec![], vec![Span::new(0, 3)], vec![whole], vec![Span::new(4, 4)]] {
        let attribution = Attribution { content: vec![whole], cue, ..Attribution::default() };
        assert!(!qualify(text, &cut, &attribution).trace.is_empty());
    }
    assert_eq!(qualify("", &segment(""), &Attribution::default()).form, Form::Indirect);
}
