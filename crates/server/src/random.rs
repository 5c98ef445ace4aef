//! The one place where the machine's randomness is taken.

use prokura_app::port::Random;

/// The operating system's generator.
pub(crate) struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            // Secrets from anything less would be guessable; there is nothing sensible to go on with.
            tracing::error!(%error, "the operating system gives no randomness");
            std::process::abort();
        }
    }
}
