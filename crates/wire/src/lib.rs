//! What it looks like as JSON: REST, problem details and AuthZEN shapes.
