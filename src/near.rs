//! "Did you mean": the name nearest to one that is not there. Imports nothing.

/// The candidate nearest to `name`: at most two slips away (a letter too many, too few, wrong, or two swapped), and
/// no more than half of the letters.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(slips, candidate)| {
            let longer = name.chars().count().max(candidate.chars().count());
            *slips <= 2 && 2 * slips <= longer
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_recognised_and_other_names_are_not() {
        let known = ["alpha", "l1_ratio", "n", "epochs"];
        for (given, meant) in [
            ("alhpa", "alpha"),
            ("l1-ratio", "l1_ratio"),
            ("epoch", "epochs"),
            ("Alpha", "alpha"),
        ] {
            assert_eq!(nearest(given, known), Some(meant));
        }
        for given in ["m", "alpha_decay", "ratio", "", "alpha"] {
            assert_eq!(nearest(given, known), None, "{given}");
        }
    }
}
