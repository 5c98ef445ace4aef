//! The headings of files that people write and change in a spreadsheet: in each language, and read in any of them.

use crate::text::Language;
use prokura_app::bulk::file::{Column, Kind};
use prokura_domain::text::Locale;

/// What a column is headed with.
#[must_use]
pub(crate) fn heading(column: Column, language: Language) -> String {
    language.text(&format!("column-{}", column.code()))
}

/// What a heading means, in whichever language it is.
#[must_use]
pub(crate) fn column(heading: &str) -> Option<Column> {
    let heading = heading.trim().to_lowercase();
    Column::ALL.into_iter().find(|column| {
        Locale::ALL.map(Language).into_iter().any(|language| {
            let also = format!("column-{}-also", column.code());
            self::heading(*column, language).to_lowercase() == heading
                || (language.has(&also)
                    && language.text(&also).split('|').any(|name| name.trim().to_lowercase() == heading))
        })
    })
}

/// The columns of a file of a kind, as it is begun with.
#[must_use]
pub(crate) const fn template(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::People => &[
            Column::FirstName,
            Column::LastName,
            Column::Email,
            Column::Language,
            Column::Licenses,
            Column::Package,
            Column::Title,
            Column::Department,
            Column::WorkNumber,
            Column::Roles,
        ],
        Kind::Roles => &[Column::Name, Column::Email, Column::Roles],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_means_the_same_in_every_language() {
        for column in Column::ALL {
            for language in Locale::ALL.map(Language) {
                let heading = heading(column, language);
                assert!(!heading.starts_with("column-"), "{heading}");
                assert_eq!(self::column(&heading), Some(column), "{heading}");
            }
        }
        assert_eq!(column(" E-MAIL "), Some(Column::Email));
        assert_eq!(column("Telefon"), None);
    }
}
