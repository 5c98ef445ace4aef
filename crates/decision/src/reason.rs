//! Why: the codes of a decision's answer. Every code has a text in every locale (`reason-<code>`).

use crate::policy::{RoleId, Situation};

/// What kept somebody from a right, or gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// A role gives it.
    Granted,
    /// The subject is not known here.
    UnknownSubject,
    /// The organization is not known here.
    UnknownOrganization,
    /// The site, location or subscription is not known here.
    UnknownResource,
    /// There is no such action.
    UnknownAction,
    /// The subject is pending or suspended.
    SubjectInactive,
    /// The organization is not in use.
    OrganizationInactive,
    /// The subject holds nothing in the organization.
    NoEntitlement,
    /// The role does not give this.
    NotInRole,
    /// The grant has not begun.
    NotStarted,
    /// The grant is over.
    Ended,
    /// The role is not one that this person can hold there.
    WrongHome,
    /// The partner does not manage the organization, or not any more (ORG-02).
    NoRelationship,
    /// The customer is not assigned to this partner administrator (PTR-02).
    CustomerNotAssigned,
    /// The customer removed the partner or its person (EXT-12).
    Blocked,
    /// The role's scope does not have it (SIT-03, ROL-12).
    OutOfScope,
    /// The administrator's home did not sell it (EXT-11).
    NotSold,
    /// The administrator's home has no active sale to the organization (EXT-11).
    NoSale,
    /// No Help Desk session is open and no support grant runs (PTR-07).
    NoSession,
    /// No support grant runs (SUP-06).
    NoApproval,
    /// The organization does not allow read-only support access (SUP-08).
    ReadOnlySupportOff,
    /// Support outside an approved grant reads only (SUP-08).
    ReadOnlySupport,
    /// Not signed in to Control Hub since the role was given (EXT-07).
    NotActivated,
    /// Counts only beside another role (ROL-09).
    NeedsAnotherRole,
    /// A standard agent licence takes it away (CC-05).
    LicenceLimit,
    /// The organization's setting does not give it to external administrators (CC-02).
    SettingOff,
    /// Restricted mode takes it away; the partner can lift it (RST-02).
    RestrictedMode,
    /// The organization withholds it from external administrators (EXT-15).
    Withheld,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 28] = [
        Self::Granted,
        Self::UnknownSubject,
        Self::UnknownOrganization,
        Self::UnknownResource,
        Self::UnknownAction,
        Self::SubjectInactive,
        Self::OrganizationInactive,
        Self::NoEntitlement,
        Self::NotInRole,
        Self::NotStarted,
        Self::Ended,
        Self::WrongHome,
        Self::NoRelationship,
        Self::CustomerNotAssigned,
        Self::Blocked,
        Self::OutOfScope,
        Self::NotSold,
        Self::NoSale,
        Self::NoSession,
        Self::NoApproval,
        Self::ReadOnlySupportOff,
        Self::ReadOnlySupport,
        Self::NotActivated,
        Self::NeedsAnotherRole,
        Self::LicenceLimit,
        Self::SettingOff,
        Self::RestrictedMode,
        Self::Withheld,
    ];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::UnknownSubject => "unknown_subject",
            Self::UnknownOrganization => "unknown_organization",
            Self::UnknownResource => "unknown_resource",
            Self::UnknownAction => "unknown_action",
            Self::SubjectInactive => "subject_inactive",
            Self::OrganizationInactive => "organization_inactive",
            Self::NoEntitlement => "no_entitlement",
            Self::NotInRole => "not_in_role",
            Self::NotStarted => "not_started",
            Self::Ended => "ended",
            Self::WrongHome => "wrong_home",
            Self::NoRelationship => "no_relationship",
            Self::CustomerNotAssigned => "customer_not_assigned",
            Self::Blocked => "blocked",
            Self::OutOfScope => "out_of_scope",
            Self::NotSold => "not_sold",
            Self::NoSale => "no_sale",
            Self::NoSession => "no_session",
            Self::NoApproval => "no_approval",
            Self::ReadOnlySupportOff => "read_only_support_off",
            Self::ReadOnlySupport => "read_only_support",
            Self::NotActivated => "not_activated",
            Self::NeedsAnotherRole => "needs_another_role",
            Self::LicenceLimit => "licence_limit",
            Self::SettingOff => "setting_off",
            Self::RestrictedMode => "restricted_mode",
            Self::Withheld => "withheld",
        }
    }

    /// The rule behind it, if one is.
    #[must_use]
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::Granted
            | Self::UnknownSubject
            | Self::UnknownOrganization
            | Self::UnknownResource
            | Self::UnknownAction
            | Self::SubjectInactive
            | Self::OrganizationInactive
            | Self::NoEntitlement
            | Self::NotInRole
            | Self::NotStarted
            | Self::Ended => None,
            Self::WrongHome => Some("ROL-01"),
            Self::NoRelationship => Some("ORG-02"),
            Self::CustomerNotAssigned => Some("PTR-02"),
            Self::Blocked => Some("EXT-12"),
            Self::OutOfScope => Some("SIT-03"),
            Self::NotSold | Self::NoSale => Some("EXT-11"),
            Self::NoSession => Some("PTR-07"),
            Self::NoApproval => Some("SUP-06"),
            Self::ReadOnlySupportOff | Self::ReadOnlySupport => Some("SUP-08"),
            Self::NotActivated => Some("EXT-07"),
            Self::NeedsAnotherRole => Some("ROL-09"),
            Self::LicenceLimit => Some("CC-05"),
            Self::SettingOff => Some("CC-02"),
            Self::RestrictedMode => Some("RST-02"),
            Self::Withheld => Some("EXT-15"),
        }
    }

    /// At which step the right was taken away, or that it was not.
    #[must_use]
    pub const fn step(self) -> Step {
        match self {
            Self::UnknownSubject
            | Self::UnknownOrganization
            | Self::UnknownResource
            | Self::UnknownAction
            | Self::SubjectInactive
            | Self::OrganizationInactive => Step::Standing,
            Self::NoEntitlement
            | Self::NotStarted
            | Self::Ended
            | Self::WrongHome
            | Self::NoRelationship
            | Self::CustomerNotAssigned => Step::Entitlement,
            Self::NotInRole => Step::Role,
            Self::Blocked
            | Self::OutOfScope
            | Self::NotSold
            | Self::NoSale
            | Self::NoSession
            | Self::NoApproval
            | Self::ReadOnlySupportOff
            | Self::ReadOnlySupport
            | Self::NotActivated
            | Self::NeedsAnotherRole
            | Self::LicenceLimit
            | Self::SettingOff => Step::Condition,
            Self::RestrictedMode => Step::RestrictedMode,
            Self::Withheld => Step::Withheld,
            Self::Granted => Step::Given,
        }
    }
}

/// A step of the decision, in the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Whether there is anybody who could do anything, anywhere.
    Standing,
    /// What the subject holds at that time.
    Entitlement,
    /// What the role gives when every condition holds.
    Role,
    /// The role's conditions and scope.
    Condition,
    /// What restricted mode takes away (RST-02).
    RestrictedMode,
    /// What the organization withholds from people from outside (EXT-15).
    Withheld,
    /// Nothing took it away.
    Given,
}

impl Step {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standing => "standing",
            Self::Entitlement => "entitlement",
            Self::Role => "role",
            Self::Condition => "condition",
            Self::RestrictedMode => "restricted_mode",
            Self::Withheld => "withheld",
            Self::Given => "given",
        }
    }
}

/// What one grant of the subject did to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Which grant of the subject.
    pub position: usize,
    /// Its role.
    pub role: RoleId,
    /// The situation it was looked at in; `None` where it does not come to that.
    pub situation: Option<Situation>,
    /// Whether a support grant or Help Desk session turned the right on.
    pub by_support: bool,
    /// What gave the right, or took it away.
    pub reason: Reason,
}

/// The full answer to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Whether it is allowed.
    pub allowed: bool,
    /// What stopped the question as a whole, before any grant was looked at.
    pub stopped: Option<Reason>,
    /// Every grant that was looked at.
    pub findings: Vec<Finding>,
}

impl Explanation {
    /// The codes that decided: for an allow, that it is granted; for a deny, what took the right from the grants that
    /// came closest. Without repeats.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason> {
        if let Some(stopped) = self.stopped {
            return vec![stopped];
        }
        if self.allowed {
            return vec![Reason::Granted];
        }
        let meaningful = |reason: &Reason| *reason != Reason::NotInRole;
        let mut reasons: Vec<Reason> = self.findings.iter().map(|finding| finding.reason).filter(meaningful).collect();
        reasons.sort();
        reasons.dedup();
        reasons.reverse();
        if reasons.is_empty() {
            reasons.push(if self.findings.is_empty() { Reason::NoEntitlement } else { Reason::NotInRole });
        }
        reasons
    }

    /// The rules that decided, without repeats.
    #[must_use]
    pub fn rules(&self) -> Vec<&'static str> {
        let mut rules: Vec<_> = self.reasons().into_iter().filter_map(Reason::rule).collect();
        rules.dedup();
        rules
    }
}
