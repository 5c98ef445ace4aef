//! By what people of an organization are found.

use super::prelude::*;
use prokura_app::collation::words;
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::Person;
use std::collections::BTreeSet;

/// A word of the name, or the address ([`words`]).
pub(crate) const WORD: &str = "word";
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
        let found = of(person.name.as_str(), person.email.as_str(), person.status.code(), &person.licenses);
        let facet = |(kind, value): (&str, Vec<u8>)| Self {
            home: person.home,
            kind: kind.to_owned(),
            value,
            person: person.id,
        };
        found.into_iter().map(facet).collect()
    }
}

/// Kinds and values of a person's facets, each once.
pub(crate) fn of(name: &str, email: &str, status: &str, licenses: &[String]) -> BTreeSet<(&'static str, Vec<u8>)> {
    let words = words(name, email).into_iter().map(|word| (WORD, word.into_bytes()));
    let licenses = licenses.iter().map(|code| (LICENSE, code.clone().into_bytes()));
    words.chain(licenses).chain([(STATUS, status.as_bytes().to_vec())]).collect()
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
