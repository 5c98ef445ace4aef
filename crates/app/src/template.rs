//! What does a template ask of people, in the words of the policy in force, and who are they?

use crate::collation::searched;
use crate::port::{HeldAsked, PeopleAsked, PeopleOrder};
use prokura_decision::policy::Policy;
use prokura_domain::id::OrganizationId;
use prokura_domain::person::{Details, Person};
use prokura_domain::template::{Due, Group, Outfit, Services};
use prokura_domain::time::Timestamp;

/// The area of who keeps templates: "Company policy and templates" of the permission tables.
pub const CONTROL: &str = "policies";

/// What people shall have. Who shall have exactly some licences and is given no package shall have none.
#[must_use]
pub fn due(policy: &Policy, sets: &Outfit) -> Due {
    let named = sets.services.as_ref().map_or(&[][..], Services::codes);
    let mut licenses = [named, of_package(policy, sets.package.as_deref())].concat();
    licenses.sort();
    licenses.dedup();
    let only = matches!(sets.services, Some(Services::Exactly(_)));
    Due {
        licenses,
        only,
        package: sets.package.clone().map(Some).or(only.then_some(None)),
        title: sets.title.clone(),
        department: sets.department.clone(),
    }
}

fn of_package<'p>(policy: &'p Policy, code: Option<&str>) -> &'p [String] {
    code.and_then(|code| policy.package(code)).map_or(&[], |package| &package.licences)
}

/// Somebody as they would be: with all that is due. Whoever gets another package loses the licences of the one before.
#[must_use]
pub fn dressed(policy: &Policy, due: &Due, person: &Person) -> Person {
    let package = due.package.clone().unwrap_or_else(|| person.package.clone());
    let gone = if package == person.package { &[][..] } else { of_package(policy, person.package.as_deref()) };
    let stays = person.licenses.iter().filter(|code| !due.only && !gone.contains(code));
    let mut licenses: Vec<String> = stays.chain(&due.licenses).cloned().collect();
    licenses.sort();
    licenses.dedup();
    let details = Details {
        title: due.title.clone().or_else(|| person.details.title.clone()),
        department: due.department.clone().or_else(|| person.details.department.clone()),
        work_number: person.details.work_number.clone(),
    };
    Person { licenses, package, details, ..person.clone() }
}

/// The controls that giving it to somebody asks: those of the same changes by hand.
#[must_use]
pub fn controls(sets: &Outfit) -> Vec<&'static str> {
    let exactly = matches!(sets.services, Some(Services::Exactly(_)));
    [
        (sets.services.is_some() || sets.package.is_some(), "users.services"),
        (exactly || sets.package.is_some(), "users.package_change"),
        (sets.title.is_some() || sets.department.is_some(), "users.details"),
    ]
    .into_iter()
    .filter_map(|(sets, control)| sets.then_some(control))
    .collect()
}

/// The people of a group, as the store is asked for them.
#[must_use]
pub fn asked(home: OrganizationId, group: &Group, at: Timestamp) -> PeopleAsked {
    PeopleAsked {
        home,
        status: group.status,
        words: group.search.as_ref().map(|words| searched(words.as_str())).unwrap_or_default(),
        license: group.license.clone(),
        department: group.department.as_ref().map(ToString::to_string),
        held: group.asks_roles().then(|| HeldAsked { roles: group.roles.clone(), location: group.location, at }),
        order: PeopleOrder::Added,
        descending: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prokura_domain::id::PrincipalId;
    use prokura_domain::person::PersonStatus;
    use uuid::Uuid;

    fn person(licenses: &[&str], package: Option<&str>) -> Person {
        Person {
            id: PrincipalId(Uuid::nil()),
            email: "eve@clinic.example".parse().unwrap(),
            name: "Eve".parse().unwrap(),
            home: OrganizationId(Uuid::nil()),
            status: PersonStatus::Active,
            locale: None,
            licenses: licenses.iter().map(|&code| code.to_owned()).collect(),
            package: package.map(str::to_owned),
            details: Details { title: Some("Nurse".parse().unwrap()), ..Details::default() },
            version: 1,
        }
    }

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|&code| code.to_owned()).collect()
    }

    /// Whatever somebody has: dressed once they have all that is due, and dressing them again changes nothing.
    #[test]
    fn whoever_is_dressed_has_all_that_is_due() {
        let policy = Policy::embedded().unwrap();
        let packages: Vec<Option<String>> =
            [None].into_iter().chain(policy.packages.iter().map(|it| Some(it.code.clone()))).collect();
        let services = [
            None,
            Some(Services::Add(codes(&["webinars"]))),
            Some(Services::Exactly(codes(&["messaging"]))),
            Some(Services::Exactly(Vec::new())),
        ];
        for (services, package) in services.iter().flat_map(|it| packages.iter().map(move |package| (it, package))) {
            let sets = Outfit {
                services: services.clone(),
                package: package.clone(),
                department: Some("Ward 3".parse().unwrap()),
                ..Outfit::default()
            };
            let due = due(&policy, &sets);
            for (has, had) in packages.iter().flat_map(|had| [&["calling"][..], &[]].map(|has| (has, had))) {
                let before = person(has, had.as_deref());
                let after = dressed(&policy, &due, &before);
                assert!(due.is_met(&after), "{due:?} {after:?}");
                assert_eq!(dressed(&policy, &due, &after), after);
                assert_eq!(due.is_met(&before), after == before, "{due:?} {before:?}");
                assert_eq!(after.details.title, before.details.title);
            }
        }
    }

    #[test]
    fn another_package_takes_the_licences_of_the_one_before_along() {
        let policy = Policy::embedded().unwrap();
        let [one, other] = &policy.packages[..2] else { panic!("two packages") };
        let lost = one.licences.iter().find(|code| !other.licences.contains(code));
        let sets = Outfit { package: Some(other.code.clone()), ..Outfit::default() };
        let mut before = person(&[], Some(&one.code));
        before.licenses.clone_from(&one.licences);
        let after = dressed(&policy, &due(&policy, &sets), &before);
        assert_eq!(after.package.as_ref(), Some(&other.code));
        assert!(lost.is_none_or(|code| !after.licenses.contains(code)), "{after:?}");
        assert!(other.licences.iter().all(|code| after.licenses.contains(code)));
    }
}
