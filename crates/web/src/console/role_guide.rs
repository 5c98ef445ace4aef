//! The explanation of the roles: what each gives to whoever holds it (ROL-03).

use super::beyond::Beyond;
use super::{Answer, ConsoleCaller, Frame, page as answer};
use askama::Template;
use prokura_decision::mask::{Mask, Rights};
use prokura_decision::policy::{Cells, Role, RoleClass, Situation};

/// A role in words.
struct Row {
    key: String,
    title: String,
    gives: Beyond,
    /// What a partner's role gives in the organizations of its customers.
    at_customers: Option<Beyond>,
}

struct Group {
    class: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "role_guide.html")]
struct GuidePage {
    frame: Frame,
    groups: Vec<Group>,
}

/// `GET /roles`
pub(super) async fn page(caller: ConsoleCaller) -> Answer {
    let policy = caller.site.service.policy().clone();
    let locale = caller.visit.language.0;
    let told = |role: &Role, situations: &[Situation]| {
        let rights = situations.iter().find_map(|situation| role.cells(*situation)).map_or(Rights::NONE, rights);
        Beyond::of(&policy, rights, Rights::NONE, locale)
    };
    let mut groups = Vec::new();
    for class in RoleClass::ALL {
        let (first, customers) = situations(class);
        let rows: Vec<Row> = policy
            .roles
            .iter()
            .filter(|role| role.class == class)
            .map(|role| Row {
                key: role.key.clone(),
                title: role.title.in_locale(locale).to_owned(),
                gives: told(role, first),
                at_customers: customers.map(|situation| told(role, &[situation])),
            })
            .collect();
        if !rows.is_empty() {
            groups.push(Group { class: class.code(), rows });
        }
    }
    Ok(answer(&GuidePage { groups, frame: caller.frame(caller.visit.t("roles-explained"))? })?)
}

/// Where the roles of a family are told of: the first of these situations that a role has, and beside it its customers.
const fn situations(class: RoleClass) -> (&'static [Situation], Option<Situation>) {
    match class {
        RoleClass::Organization | RoleClass::Location | RoleClass::Site | RoleClass::Service | RoleClass::Custom => {
            (&[Situation::Home, Situation::PartnerHome], None)
        }
        RoleClass::External => (&[Situation::FromElsewhere, Situation::FromManagingPartner], None),
        RoleClass::Partner => (&[Situation::PartnerHub], Some(Situation::ManagedCustomer)),
        RoleClass::Vendor => (&[Situation::VendorHome], Some(Situation::VendorElsewhere)),
    }
}

/// What cells come to without a request, a session, or somebody's approval.
fn rights(cells: &Cells) -> Rights {
    let manage: Mask = cells.manage | cells.sold;
    Rights { manage, read: manage | cells.read | cells.by_setting }
}
