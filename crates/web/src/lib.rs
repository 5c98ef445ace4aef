//! How it is reached over HTTP: REST, AuthZEN, sign-in and the console.
