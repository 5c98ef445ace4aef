//! REST under `/v1`: each handler parses, asks one command or query, and shows the answer.
