//! The token without which nothing is written. Only this crate makes one.

use crate::policy::Situation;
use prokura_domain::id::{GrantId, OrganizationId, PrincipalId, SupportGrantId, SupportRequestId};

/// By what right something is done: what the audit log says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A role gives it.
    Role {
        /// Who acts.
        principal: PrincipalId,
        /// The control that was asked.
        control: String,
        /// The role's key.
        role: String,
        /// The grant that gives it.
        grant: GrantId,
        /// Where that grant is.
        organization: OrganizationId,
        /// The situation it counts in.
        situation: Situation,
        /// The support grant that turned it on, with the request it answers (SUP-09).
        support: Option<(SupportGrantId, Option<SupportRequestId>)>,
    },
    /// It is one's own: a session, a password, a language, a right given up (ROL-10).
    Own(PrincipalId),
    /// The operator at the machine: import, init, tokens made on the command line.
    Operator,
    /// The system itself: what lapsed or ran out is written down; an order brings its grant (EXT-11).
    System,
}

/// Proof that a question was decided in favour. `store`'s `apply` asks for one; only `decision` can make it.
#[derive(Clone, Debug)]
pub struct Permit {
    basis: Basis,
}

impl Permit {
    pub(crate) const fn new(basis: Basis) -> Self {
        Self { basis }
    }

    /// By what right.
    #[must_use]
    pub const fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The control that was asked, where a role gives the right.
    #[must_use]
    pub fn control(&self) -> Option<&str> {
        match &self.basis {
            Basis::Role { control, .. } => Some(control),
            Basis::Own(_) | Basis::Operator | Basis::System => None,
        }
    }
}

/// What a person may do to what is their own, and to nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnMatter {
    /// Sign in, sign out, and what sign-in brings with it (EXT-07).
    SignIn,
    /// Set one's own password or language.
    Preferences,
    /// Give up a right of one's own (ROL-10).
    GiveUp,
    /// End or withdraw what one asked for: a support request, a session, running access (SUP-07).
    OwnSupport,
    /// Use the streams of signals that one made.
    OwnStreams,
}

/// Decides that `actor` may do something to what belongs to `owner`: only to their own. `None` for anybody else.
#[must_use]
pub fn decide_own(actor: PrincipalId, owner: PrincipalId, _matter: OwnMatter) -> Option<Permit> {
    (actor == owner).then(|| Permit::new(Basis::Own(actor)))
}

/// Decides for whoever runs commands on the machine with the database in hand: nobody can keep them from it, so the log says it.
#[must_use]
pub const fn decide_operator() -> Permit {
    Permit::new(Basis::Operator)
}

/// Decides for what follows from time and from facts alone: writing down what is already so.
#[must_use]
pub const fn decide_system() -> Permit {
    Permit::new(Basis::System)
}
