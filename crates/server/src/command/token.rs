//! `prokura token`.

use super::print;
use crate::cli::TokenCreate;
use crate::command::decide::find_organization;
use crate::failure::Failure;
use crate::open;
use prokura_app::caller::Caller;
use prokura_app::command::issue_token::{Holder, IssueToken, PREFIX};
use prokura_app::port::{Page, Read};
use prokura_app::secret::fresh;
use prokura_domain::account::TokenScope;
use prokura_domain::id::{OrganizationId, RequestId};
use prokura_domain::organization::OrganizationKind;
use prokura_domain::text::{EmailAddress, Name};
use prokura_domain::time::Span;

/// Makes a token and prints it alone.
pub(crate) async fn create(given: TokenCreate) -> Result<(), Failure> {
    let (means, pipeline, writing) = open::pipeline(&given.database.database, given.database.policy.as_deref()).await?;
    let name: Name = given.name.parse().map_err(|_| Failure::new("the name is empty or too long"))?;
    let scopes: Vec<TokenScope> = given.scope.iter().filter_map(|code| TokenScope::from_code(code)).collect();
    if given.person.is_some() && scopes.contains(&TokenScope::Decisions) {
        return Err(Failure::new("only services ask for decisions: leave out --person, or the scope decisions"));
    }
    if given.person.is_some() && scopes.contains(&TokenScope::Signals) {
        return Err(Failure::new("only services are told of signals: leave out --person, or the scope signals"));
    }
    let mut read = means.store.read().await?;
    let (holder, home) = match &given.person {
        None => (Holder::ServiceAccount(name.clone()), None),
        Some(address) => {
            let email: EmailAddress =
                address.parse().map_err(|_| Failure::new(format!("`{address}` is no e-mail address")))?;
            let person = read
                .person_by_email(&email)
                .await?
                .ok_or_else(|| Failure::new(format!("nobody has the address {email}")))?;
            (Holder::Person(person.id), Some(person.home))
        }
    };
    let organization = match (&given.organization, home) {
        (Some(named), _) => find_organization(&mut *read, named).await?.id,
        (None, Some(home)) => home,
        (None, None) => vendor(&mut *read).await?,
    };
    drop(read);
    let (secret, hash) = fresh(PREFIX, &*means.random);
    let now = means.clock.now();
    let command =
        IssueToken { organization, name, scopes, holder, until: Some(now.plus(Span::days(given.days))), secret: hash };
    pipeline.execute(Caller::operator(RequestId(means.random.id(now))), command).await?;
    drop(pipeline);
    writing.await.map_err(|error| Failure::new(format!("the writing task failed: {error}")))?;
    print(&secret)
}

/// The one vendor.
async fn vendor(read: &mut dyn Read) -> Result<OrganizationId, Failure> {
    let mut after = None;
    loop {
        let organizations = read.organizations(Page { after, limit: 500 }).await?;
        let Some(last) = organizations.last() else {
            return Err(Failure::new("there is no vendor organization yet: run `prokura init` or import a world file"));
        };
        after = Some(last.id);
        if let Some(vendor) = organizations.iter().find(|o| o.kind == OrganizationKind::Vendor) {
            return Ok(vendor.id);
        }
    }
}
