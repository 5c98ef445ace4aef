//! What is told to whom when something happened: messages wait in the outbox and are rendered when they are sent, so
//! neither outbox nor log ever holds a secret.

use prokura_domain::account::LinkPurpose;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::id::{
    GrantId, MessageId, OrganizationId, PrincipalId, ProductNewsId, SeatRequestId, SessionId, SignInLinkId,
    SupportGrantId, SupportRequestId,
};
use prokura_domain::support::RequestState;
use prokura_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a message says; ids only, no address, name or secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Notice {
    /// To the approver: an agent asks for temporary access; has the link (SUP-02).
    SupportRequested {
        /// The request.
        request: SupportRequestId,
    },
    /// To the agent: granted, for an hour (SUP-06).
    SupportGranted {
        /// The request.
        request: SupportRequestId,
        /// The grant.
        grant: SupportGrantId,
    },
    /// To the other full administrators: one of them let an agent in, as far as the organization and each of them wants to know.
    SupportBegan {
        /// The grant.
        grant: SupportGrantId,
    },
    /// To the other full administrators: one of them reported a request, as far as the organization and each of them wants to know.
    SupportReportedHere {
        /// The request.
        request: SupportRequestId,
    },
    /// To the agent: denied.
    SupportDenied {
        /// The request.
        request: SupportRequestId,
    },
    /// To the vendor's administrators: a customer reported an unexpected request (SUP-05).
    SupportReported {
        /// The request.
        request: SupportRequestId,
    },
    /// To the other side: running access was ended early (SUP-07).
    SupportEnded {
        /// The grant.
        grant: SupportGrantId,
    },
    /// To the holder: a role was given.
    RoleAssigned {
        /// The grant.
        grant: GrantId,
    },
    /// To the holder: a role ended before its term.
    RoleEnded {
        /// The grant.
        grant: GrantId,
    },
    /// To somebody who was added: how to sign in for the first time; has the link.
    Invited {
        /// The link.
        link: SignInLinkId,
    },
    /// To somebody whose way of signing in was reset: by whom, and how to choose a new one; has the link (ORG-08).
    SignInReset {
        /// The link.
        link: SignInLinkId,
        /// Who did it.
        by: Option<PrincipalId>,
    },
    /// To whoever signed in from a device that is new to them.
    NewDevice {
        /// The session.
        session: SessionId,
    },
    /// To somebody who forgot their password and has no second factor: who helps.
    RecoveryElsewhere,
    /// To somebody who forgot their password; has the link.
    Recovery {
        /// The link.
        link: SignInLinkId,
    },
    /// To somebody whom an organization claimed: who did, and what changed.
    Claimed {
        /// Their home from now on.
        claimed_by: OrganizationId,
        /// Their former home.
        former: OrganizationId,
        /// Who did it.
        by: Option<PrincipalId>,
    },
    /// To the customer's full administrators: the partner took provisioning back (EXT-12).
    ProvisioningTakenBack {
        /// The grant.
        grant: GrantId,
    },
    /// To the seller's partner full administrators: a customer asks for another number of seats.
    SeatsAsked {
        /// The request.
        request: SeatRequestId,
    },
    /// To whoever asked: the seller answered.
    SeatsAnswered {
        /// The request.
        request: SeatRequestId,
    },
    /// To whom product news go: what the vendor wrote (ROL-11).
    ProductNews {
        /// The news.
        news: ProductNewsId,
    },
    /// To whoever asked for it: what changed in a day where they administer, if anything did.
    DailyDigest {
        /// The first moment after that day.
        until: Timestamp,
    },
    /// To the person: what they sign in with changed, or a recovery code was used.
    SignInChanged {
        /// What changed.
        change: SignInChange,
    },
}

/// A change of what somebody signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInChange {
    /// An authenticator app was added, with recovery codes.
    TotpAdded,
    /// The authenticator app was removed.
    TotpRemoved,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A recovery code was used.
    RecoveryCodeUsed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
}

impl SignInChange {
    /// Every change.
    pub const ALL: [Self; 6] = [
        Self::TotpAdded,
        Self::TotpRemoved,
        Self::RecoveryCodesMade,
        Self::RecoveryCodeUsed,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
    ];

    /// The stable code, as in the keys of the texts.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TotpAdded => "totp-added",
            Self::TotpRemoved => "totp-removed",
            Self::RecoveryCodesMade => "codes-made",
            Self::RecoveryCodeUsed => "code-used",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
        }
    }
}

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// One person.
    Person(PrincipalId),
    /// Every full administrator whose home an organization is, when it is sent.
    FullAdministrators(OrganizationId),
    /// Every partner full administrator of a partner, when it is sent; its full administrators, where there is none.
    PartnerAdministrators(OrganizationId),
    /// The vendor's administrators, when it is sent.
    Vendor,
}

/// A message of the outbox. Its id is the idempotency key of the sending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The id.
    pub id: MessageId,
    /// What it says.
    pub notice: Notice,
    /// To whom.
    pub recipient: Recipient,
    /// When it was put there.
    pub created_at: Timestamp,
}

/// What has become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// Waits for its next try.
    Waiting,
    /// Was handed over.
    Sent,
    /// Tried too often; an administrator can replay it.
    Dead,
    /// Nobody is left to tell, or it has become pointless.
    Dropped,
}

impl MessageState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Dead, Self::Dropped];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
            Self::Dropped => "dropped",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// The messages of an event, possibly none. Exhaustive: an event that nobody thought of does not compile.
#[must_use]
pub fn messages(event: &Event, actor: Option<PrincipalId>) -> Vec<(Recipient, Notice)> {
    use prokura_domain::grant::Origin;
    match event {
        Event::SupportRequested(request) => request
            .approver
            .map(|approver| (Recipient::Person(approver), Notice::SupportRequested { request: request.id }))
            .into_iter()
            .collect(),
        Event::SupportGranted(change, grant) => vec![
            (
                Recipient::Person(change.after.agent),
                Notice::SupportGranted { request: change.after.id, grant: grant.id },
            ),
            (Recipient::FullAdministrators(grant.organization), Notice::SupportBegan { grant: grant.id }),
        ],
        Event::SupportDenied(change) => {
            let request = change.after.id;
            let mut messages = vec![(Recipient::Person(change.after.agent), Notice::SupportDenied { request })];
            if change.after.state == RequestState::Reported {
                messages.push((Recipient::Vendor, Notice::SupportReported { request }));
                let place = change.after.organization;
                messages.push((Recipient::FullAdministrators(place), Notice::SupportReportedHere { request }));
            }
            messages
        }
        Event::SupportEnded(change) => {
            let grant = change.after.id;
            let notice = Notice::SupportEnded { grant };
            if change.after.ended_by == Some(change.after.agent) {
                vec![(Recipient::Person(change.after.approved_by), notice)]
            } else {
                vec![(Recipient::Person(change.after.agent), notice)]
            }
        }
        Event::RoleAssigned(grant) => match grant.origin {
            Origin::Imported | Origin::FirstPerson => Vec::new(),
            Origin::TakenBack => vec![(
                Recipient::FullAdministrators(grant.organization),
                Notice::ProvisioningTakenBack { grant: grant.id },
            )],
            Origin::Assigned | Origin::Order | Origin::BreakGlass => {
                vec![(Recipient::Person(grant.principal), Notice::RoleAssigned { grant: grant.id })]
            }
        },
        Event::GrantEnded(change, end) => match end {
            GrantEnd::Revoked | GrantEnd::Removed if actor != Some(change.after.principal) => {
                vec![(Recipient::Person(change.after.principal), Notice::RoleEnded { grant: change.after.id })]
            }
            GrantEnd::Revoked
            | GrantEnd::Removed
            | GrantEnd::GivenUp
            | GrantEnd::Replaced
            | GrantEnd::HolderDeleted
            | GrantEnd::HolderClaimed
            | GrantEnd::Pruned
            | GrantEnd::Expired => Vec::new(),
        },
        Event::PersonClaimed(change) => {
            let (claimed_by, former) = (change.after.home, change.before.home);
            vec![(Recipient::Person(change.after.id), Notice::Claimed { claimed_by, former, by: actor })]
        }
        Event::SeatsAsked(request) => {
            vec![(Recipient::PartnerAdministrators(request.seller), Notice::SeatsAsked { request: request.id })]
        }
        Event::SeatsAccepted(change) | Event::SeatsDeclined(change) => {
            vec![(Recipient::Person(change.after.asked_by), Notice::SeatsAnswered { request: change.after.id })]
        }
        Event::NewsTold(Change { after, .. }, people) => {
            let told = |person: &PrincipalId| (Recipient::Person(*person), Notice::ProductNews { news: after.id });
            people.iter().map(told).collect()
        }
        Event::TotpAdded(totp, _) => sign_in_changed(totp.person, SignInChange::TotpAdded),
        Event::TotpRemoved(totp, _) => sign_in_changed(totp.person, SignInChange::TotpRemoved),
        // The mail of the app that they came with tells of them.
        Event::RecoveryCodesMade { first: true, .. } => Vec::new(),
        Event::RecoveryCodesMade { person, .. } => sign_in_changed(*person, SignInChange::RecoveryCodesMade),
        Event::RecoveryCodeUsed(code, _) => sign_in_changed(code.person, SignInChange::RecoveryCodeUsed),
        Event::PasskeyAdded(passkey, _) => sign_in_changed(passkey.person, SignInChange::PasskeyAdded),
        Event::PasskeyRemoved(passkey, _) => sign_in_changed(passkey.person, SignInChange::PasskeyRemoved),
        Event::SignedIn { session, is_new_device: true, .. } => {
            vec![(Recipient::Person(session.person), Notice::NewDevice { session: session.id })]
        }
        // With a second factor, the link's mail tells.
        Event::RecoveryAsked { has_second: true, .. } => Vec::new(),
        Event::RecoveryAsked { person, .. } => vec![(Recipient::Person(*person), Notice::RecoveryElsewhere)],
        Event::SignInLinkIssued(link, _) => {
            let notice = match link.purpose {
                LinkPurpose::Operator => return Vec::new(),
                LinkPurpose::Invitation => Notice::Invited { link: link.id },
                LinkPurpose::Reset => Notice::SignInReset { link: link.id, by: actor },
                LinkPurpose::Recovery => Notice::Recovery { link: link.id },
            };
            vec![(Recipient::Person(link.person), notice)]
        }
        Event::SignedIn { is_new_device: false, .. }
        | Event::OrganizationAdded(_)
        | Event::OrganizationChanged(_)
        | Event::RelationshipAdded(_)
        | Event::RelationshipChanged(_)
        | Event::SubscriptionAdded(_)
        | Event::SubscriptionChanged(_)
        | Event::LicenceRuleSet { .. }
        | Event::LicenceRuleRemoved(_)
        | Event::LicencesMissed { .. }
        | Event::TemplateMade(_)
        | Event::TemplateChanged(_)
        | Event::TemplateApplied(..)
        | Event::TemplateDeleted(_)
        | Event::SeatsWithdrawn(_)
        | Event::SiteAdded(_)
        | Event::SiteChanged(_)
        | Event::LocationAdded(_)
        | Event::LocationChanged(_)
        | Event::PersonAdded(_)
        | Event::PersonChanged(_)
        | Event::PersonDeleted(..)
        | Event::PersonRestored(_)
        | Event::PersonErased(_)
        | Event::PersonLeft { .. }
        | Event::GrantChanged(_)
        | Event::GrantActivated(_)
        | Event::CustomRoleAdded(_)
        | Event::CustomRoleChanged(_)
        | Event::CustomRoleDeleted(_)
        | Event::BlockAdded(_)
        | Event::BlockChanged(_)
        | Event::SupportWithdrawn(_)
        | Event::SupportLapsed(_)
        | Event::SupportExpired(_)
        | Event::SupportGrantImported(_)
        | Event::SupportGrantChanged(_)
        | Event::HelpDeskSessionOpened(_)
        | Event::HelpDeskSessionChanged(_)
        | Event::SettingChanged { .. }
        | Event::NewsWritten { .. }
        | Event::NewsDropped(_)
        | Event::NewsReleased(..)
        | Event::NewsSent(_)
        | Event::PreferenceSet { .. }
        | Event::PasswordSet { .. }
        | Event::SignInReset { .. }
        | Event::SignInLinkUsed(..)
        | Event::SessionEnded(..)
        | Event::ProvedAgain(..)
        | Event::TotpUsed(..)
        | Event::PasskeyRenamed(..)
        | Event::PasskeyUsed(..)
        | Event::ServiceAccountAdded(_)
        | Event::TokenIssued(_)
        | Event::TokenRevoked(_)
        | Event::DomainAdded(_)
        | Event::DomainVerified(_)
        | Event::DomainRemoved(_)
        | Event::ClientSecretSet { .. }
        | Event::IdentityPinned(_)
        | Event::FederatedSessionBegun(..)
        | Event::ProvedAtProvider(..)
        | Event::SignedOutAtProvider(..)
        | Event::SignalHeard { .. }
        | Event::StreamAdded(_)
        | Event::StreamChanged(_)
        | Event::StreamVerified(..)
        | Event::StreamRemoved(_)
        | Event::JobAsked(_)
        | Event::JobTurned(..) => Vec::new(),
    }
}

fn sign_in_changed(person: PrincipalId, change: SignInChange) -> Vec<(Recipient, Notice)> {
    vec![(Recipient::Person(person), Notice::SignInChanged { change })]
}
