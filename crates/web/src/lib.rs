//! How it is reached over HTTP: REST, AuthZEN, sign-in and the console.

pub mod caller;
pub mod demo;
pub mod mail;
pub mod problem;
pub mod request;
pub mod site;
pub mod text;
