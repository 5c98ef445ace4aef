//! How many tests passed and failed, by the runners' own accounts?

use std::ops::Add;

/// Skipped ones count as failed: a test that does not run proves nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// From the root element of the JUnit file of nextest.
pub(crate) fn of_junit(report: &str) -> Option<Counts> {
    let element = report.split_once("<testsuites ")?.1.split_once('>')?.0;
    let attribute =
        |name: &str| -> Option<u64> { element.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.parse().ok() };
    let failed = attribute("failures")? + attribute("errors")?;
    Some(Counts { passed: attribute("tests")?.checked_sub(failed)?, failed })
}

/// From the last lines of the TAP file of Node's runner.
pub(crate) fn of_tap(report: &str) -> Option<Counts> {
    let line = |name: &str| -> Option<u64> {
        report
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("# ")?.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    };
    Some(Counts {
        passed: line("pass")?,
        failed: line("fail")? + line("cancelled")? + line("skipped")? + line("todo")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junit_errors_are_failures() {
        let report = r#"<?xml version="1.0"?><testsuites name="nextest-run" tests="7" failures="1" errors="2" time="0.1"><testsuite tests="9"/>"#;
        assert_eq!(of_junit(report), Some(Counts { passed: 4, failed: 3 }));
    }

    #[test]
    fn a_skipped_browser_test_is_a_failure() {
        let report =
            "# pass 99\n1..2\n# tests 5\n# suites 0\n# pass 2\n# fail 0\n# cancelled 1\n# skipped 1\n# todo 1\n";
        assert_eq!(of_tap(report), Some(Counts { passed: 2, failed: 3 }));
    }

    #[test]
    fn what_is_no_account_gives_no_count() {
        assert_eq!(of_junit("<testsuites tests=\"a\">"), None);
        assert_eq!(of_tap("# pass 3"), None);
    }
}
