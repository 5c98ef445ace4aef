//! Every refusal has its text, in every language.

use prokura_app::command::guard::code::{FIELDS, OVER, RULES};
use std::collections::BTreeSet;

#[test]
fn every_code_has_a_text_in_every_locale() {
    for locale in ["en", "cs", "pl"] {
        let path = format!("{}/../web/locales/{locale}/grants.ftl", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let keys: BTreeSet<&str> = text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key).collect();
        let rules = RULES.iter().flat_map(|rule| [format!("refusal-{}", rule.code), format!("field-{}", rule.code)]);
        let over = OVER.iter().map(|code| format!("refusal-{code}"));
        let fields = FIELDS.iter().map(|code| format!("field-{code}"));
        let expected: BTreeSet<String> = rules.chain(over).chain(fields).collect();
        assert_eq!(keys, expected.iter().map(String::as_str).collect(), "{locale}");
    }
}
