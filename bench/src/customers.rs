//! A vendor's world as a world file: a partner with a help desk, and customers with administrators and people.

use std::fmt::Write as _;

/// How large it is.
#[derive(Clone, Copy, Debug)]
pub struct Customers {
    pub customers: usize,
    /// People of each customer; the first three are its full administrators.
    pub people: usize,
    /// Agents of the partner's help desk.
    pub agents: usize,
}

/// Full administrators of each customer.
pub const ADMINISTRATORS: usize = 3;

impl Customers {
    /// Everybody.
    pub const fn everybody(self) -> usize {
        self.customers * self.people + self.agents
    }

    /// A customer's look-up key.
    pub fn slug(customer: usize) -> String {
        format!("customer-{customer}")
    }

    /// The address of a customer's person.
    pub fn person(customer: usize, person: usize) -> String {
        format!("person{person}@customer{customer}.example")
    }

    /// The address of an agent.
    pub fn agent(agent: usize) -> String {
        format!("agent{agent}@partner.example")
    }

    /// The file.
    pub fn file(self) -> String {
        let mut file = String::new();
        let mut organization = |id: &str, kind: &str, more: &str| {
            // Writing to a String cannot fail.
            let _ = writeln!(file, "[[organization]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"{kind}\"\n{more}");
        };
        organization("vendor", "vendor", "");
        organization("partner", "partner", "");
        for customer in 0..self.customers {
            organization(&Self::slug(customer), "customer", "restricted_mode = false\n");
        }
        for customer in 0..self.customers {
            let slug = Self::slug(customer);
            let _ = writeln!(file, "[[relationship]]\npartner = \"partner\"\ncustomer = \"{slug}\"\n");
            let _ = writeln!(
                file,
                "[[subscription]]\nid = \"{slug}-suite\"\ncustomer = \"{slug}\"\nseller = \"partner\"\n\
                 services = [\"meetings\", \"calling\", \"messaging\"]\nquantity = {}\n",
                self.people
            );
        }
        let mut person = |email: &str, home: &str, role: Option<&str>| {
            let _ = writeln!(file, "[[person]]\nemail = \"{email}\"\nname = \"Somebody\"\nhome = \"{home}\"\n");
            if let Some(role) = role {
                let _ =
                    writeln!(file, "[[grant]]\nperson = \"{email}\"\nrole = \"{role}\"\norganization = \"{home}\"\n");
            }
        };
        for agent in 0..self.agents {
            person(&Self::agent(agent), "partner", Some("help_desk_advanced"));
        }
        for customer in 0..self.customers {
            let home = Self::slug(customer);
            for n in 0..self.people {
                person(&Self::person(customer, n), &home, (n < ADMINISTRATORS).then_some("full_admin"));
            }
        }
        file
    }
}
