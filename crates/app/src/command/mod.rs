//! Commands.

pub mod answer_support;
pub mod change_setting;
pub mod close_help_desk_session;
pub mod end_support;
pub mod initialize;
pub mod issue_sign_in_link;
pub mod issue_token;
pub mod open_help_desk_session;
pub mod request_support;
pub mod revoke_token;
pub mod set_password;
pub mod sign_in;
pub mod sign_out;
pub mod withdraw_support;
pub mod write_down;
