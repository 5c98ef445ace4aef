//! What can a cell of a permission table say, and which sets of controls is that?

use super::{Area, Cells, Situation};
use crate::mask::Mask;

/// A cell of a permission table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// `-`
    Nothing,
    /// `R`: read.
    Read,
    /// `M`: manage.
    Manage,
    /// `M:settings`: manage the control `<area>.settings`, read the area.
    Settings,
    /// `M:sold`: manage what the holder's home sold.
    Sold,
    /// `R:session`: read inside a Help Desk session or under a support grant.
    Session,
    /// `M:approved`: manage under a support grant, else as `R:session`.
    Approved,
    /// `M:granted`: manage under a support grant, else nothing.
    Granted,
    /// `CC-02`: manage where the organization's setting says so, else read.
    BySetting,
}

impl Cell {
    /// Every cell.
    pub const ALL: [Self; 9] = [
        Self::Nothing,
        Self::Read,
        Self::Manage,
        Self::Settings,
        Self::Sold,
        Self::Session,
        Self::Approved,
        Self::Granted,
        Self::BySetting,
    ];

    /// How the tables write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nothing => "-",
            Self::Read => "R",
            Self::Manage => "M",
            Self::Settings => "M:settings",
            Self::Sold => "M:sold",
            Self::Session => "R:session",
            Self::Approved => "M:approved",
            Self::Granted => "M:granted",
            Self::BySetting => "CC-02",
        }
    }

    /// Whether its condition can hold in a situation: at home nothing was sold to anybody, and only agents who come
    /// from elsewhere have support access.
    pub(super) const fn has_meaning_in(self, situation: Situation) -> bool {
        match self {
            Self::Nothing | Self::Read | Self::Manage | Self::Settings => true,
            Self::Sold => matches!(
                situation,
                Situation::FromManagingPartner
                    | Situation::FromOtherPartner
                    | Situation::FromElsewhere
                    | Situation::ManagedCustomer
            ),
            Self::Session | Self::Approved | Self::Granted => {
                matches!(situation, Situation::ManagedCustomer | Situation::VendorElsewhere)
            }
            Self::BySetting => matches!(
                situation,
                Situation::FromManagingPartner | Situation::FromOtherPartner | Situation::FromElsewhere
            ),
        }
    }
}

impl Cells {
    /// Adds what a cell says about an area.
    pub(super) fn put(&mut self, cell: Cell, area: &Area) {
        match cell {
            Cell::Nothing => {}
            Cell::Read => self.read |= area.controls,
            Cell::Manage => {
                self.manage |= area.controls;
                self.read |= area.controls;
            }
            Cell::Settings => {
                self.manage |= area.settings.map_or(Mask::NONE, Mask::of);
                self.read |= area.controls;
            }
            Cell::Sold => self.sold |= area.controls,
            Cell::Session => self.session |= area.controls,
            Cell::Approved => self.approved |= area.controls,
            Cell::Granted => self.granted |= area.controls,
            Cell::BySetting => self.by_setting |= area.controls,
        }
    }

    /// The one cell that says about an area what these sets say; `None` where no cell does.
    #[must_use]
    pub fn about(&self, area: &Area) -> Option<Cell> {
        let within = |mask: Mask| mask & area.controls;
        let found = Self {
            manage: within(self.manage),
            read: within(self.read),
            sold: within(self.sold),
            session: within(self.session),
            approved: within(self.approved),
            granted: within(self.granted),
            by_setting: within(self.by_setting),
        };
        Cell::ALL.into_iter().find(|cell| {
            let mut said = Self::default();
            said.put(*cell, area);
            said == found
        })
    }
}
