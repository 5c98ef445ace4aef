//! Given these facts, may they, and because of what?
