//! regorus: the rule compiled to bytecode, the matrix as data, the facts of each question gathered as input before.
//! One machine serves all questions; only setting the input and running are timed.

use super::Failure;
use crate::world::{Question, World, restricts, rows};
use prokura_decision::mask::Level;
use prokura_decision::policy::{ControlId, Policy};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Rc, Value};
use serde_json::{Map, json};

const RULE: &str = r#"
package bench

import rego.v1

default allow := false

allow if {
    some grant in input.grants
    grant.organization == input.organization
    data.matrix[grant.role][input.action]
    not restricted
}

restricted if {
    input.restricted_mode
    data.restricted[input.action]
}
"#;

pub struct Rego {
    machine: RegoVM,
    inputs: Vec<Value>,
}

impl Rego {
    pub fn prepare(policy: &Policy, world: World, questions: &[Question]) -> Result<Self, Failure> {
        let actions = || {
            (0..policy.controls.len())
                .filter_map(|n| u8::try_from(n).ok())
                .flat_map(|n| [Level::Read, Level::Manage].map(|level| (ControlId(n), level)))
        };
        let set = |keep: &dyn Fn(ControlId, Level) -> bool| {
            actions()
                .filter(|(control, level)| keep(*control, *level))
                .map(|(control, level)| (policy.action_name(control, level), json!(true)))
                .collect::<Map<_, _>>()
        };
        let matrix: Map<_, _> = rows(policy)
            .iter()
            .map(|row| (row.role.to_owned(), json!(set(&|control, level| row.rights.allow(control, level)))))
            .collect();
        let restricted = set(&|control, level| restricts(policy, control, level));

        let mut engine = Engine::new();
        engine.add_policy("bench.rego".to_owned(), RULE.to_owned())?;
        let entry: Rc<str> = "data.bench.allow".into();
        let compiled = engine.compile_with_entrypoint(&entry)?;
        let mut machine = RegoVM::new_with_policy(compiled.clone());
        machine.load_program(Compiler::compile_from_policy(&compiled, &["data.bench.allow"])?);
        machine.set_data(Value::from_json_str(&json!({ "matrix": matrix, "restricted": restricted }).to_string())?)?;

        let inputs = questions
            .iter()
            .map(|question| {
                let grants: Vec<_> = world
                    .held(question.person)
                    .into_iter()
                    .filter(|held| held.in_force)
                    .map(|held| json!({ "role": held.role, "organization": format!("firm-{}", held.organization) }))
                    .collect();
                let input = json!({
                    "grants": grants,
                    "organization": format!("firm-{}", question.organization),
                    "restricted_mode": world.is_restricted(question.organization),
                    "action": policy.action_name(question.control, question.level),
                });
                Value::from_json_str(&input.to_string()).map_err(Failure::from)
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { machine, inputs })
    }

    pub fn ask(&mut self, n: usize) -> Result<bool, Failure> {
        self.machine.set_input(self.inputs[n].clone());
        Ok(self.machine.execute()? == Value::Bool(true))
    }
}
