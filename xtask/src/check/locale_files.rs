//! Which texts does a language have, and what does each ask for?

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fluent_syntax::ast::{Attribute, CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

use crate::process;

const DIRECTORY: &str = "crates/web/locales";

/// One message, term (`-name`) or attribute (`name.attribute`).
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    /// From the root, for whoever has to find it.
    pub(crate) file: String,
    pub(crate) variables: BTreeSet<String>,
    /// Other texts it contains, by key.
    pub(crate) references: BTreeSet<String>,
}

/// Every text of a language by its key; what does not parse, or stands twice, goes to `findings`.
pub(crate) fn read(locale: &str, findings: &mut Vec<String>) -> BTreeMap<String, Text> {
    let mut texts = BTreeMap::new();
    let directory = format!("{DIRECTORY}/{locale}");
    let entries = fs::read_dir(process::root().join(&directory)).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| name.ends_with(".ftl"));
    names.sort();
    if names.is_empty() {
        findings.push(format!("{directory} has no .ftl file."));
    }
    for name in names {
        let file = format!("{directory}/{name}");
        match fs::read_to_string(process::root().join(&file)) {
            Ok(source) => parse(&file, &source, &mut texts, findings),
            Err(error) => findings.push(format!("{file}: {error}.")),
        }
    }
    texts
}

fn parse(file: &str, source: &str, texts: &mut BTreeMap<String, Text>, findings: &mut Vec<String>) {
    let resource = fluent_syntax::parser::parse(source).unwrap_or_else(|(resource, errors)| {
        for error in errors {
            let line = source.get(..error.pos.start).map_or(0, |before| before.matches('\n').count()) + 1;
            findings.push(format!("{file}:{line}: {error}."));
        }
        resource
    });
    for entry in &resource.body {
        let (key, value, attributes) = match entry {
            Entry::Message(message) => (message.id.name.to_owned(), message.value.as_ref(), &message.attributes),
            Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value), &term.attributes),
            // Junk is among the errors above.
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => continue,
        };
        let own = value.map(|pattern| (key.clone(), pattern));
        let more = attributes.iter().map(|Attribute { id, value }| (format!("{key}.{}", id.name), value));
        for (key, pattern) in own.into_iter().chain(more) {
            let mut text = Text { file: file.to_owned(), ..Text::default() };
            text.take_pattern(pattern);
            if let Some(first) = texts.insert(key.clone(), text) {
                findings.push(format!("{key} stands twice: {} and {file}.", first.file));
            }
        }
    }
}

impl Text {
    fn take_pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { .. } => {}
                PatternElement::Placeable { expression } => self.take(expression),
            }
        }
    }

    fn take(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.take_inline(inline),
            Expression::Select { selector, variants } => {
                self.take_inline(selector);
                variants.iter().for_each(|variant| self.take_pattern(&variant.value));
            }
        }
    }

    fn take_inline(&mut self, inline: &InlineExpression<&str>) {
        let key =
            |id: &str, attribute: Option<&str>| attribute.map_or_else(|| id.to_owned(), |name| format!("{id}.{name}"));
        match inline {
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments, .. } => self.take_arguments(arguments),
            InlineExpression::MessageReference { id, attribute } => {
                self.references.insert(key(id.name, attribute.as_ref().map(|attribute| attribute.name)));
            }
            InlineExpression::TermReference { id, attribute, arguments } => {
                self.references
                    .insert(key(&format!("-{}", id.name), attribute.as_ref().map(|attribute| attribute.name)));
                arguments.iter().for_each(|arguments| self.take_arguments(arguments));
            }
            InlineExpression::Placeable { expression } => self.take(expression),
        }
    }

    fn take_arguments(&mut self, arguments: &CallArguments<&str>) {
        let named = arguments.named.iter().map(|argument| &argument.value);
        arguments.positional.iter().chain(named).for_each(|argument| self.take_inline(argument));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_however_deep() {
        let source = "-hub = Hub\nleft = { $count ->\n    [one] { $who } in { -hub }\n   *[other] { NUMBER($rest) } { title.short }\n }\n";
        let (mut texts, mut findings) = (BTreeMap::new(), Vec::new());
        parse("a.ftl", source, &mut texts, &mut findings);
        assert_eq!(findings, Vec::<String>::new());
        let left = &texts["left"];
        assert_eq!(left.variables.iter().collect::<Vec<_>>(), ["count", "rest", "who"]);
        assert_eq!(left.references.iter().collect::<Vec<_>>(), ["-hub", "title.short"]);
        assert!(texts.contains_key("-hub"));
    }

    #[test]
    fn what_is_no_text_or_stands_twice_is_found() {
        let (mut texts, mut findings) = (BTreeMap::new(), Vec::new());
        parse("a.ftl", "a = A\nb = { $\na = B\n", &mut texts, &mut findings);
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings[0].starts_with("a.ftl:2: "), "{findings:?}");
        assert_eq!(findings[1], "a stands twice: a.ftl and a.ftl.");
    }
}
