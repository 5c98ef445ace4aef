//! What can be wrong with a file, a row of it, or a selection: stable codes, each with a text `field-<code>` in every locale.

/// The file is larger than is taken. Arguments: `most`, megabytes.
pub const FILE_TOO_LARGE: &str = "file_too_large";
/// There is nothing in the file.
pub const FILE_EMPTY: &str = "file_empty";
/// It is a workbook or an archive, not a text.
pub const FILE_IS_ARCHIVE: &str = "file_is_archive";
/// It is no text.
pub const FILE_IS_BINARY: &str = "file_is_binary";
/// It is not in UTF-8.
pub const FILE_NOT_UTF8: &str = "file_not_utf8";
/// A column that is needed is missing. Arguments: `columns`.
pub const HEADING_MISSING: &str = "heading_missing";
/// Two columns are the same. Arguments: `columns`.
pub const HEADING_REPEATED: &str = "heading_repeated";
/// It has more rows than are taken. Arguments: `most`.
pub const TOO_MANY_ROWS: &str = "too_many_rows";
/// It has columns and no rows, or nobody is selected.
pub const NO_ROWS: &str = "no_rows";
/// Nobody of a template's group deviates from it.
pub const NOBODY_DEVIATES: &str = "nobody_deviates";
/// The row has more cells than the file has columns.
pub const CELLS_TOO_MANY: &str = "cells_too_many";
/// A cell is longer than any of these is. Arguments: `most`.
pub const CELL_TOO_LONG: &str = "cell_too_long";
/// The address stands in the file twice. Arguments: `line`, the other one.
pub const EMAIL_REPEATED: &str = "email_repeated";
/// The product does not speak that language.
pub const LANGUAGE_UNKNOWN: &str = "language_unknown";
/// There is no licence of that name. Arguments: `licence`.
pub const LICENCE_NAME_UNKNOWN: &str = "licence_name_unknown";
/// There is no role of that name here. Arguments: `name`.
pub const ROLE_NAME_UNKNOWN: &str = "role_name_unknown";
/// Several roles are called so. Arguments: `name`.
pub const ROLE_NAME_AMBIGUOUS: &str = "role_name_ambiguous";
/// The role is given for sites, locations or customers, which a file cannot say. Arguments: `role`.
pub const ROLE_NEEDS_SCOPE: &str = "role_needs_scope";
/// Nobody of that name is here.
pub const NOBODY_HERE: &str = "nobody_here";
/// Whoever was added cannot be taken back by undoing.
pub const ADDED_STAYS: &str = "added_stays";
/// An invitation that was sent cannot be taken back.
pub const INVITED_STAYS: &str = "invited_stays";
/// Whoever was claimed cannot be given back.
pub const CLAIMED_STAYS: &str = "claimed_stays";
/// The form has more rows than are taken. Arguments: `most`.
pub const FORM_TOO_LONG: &str = "form_too_long";

/// Every one of them.
pub const ALL: [&str; 23] = [
    NOBODY_DEVIATES,
    CLAIMED_STAYS,
    FILE_TOO_LARGE,
    FILE_EMPTY,
    FILE_IS_ARCHIVE,
    FILE_IS_BINARY,
    FILE_NOT_UTF8,
    HEADING_MISSING,
    HEADING_REPEATED,
    TOO_MANY_ROWS,
    NO_ROWS,
    CELLS_TOO_MANY,
    CELL_TOO_LONG,
    EMAIL_REPEATED,
    LANGUAGE_UNKNOWN,
    LICENCE_NAME_UNKNOWN,
    ROLE_NAME_UNKNOWN,
    ROLE_NAME_AMBIGUOUS,
    ROLE_NEEDS_SCOPE,
    NOBODY_HERE,
    ADDED_STAYS,
    INVITED_STAYS,
    FORM_TOO_LONG,
];
