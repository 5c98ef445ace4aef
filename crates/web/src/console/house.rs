//! Whose house one stands in, and by what right.

use super::moment::Moment;
use super::visit::Visit;
use prokura_app::error::Error;
use prokura_app::port::Read;
use prokura_app::sight::Sight;
use prokura_app::standing::reaches;
use prokura_decision::facts::Facts as _;
use prokura_decision::index::OrganizationHandle;
use prokura_decision::policy::RoleClass;
use prokura_domain::id::{HelpDeskSessionId, OrganizationId, SupportGrantId};
use prokura_domain::organization::Organization;
use prokura_domain::refusal::Refusal;
use prokura_domain::text::Locale;
use prokura_domain::time::Timestamp;

/// How one comes into an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is one's home.
    Own,
    /// As the vendor's people.
    Vendor,
    /// Through the partner that manages it.
    Partner,
    /// The organization gave a role to somebody from outside.
    Outsider,
}

/// A right that one has in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How it is reached.
    pub way: Way,
    /// The role's key.
    pub role: String,
    /// The role's title.
    pub title: String,
    /// First moment at which it is over.
    pub until: Option<Timestamp>,
}

/// Every right that the caller has in an organization now.
///
/// # Errors
/// [`Refusal::Unauthenticated`] when nobody looks.
pub fn standings(sight: &Sight, locale: Locale, organization: OrganizationHandle) -> Result<Vec<Standing>, Refusal> {
    let me = sight.me()?;
    let (policy, snapshot) = (sight.policy(), sight.snapshot());
    let own = sight.is_home_of(me, organization);
    let mut all: Vec<Standing> = Vec::new();
    for grant in snapshot.grants(me).filter(|grant| grant.term.contains(sight.now)) {
        let role = policy.role_at(grant.role);
        let way = match role.class {
            _ if own && grant.organization == organization => Way::Own,
            RoleClass::Partner | RoleClass::Vendor => {
                if own || !reaches(policy, snapshot, me, organization, sight.now, |other| other.key == role.key) {
                    continue;
                }
                if role.class == RoleClass::Vendor { Way::Vendor } else { Way::Partner }
            }
            RoleClass::Organization
            | RoleClass::Location
            | RoleClass::Site
            | RoleClass::Service
            | RoleClass::External
            | RoleClass::Custom => {
                if grant.organization != organization {
                    continue;
                }
                Way::Outsider
            }
        };
        let custom = snapshot.custom_role_held(me, grant.position, grant.organization);
        let (role, title) = match custom {
            Some(custom) => (custom.key(), custom.names.in_locale(locale).to_owned()),
            None => (role.key.clone(), role.title.in_locale(locale).to_owned()),
        };
        all.push(Standing { way, role, title, until: grant.term.until });
    }
    Ok(all)
}

/// What the banner can end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Approved access.
    Support(SupportGrantId),
    /// A Help Desk session.
    Session(HelpDeskSessionId),
}

impl Ending {
    /// Where the form that ends it goes.
    #[must_use]
    pub fn action(&self) -> String {
        match self {
            Self::Support(id) => format!("/support-access/{id}/end"),
            Self::Session(id) => format!("/help-desk-sessions/{id}/close"),
        }
    }
}

/// Whose house one stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// The theme's name of the banner.
    pub class: &'static str,
    /// The icon's name in the theme.
    pub icon: &'static str,
    /// By what right one is in.
    pub text: String,
    /// Until when, where it ends.
    pub until: Option<Moment>,
    /// What one can end.
    pub ending: Option<Ending>,
    /// Whether support access that runs brought one in: everything is recorded under it (SUP-09).
    pub by_support: bool,
}

impl House {
    /// Looks whose house it is.
    ///
    /// # Errors
    /// When the store fails; [`Refusal::Unauthenticated`] when nobody looks.
    pub(crate) async fn of(
        sight: &Sight,
        visit: &Visit,
        read: &mut dyn Read,
        handle: OrganizationHandle,
        organization: &Organization,
    ) -> Result<Self, Error> {
        let standings = standings(sight, visit.language.0, handle)?;
        if sight.is_home_of(sight.me()?, handle) {
            let text = match roles(&standings, Way::Own).as_str() {
                "" => visit.t("house-own-none"),
                roles => visit.t1("house-own", "roles", roles),
            };
            return Ok(Self::plain("house-own", "home", text));
        }
        if let Some(house) = Self::by_support(sight, visit, read, organization.id).await? {
            return Ok(house);
        }
        for (way, class, icon, key) in [
            (Way::Partner, "house-partner", "building-community", "house-partner"),
            (Way::Vendor, "house-outsider", "shield-half", "house-vendor"),
            (Way::Outsider, "house-outsider", "door-exit", "house-outsider"),
        ] {
            let roles = roles(&standings, way);
            if !roles.is_empty() {
                let text = visit.t1(key, "roles", roles);
                let over = standings.iter().filter(|standing| standing.way == way).map(|standing| standing.until);
                // The last of them to end; one without an end does not.
                let until = over.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
                return Ok(Self { until: until.map(|at| visit.moment(at)), ..Self::plain(class, icon, text) });
            }
        }
        Ok(Self::plain("house-outsider", "door-exit", visit.t("house-none")))
    }

    fn plain(class: &'static str, icon: &'static str, text: String) -> Self {
        Self { class, icon, text, until: None, ending: None, by_support: false }
    }

    /// The access or session that runs here, approved access first.
    async fn by_support(
        sight: &Sight,
        visit: &Visit,
        read: &mut dyn Read,
        organization: OrganizationId,
    ) -> Result<Option<Self>, Error> {
        let me = sight.actor().principal().ok_or(Refusal::Unauthenticated)?;
        let Some(record) = read.principal_record(me).await? else { return Ok(None) };
        let grant = record
            .support_grants
            .iter()
            .filter(|grant| grant.organization == organization && grant.term.contains(sight.now))
            .max_by_key(|grant| grant.term.until);
        if let Some(grant) = grant {
            let approver = read.anybody(grant.approved_by).await?;
            let text = match approver {
                Some(approver) => visit.t1("house-support", "name", visit.name(&approver)),
                None => visit.t("house-support-imported"),
            };
            return Ok(Some(Self {
                class: "house-support",
                icon: "lifebuoy",
                text,
                until: grant.term.until.map(|at| visit.moment(at)),
                ending: Some(Ending::Support(grant.id)),
                by_support: true,
            }));
        }
        let session = record
            .sessions
            .iter()
            .filter(|session| session.organization == organization && session.term.contains(sight.now))
            .max_by_key(|session| session.term.until);
        Ok(session.map(|session| Self {
            class: "house-support",
            icon: "headset",
            text: visit.t("house-session"),
            until: session.term.until.map(|at| visit.moment(at)),
            ending: Some(Ending::Session(session.id)),
            by_support: false,
        }))
    }
}

/// Titles of the roles that lead in by a way, without repeats.
fn roles(standings: &[Standing], way: Way) -> String {
    let mut titles: Vec<&str> = Vec::new();
    for standing in standings.iter().filter(|standing| standing.way == way) {
        if !titles.contains(&standing.title.as_str()) {
            titles.push(&standing.title);
        }
    }
    titles.join(", ")
}
