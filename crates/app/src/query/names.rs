//! What a text in a path or body names: an id or a look-up key. Commands decide what becomes of it; here nothing is
//! told, and what there is not has an id that nothing has.

use crate::error::Error;
use crate::service::Service;
use prokura_decision::index::{ResourceKind, Snapshot};
use prokura_domain::grant::Scope;
use prokura_domain::id::{LocationId, OrganizationId, PrincipalId, SiteId, SubscriptionId};
use std::sync::Arc;
use uuid::Uuid;

/// Looks up names at one revision.
pub struct Names(Arc<Snapshot>);

impl Names {
    /// The newest revision.
    ///
    /// # Errors
    /// While the index could not follow a commit.
    pub fn new(service: &Service) -> Result<Self, Error> {
        Ok(Self(service.follower().snapshot()?))
    }

    /// An organization by id or slug.
    #[must_use]
    pub fn organization(&self, named: &str) -> OrganizationId {
        named
            .parse()
            .ok()
            .or_else(|| self.0.organization_id(self.0.organization_by_slug(named)?))
            .unwrap_or_default_id()
    }

    /// A person by id or e-mail address.
    #[must_use]
    pub fn person(&self, named: &str) -> PrincipalId {
        let by_email = || self.0.principal_id(self.0.principal_by_email(&named.trim().to_lowercase())?);
        named.parse().ok().or_else(by_email).unwrap_or_default_id()
    }

    /// A person of an organization by id or e-mail address: nobody whose home is another.
    #[must_use]
    pub fn person_of(&self, home: OrganizationId, named: &str) -> PrincipalId {
        use prokura_decision::facts::Facts as _;
        let id = self.person(named);
        let at = self.0.principal_by_id(id).and_then(|handle| self.0.principal(handle)).map(|facts| facts.home);
        if at.and_then(|at| self.0.organization_id(at)) == Some(home) { id } else { PrincipalId(Uuid::nil()) }
    }

    /// Sites by id or slug.
    #[must_use]
    pub fn sites(&self, named: &[String]) -> Scope {
        Scope::Sites(named.iter().map(|name| SiteId(self.resource(ResourceKind::Site, name))).collect())
    }

    /// Locations by id or slug.
    #[must_use]
    pub fn locations(&self, named: &[String]) -> Scope {
        Scope::Locations(named.iter().map(|name| LocationId(self.resource(ResourceKind::Location, name))).collect())
    }

    /// A subscription by id or slug.
    #[must_use]
    pub fn subscription(&self, named: &str) -> SubscriptionId {
        SubscriptionId(self.resource(ResourceKind::Subscription, named))
    }

    /// Customers by id or slug.
    #[must_use]
    pub fn customers(&self, named: &[String]) -> Scope {
        Scope::Customers(named.iter().map(|name| self.organization(name)).collect())
    }

    fn resource(&self, kind: ResourceKind, named: &str) -> Uuid {
        use prokura_decision::facts::Target;
        let by_slug = || match self.0.resource_by_slug(kind, named)?.1 {
            Target::Organization => None,
            Target::Site { site: resource, .. } | Target::Location(resource) | Target::Subscription(resource) => {
                self.0.resource_id(resource)
            }
        };
        named.parse().ok().or_else(by_slug).unwrap_or(Uuid::nil())
    }
}

/// The id that nothing has, where there is none.
trait OrNothing<T> {
    fn unwrap_or_default_id(self) -> T;
}

impl<T: From<Uuid>> OrNothing<T> for Option<T> {
    fn unwrap_or_default_id(self) -> T {
        self.unwrap_or_else(|| T::from(Uuid::nil()))
    }
}
