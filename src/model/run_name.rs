/// A name for a run that was given none, in MLflow's form: adjective, animal, number 0 to 1000, at most 20 characters.
/// The same `bits` give the same name.
#[must_use]
pub fn random_run_name(bits: u128) -> String {
    let pick = |words: &[&'static str], shift: u32| -> &'static str {
        words[((bits >> shift) as usize & 0xffff) % words.len()]
    };
    let number = (bits >> 64) as u64 % 1001;
    let mut name = format!("{}-{}-{number}", pick(&ADJECTIVES, 0), pick(&ANIMALS, 16));
    name.truncate(20);
    name
}

const ADJECTIVES: [&str; 64] = [
    "able", "agile", "amber", "ample", "blithe", "bold", "brave", "breezy", "bright", "brisk", "calm", "candid",
    "civil", "clear", "clever", "cosmic", "crisp", "daring", "deft", "eager", "early", "earnest", "exact", "fair",
    "fleet", "fond", "frank", "fresh", "gentle", "glad", "golden", "grand", "hardy", "honest", "humble", "ideal",
    "jolly", "keen", "kind", "lively", "loyal", "lucid", "mellow", "merry", "mighty", "modest", "neat", "nimble",
    "noble", "patient", "placid", "polite", "proud", "quick", "quiet", "rapid", "serene", "sharp", "steady", "sunny",
    "swift", "tidy", "warm", "witty",
];

const ANIMALS: [&str; 64] = [
    "ant", "badger", "bat", "bear", "beaver", "bee", "bison", "boar", "camel", "carp", "cat", "cobra", "cod", "crab",
    "crane", "crow", "deer", "dog", "dolphin", "dove", "duck", "eagle", "eel", "elk", "falcon", "ferret", "finch",
    "fox", "frog", "gecko", "goat", "goose", "gull", "hare", "hawk", "heron", "horse", "ibis", "jay", "koala", "lark",
    "lion", "lynx", "magpie", "mole", "moose", "moth", "mouse", "newt", "otter", "owl", "panda", "perch", "puma",
    "quail", "rabbit", "raven", "robin", "seal", "shrew", "stork", "swan", "tiger", "trout",
];

#[cfg(test)]
mod tests {
    #[test]
    fn names_have_mlflows_form() {
        for bits in [0, 1, 0x1234_5678_9abc_def0_1234_5678_9abc_def0, u128::MAX] {
            let name = super::random_run_name(bits);
            assert!(name.len() <= 20 && name.split('-').count() == 3, "{name}");
        }
    }
}
