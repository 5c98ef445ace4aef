//! The words of delegated administration, and which changes of state are legal.
