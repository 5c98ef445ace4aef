//! What surrounds a page: top bar, navigation, whose house one stands in, and where one is.

use super::house::House;
use super::visit::Visit;
use prokura_app::sight::{Entered, Sight};
use prokura_decision::mask::{Level, Rights};
use prokura_domain::organization::{Organization, OrganizationKind};
use prokura_domain::text::Locale;
use std::sync::Arc;

/// A link of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// The icon's name in the theme.
    pub icon: &'static str,
    /// The words.
    pub title: String,
    /// Whether it is the page one is on, or above it.
    pub here: bool,
}

/// A step of the way to the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// The words.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// The restricted mode's banner (RST-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restricted {
    /// Names of the partners who can lift it.
    pub partners: String,
    /// Whether the visitor is one of those whom it does not bind (RST-02).
    pub lifted: bool,
}

/// The organization one stands in, drawn by what one may see of it.
#[derive(Debug)]
pub struct Place {
    /// The organization in the snapshot.
    pub entered: Entered,
    /// Its row.
    pub organization: Organization,
    /// Everything the visitor may do to it as a whole.
    pub rights: Rights,
    /// Whose house it is, and by what right one is in.
    pub house: House,
    /// The restricted mode's banner.
    pub restricted: Option<Restricted>,
    /// The organization's pages that the visitor may see.
    pub pages: Vec<Section>,
}

impl Place {
    /// The address of one of the organization's pages: `""` is the overview.
    #[must_use]
    pub fn href(&self, page: &str) -> String {
        let slug = &self.organization.slug;
        if page.is_empty() { format!("/o/{slug}") } else { format!("/o/{slug}/{page}") }
    }
}

/// A page of an organization, for the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// The path below the organization; empty for the overview.
    pub path: &'static str,
    /// The key of its words.
    pub title: &'static str,
    /// The icon's name in the theme.
    pub icon: &'static str,
    /// The page shows to whoever may read any of these; to everybody who may come in where there are none.
    controls: &'static [&'static str],
    /// Whether only the vendor has it.
    is_of_vendor: bool,
}

/// The pages of an organization. A page added here must still ask for itself: a link that is not shown is no lock.
const SECTIONS: [Section; 11] = [
    section("", "nav-overview", "layout-dashboard", &[]),
    section("users", "nav-users", "users", &["users", "roles", "external_admins"]),
    section("licences", "nav-licences", "receipt", &["licenses"]),
    section("templates", "nav-templates", "clipboard-list", &["policies"]),
    section("roles", "nav-roles", "user-shield", &["roles", "customer_roles", "partner_roles"]),
    section("support", "nav-support", "lifebuoy", &["support_access"]),
    section("support-metrics", "nav-metrics", "list-details", &["support_metrics"]),
    Section { is_of_vendor: true, ..section("cases", "nav-cases", "flag", &["audit", "help_desk"]) },
    Section { is_of_vendor: true, ..section("news", "nav-news", "mail", &["product_email"]) },
    section("settings", "nav-settings", "settings", &["settings", "restricted_mode"]),
    section("audit", "nav-audit", "history", &["audit"]),
];

const fn section(
    path: &'static str,
    title: &'static str,
    icon: &'static str,
    controls: &'static [&'static str],
) -> Section {
    Section { path, title, icon, controls, is_of_vendor: false }
}

/// The sections of an organization that rights let one see.
#[must_use]
pub(crate) fn sections(sight: &Sight, rights: Rights, organization: &Organization) -> Vec<Section> {
    let is_vendor = organization.kind == OrganizationKind::Vendor;
    let reads = |name: &&str| sight.policy().control(name).is_some_and(|control| rights.allow(control, Level::Read));
    let shows = |section: &Section| section.controls.is_empty() || section.controls.iter().any(reads);
    SECTIONS.into_iter().filter(|section| is_vendor || !section.is_of_vendor).filter(shows).collect()
}

/// What surrounds a page. Every page of the console has one in the field `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    visit: Visit,
    /// What the page is called, for the window's title.
    pub title: String,
    /// The organization one stands in.
    pub place: Option<Arc<Place>>,
    /// The way here, without the page itself.
    pub crumbs: Vec<Crumb>,
    /// Which part of the console it is: `hub-control`, `hub-partner`, `hub-help-desk`, `demo`.
    pub hub: &'static str,
    /// Whether the page is for reading: a form, some prose.
    pub is_narrow: bool,
    /// Whether the visitor works at a help desk.
    pub help_desk: bool,
    section: Option<&'static str>,
}

impl std::ops::Deref for Frame {
    type Target = Visit;

    fn deref(&self) -> &Visit {
        &self.visit
    }
}

impl Frame {
    /// The frame of a page outside every organization.
    #[must_use]
    pub fn new(visit: &Visit, title: impl Into<String>) -> Self {
        Self {
            visit: visit.clone(),
            title: title.into(),
            place: None,
            crumbs: Vec::new(),
            hub: "hub-control",
            is_narrow: false,
            help_desk: false,
            section: None,
        }
    }

    /// The frame of wherever one got to in this request.
    #[must_use]
    pub fn within(visit: &Visit, title: impl Into<String>) -> Self {
        Self { place: visit.place.get().cloned(), ..Self::new(visit, title) }
    }

    /// Called after what was found only inside.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// For reading: a form, some prose.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.is_narrow = true;
        self
    }

    /// In a section of the organization: `""` is the overview. The navigation marks it.
    #[must_use]
    pub fn section(mut self, path: &'static str) -> Self {
        self.section = Some(path);
        self
    }

    /// In another part of the console.
    #[must_use]
    pub fn hub(mut self, hub: &'static str) -> Self {
        self.hub = hub;
        self
    }

    /// For somebody who works at a help desk, or not.
    #[must_use]
    pub fn help_desk(mut self, works_there: bool) -> Self {
        self.help_desk = works_there;
        self
    }

    /// One step more on the way here.
    #[must_use]
    pub fn crumb(mut self, title: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { title: title.into(), href: href.into() });
        self
    }

    /// The navigation of the organization.
    #[must_use]
    pub fn organization_links(&self) -> Vec<Link> {
        let Some(place) = &self.place else { return Vec::new() };
        let link = |section: &Section| Link {
            href: place.href(section.path),
            icon: section.icon,
            title: self.visit.t(section.title),
            here: self.section == Some(section.path),
        };
        place.pages.iter().map(link).collect()
    }

    /// The navigation outside every organization.
    #[must_use]
    pub fn general_links(&self) -> Vec<Link> {
        let path = self.visit.path.split('?').next().unwrap_or_default();
        let link = |href: &str, icon, key: &str| Link {
            href: href.to_owned(),
            icon,
            title: self.visit.t(key),
            here: if href == "/" { path == "/" } else { path.starts_with(href) },
        };
        let mut links = vec![link("/", "building-community", "nav-organizations")];
        if self.help_desk {
            links.push(link("/helpdesk", "headset", "hub-help-desk"));
        }
        links.push(link("/my/access", "key", "nav-my-access"));
        links.push(link("/me", "user", "nav-account"));
        links
    }

    /// The window's title.
    #[must_use]
    pub fn window_title(&self) -> String {
        match &self.place {
            Some(place) => format!("{} · {} · Prokura", self.title, place.organization.name),
            None => format!("{} · Prokura", self.title),
        }
    }

    /// Languages with their codes and own names, and whether each is the one of the page.
    #[must_use]
    pub fn languages(&self) -> [(&'static str, &'static str, bool); 3] {
        Locale::ALL.map(|locale| (locale.tag(), locale.own_name(), locale == self.visit.language.0))
    }

    /// The name of the page's language, in that language.
    #[must_use]
    pub fn language_name(&self) -> &'static str {
        self.visit.language.0.own_name()
    }

    /// Themes with their codes and the keys of their words, and whether each is the one of the page.
    #[must_use]
    pub fn themes(&self) -> [(&'static str, String, bool); 3] {
        [
            (super::visit::Theme::Auto, self.visit.t("theme-auto")),
            (super::visit::Theme::Light, self.visit.t("theme-light")),
            (super::visit::Theme::Dark, self.visit.t("theme-dark")),
        ]
        .map(|(theme, title)| (theme.code(), title, theme == self.visit.theme))
    }

    /// The product's version.
    #[must_use]
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}
