//! The console as a browser sees it, over the example world, without script.

#![expect(clippy::unwrap_used, reason = "what a test expects and does not get fails the test")]

mod support;

mod access;
mod approval;
mod audit;
mod bulk;
mod custom_roles;
mod docs;
mod factors;
mod forms;
mod heard;
mod isolation;
mod licences;
mod lives;
mod mails;
mod news;
mod organization;
mod pages;
mod pictures;
mod roles;
mod rules;
mod sessions;
mod sign_in;
mod sso;
mod streams;
mod templates;
