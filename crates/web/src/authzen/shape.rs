//! Reading AuthZEN requests: texts are borrowed from the body, unknown members are passed over, and what is missing or
//! of the wrong type is told in a sentence.

use prokura_wire::authzen::Semantic;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// A JSON object of a shape. Derived shapes alone would take arrays, too.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyObjects<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for OnlyObjects<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(OnlyObjects(PhantomData)).map(Self)
    }
}

/// An object whose members nobody looks at.
#[derive(Debug)]
pub(super) struct Anything;

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyObjects;

        impl<'de> Visitor<'de> for OnlyObjects {
            type Value = Anything;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Anything, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Anything)
            }
        }

        deserializer.deserialize_map(OnlyObjects)
    }
}

/// A subject or resource, perhaps in part.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Entity<'a> {
    #[serde(borrow)]
    r#type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(rename = "properties")]
    _properties: Option<Anything>,
}

/// A subject or resource of a search, whose id is not looked at.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Kind<'a> {
    #[serde(borrow)]
    r#type: Option<Cow<'a, str>>,
    #[serde(rename = "properties")]
    _properties: Option<Anything>,
}

/// An action, perhaps without its name.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Action<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(rename = "properties")]
    _properties: Option<Anything>,
}

/// One question, perhaps in part.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Question<'a> {
    #[serde(borrow)]
    pub(super) subject: Option<Object<Entity<'a>>>,
    #[serde(borrow)]
    pub(super) action: Option<Object<Action<'a>>>,
    #[serde(borrow)]
    pub(super) resource: Option<Object<Entity<'a>>>,
    #[serde(rename = "context")]
    _context: Option<Anything>,
}

/// Several questions. Each is read by itself, so that a wrong one does not spoil the others.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Questions<'a> {
    #[serde(borrow)]
    subject: Option<Object<Entity<'a>>>,
    #[serde(borrow)]
    action: Option<Object<Action<'a>>>,
    #[serde(borrow)]
    resource: Option<Object<Entity<'a>>>,
    context: Option<Anything>,
    #[serde(borrow)]
    evaluations: Option<Vec<&'a RawValue>>,
    options: Option<Object<Options>>,
}

#[derive(Debug, serde::Deserialize)]
struct Options {
    evaluations_semantic: Option<Semantic>,
}

impl<'a> Questions<'a> {
    /// The defaults, the questions and how they are asked.
    pub(super) fn into_parts(self) -> (Question<'a>, Vec<&'a RawValue>, Semantic) {
        let top =
            Question { subject: self.subject, action: self.action, resource: self.resource, _context: self.context };
        let semantic = self.options.and_then(|options| options.0.evaluations_semantic).unwrap_or_default();
        (top, self.evaluations.unwrap_or_default(), semantic)
    }
}

/// Which page of a search.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Page<'a> {
    #[serde(borrow)]
    pub(super) token: Option<Cow<'a, str>>,
    pub(super) limit: Option<u64>,
    #[serde(rename = "properties")]
    _properties: Option<Anything>,
}

/// A search for subjects.
#[derive(Debug, serde::Deserialize)]
pub(super) struct SubjectSearch<'a> {
    #[serde(borrow)]
    pub(super) subject: Option<Object<Kind<'a>>>,
    #[serde(borrow)]
    pub(super) action: Option<Object<Action<'a>>>,
    #[serde(borrow)]
    pub(super) resource: Option<Object<Entity<'a>>>,
    #[serde(rename = "context")]
    _context: Option<Anything>,
    #[serde(borrow)]
    pub(super) page: Option<Object<Page<'a>>>,
}

/// A search for resources.
#[derive(Debug, serde::Deserialize)]
pub(super) struct ResourceSearch<'a> {
    #[serde(borrow)]
    pub(super) subject: Option<Object<Entity<'a>>>,
    #[serde(borrow)]
    pub(super) action: Option<Object<Action<'a>>>,
    #[serde(borrow)]
    pub(super) resource: Option<Object<Kind<'a>>>,
    #[serde(rename = "context")]
    _context: Option<Anything>,
    #[serde(borrow)]
    pub(super) page: Option<Object<Page<'a>>>,
}

/// A search for actions.
#[derive(Debug, serde::Deserialize)]
pub(super) struct ActionSearch<'a> {
    #[serde(borrow)]
    pub(super) subject: Option<Object<Entity<'a>>>,
    #[serde(borrow)]
    pub(super) resource: Option<Object<Entity<'a>>>,
    #[serde(rename = "context")]
    _context: Option<Anything>,
    #[serde(borrow)]
    pub(super) page: Option<Object<Page<'a>>>,
}

/// Reads an object.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice::<Object<T>>(body).map(|object| object.0).map_err(|error| error.to_string())
}

/// Reads an object out of a larger one.
pub(super) fn read_raw<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, String> {
    serde_json::from_str::<Object<T>>(raw.get()).map(|object| object.0).map_err(|error| error.to_string())
}

/// The type and id of a subject or resource, taken from a default where they are missing.
pub(super) fn entity<'b>(
    own: Option<&'b Object<Entity<'_>>>,
    default: Option<&'b Object<Entity<'_>>>,
    name: &str,
) -> Result<(&'b str, &'b str), String> {
    let own = own.map(|object| &object.0);
    let default = default.map(|object| &object.0);
    if own.is_none() && default.is_none() {
        return Err(format!("{name} is missing"));
    }
    let part = |part: for<'c> fn(&'c Entity<'_>) -> Option<&'c str>, what: &str| {
        own.and_then(part).or_else(|| default.and_then(part)).ok_or_else(|| format!("{name}.{what} is missing"))
    };
    Ok((part(|entity| entity.r#type.as_deref(), "type")?, part(|entity| entity.id.as_deref(), "id")?))
}

/// The type of what is searched for.
pub(super) fn kind<'b>(own: Option<&'b Object<Kind<'_>>>, name: &str) -> Result<&'b str, String> {
    let own = own.ok_or_else(|| format!("{name} is missing"))?;
    own.0.r#type.as_deref().ok_or_else(|| format!("{name}.type is missing"))
}

/// The name of an action, taken from a default where it is missing.
pub(super) fn action<'b>(
    own: Option<&'b Object<Action<'_>>>,
    default: Option<&'b Object<Action<'_>>>,
) -> Result<&'b str, String> {
    if own.is_none() && default.is_none() {
        return Err("action is missing".to_owned());
    }
    let name = |action: Option<&'b Object<Action<'_>>>| action.and_then(|action| action.0.name.as_deref());
    name(own).or_else(|| name(default)).ok_or_else(|| "action.name is missing".to_owned())
}
