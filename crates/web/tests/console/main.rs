//! The console as a browser sees it, over the example world, without script.

mod support;

mod approval;
mod forms;
mod isolation;
mod mails;
mod organization;
mod pages;
mod sign_in;
