//! The edits between two wordings, on pairs that say what was done.

use std::collections::BTreeSet;

use sayso_core::utterances::edits;

/// Classes, base, other wording.
fn cases() -> impl Iterator<Item = (BTreeSet<&'static str>, &'static str, &'static str)> {
    let lines = include_str!("edits.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let [classes, base, other] = fields[..] else { panic!("{line}: three fields are wanted") };
        (classes.split(',').filter(|&class| class != "same").collect(), base, other)
    })
}

#[test]
fn edits_have_the_class_that_a_reader_would_give_them() {
    let mut wrong = Vec::new();
    for (wanted, base, other) in cases() {
        let found: BTreeSet<&str> = edits(base, other).iter().map(|edit| edit.class.word()).collect();
        if found != wanted {
            wrong.push(format!("{base}\n{other}\n  wanted {wanted:?}, found {found:?}"));
        }
    }
    let count = cases().count();
    assert_eq!(count, 200);
    assert!(wrong.len() * 50 <= count, "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_edit_lies_in_both_texts() {
    for (_, base, other) in cases() {
        for (a, b) in [(base, other), (other, base)] {
            for edit in edits(a, b) {
                assert!(a.get(edit.base.start..edit.base.end).is_some(), "{a} {edit:?}");
                assert!(b.get(edit.other.start..edit.other.end).is_some(), "{b} {edit:?}");
            }
        }
    }
}

#[test]
fn a_wording_has_no_edits_from_itself() {
    for (_, base, _) in cases() {
        assert_eq!(edits(base, base), [], "{base}");
    }
}
