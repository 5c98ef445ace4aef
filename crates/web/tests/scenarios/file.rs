//! What does a scenario file say?

use crate::support::WORLD;
use serde::Deserialize;
use serde_json::{Map, Value};

/// A scenario.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// The rule that it shows.
    pub(crate) rule: String,
    /// The rule in a sentence.
    #[expect(dead_code, reason = "for its reader")]
    says: String,
    /// Whether there is nothing beside its own world.
    #[serde(default)]
    alone: bool,
    /// Tables of a world file, beside those of the example world.
    #[serde(default)]
    world: toml::Table,
    /// What happens, in order.
    #[serde(rename = "step")]
    pub(crate) steps: Vec<Step>,
}

impl Scenario {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let scenario: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for (position, step) in scenario.steps.iter().enumerate() {
            step.kind().map_err(|error| format!("step {}: {error}", position + 1))?;
        }
        if scenario.steps.is_empty() { Err("it has no step".to_owned()) } else { Ok(scenario) }
    }

    /// The world as a file.
    pub(crate) fn world(&self) -> String {
        let own = toml::to_string(&self.world).unwrap();
        if self.alone { own } else { format!("{WORLD}\n{own}") }
    }
}

/// One text or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    pub(crate) fn all(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::Several(texts) => texts,
        }
    }
}

/// A step: time goes by, or somebody asks, does or looks at something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    /// A remark for the reader.
    #[serde(default)]
    #[expect(dead_code, reason = "for its reader")]
    note: Option<String>,
    /// How much time goes by.
    #[serde(default)]
    pub(crate) wait: Option<String>,
    /// Who.
    #[serde(default)]
    who: Option<Texts>,
    /// Where: an organization.
    #[serde(default, rename = "in")]
    pub(crate) organization: String,
    /// What is asked for: `control.level`.
    #[serde(default)]
    may: Option<Texts>,
    /// On which site, location or subscription it is asked.
    #[serde(default)]
    pub(crate) site: Option<String>,
    #[serde(default)]
    pub(crate) location: Option<String>,
    #[serde(default)]
    pub(crate) subscription: Option<String>,
    /// What is done.
    #[serde(default)]
    pub(crate) does: Option<String>,
    /// To which grants: `person role`.
    #[serde(default)]
    pub(crate) grant: Option<Texts>,
    /// To which custom role, by its English name.
    #[serde(default)]
    pub(crate) custom_role: Option<String>,
    /// What becomes of those who hold it: `person`, then `ends` or the role that is given instead.
    #[serde(default)]
    pub(crate) holders: Vec<(String, String)>,
    /// To which person, block, setting.
    #[serde(default)]
    pub(crate) person: Option<String>,
    #[serde(default)]
    pub(crate) block: Option<String>,
    #[serde(default)]
    pub(crate) setting: Option<String>,
    /// To whose request, access or session: the agent's newest one.
    #[serde(default)]
    pub(crate) agent: Option<String>,
    /// The rest of what is sent.
    #[serde(default)]
    pub(crate) with: Map<String, Value>,
    /// The list that is looked at.
    #[serde(default)]
    pub(crate) looks_at: Option<String>,
    /// What it shows, and what not.
    #[serde(default)]
    pub(crate) shows: Vec<String>,
    #[serde(default)]
    pub(crate) hides: Vec<String>,
    /// What it comes to.
    #[serde(default)]
    pub(crate) result: Option<Expected>,
    /// The code of a refusal.
    #[serde(default)]
    pub(crate) code: Option<String>,
    /// The reason codes of a no.
    #[serde(default)]
    pub(crate) because: Option<Vec<String>>,
    /// The rule that is named.
    #[serde(default)]
    pub(crate) rule: Option<String>,
    /// The fields that are wrong, with the code of each.
    #[serde(default)]
    pub(crate) fields: Map<String, Value>,
}

/// What a step comes to.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Expected {
    Yes,
    No,
    Done,
    Refused,
}

/// What kind of step one is.
pub(crate) enum Kind<'a> {
    Wait(&'a str),
    Ask { who: &'a [String], may: &'a [String] },
    Do { who: &'a [String], what: &'a str },
    Look { who: &'a [String], at: &'a str },
}

impl Step {
    /// What kind of step it is; a sentence where it is none.
    pub(crate) fn kind(&self) -> Result<Kind<'_>, &'static str> {
        let who = self.who.as_ref().map_or(&[][..], Texts::all);
        if let Some(wait) = &self.wait {
            return if who.is_empty() { Ok(Kind::Wait(wait)) } else { Err("time goes by for everybody") };
        }
        if who.is_empty() {
            return Err("it does not say who");
        }
        let result = self.result;
        match (&self.may, &self.does, &self.looks_at) {
            (Some(may), None, None) => match (result, &self.because) {
                (Some(Expected::Yes), None) | (Some(Expected::No), Some(_)) => Ok(Kind::Ask { who, may: may.all() }),
                _ => Err("a question ends with yes, or with no and because"),
            },
            (None, Some(does), None) => match (result, &self.code) {
                (Some(Expected::Done), None) | (Some(Expected::Refused), Some(_)) => Ok(Kind::Do { who, what: does }),
                _ => Err("a deed ends with done, or with refused and a code"),
            },
            (None, None, Some(at)) => match (result, &self.code) {
                (Some(Expected::Refused), Some(_)) => Ok(Kind::Look { who, at }),
                (None, None) if !self.shows.is_empty() || !self.hides.is_empty() => Ok(Kind::Look { who, at }),
                _ => Err("a look shows or hides something, or is refused with a code"),
            },
            _ => Err("it has to say one of may, does, looks_at"),
        }
    }

    /// The one grant that it names.
    pub(crate) fn grants(&self) -> &[String] {
        self.grant.as_ref().map_or(&[], Texts::all)
    }
}
