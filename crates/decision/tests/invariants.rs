//! The invariants hold for the policy as it is, and those that data alone can break are caught when it does. The others
//! (roles add up, taking adds nothing, terms, removal) are promises of the code, whatever the data.

#![expect(clippy::expect_used, reason = "a test that cannot be set up must fail")]

use prokura_decision::invariants::{Invariant, prove};
use prokura_decision::mask::Mask;
use prokura_decision::policy::{Cells, Policy, Situation};

fn policy() -> Policy {
    Policy::embedded().expect("the embedded policy compiles")
}

/// The policy with one role's cells in one situation changed.
fn with_cells(role: &str, situation: Situation, change: impl FnOnce(&Policy, &mut Cells)) -> Policy {
    let original = policy();
    let mut broken = original.clone();
    let id = original.role(role).expect("a role of the policy");
    let mut cells = original.role_at(id).cells(situation).copied().unwrap_or_default();
    change(&original, &mut cells);
    broken.roles[usize::from(id.0)].cells[situation as usize] = Some(Box::new(cells));
    broken
}

fn give(name: &'static str) -> impl FnOnce(&Policy, &mut Cells) {
    move |policy, cells| {
        let control = Mask::of(policy.control(name).expect("a control of the policy"));
        cells.manage |= control;
        cells.read |= control;
    }
}

fn assert_caught(broken: &Policy, invariant: Invariant) {
    let found = prove(broken);
    assert!(found.iter().any(|violation| violation.invariant == invariant), "{invariant:?} was not caught: {found:?}");
}

#[test]
fn every_invariant_holds() {
    let found = prove(&policy());
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(found.is_empty(), "{}", told.join("\n"));
}

#[test]
fn outsiders_who_manage_external_administrators_are_caught() {
    // EXT-05
    let broken = with_cells("external_full_admin", Situation::FromElsewhere, give("external_admins"));
    assert_caught(&broken, Invariant::OutsidersAddNobody);
}

#[test]
fn content_for_anybody_else_is_caught() {
    let broken = with_cells("partner_full_admin", Situation::ManagedCustomer, give("content"));
    assert_caught(&broken, Invariant::ContentIsTheirs);
}

#[test]
fn lifting_restrictions_for_the_customer_is_caught() {
    // RST-02
    let mut broken = policy();
    let id = broken.role("full_admin").unwrap();
    broken.roles[usize::from(id.0)].lifts_restrictions = true;
    assert_caught(&broken, Invariant::RestrictedIsThePartners);
}

#[test]
fn givers_of_what_they_lack_are_caught() {
    // ROL-10: whoever manages events gives the events role; let that role have more than events.
    let mut broken = with_cells("events_admin", Situation::Home, give("devices"));
    assert!(!prove(&broken).iter().any(|violation| violation.invariant == Invariant::NobodyGivesWhatTheyLack));
    let support = with_cells("support_admin", Situation::Home, give("events"));
    let id = support.role("support_admin").unwrap();
    broken.roles[usize::from(id.0)] = support.roles[usize::from(id.0)].clone();
    assert_caught(&broken, Invariant::NobodyGivesWhatTheyLack);
}

#[test]
fn accounts_that_give_to_one_another_are_caught() {
    // ROL-10: whoever may assign roles makes an accomplice full administrator.
    let broken = with_cells("user_device_admin", Situation::Home, give("roles"));
    assert_caught(&broken, Invariant::NobodyGrowsByOthers);
    let broken = with_cells("site_user_admin", Situation::FromOtherPartner, give("roles"));
    assert_caught(&broken, Invariant::NobodyGrowsByOthers);
}

#[test]
fn outsiders_who_add_one_another_are_caught() {
    // EXT-05, by way of a role that outsiders and insiders may hold.
    let broken = with_cells("contact_center_admin", Situation::FromElsewhere, give("external_admins"));
    assert_caught(&broken, Invariant::OutsidersAddNobody);
}

#[test]
fn vendor_support_that_needs_nobodys_leave_is_caught() {
    // SUP-08
    let mut broken = policy();
    broken.vendor_always = Mask::ALL;
    assert_caught(&broken, Invariant::NothingFromNothing);
}

#[test]
fn rights_that_the_end_of_a_relationship_brings_are_caught() {
    // ORG-02: the partner's person is then in the situation of any other partner's.
    let broken = with_cells("external_read_only_admin", Situation::FromOtherPartner, give("devices"));
    assert_caught(&broken, Invariant::TakingAddsNothing);
}

#[test]
fn provisioning_without_a_sale_is_caught() {
    // EXT-11, EXT-12
    let mut broken = policy();
    let id = broken.role("provisioning_admin").unwrap();
    let role = &mut broken.roles[usize::from(id.0)];
    role.needs_sale = false;
    role.needs_service = None;
    assert_caught(&broken, Invariant::RemovedIsRemoved);
}
