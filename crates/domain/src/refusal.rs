//! Why a command was refused: a closed set, each with a stable code that has a text in every locale.

/// One thing wrong with one field. The locale key is `field-<code>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer or form field name.
    pub field: String,
    /// The stable code.
    pub code: &'static str,
    /// Arguments of the text.
    pub arguments: Vec<(&'static str, String)>,
}

impl FieldError {
    /// A field error without arguments.
    pub fn new(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code, arguments: Vec::new() }
    }
}

/// Why a command was refused. The locale key is `refusal-<code>`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody is signed in, or the token is not good.
    #[error("not authenticated")]
    Unauthenticated,
    /// Whoever acts proved too long ago who they are, for something like this: they prove it again and repeat it.
    #[error("not proved lately")]
    StepUpNeeded {
        /// How many seconds ago the proof may have been at most.
        max_age_seconds: u32,
    },
    /// It does not exist, or the caller may not know that it does.
    #[error("not found")]
    NotFound,
    /// The decision said no. The reasons are for somebody who may see the organization.
    #[error("not allowed: {}", .because.join(", "))]
    Forbidden {
        /// The control that was asked, with its level, for example `users.manage`.
        asked: String,
        /// Reason codes of the decision.
        because: Vec<&'static str>,
        /// Rules that decided.
        rules: Vec<&'static str>,
    },
    /// A rule forbids it, whoever asks.
    #[error("{rule}: {code}")]
    Rule {
        /// The stable code, for example `last_full_admin`.
        code: &'static str,
        /// The rule, for example `ORG-07`.
        rule: &'static str,
        /// Arguments of the text.
        arguments: Vec<(&'static str, String)>,
    },
    /// Fields are wrong; every one is named.
    #[error("{} invalid field(s)", .0.len())]
    Invalid(Vec<FieldError>),
    /// Somebody changed it meanwhile.
    #[error("changed meanwhile")]
    Conflict {
        /// The version the caller had.
        expected: i64,
        /// The version there is.
        actual: i64,
        /// Who changed it last, where the caller may know.
        changed_by: Option<crate::id::PrincipalId>,
        /// When it was changed last.
        changed_at: Option<crate::time::Timestamp>,
    },
    /// It is over: a lapsed request, a used link, an ended grant.
    #[error("over: {code}")]
    Over {
        /// The stable code, for example `request_lapsed`.
        code: &'static str,
    },
    /// Too much at a time; come back after that many seconds.
    #[error("too many: {code}")]
    TooMany {
        /// The stable code: `too_many` for tries, else what there is too much of.
        code: &'static str,
        /// Seconds to wait.
        retry_after_seconds: u32,
    },
}

impl Refusal {
    /// A rule's refusal without arguments.
    #[must_use]
    pub fn rule(rule: &'static str, code: &'static str) -> Self {
        Self::Rule { code, rule, arguments: Vec::new() }
    }

    /// Too many tries.
    #[must_use]
    pub const fn too_many(retry_after_seconds: u32) -> Self {
        Self::TooMany { code: "too_many", retry_after_seconds }
    }

    /// One wrong field.
    pub fn field(field: impl Into<String>, code: &'static str) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// The stable code of the refusal as a whole.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::StepUpNeeded { .. } => "step_up_needed",
            Self::NotFound => "not_found",
            Self::Forbidden { .. } => "forbidden",
            Self::Rule { code, .. } | Self::Over { code } | Self::TooMany { code, .. } => code,
            Self::Invalid(_) => "invalid",
            Self::Conflict { .. } => "conflict",
        }
    }
}
