//! Is everything that can be wrong found, with its file and line?

use super::super::{FILES, Fault, Policy, PolicyError};
use super::texts;
use prokura_domain::text::Locale;
use std::fs;

/// The texts with one passage of one file replaced.
fn changed(file: &str, from: &str, to: &str) -> Vec<(String, String)> {
    let mut texts = texts();
    let text = &mut texts.iter_mut().find(|(name, _)| name == file).unwrap().1;
    assert!(text.contains(from), "{file} has no `{from}`");
    *text = text.replacen(from, to, 1);
    texts
}

fn errors(texts: Vec<(String, String)>) -> Vec<PolicyError> {
    Policy::from_texts(texts).expect_err("the policy is wrong").0
}

/// What is found on the line of a file that contains `at`, once a passage of the file is replaced.
fn found_at(file: &str, from: &str, to: &str, at: &str) -> Vec<Fault> {
    let texts = changed(file, from, to);
    let text = &texts.iter().find(|(name, _)| name == file).unwrap().1;
    let line = text.lines().position(|line| line.contains(at)).unwrap_or_else(|| panic!("no `{at}`")) + 1;
    let errors = errors(texts);
    let found: Vec<_> = errors
        .iter()
        .filter(|error| error.file == file && error.line == line)
        .map(|error| error.fault.clone())
        .collect();
    assert!(!found.is_empty(), "nothing at {file}:{line}, but {errors:#?}");
    found
}

/// What is found on the line that replaces a passage of one line.
fn found(file: &str, from: &str, to: &str) -> Vec<Fault> {
    found_at(file, from, to, to)
}

fn unknown(what: &'static str, name: &str) -> [Fault; 1] {
    [Fault::Unknown { what, name: name.to_owned() }]
}

fn duplicate(what: &'static str, name: &str) -> [Fault; 1] {
    [Fault::Duplicate { what, name: name.to_owned() }]
}

#[test]
fn what_is_not_toml() {
    let syntax = |found: Vec<Fault>| assert!(found.iter().all(|fault| matches!(fault, Fault::Syntax(_))), "{found:?}");
    syntax(found("exclusions.toml", "location_admin = [\"*\"]", "location_admin = [\"*\" \"x\"]"));
    // A name that a file says twice is an error of the format.
    syntax(found_at("roles.toml", "[support_admin]", "[full_admin] # again", "# again"));
    syntax(found_at("tables.toml", "logs     ", "users = [] # again\nlogs     ", "# again"));
}

#[test]
fn keys_and_values_of_the_wrong_shape() {
    assert_eq!(
        found("areas.toml", "withholdable = true", "witholdable = true"),
        [Fault::UnknownKey { key: "witholdable".to_owned(), of: "area `users`".to_owned() }]
    );
    assert_eq!(
        found("areas.toml", "withholdable = true", "withholdable = \"yes\""),
        [Fault::WrongType { key: "withholdable".to_owned(), expected: "true or false" }]
    );
    assert_eq!(
        found("tables.toml", "orders                = [\"M:sold\", \"M:sold\", \"R\", \"-\", \"-\"]", "orders = 7"),
        [
            Fault::WrongType { key: "orders".to_owned(), expected: "a list of cells" },
            Fault::CellCount { row: "orders".to_owned(), cells: 0, columns: 5 }
        ]
    );
    assert_eq!(
        found_at("roles.toml", "class = \"organization\"\n", "", "[full_admin]"),
        [Fault::MissingKey { key: "class".to_owned(), of: "role `full_admin`".to_owned() }]
    );
    assert_eq!(
        found("areas.toml", "pl = \"Przypisywanie ról\" }", "pl = \" \" }"),
        [Fault::MissingTitle { of: "`title` of area `roles`".to_owned(), locale: Locale::Pl }]
    );
    let help = || "`help` of setting `authentication.sso_mode`".to_owned();
    assert_eq!(
        found_at("settings.toml", "help.cs = \"Zda se", "help.sk = \"Zda se", "help.en = \"Whether people sign"),
        [Fault::MissingTitle { of: help(), locale: Locale::Cs }]
    );
    assert_eq!(
        found("settings.toml", "help.cs = \"Zda se", "help.sk = \"Zda se"),
        [Fault::UnknownKey { key: "sk".to_owned(), of: help() }]
    );
}

#[test]
fn codes_and_names() {
    let code = |found: Vec<Fault>| match found.as_slice() {
        [Fault::UnknownCode { what, code, .. }] => (*what, code.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(found("tables.toml", "devices   = [\"M\"]", "devices   = [\"W\"]")), ("cell", "W".to_owned()));
    assert_eq!(
        code(found("tables.toml", "situations = [\"partner_hub\"]", "situations = [\"hub\"]")),
        ("situation", "hub".to_owned())
    );
    assert_eq!(
        code(found("restrictions.toml", "effect = \"deny\"", "effect = \"forbid\"")),
        ("effect", "forbid".to_owned())
    );
    assert_eq!(
        code(found("settings.toml", "kinds = [\"customer\"]", "kinds = [\"customers\", \"customer\"]")),
        ("kind of organization", "customers".to_owned())
    );
    let bad_name = |name: &str| [Fault::BadName(name.to_owned())];
    assert_eq!(found("services.toml", "[package.basic]", "[package.Basic]"), bad_name("Basic"));
    assert_eq!(found("services.toml", "[service.events]", "[service.Events]"), bad_name("Events"));
    assert_eq!(found("settings.toml", "\"calling.behavior\"", "\"calling..behavior\""), bad_name("calling..behavior"));
    let bad_control = |name: &str| [Fault::BadControlName(name.to_owned())];
    assert_eq!(found("restrictions.toml", "[\"users.claim\"]", "[\"claim\"]"), bad_control("claim"));
    // `users.read` is what reading the area is called.
    assert_eq!(found("restrictions.toml", "[\"users.claim\"]", "[\"users.read\"]"), bad_control("users.read"));
}

#[test]
fn names_that_nothing_has() {
    assert_eq!(found("tables.toml", "logs                  =", "diaries = "), unknown("area", "diaries"));
    assert_eq!(found("restrictions.toml", "area = \"locations\"", "area = \"branches\""), unknown("area", "branches"));
    assert_eq!(found("exclusions.toml", "  \"full_admin\",", "  \"fool_admin\","), unknown("role", "fool_admin"));
    assert_eq!(
        found("tables.toml", "columns = [\"location_admin\"]", "columns = [\"branch_admin\"]"),
        unknown("role", "branch_admin")
    );
    assert_eq!(
        found("settings.toml", "control = \"calling.behavior\"", "control = \"calling.manners\""),
        unknown("control", "calling.manners")
    );
    assert_eq!(
        found("settings.toml", "section = \"calling\"", "section = \"telephones\""),
        unknown("section", "telephones")
    );
    assert_eq!(
        found("services.toml", "without = [\"contact_center_premium\"]", "without = [\"gold\"]"),
        unknown("licence", "gold")
    );
    assert_eq!(found("services.toml", "service = \"calling\"", "service = \"fax\""), unknown("service", "fax"));
    assert_eq!(
        found("services.toml", "licences = [\"messaging\"]", "licences = [\"gold\"]"),
        unknown("licence", "gold")
    );
    assert_eq!(
        found("roles.toml", "needs_service = { service = \"contact_center\"", "needs_service = { service = \"voice\""),
        unknown("service", "voice")
    );
    assert_eq!(found("tables.toml", "inherits = \"external\"", "inherits = \"outside\""), unknown("table", "outside"));
    assert_eq!(
        found("tables.toml", "of = [\"help_desk_basic\", ", "of = [\"help_desk\", "),
        unknown("inherited column", "help_desk")
    );
}

#[test]
fn things_said_twice() {
    assert_eq!(
        found("exclusions.toml", "  \"read_only_admin\",", "  \"full_admin\", # again"),
        duplicate("role", "full_admin")
    );
    assert_eq!(
        found("restrictions.toml", "[\"users.claim\"]", "[\"users.settings\"]"),
        duplicate("control", "users.settings")
    );
    assert_eq!(
        found_at(
            "tables.toml",
            "events = [\"M\", \"-\"]",
            "contact_center = [\"-\", \"R\"]",
            "contact_center        = [\"M\", \"M\", \"-\"]"
        ),
        ["home", "partner_home"].map(|situation| Fault::SaidTwice {
            first: "service".to_owned(),
            second: "contact_center_home".to_owned(),
            role: "contact_center_admin".to_owned(),
            area: "contact_center".to_owned(),
            situation,
        })
    );
}

#[test]
fn tables_that_make_no_sense() {
    assert_eq!(
        found(
            "tables.toml",
            "branding            = [\"M\", \"-\", \"R\", \"-\", \"-\"]",
            "branding = [\"M\", \"-\", \"R\", \"-\"]"
        ),
        [Fault::CellCount { row: "branding".to_owned(), cells: 4, columns: 5 }]
    );
    let meaningless = |situation| Fault::CellWithoutMeaning { cell: "R:session", situation };
    assert_eq!(
        found("tables.toml", "devices   = [\"M\"]", "devices   = [\"R:session\"]"),
        [meaningless("home"), meaningless("partner_home")]
    );
    assert_eq!(
        found("tables.toml", "devices   = [\"M\"]", "devices   = [\"M:settings\"]"),
        [Fault::NoSettingsControl { area: "devices".to_owned() }]
    );
    let misplaced = |situation| Fault::Misplaced { role: "provisioning_admin".to_owned(), situation };
    assert_eq!(
        found("tables.toml", "columns = [\"location_admin\"]", "columns = [\"provisioning_admin\"]"),
        [misplaced("home"), misplaced("partner_home")]
    );
    assert_eq!(
        found_at(
            "tables.toml",
            "situations = [\"home\"]\n",
            "situations = [\"home\"]\ninherits = \"partner_organization\"\n",
            "[organization]"
        )
        .first(),
        Some(&Fault::InheritanceCycle("organization".to_owned()))
    );
    assert_eq!(
        found_at("tables.toml", "of = [\"help_desk_basic\", \"help_desk_advanced\"]\n", "", "[vendor_elsewhere]"),
        [Fault::MissingKey { key: "of".to_owned(), of: "table `vendor_elsewhere`".to_owned() }]
    );
    assert_eq!(
        found_at(
            "tables.toml",
            "situations = [\"vendor_home\"]",
            "always = [\"users\"]\nsituations = [\"vendor_home\"]",
            "always = [\"users\"]"
        ),
        [Fault::UnknownKey { key: "always".to_owned(), of: "table `vendor`".to_owned() }]
    );
}

#[test]
fn roles_that_contradict_themselves() {
    let contradicted = |class, key, value, allowed| [Fault::ClassContradicted { class, key, value, allowed }];
    assert_eq!(
        found_at(
            "roles.toml",
            "class = \"external\"\nholders = \"outside\"",
            "class = \"external\"\nholders = \"both\"",
            "[external_full_admin]"
        ),
        contradicted("external", "holders", "both", "outside")
    );
    assert_eq!(
        found_at("roles.toml", "scope = \"locations\"", "scope = \"sites\"", "[location_admin]"),
        contradicted("location", "scope", "sites", "locations")
    );
    // RST-02
    assert_eq!(
        found_at("roles.toml", "last_holder_stays = true", "lifts_restrictions = true", "[full_admin]"),
        contradicted("organization", "lifts_restrictions", "true", "false")
    );
    assert_eq!(
        found_at("roles.toml", "needs_sale = true\n", "", "[provisioning_admin]"),
        [Fault::MissingKey {
            key: "needs_sale".to_owned(),
            of: "role `provisioning_admin`, which needs a service of a sale,".to_owned()
        }]
    );
}

#[test]
fn custom_roles_composed_of_what_is_not_theirs_to_hand_on() {
    let not = |area: &str, situation| Fault::NotComposable { area: area.to_owned(), situation };
    let found = |from: &str, to: &str| found_in(("tables.toml", from, to), "roles.toml", "[custom]");
    // ROL-10: the giving of authority; a compliance officer's own; what stands beside another role (ROL-08).
    let first = "[custom.cells]\nroles           = [\"R\"]";
    assert_eq!(found(first, "[custom.cells]\nroles           = [\"M\"]"), [not("roles", "home")]);
    let content = "content         = [\"-\"]\nlegal_hold      = [\"-\"]\nmeetings_join   = [\"-\"]\nmeetings_live   = [\"-\"]\n\n[custom_contact_center]";
    let given = content.replacen("\"-\"", "\"R\"", 1);
    assert_eq!(found(content, &given), [not("content", "partner_home")]);
    // Never more than the full administrator there has.
    assert_eq!(found("product_email   = [\"-\"]", "product_email   = [\"M\"]"), [not("product_email", "home")]);
    assert_eq!(found("policy_pack = [\"R\"]", "policy_pack = [\"M\"]"), [not("policy_pack", "vendor_home")]);
    let conditional = found_in(
        (
            "roles.toml",
            "class = \"custom\"\nholders = \"home\"",
            "class = \"custom\"\nholders = \"home\"\nneeds_sale = true",
        ),
        "roles.toml",
        "[custom]",
    );
    assert_eq!(conditional, [Fault::ComposedConditionally]);
}

#[test]
fn exclusions_that_lead_back() {
    assert_eq!(
        found_at("exclusions.toml", "  \"full_admin\",", "  \"contact_center_admin\",", "contact_center_admin = ["),
        [Fault::SelfExclusion("contact_center_admin".to_owned())]
    );
    // Location administrator excludes everybody already.
    assert_eq!(
        found_at("exclusions.toml", "  \"full_admin\",", "  \"location_admin\",", "location_admin = [\"*\"]"),
        [Fault::ExclusionCycle("location_admin, contact_center_admin".to_owned())]
    );
    let long = "location_admin = [\"*\"]\ndevice_admin = [\"site_admin\"]\nsite_admin = [\"events_admin\"]\nevents_admin = [\"device_admin\"]";
    assert_eq!(
        found_at(
            "exclusions.toml",
            "location_admin = [\"*\"]",
            &long.replace("location_admin = [\"*\"]\n", ""),
            "device_admin = ["
        ),
        [Fault::ExclusionCycle("device_admin, site_admin, events_admin".to_owned())]
    );
}

/// What is found in another file than the one that was changed, on the line that contains `at`.
fn found_in(change: (&str, &str, &str), file: &str, at: &str) -> Vec<Fault> {
    let texts = changed(change.0, change.1, change.2);
    let text = &texts.iter().find(|(name, _)| name == file).unwrap().1;
    let line = text.lines().position(|line| line.contains(at)).unwrap() + 1;
    let here = |error: &PolicyError| error.file == file && error.line == line;
    errors(texts).into_iter().filter(here).map(|error| error.fault).collect()
}

#[test]
fn what_nobody_could_reach() {
    let logs = "logs                  = [\"-\", \"-\", \"-\", \"R\", \"R\"]";
    assert_eq!(found_in(("tables.toml", logs, ""), "areas.toml", "[logs]"), [Fault::Unreachable("logs".to_owned())]);
    let locations = "[\"M\", \"M\", \"R\", \"R:session\", \"M:approved\"]\ntrials";
    assert_eq!(
        found_in(
            ("tables.toml", locations, "[\"R\", \"R\", \"R\", \"R:session\", \"M:approved\"]\ntrials"),
            "restrictions.toml",
            "[\"locations.pstn_carrier\"]"
        ),
        [Fault::NobodyLifts("locations.pstn_carrier".to_owned())]
    );
    assert_eq!(
        found_in(("tables.toml", "events = [\"M\", \"-\"]", "events = [\"-\", \"M\"]"), "roles.toml", "[events_admin]"),
        [Fault::IdleRole("events_admin".to_owned())]
    );
    let titles = "[roles]\nsettings = { en = \"a\", cs = \"b\", pl = \"c\" }";
    assert_eq!(found_at("areas.toml", "[roles]", titles, "[roles]"), [Fault::IdleSettingsControl("roles".to_owned())]);
}

#[test]
fn settings_that_do_not_fit_their_type() {
    let default = |key: &str| [Fault::BadDefault(key.to_owned())];
    let days = |to| found_at("settings.toml", "max = 365\ndefault = 30", to, "default = 366");
    assert_eq!(days("max = 365\ndefault = 366"), default("external.read_only_days"));
    assert_eq!(
        found("settings.toml", "default = \"individually\"", "default = \"never\""),
        default("external.demotion")
    );
    assert_eq!(found("settings.toml", "default = []", "default = [\"content\"]"), default("external.withheld_areas"));
    assert_eq!(found("settings.toml", "default = true", "default = \"yes\""), default("restricted_mode"));
    assert_eq!(
        found_at("settings.toml", "max = 365", "max = 0", "external.read_only_days")[0],
        Fault::EmptyRange("external.read_only_days".to_owned())
    );
}

#[test]
fn what_the_rules_read_must_be_there() {
    let setting = |key, expected| [Fault::SettingOfRule { key, expected }];
    // RST-01
    assert_eq!(
        found_at("settings.toml", "[setting.\"restricted_mode\"]", "[setting.\"strict_mode\"]", "# The settings of"),
        setting("restricted_mode", "a switch")
    );
    // EXT-13
    assert_eq!(
        found_at("settings.toml", "min = 1\nmax = 365\n", "min = 0\nmax = 365\n", "# The settings of"),
        setting("external.read_only_days", "a number from 1")
    );
    // SUP-06
    let found = errors(texts().into_iter().map(|(name, text)| (name, text.replace("elevation", "ascent"))).collect());
    assert_eq!(found.iter().map(|error| &error.fault).collect::<Vec<_>>(), [&Fault::AreaOfRule("elevation")]);
}

#[test]
fn more_than_the_masks_hold() {
    let many = |from: usize, to: usize, one: fn(usize) -> String| (from..to).map(one).collect::<String>();
    let areas = many(0, 60, |n| format!("[extra{n}]\ntitle = {{ en = \"a\", cs = \"b\", pl = \"c\" }}\n"));
    assert_eq!(
        found_at("areas.toml", "# The areas", &format!("{areas}# The areas"), "[extra0]"),
        [Fault::TooMany { what: "controls", count: 129, most: 128 }]
    );
    let services = many(0, 28, |n| format!("[service.extra{n}]\ntitle = {{ en = \"a\", cs = \"b\", pl = \"c\" }}\n"));
    assert_eq!(
        found_at("services.toml", "# Services", &format!("{services}# Services"), "[service.extra0]"),
        [Fault::TooMany { what: "services", count: 33, most: 32 }]
    );
}

#[test]
fn everything_is_reported_at_once_in_order() {
    let mut texts = changed("tables.toml", "devices   = [\"M\"]", "devices   = [\"W\"]");
    let settings = changed("settings.toml", "max = 365\ndefault = 30", "max = 365\ndefault = 366");
    let roles = changed("roles.toml", "holders = \"home\"", "holder = \"home\"");
    for (position, changed) in [(3, roles), (5, settings)] {
        texts[position] = changed[position].clone();
    }
    let found = errors(texts);
    let files: Vec<_> = found.iter().map(|error| error.file.as_str()).collect();
    assert_eq!(files, ["roles.toml", "roles.toml", "settings.toml", "tables.toml"], "{found:#?}");
    assert!(found.is_sorted_by_key(|error| (&error.file, error.line)));
    assert!(
        found[3].to_string().starts_with(&format!("tables.toml:{}: `W` is no cell; write -, R, M,", found[3].line))
    );
}

#[test]
fn files_that_are_missing_unknown_or_endless() {
    let directory = tempfile::tempdir().unwrap();
    let load = || Policy::load(directory.path()).expect_err("the policy is wrong").0;
    assert_eq!(load().iter().map(|error| error.file.as_str()).collect::<Vec<_>>(), FILES);
    for (name, text) in texts() {
        fs::write(directory.path().join(name), text).unwrap();
    }
    assert!(Policy::load(directory.path()).is_ok());
    fs::write(directory.path().join("role.toml"), "").unwrap();
    fs::write(directory.path().join("areas.toml"), vec![b' '; (1 << 18) + 1]).unwrap();
    fs::write(directory.path().join("tables.toml"), [0xff]).unwrap();
    let found = load();
    let found: Vec<_> = found.iter().map(|error| (error.file.as_str(), &error.fault)).collect();
    assert!(
        matches!(
            found.as_slice(),
            [
                ("areas.toml", Fault::TooLong { .. }),
                ("role.toml", Fault::UnknownFile { .. }),
                ("tables.toml", Fault::Unreadable(_))
            ]
        ),
        "{found:?}"
    );
    let nowhere = Policy::load(&directory.path().join("nowhere")).expect_err("there is none").0;
    assert_eq!(nowhere.len(), 1 + FILES.len());
}

#[test]
fn nonsense_is_refused_however_much() {
    let refused = |text: String| {
        let mut texts = texts();
        texts[6].1 = text;
        assert!(!errors(texts).is_empty());
    };
    refused("x".repeat(1 << 20));
    for nonsense in ["[", "x = [[[[", "\u{0}", "[a]\n", "é"] {
        refused(nonsense.repeat((1 << 18) / nonsense.len()));
    }
    // Tables in tables, as deep as the text is long.
    let deep = "a.".repeat(100_000);
    refused(format!("{deep}a = 1"));
    refused(format!("[{deep}a]"));
}
