//! What is wrong with a file's shape, with the line or the JSON pointer.

use crate::apply::{EXAMPLE, Stored, as_json};
use prokura_app::world::{Code, Document, Format, Position};
use std::collections::BTreeSet;

/// Asserts that a TOML text is refused with exactly these beginnings of sentences.
#[track_caller]
fn refused(text: &str, expected: &[&str]) {
    let found = Stored::empty().refuses(text);
    let fits = found.len() == expected.len() && found.iter().zip(expected).all(|(f, e)| f.starts_with(e));
    assert!(fits, "found {found:#?}\nexpected {expected:#?}");
    assert!(found.iter().all(|sentence| !sentence.contains('…')), "an argument is missing: {found:#?}");
}

#[test]
fn unknown_tables_and_keys_are_named_with_what_is_known() {
    refused(
        "[[organisation]]\nid = \"a\"\n\n[[organization]]\nid = \"a\"\nname = \"A\"\nkind = \"vendor\"\ncolour = \"red\"\n",
        &["line 1: there is no table `organisation`", "line 8: `organization` has no key `colour`"],
    );
}

#[test]
fn wrong_types_are_named_with_what_they_must_be() {
    refused(
        "organization = 1\n[[person]]\nemail = 1\nname = []\nhome = \"a\"\nlicenses = \"calling\"\n[[subscription]]\nid = \"s\"\n\
         customer = \"a\"\nseller = \"a\"\nservices = [\"calling\",\n  7]\nquantity = -1\n[[grant]]\nperson = \"a@b.example\"\n\
         role = \"full_admin\"\norganization = \"a\"\nactivated = \"yes\"\nfrom = 5\n",
        &[
            "line 1: `organization` must be an array of tables",
            "line 3: `email` must be a text",
            "line 4: `name` must be a text",
            "line 5: there is no organization `a`",
            "line 6: `licenses` must be a list of texts",
            "line 9: there is no organization `a`",
            "line 10: there is no organization `a`",
            "line 12: `services` must be a text",
            "line 13: `quantity` must be a whole number from 0",
            "line 15: there is no person `a@b.example`",
            "line 17: there is no organization `a`",
            "line 18: `activated` must be true or false",
            "line 19: `from` must be a time",
        ],
    );
}

#[test]
fn what_is_required_is_missed_at_the_row() {
    refused(
        "[[organization]]\n[[relationship]]\n[[subscription]]\n[[site]]\n[[location]]\n[[person]]\n[[grant]]\n[[block]]\n\
         [[support_grant]]\n[[help_desk_session]]\n",
        &[
            "line 1: this organization lacks `id`",
            "line 1: this organization lacks `kind`",
            "line 1: this organization lacks `name`",
            "line 2: this relationship lacks `customer`",
            "line 2: this relationship lacks `partner`",
            "line 3: this subscription lacks `customer`",
            "line 3: this subscription lacks `id`",
            "line 3: this subscription lacks `quantity`",
            "line 3: this subscription lacks `seller`",
            "line 3: this subscription lacks `services`",
            "line 4: this site lacks `id`",
            "line 4: this site lacks `managed_by`",
            "line 4: this site lacks `organization`",
            "line 4: this site lacks `subscription`",
            "line 5: this location lacks `id`",
            "line 5: this location lacks `name`",
            "line 5: this location lacks `organization`",
            "line 6: this person lacks `email`",
            "line 6: this person lacks `home`",
            "line 6: this person lacks `name`",
            "line 7: this grant lacks `organization`",
            "line 7: this grant lacks `person`",
            "line 7: this grant lacks `role`",
            "line 8: this block lacks `organization`",
            "line 8: a block names a person or a partner",
            "line 9: this support_grant lacks `agent`",
            "line 9: this support_grant lacks `approved_by`",
            "line 9: this support_grant lacks `organization`",
            "line 10: this help_desk_session lacks `agent`",
            "line 10: this help_desk_session lacks `organization`",
        ],
    );
}

#[test]
fn ids_addresses_names_times_and_words_are_checked() {
    refused(
        "[[organization]]\nid = \"-a\"\nname = \" \"\nkind = \"reseller\"\nlocale = \"de\"\nexternal_demotion = \"slowly\"\n\
         [[organization]]\nid = \"v\"\nname = \"V\"\nkind = \"vendor\"\n\
         [[person]]\nemail = \"nobody\"\nname = \"N\"\nhome = \"V\"\nstatus = \"gone\"\nlicenses = [\"Calling\"]\n\
         [[relationship]]\npartner = \"v\"\ncustomer = \"v\"\nfrom = \"2025-01-01T00:00:00Z\"\nuntil = \"2025-01-01T01:00:00+01:00\"\n\
         [[relationship]]\npartner = \"v\"\ncustomer = \"v\"\nfrom = \"2025-01-01\"\nuntil = 2025-01-01T00:00:00\n",
        &[
            "line 2: `-a` is no id",
            "line 3: `name` must be a text of 1 to 200",
            "line 4: `reseller` is not known as `kind`; known are vendor, partner, customer, self_registered, consumer",
            "line 5: `de` is not known as `locale`; known are en, cs, pl",
            "line 6: `slowly` is not known as `external_demotion`; known are individually, all_at_once",
            "line 12: `nobody` is no e-mail address",
            "line 14: `V` is no id",
            "line 15: `gone` is not known as `status`",
            "line 16: `Calling` is no code",
            "line 18: organization `v` is not a partner (ORG-02)",
            "line 19: `v` cannot be its own customer (ORG-02)",
            "line 21: `until` must be later than `from`",
            "line 23: organization `v` is not a partner (ORG-02)",
            "line 24: `v` cannot be its own customer (ORG-02)",
            "line 25: `2025-01-01` is no time",
            "line 26: `2025-01-01T00:00:00` is no time",
        ],
    );
}

#[test]
fn ids_and_addresses_stand_once_in_their_table() {
    let text = "[[organization]]\nid = \"v\"\nname = \"V\"\nkind = \"vendor\"\n[[organization]]\nid = \"v\"\nname = \"W\"\n\
                kind = \"customer\"\n[[person]]\nemail = \"A@v.example\"\nname = \"A\"\nhome = \"v\"\n[[person]]\n\
                email = \"a@V.example\"\nname = \"B\"\nhome = \"v\"\n[[location]]\nid = \"v\"\norganization = \"v\"\nname = \"L\"\n";
    refused(
        text,
        &[
            "line 6: organization `v` stands twice; first at line 2",
            "line 14: person `a@v.example` stands twice; first at line 10",
        ],
    );
}

#[test]
fn a_block_names_a_person_or_a_partner() {
    let head = "[[organization]]\nid = \"c\"\nname = \"C\"\nkind = \"customer\"\n[[organization]]\nid = \"p\"\nname = \"P\"\n\
                kind = \"partner\"\n[[person]]\nemail = \"a@p.example\"\nname = \"A\"\nhome = \"p\"\n";
    refused(
        &format!(
            "{head}[[block]]\norganization = \"c\"\n[[block]]\norganization = \"c\"\nperson = \"a@p.example\"\npartner = \"p\"\n"
        ),
        &["line 13: a block names", "line 15: a block names"],
    );
}

#[test]
fn syntax_errors_come_all_at_once_and_nothing_is_said_of_what_is_lost() {
    refused(
        "[[organization]]\nid = \nname = \"A\"\nkind = \"vendor\"\nname = \"B\"\n[[person]]\nemail = \"x\n",
        &["line 2: ", "line 5: ", "line 7: "],
    );
}

#[test]
fn the_errors_of_all_rooms_come_together_in_the_order_of_the_file() {
    refused(
        "[[grant]]\nperson = \"a@c.example\"\nrole = \"king\"\norganization = \"c\"\n[[grant]]\nperson = \"a@c.example\"\n\
         role = \"provisioning_admin\"\norganization = \"c\"\nsites = [\"nowhere\"]\n[[person]]\nemail = \"a@c.example\"\n\
         name = \"A\"\nhome = \"c\"\nage = 7\n[[organization]]\nid = \"c\"\nname = \"C\"\nkind = \"customer\"\n\
         withheld_from_externals = [\"users\", \"weather\", \"roles\"]\n",
        &[
            "line 3: `king` is not known as `role`",
            "line 7: role `provisioning_admin` is for people from outside",
            "line 9: there is no site `nowhere`",
            "line 9: role `provisioning_admin` has no scope `sites`",
            "line 14: `person` has no key `age`",
            "line 19: `weather` is not known as `withheld_from_externals`",
            "line 19: area `roles` cannot be withheld from external administrators (EXT-15)",
        ],
    );
}

#[test]
fn json_errors_have_pointers() {
    let text = r#"{
      "organization": [
        {"id": "v", "name": "V", "kind": "vendor", "a/b~c": 1},
        {"id": "c", "name": "C", "kind": "customer", "name": "D"}
      ],
      "person": [{"email": "a@c.example", "name": "A", "home": "x", "licenses": ["ok", 1.5, null]}],
      "grant": [7, {"person": "a@c.example", "role": "site_admin", "organization": "c", "sites": ["s", "t"]}],
      "weather": []
    }"#;
    let found = Stored::empty().refuses(text);
    let expected = [
        "/grant/0: `grant` must be a table",
        "/grant/1/sites/0: there is no site `s`",
        "/grant/1/sites/1: there is no site `t`",
        "/organization/0/a~1b~0c: `organization` has no key `a/b~c`",
        "/organization/1/name: `name` is written twice",
        "/person/0/home: there is no organization `x`",
        "/person/0/licenses/1: `licenses` must be a text",
        "/person/0/licenses/2: `licenses` must be a text",
        "/weather: there is no table `weather`",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}\n{expected}");
    }
}

#[test]
fn pointers_are_in_the_order_of_their_numbers() {
    let rows = [r#"{"id": "Ž", "name": "L", "organization": "o"}"#; 12].join(",");
    let text = format!(r#"{{"organization": [{{"id": "o", "name": "O", "kind": "customer"}}], "location": [{rows}]}}"#);
    let found = Stored::empty().refuses(&text);
    let places: Vec<&str> = found.iter().filter_map(|sentence| sentence.split(": ").next()).collect();
    let expected: Vec<String> = (0..12).map(|number| format!("/location/{number}/id")).collect();
    assert_eq!(places, expected);
}

#[test]
fn a_file_that_is_no_text_or_too_large_or_too_deep_is_refused_whole() {
    let codes = |bytes: &[u8], format| {
        Document::read(bytes, format).shape_errors().into_iter().map(|e| (e.position, e.code)).collect::<Vec<_>>()
    };
    assert_eq!(codes(b"# a\n# \xff\n", Format::Toml), [(Position::Line(2), Code::NotText)]);
    let large = vec![b'#'; (64 << 20) + 1];
    assert_eq!(codes(&large, Format::Toml), [(Position::Line(1), Code::TooLarge)]);
    assert_eq!(codes(&large, Format::Json), [(Position::Pointer(String::new()), Code::TooLarge)]);
    assert_eq!(codes(b"{\n\"grant\": [}", Format::Json), [(Position::Line(2), Code::Syntax)]);
    assert_eq!(codes(b"[]", Format::Json), [(Position::Pointer(String::new()), Code::WrongType)]);
    let deep = "[".repeat(100_000);
    assert!(!codes(format!("grant = {deep}").as_bytes(), Format::Toml).is_empty());
    assert!(!codes(format!("{{\"grant\": {deep}").as_bytes(), Format::Json).is_empty());
}

#[test]
fn of_many_errors_a_number_is_listed_and_the_rest_counted() {
    let text: String = (0..12_000).map(|number| format!("key-{number} = 1\n")).collect();
    let errors = Document::read(text.as_bytes(), Format::Toml).shape_errors();
    assert_eq!(errors.len(), 10_001);
    assert_eq!(errors[10_000].to_string(), "and 2000 more errors");
}

#[test]
fn a_row_that_stands_twice_or_has_no_id_is_still_read_to_its_end() {
    refused(
        "[[organization]]\nid = \"v\"\nname = \"V\"\nkind = \"vendor\"\n[[organization]]\nid = \"v\"\nname = \"V\"\n\
         kind = \"vendor\"\nwithheld_from_externals = [\"weather\"]\n[[location]]\nname = \"L\"\norganization = \"x\"\n",
        &[
            "line 6: organization `v` stands twice",
            "line 9: `weather` is not known",
            "line 10: this location lacks `id`",
            "line 12: there is no organization `x`",
        ],
    );
}

#[test]
fn the_format_follows_the_name_and_else_the_first_character() {
    assert_eq!(Format::of("a.toml", b"{"), Format::Toml);
    assert_eq!(Format::of("a.JSON", b""), Format::Json);
    assert_eq!(Format::of("-", b"\xef\xbb\xbf \n{}"), Format::Json);
    assert_eq!(Format::of("world", b"[[organization]]"), Format::Toml);
}

#[test]
fn a_byte_order_mark_is_no_error() {
    let with_mark = format!("\u{feff}{EXAMPLE}");
    assert!(Stored::empty().plan(&with_mark, false).is_ok());
    assert!(Stored::empty().plan(&format!("\u{feff}{}", as_json(EXAMPLE)), false).is_ok());
}

#[test]
fn an_empty_file_says_nothing_and_is_no_error() {
    for text in ["", "{}", "# nothing\n", "grant = []"] {
        assert!(Stored::example().plan(text, true).expect("valid").events.is_empty(), "{text:?}");
    }
}

#[test]
fn every_code_is_its_own_and_a_refusal_prints_as_the_error_does() {
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
    let errors = Stored::empty().plan("[[person]]\nhome = \"x\"", false).expect_err("refused");
    for error in errors {
        let text = error.to_string();
        assert_eq!(prokura_app::world::sentence(&error.into()), text);
    }
}
