//! A template gets a new version. Who has what the one before gave keeps it until the new one is applied.

use crate::command::guard::problem::Problems;
use crate::command::guard::{template, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, TemplateId};
use prokura_domain::refusal::Refusal;
use prokura_domain::template::{Group, Outfit, Template};
use prokura_domain::text::{Name, Words};

/// Changes a template; what is `None` stays.
#[derive(Clone, Debug)]
pub struct ChangeTemplate {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Which.
    pub template: TemplateId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
    /// What it is called.
    pub name: Option<Name>,
    /// What it is good for; `Some(None)` says nothing of it.
    pub note: Option<Option<Words>>,
    /// What it sets, all of it.
    pub sets: Option<Outfit>,
    /// Whom it is for, all of it.
    pub group: Option<Group>,
}

#[async_trait]
impl Command for ChangeTemplate {
    type Output = Template;

    fn name(&self) -> &'static str {
        "change_template"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Template, Error> {
        work.enter(self.organization).await?;
        let permit = template::may_keep(work, self.organization)?;
        let all = work.read().templates_of(self.organization).await?;
        let before = all.iter().find(|it| it.id == self.template).ok_or(Refusal::NotFound)?.clone();
        let group = self.group.as_ref().unwrap_or(&before.group);
        // Whoever does not see whom it is for would change that unseen.
        template::may_ask_roles(work, self.organization, &before.group)?;
        template::may_ask_roles(work, self.organization, group)?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;

        let mut problems = Problems::default();
        let name = self.name.as_ref().unwrap_or(&before.name);
        template::name(&all, Some(before.id), name, &mut problems);
        let sets = match &self.sets {
            None => before.sets.clone(),
            Some(asked) => template::outfit(work.policy, asked, &mut problems),
        };
        let group = template::group(work, self.organization, Some(&before.group), group, &mut problems)?;
        problems.refuse()?;
        let note = self.note.clone().unwrap_or_else(|| before.note.clone());
        let after = Template { name: name.clone(), note, sets, group, ..before.clone() };
        if after == before {
            return Ok(before);
        }
        let (version, changed_by) = (before.version + 1, Some(work.actor()?));
        let after = Template { version, changed_by, changed_at: work.now, ..after };
        work.plan(&permit, Event::TemplateChanged(Change { before, after: after.clone() }));
        Ok(after)
    }
}
