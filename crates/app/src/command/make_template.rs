//! A template is made: what people of a group shall have, under a name.

use crate::command::guard::code::TEMPLATES_TOO_MANY;
use crate::command::guard::problem::Problems;
use crate::command::guard::template;
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, TemplateId};
use prokura_domain::template::{Group, MOST_TEMPLATES, Outfit, Template};
use prokura_domain::text::{Name, Words};

/// Makes a template. Nobody is changed by it: applying it asks for each person what the same change asks by hand.
#[derive(Clone, Debug)]
pub struct MakeTemplate {
    /// Whose it will be.
    pub organization: OrganizationId,
    /// What it is called.
    pub name: Name,
    /// What it is good for.
    pub note: Option<Words>,
    /// What it sets.
    pub sets: Outfit,
    /// Whom it is for.
    pub group: Group,
}

#[async_trait]
impl Command for MakeTemplate {
    type Output = Template;

    fn name(&self) -> &'static str {
        "make_template"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Template, Error> {
        work.enter(self.organization).await?;
        let permit = template::may_keep(work, self.organization)?;
        template::may_ask_roles(work, self.organization, &self.group)?;
        let all = work.read().templates_of(self.organization).await?;
        let mut problems = Problems::default();
        if all.len() >= MOST_TEMPLATES {
            problems.field_with("name", TEMPLATES_TOO_MANY, vec![("most", MOST_TEMPLATES.to_string())]);
        }
        template::name(&all, None, &self.name, &mut problems);
        let sets = template::outfit(work.policy, &self.sets, &mut problems);
        let group = template::group(work, self.organization, None, &self.group, &mut problems)?;
        problems.refuse()?;
        let made = Template {
            id: TemplateId(work.new_id()),
            organization: self.organization,
            name: self.name.clone(),
            note: self.note.clone(),
            sets,
            group,
            version: 1,
            changed_by: Some(work.actor()?),
            changed_at: work.now,
            applied: None,
        };
        work.plan(&permit, Event::TemplateMade(made.clone()));
        Ok(made)
    }
}
