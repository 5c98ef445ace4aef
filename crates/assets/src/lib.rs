//! The built front-end files, embedded, each under a name that holds its hash.
