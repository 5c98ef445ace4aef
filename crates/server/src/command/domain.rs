//! `prokura domain`.

use super::print;
use crate::cli::DomainVerify;
use crate::command::decide::find_organization;
use crate::failure::Failure;
use crate::open;
use prokura_app::caller::Caller;
use prokura_app::command::add_domain::AddDomain;
use prokura_app::command::verify_domain::VerifyDomain;
use prokura_app::error::Error;
use prokura_app::pipeline::Pipeline;
use prokura_domain::id::{OrganizationId, RequestId};
use prokura_domain::refusal::Refusal;
use prokura_domain::text::DomainName;

/// Makes a domain an organization's own.
pub(crate) async fn verify(given: DomainVerify) -> Result<(), Failure> {
    let name: DomainName =
        given.domain.parse().map_err(|_| Failure::new(format!("`{}` is no domain", given.domain)))?;
    let (means, pipeline, writing) = open::pipeline(&given.database.database, given.database.policy.as_deref()).await?;
    let mut read = means.store.read().await?;
    let organization = find_organization(&mut *read, &given.organization).await?;
    drop(read);
    let request = RequestId(means.random.id(means.clock.now()));
    let outcome = make_own(&pipeline, Caller::operator(request), organization.id, name.clone()).await;
    drop(pipeline);
    writing.await.map_err(|error| Failure::new(format!("the writing task failed: {error}")))?;
    outcome?;
    print(&format!("{name} is verified for {}", organization.name))
}

async fn make_own(
    pipeline: &Pipeline,
    operator: Caller,
    organization: OrganizationId,
    name: DomainName,
) -> Result<(), Failure> {
    let refused = |error| match error {
        Error::Refused(Refusal::Invalid(errors)) => {
            let codes: Vec<&str> = errors.iter().map(|error| error.code).collect();
            Failure::new(match codes.as_slice() {
                ["domain_public"] => "everybody can have an address in this domain: it is nobody's own".to_owned(),
                ["domain_elsewhere"] => {
                    "another organization has verified this domain: remove it there first".to_owned()
                }
                _ => format!("the domain was refused: {}", codes.join(", ")),
            })
        }
        other @ (Error::Refused(_) | Error::Store(_) | Error::Stopping | Error::Internal(_)) => Failure::from(other),
    };
    let added = pipeline.execute(operator.clone(), AddDomain { organization, name }).await.map_err(refused)?.value;
    pipeline.execute(operator, VerifyDomain::by_operator(organization, added.id)).await.map_err(refused)?;
    Ok(())
}
