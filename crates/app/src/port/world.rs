//! Everything there is, as rows: what a world file is exported from.

use prokura_domain::custom_role::CustomRole;
use prokura_domain::grant::Grant;
use prokura_domain::organization::{Block, Location, Organization, Relationship, Site, Subscription};
use prokura_domain::person::Person;
use prokura_domain::setting::Setting;
use prokura_domain::support::{HelpDeskSession, SupportGrant};

/// Every row that a world file knows, ended ones included, ordered by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldRows {
    /// Organizations.
    pub organizations: Vec<Organization>,
    /// Settings that were set.
    pub settings: Vec<Setting>,
    /// Relationships.
    pub relationships: Vec<Relationship>,
    /// Subscriptions.
    pub subscriptions: Vec<Subscription>,
    /// Sites.
    pub sites: Vec<Site>,
    /// Locations.
    pub locations: Vec<Location>,
    /// People.
    pub people: Vec<Person>,
    /// Grants.
    pub grants: Vec<Grant>,
    /// Blocks.
    pub blocks: Vec<Block>,
    /// Custom roles.
    pub custom_roles: Vec<CustomRole>,
    /// Support grants.
    pub support_grants: Vec<SupportGrant>,
    /// Help Desk sessions.
    pub sessions: Vec<HelpDeskSession>,
}
