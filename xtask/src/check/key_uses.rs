//! Which texts do code and templates ask for?

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::sources;

/// What looks a text up by its key: a function, method, macro or template filter of this name.
const LOOKUPS: [&str; 6] = ["t", "t1", "t2", "tn", "text", "text_with"];

/// What was found in sources.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    /// Keys given to a look-up, with the file.
    pub(crate) asked: BTreeSet<(String, String)>,
    /// Every quoted text; a key among them may be on its way to a look-up.
    pub(crate) quoted: BTreeSet<String>,
}

impl Uses {
    /// Reads every `.rs`, `.html` and `.txt` file below the directory.
    pub(crate) fn gather(&mut self, directory: &Path) -> io::Result<()> {
        sources::each(directory, &["rs", "html", "txt"], &mut |path, source| {
            let file = path.display().to_string();
            if path.extension().is_some_and(|extension| extension == "rs") {
                self.read(&file, source);
            } else {
                expressions(source).for_each(|expression| self.read(&file, expression));
            }
        })
    }

    /// Whether the key, or the beginning that a key is put together from (`role-{…}`), is quoted anywhere.
    pub(crate) fn mentions(&self, key: &str) -> bool {
        let message = key.split('.').next().unwrap_or(key);
        self.quoted.contains(key)
            || self.quoted.contains(message)
            || self.quoted.iter().any(|quoted| is_beginning(quoted, key))
    }

    fn read(&mut self, file: &str, source: &str) {
        // Quotation marks that open or close nothing.
        let source = source.replace("'\"'", "' '").replace("\\\"", "  ");
        let mut rest = source.as_str();
        while let Some(start) = rest.find('"') {
            let (before, after) = (&rest[..start], &rest[start + 1..]);
            let Some(end) = after.find('"') else { break };
            let (literal, following) = (&after[..end], &after[end + 1..]);
            if is_key(literal) && (is_argument(before) || is_filtered(following)) {
                self.asked.insert((literal.to_owned(), file.to_owned()));
            }
            self.quoted.insert(literal.to_owned());
            // A mark alone, in a comment, must not turn the rest of the file inside out.
            rest = if literal.contains('\n') { after } else { following };
        }
    }
}

/// What a template computes: between `{{` and `}}`, and between `{%` and `%}`. Outside are the quotation marks of HTML.
fn expressions(template: &str) -> impl Iterator<Item = &str> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let value = rest.find("{{").map(|at| (at, "}}"));
        let statement = rest.find("{%").map(|at| (at, "%}"));
        let (at, end) = value.into_iter().chain(statement).min()?;
        let inside = &rest[at + 2..];
        let length = inside.find(end).unwrap_or(inside.len());
        rest = &inside[length..];
        Some(&inside[..length])
    })
}

fn is_key(literal: &str) -> bool {
    literal.starts_with(|first: char| first.is_ascii_lowercase())
        && literal.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.'))
}

fn is_beginning(quoted: &str, key: &str) -> bool {
    let fixed = quoted.split('{').next().unwrap_or(quoted);
    fixed.len() > 2 && fixed.ends_with('-') && key.starts_with(fixed)
}

/// Whether what stands before a literal is `look_up(`. Fields of a form that was typed are looked up alike, and are none.
fn is_argument(before: &str) -> bool {
    let Some((call, arguments)) = before.rsplit_once('(') else {
        return false;
    };
    let part_of_name = |char: char| char.is_alphanumeric() || char == '_';
    let name = call.trim_end_matches('!').rsplit(|char| !part_of_name(char)).next().unwrap_or_default();
    let receiver = call.strip_suffix(name).and_then(|rest| rest.strip_suffix('.')).unwrap_or_default();
    arguments.trim().is_empty() && LOOKUPS.contains(&name) && !receiver.ends_with("typed")
}

fn is_filtered(following: &str) -> bool {
    let Some(filter) = following.trim_start().strip_prefix('|') else {
        return false;
    };
    let filter = filter.trim_start();
    let end = filter.find(|char: char| !(char.is_alphanumeric() || char == '_')).unwrap_or(filter.len());
    LOOKUPS.contains(&&filter[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(source: &str) -> Vec<String> {
        let mut uses = Uses::default();
        uses.read("a.rs", source);
        uses.asked.into_iter().map(|(key, _)| key).collect()
    }

    #[test]
    fn a_look_up_asks_for_its_first_literal() {
        assert_eq!(asked(r#"page.t("nav-people")"#), ["nav-people"]);
        assert_eq!(asked("self\n  .text(\n \"mail-subject\", \"other-word\")"), ["mail-subject"]);
        assert_eq!(asked(r#"typed.text("reason")"#), Vec::<String>::new());
        assert_eq!(asked(r#"{{ "nav-audit" | t }} <a class="nav-link">"#), ["nav-audit"]);
        assert_eq!(asked(r#"input("nav-people") + context("b-c")"#), Vec::<String>::new());
    }

    #[test]
    fn a_template_asks_inside_attributes_too() {
        let template = r#"<a title="{{ frame.t("close") }}">{% if x %}{{ frame.t1("until", "at", y) }}{% endif %}"#;
        let mut uses = Uses::default();
        expressions(template).for_each(|expression| uses.read("a.html", expression));
        let asked: Vec<String> = uses.asked.into_iter().map(|(key, _)| key).collect();
        assert_eq!(asked, ["close", "until"]);
    }

    #[test]
    fn a_key_put_together_is_mentioned_by_its_beginning() {
        let mut uses = Uses::default();
        uses.read("a.rs", r#"format!("role-{id}"); '"' ; "save""#);
        assert!(uses.mentions("role-full-admin"));
        assert!(uses.mentions("save.title"));
        assert!(!uses.mentions("area-users"));
    }
}
