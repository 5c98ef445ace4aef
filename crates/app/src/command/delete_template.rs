//! A template is deleted. Who has what it gave keeps it.

use crate::command::guard::{template, version};
use crate::error::Error;
use crate::pipeline::Command;
use crate::work::Work;
use async_trait::async_trait;
use prokura_domain::event::Event;
use prokura_domain::id::{OrganizationId, TemplateId};
use prokura_domain::refusal::Refusal;
use prokura_domain::template::Template;

/// Deletes a template. What is being applied of it goes on: it took along what the template was.
#[derive(Clone, Copy, Debug)]
pub struct DeleteTemplate {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Which.
    pub template: TemplateId,
    /// The version the caller looked at; `None` for whatever there is.
    pub expected_version: Option<i64>,
}

#[async_trait]
impl Command for DeleteTemplate {
    type Output = Template;

    fn name(&self) -> &'static str {
        "delete_template"
    }

    async fn plan(&self, work: &mut Work<'_>) -> Result<Template, Error> {
        work.enter(self.organization).await?;
        let permit = template::may_keep(work, self.organization)?;
        let found = work.read().template(self.template).await?.filter(|it| it.organization == self.organization);
        let before = found.ok_or(Refusal::NotFound)?;
        template::may_ask_roles(work, self.organization, &before.group)?;
        version::expect(work, before.id.0, self.expected_version, before.version).await?;
        work.plan(&permit, Event::TemplateDeleted(before.clone()));
        Ok(before)
    }
}
