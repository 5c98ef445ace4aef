//! What one can ask the system to do: commands, queries, the pipeline and the ports.
