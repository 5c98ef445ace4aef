//! casbin: roles with domains. The whole world's grants are its grouping policies; the matcher compares the cheapest
//! first. It scans every policy row for each question.

use super::Failure;
use crate::world::{Question, World, restricts, rows};
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use prokura_decision::mask::Level;
use prokura_decision::policy::Policy;

const MODEL: &str = r#"
[request_definition]
r = sub, dom, obj, mode

[policy_definition]
p = sub, obj, mode

[role_definition]
g = _, _, _

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.obj == p.obj && (p.mode == "any" || p.mode == r.mode) && g(r.sub, p.sub, r.dom)
"#;

pub struct Casbin {
    enforcer: Enforcer,
    cases: Vec<[String; 4]>,
}

impl Casbin {
    pub fn prepare(policy: &Policy, world: World, questions: &[Question]) -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let enforcer = runtime.block_on(async {
            let model = DefaultModel::from_str(MODEL).await?;
            let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
            let mut given = Vec::new();
            for row in rows(policy) {
                for level in [Level::Read, Level::Manage] {
                    let controls = match level {
                        Level::Read => row.rights.read,
                        Level::Manage => row.rights.manage,
                    };
                    for control in controls.iter() {
                        let mode = if restricts(policy, control, level) { "free" } else { "any" };
                        given.push(vec![row.role.to_owned(), policy.action_name(control, level), mode.to_owned()]);
                    }
                }
            }
            enforcer.add_policies(given).await?;
            let mut links: Vec<Vec<String>> = Vec::new();
            for person in 0..world.people {
                let mut held = world.held(person);
                held.retain(|held| held.in_force);
                held.sort_by_key(|held| (held.role, held.organization));
                held.dedup_by_key(|held| (held.role, held.organization));
                links.extend(held.iter().map(|held| {
                    vec![world.email(person), held.role.to_owned(), format!("firm-{}", held.organization)]
                }));
            }
            enforcer.add_grouping_policies(links).await?;
            Ok::<_, Failure>(enforcer)
        })?;
        let cases = questions
            .iter()
            .map(|question| {
                [
                    world.email(question.person),
                    format!("firm-{}", question.organization),
                    policy.action_name(question.control, question.level),
                    if world.is_restricted(question.organization) { "restricted" } else { "free" }.to_owned(),
                ]
            })
            .collect();
        Ok(Self { enforcer, cases })
    }

    pub fn ask(&self, n: usize) -> Result<bool, Failure> {
        let [subject, domain, object, mode] = &self.cases[n];
        Ok(self.enforcer.enforce((subject, domain, object, mode))?)
    }
}
