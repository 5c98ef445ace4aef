//! Product news that the vendor wrote (ROL-11).

use super::{Listed, Part};
use crate::caller::Caller;
use crate::command::write_news::CONTROL;
use crate::error::Error;
use crate::port::Page;
use crate::service::Service;
use prokura_decision::facts::Facts as _;
use prokura_decision::mask::Level;
use prokura_domain::id::{OrganizationId, ProductNewsId};
use prokura_domain::job::Job;
use prokura_domain::news::ProductNews;
use prokura_domain::organization::OrganizationKind;
use prokura_domain::refusal::Refusal;

/// Product news, and the job that sends them while it is kept.
#[derive(Clone, Debug)]
pub struct News {
    /// The news.
    pub news: ProductNews,
    /// The job.
    pub job: Option<Job>,
}

impl News {
    /// Whether nobody sends them any more, though not everybody was written to.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        self.news.state == prokura_domain::news::NewsState::Sending
            && self.job.as_ref().is_none_or(|job| job.state.is_over())
    }
}

/// Product news, newest first.
///
/// # Errors
/// [`Refusal::NotFound`] where nobody writes any; [`Refusal::Forbidden`] without `product_email.manage`.
pub async fn list(
    service: &Service,
    caller: &Caller,
    organization: &str,
    part: Part<ProductNewsId>,
) -> Result<Listed<ProductNews, ProductNewsId>, Error> {
    let organization = writes(service, caller, organization)?;
    let page = Page { after: part.after, limit: part.one_more() };
    let found = service.read().await?.product_news_of(organization, page).await?;
    Ok(Listed::of(found, part.limit, |news| news.id))
}

/// One of them.
///
/// # Errors
/// As [`list`]; [`Refusal::NotFound`] where there is none such.
pub async fn get(service: &Service, caller: &Caller, organization: &str, id: ProductNewsId) -> Result<News, Error> {
    let organization = writes(service, caller, organization)?;
    let mut read = service.read().await?;
    let news = read.product_news(id).await?.filter(|news| news.organization == organization);
    let news = news.ok_or(Refusal::NotFound)?;
    let job = match news.job {
        Some(job) => read.job(job).await?,
        None => None,
    };
    Ok(News { news, job })
}

/// The organization, where the caller writes product news: what is no news yet is nobody else's to read.
fn writes(service: &Service, caller: &Caller, organization: &str) -> Result<OrganizationId, Error> {
    let sight = service.sight(caller)?;
    let entered = sight.enter(organization)?;
    let kind = sight.snapshot().organization(entered.handle).map(|facts| facts.kind);
    if kind != Some(OrganizationKind::Vendor) {
        return Err(Refusal::NotFound.into());
    }
    sight.ask(CONTROL, Level::Manage, entered.handle)?;
    Ok(entered.id)
}
