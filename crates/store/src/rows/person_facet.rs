//! By what people of an organization are found.

use super::prelude::*;
use prokura_app::collation::words;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::text::Words;
use std::collections::BTreeSet;

/// A word of the name, or the address ([`words`]).
pub(crate) const WORD: &str = "word";
/// A word of the name of somebody who was deleted.
pub(crate) const GONE: &str = "gone";
/// The domain of the address: exactly one for whoever is here.
pub(crate) const DOMAIN: &str = "domain";
/// The department, as it is written.
pub(crate) const DEPARTMENT: &str = "department";
/// The job title, as it is written.
pub(crate) const TITLE: &str = "title";
/// The package's code.
pub(crate) const PACKAGE: &str = "package";
/// A licence's code.
pub(crate) const LICENSE: &str = "license";
/// The status's code: exactly one a person.
pub(crate) const STATUS: &str = "status";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_facet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub home: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub person: Uuid,
}
plain!();

/// Something by which a person is found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Facet {
    pub(crate) home: OrganizationId,
    pub(crate) kind: String,
    pub(crate) value: Vec<u8>,
    pub(crate) person: PrincipalId,
}

impl Facet {
    /// Everything by which a person is found.
    pub(crate) fn of(person: &Person) -> BTreeSet<Self> {
        let mut found = of(person.name.as_str(), person.email.as_str(), person.status.code(), &person.licenses);
        if !person.status.is_gone() {
            let words = |words: &Option<Words>| words.as_ref().map(ToString::to_string);
            let Details { title, department, work_number: _ } = &person.details;
            found.extend(details(person.package.clone(), words(title), words(department)));
        }
        let facet = |(kind, value): (&str, Vec<u8>)| Self {
            home: person.home,
            kind: kind.to_owned(),
            value,
            person: person.id,
        };
        found.into_iter().map(facet).collect()
    }
}

/// Kinds and values of a person's facets, each once. Whoever was deleted is found among those who were deleted only, and
/// not by the address, which is free for others.
pub(crate) fn of(name: &str, email: &str, status: &str, licenses: &[String]) -> BTreeSet<(&'static str, Vec<u8>)> {
    let gone = [PersonStatus::Deleted, PersonStatus::Erased].into_iter().find(|gone| gone.code() == status);
    let (kind, email) = if gone.is_some() { (GONE, "") } else { (WORD, email) };
    let name = if gone == Some(PersonStatus::Erased) { "" } else { name };
    let words = words(name, email).into_iter().filter(|word| !word.is_empty());
    let words = words.map(|word| (kind, word.into_bytes()));
    let domain = email.rsplit_once('@').map(|(_, domain)| (DOMAIN, domain.as_bytes().to_vec()));
    let licenses = licenses.iter().map(|code| (LICENSE, code.clone().into_bytes()));
    words.chain(licenses).chain(domain).chain([(STATUS, status.as_bytes().to_vec())]).collect()
}

/// Kinds and values of what else somebody who is here is found by: the package, the job title and the department.
pub(crate) fn details(
    package: Option<String>,
    title: Option<String>,
    department: Option<String>,
) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    let all = [(PACKAGE, package), (TITLE, title), (DEPARTMENT, department)];
    all.into_iter().filter_map(|(kind, value)| Some((kind, value?.into_bytes())))
}

/// Licences as a person's row keeps them.
pub(crate) fn licenses(text: &str) -> StoreResult<Vec<String>> {
    json("person.licenses", text)
}

impl Kept for Facet {
    type Entity = Entity;

    fn to_row(&self) -> StoreResult<Model> {
        Ok(Model { home: self.home.0, kind: self.kind.clone(), value: self.value.clone(), person: self.person.0 })
    }

    fn from_row(row: Model) -> StoreResult<Self> {
        let (home, person) = (OrganizationId(row.home), PrincipalId(row.person));
        Ok(Self { home, kind: row.kind, value: row.value, person })
    }
}
