//! Who calls a page: an extractor. Without it a page has nothing to work with.

use super::frame::{Frame, Place, Restricted, sections};
use super::house::House;
use super::page::lead_to;
use super::trouble::Trouble;
use super::visit::{Me, Visit};
use crate::request::nul_in;
use crate::site::Site;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::error::Error;
use prokura_app::port::Read;
use prokura_app::sight::Sight;
use prokura_decision::facts::{Facts as _, Target};
use prokura_decision::mask::Level;
use prokura_domain::id::OrganizationId;
use prokura_domain::refusal::Refusal;
use std::sync::Arc;

/// Somebody who is signed in; anybody else is led to the sign-in page and back.
pub struct ConsoleCaller {
    /// The application.
    pub site: Site,
    /// The request.
    pub visit: Visit,
    /// Who acts, for commands and for looking.
    pub caller: Caller,
}

impl FromRequestParts<Site> for ConsoleCaller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let visit = match Visit::from_request_parts(parts, site).await {
            Ok(visit) => visit,
            Err(never) => match never {},
        };
        let Some(caller) = caller(&visit) else {
            // A form that was typed is not thrown away: its page says to sign in elsewhere and to send it again.
            return Err(if parts.method.is_safe() {
                lead_to(&sign_in_and_back(&visit.path))
            } else {
                Trouble::from(Refusal::Unauthenticated).into_response()
            });
        };
        if nul_in(parts).is_some() {
            return Err(Trouble::from(Refusal::NotFound).into_response());
        }
        Ok(Self { site: site.clone(), visit, caller })
    }
}

/// As whom a visitor acts.
pub(crate) fn caller(visit: &Visit) -> Option<Caller> {
    let me = visit.me.as_ref()?;
    let actor = Actor::Principal { id: me.person.id, home: me.person.home, via: Via::Session(me.session.id) };
    Some(Caller { actor, request: visit.request, idempotency: None })
}

/// The sign-in page, which leads back to a path of ours.
pub(crate) fn sign_in_and_back(path: &str) -> String {
    if path == "/" {
        return "/sign-in".to_owned();
    }
    let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("then", path).finish();
    format!("/sign-in?{query}")
}

impl ConsoleCaller {
    /// The person.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`], which cannot be here.
    pub fn me(&self) -> Result<&Me, Refusal> {
        self.visit.me.as_ref().ok_or(Refusal::Unauthenticated)
    }

    /// What the person sees, at the newest revision.
    ///
    /// # Errors
    /// While the index could not follow a commit.
    pub fn sight(&self) -> Result<Sight, Error> {
        self.site.service.sight(&self.caller)
    }

    /// Rows to read.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn read(&self) -> Result<Box<dyn Read>, Error> {
        self.site.service.read().await
    }

    /// The frame of a page outside every organization.
    ///
    /// # Errors
    /// As [`Self::sight`].
    pub fn frame(&self, title: impl Into<String>) -> Result<Frame, Error> {
        Ok(Frame::new(&self.visit, title).help_desk(works_at_help_desk(&self.sight()?)?))
    }

    /// Goes into an organization, named by its slug or id, and draws the frame around what the person may see of it.
    /// What the page is about must still be asked of the sight.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] where it does not exist or the person may not know; when the store fails.
    pub async fn enter(&self, named: &str, title: impl Into<String>) -> Result<(Frame, Sight), Error> {
        let sight = self.sight()?;
        let entered = sight.enter(named)?;
        let mut read = self.read().await?;
        let organization = read.organization(entered.id).await?.ok_or(Refusal::NotFound)?;
        let rights = sight.rights(entered.handle)?;
        let house = House::of(&sight, &self.visit, &mut *read, entered.handle, &organization).await?;
        let is_restricted = sight.snapshot().organization(entered.handle).is_some_and(|facts| facts.restricted);
        let restricted =
            if is_restricted { Some(self.restricted(&sight, &mut *read, entered.id).await?) } else { None };
        let pages = sections(&sight, rights, &organization);
        let place = Place { entered, organization, rights, house, restricted, pages };
        let place = self.visit.place.get_or_init(|| Arc::new(place));
        let mut frame = Frame::new(&self.visit, title).help_desk(works_at_help_desk(&sight)?);
        frame.place = Some(Arc::clone(place));
        Ok((frame, sight))
    }

    async fn restricted(
        &self,
        sight: &Sight,
        read: &mut dyn Read,
        organization: OrganizationId,
    ) -> Result<Restricted, Error> {
        let mut partners = Vec::new();
        if let Some(record) = read.organization_record(organization).await? {
            for relationship in record.relationships.iter().filter(|tie| tie.term.contains(sight.now)) {
                partners.extend(read.organization(relationship.partner).await?.map(|partner| partner.name.to_string()));
            }
        }
        let handle = sight.snapshot().organization_by_id(organization).ok_or(Refusal::NotFound)?;
        // Who may switch the mode is whom it does not bind (RST-01, RST-02).
        let lifted = sight.ask("restricted_mode", Level::Manage, handle).is_ok();
        Ok(Restricted { partners: partners.join(", "), lifted })
    }
}

/// Whether somebody has the Help Desk at home (PTR-05).
fn works_at_help_desk(sight: &Sight) -> Result<bool, Refusal> {
    let (snapshot, policy) = (sight.snapshot(), sight.policy());
    let me = sight.me()?;
    let Some(home) = snapshot.principal(me).map(|facts| facts.home) else { return Ok(false) };
    let rights = prokura_decision::decide::rights(policy, snapshot, me, home, Target::Organization, sight.now);
    Ok(policy.control("help_desk").is_some_and(|control| rights.allow(control, Level::Read)))
}
