//! What can be wrong with a policy, and where?

use prokura_domain::text::Locale;
use std::fmt;
use thiserror::Error;

/// One thing that is wrong, with the file and the line.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {fault}")]
pub struct PolicyError {
    /// The file's name inside the policy directory.
    pub file: String,
    /// The line, from 1; 1 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// Everything that is wrong with a policy, by file and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyErrors(pub Vec<PolicyError>);

impl fmt::Display for PolicyErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.0.iter().enumerate() {
            if position > 0 {
                writeln!(formatter)?;
            }
            write!(formatter, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PolicyErrors {}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// The file is not there or cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// The file is longer than a policy file may be.
    #[error("is longer than {most} bytes")]
    TooLong {
        /// The most bytes.
        most: usize,
    },
    /// A TOML file that no policy has.
    #[error("is no file of a policy; those are {known}")]
    UnknownFile {
        /// The files of a policy.
        known: String,
    },
    /// Not TOML.
    #[error("{0}")]
    Syntax(String),
    /// A key that nobody reads.
    #[error("`{key}` is not a key of {of}")]
    UnknownKey {
        /// The key.
        key: String,
        /// What it stands in.
        of: String,
    },
    /// A key is needed.
    #[error("{of} lacks `{key}`")]
    MissingKey {
        /// The key.
        key: String,
        /// What lacks it.
        of: String,
    },
    /// A value of another type.
    #[error("`{key}` must be {expected}")]
    WrongType {
        /// Whose value.
        key: String,
        /// What it must be.
        expected: &'static str,
    },
    /// A text is missing or empty in a language.
    #[error("{of} has no text in `{}`", .locale.tag())]
    MissingTitle {
        /// What lacks it.
        of: String,
        /// The language.
        locale: Locale,
    },
    /// A word that is not one of those allowed.
    #[error("`{code}` is no {what}; write {known}")]
    UnknownCode {
        /// What it should name.
        what: &'static str,
        /// What was written.
        code: String,
        /// The words allowed.
        known: String,
    },
    /// A name of the wrong shape.
    #[error(
        "`{0}` is not a name: lower-case letters, digits and `_`, starting with a letter, and neither `read` nor `manage`"
    )]
    BadName(String),
    /// A control must be named after what it belongs to.
    #[error("`{0}` is not the name of a control: two names joined by a dot")]
    BadControlName(String),
    /// The same thing twice.
    #[error("the {what} `{name}` is here a second time")]
    Duplicate {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A name that nothing has.
    #[error("there is no {what} `{name}`")]
    Unknown {
        /// What it should name.
        what: &'static str,
        /// What was written.
        name: String,
    },
    /// More than the masks hold.
    #[error("{count} {what} are more than the {most} that a policy can have")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// The most.
        most: usize,
    },
    /// A row with too few or too many cells.
    #[error("the row `{row}` has {cells} cells for {columns} columns")]
    CellCount {
        /// The row.
        row: String,
        /// How many cells it has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// A cell whose condition can never hold where the table speaks.
    #[error("`{cell}` means nothing in the situation `{situation}`")]
    CellWithoutMeaning {
        /// The cell.
        cell: &'static str,
        /// The situation.
        situation: &'static str,
    },
    /// `M:settings` about an area without such a control.
    #[error("`M:settings` needs the control `{area}.settings`: give the area `settings` titles")]
    NoSettingsControl {
        /// The area.
        area: String,
    },
    /// Two tables speak about the same thing.
    #[error(
        "the tables `{first}` and `{second}` both speak about `{role}` and `{area}` in the situation `{situation}`"
    )]
    SaidTwice {
        /// The table that spoke first.
        first: String,
        /// The other table.
        second: String,
        /// The role.
        role: String,
        /// The area.
        area: String,
        /// The situation.
        situation: &'static str,
    },
    /// A column for a role that nobody can hold there.
    #[error("`{role}` is never held in the situation `{situation}`")]
    Misplaced {
        /// The role.
        role: String,
        /// The situation.
        situation: &'static str,
    },
    /// Tables that inherit from one another in a circle.
    #[error("the table `{0}` inherits from itself")]
    InheritanceCycle(String),
    /// A role that contradicts its class.
    #[error("a role of class `{class}` has {key} `{value}`: it can have {allowed}")]
    ClassContradicted {
        /// The class.
        class: &'static str,
        /// The key that contradicts it.
        key: &'static str,
        /// Its value.
        value: &'static str,
        /// What it could be.
        allowed: &'static str,
    },
    /// An area that custom roles must not be composed of.
    #[error("custom roles cannot be composed of `{area}` in the situation `{situation}`: it is not theirs to hand on")]
    NotComposable {
        /// The area.
        area: String,
        /// The situation.
        situation: &'static str,
    },
    /// A custom role whose rights would hang on something.
    #[error("what custom roles are composed of is given without conditions: `M`, `R` or `-`")]
    ComposedConditionally,
    /// A role that excludes itself.
    #[error("the role `{0}` excludes itself")]
    SelfExclusion(String),
    /// Exclusions that lead back to where they began.
    #[error("exclusions lead in a circle: {0}; write each pair once, from one side")]
    ExclusionCycle(String),
    /// No table gives the role anything.
    #[error("no table gives the role `{0}` anything")]
    IdleRole(String),
    /// No role gives the control.
    #[error("no role gives the control `{0}` to anybody")]
    Unreachable(String),
    /// A restricted control that nobody could set.
    #[error("while restricted mode is on nobody could manage `{0}`: no role that lifts restrictions manages it")]
    NobodyLifts(String),
    /// An `<area>.settings` control that no cell names.
    #[error("no table says `M:settings` about `{0}`: its `settings` titles are unused")]
    IdleSettingsControl(String),
    /// A default that its setting would not accept.
    #[error("the default of `{0}` is not a value of its type")]
    BadDefault(String),
    /// A number setting whose bounds admit nothing.
    #[error("`{0}` accepts no number: min is above max")]
    EmptyRange(String),
    /// A setting that the program reads is not there, or of another type.
    #[error("the setting `{key}` must be {expected}: rules read it")]
    SettingOfRule {
        /// The key.
        key: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// An area that the program reads is not there.
    #[error("the area `{0}` must be there: rules read it")]
    AreaOfRule(&'static str),
}
