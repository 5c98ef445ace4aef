//! What it looks like as JSON: REST, problem details and AuthZEN shapes.

pub mod administrator;
pub mod as_of;
pub mod audit;
pub mod authzen;
pub mod block;
pub mod custom_role;
pub mod decision;
pub mod domain;
pub mod export;
pub mod grant;
pub mod license;
pub mod list;
pub mod me;
pub mod organization;
pub mod people_changes;
pub mod person;
pub mod problem;
pub mod product_news;
pub mod session;
pub mod setting;
pub mod signal;
pub mod support;
pub mod support_metrics;
pub mod template;
pub mod time;
pub mod warning;
