//! How is a whole database carried away, and put back, into a database of either kind?
//!
//! A backup is one file of JSON Lines: a header that names the schema; for each table a line with its columns, then a
//! line for each row; at the end the number of rows and the SHA-256 of every byte before that line. It is read from one
//! snapshot while others write. Neither way holds more than a few batches of rows in memory.

mod dump;
mod format;
mod load;

pub use load::restore;
