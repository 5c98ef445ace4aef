//! Comma-separated values (RFC 4180).

/// A row. What a spreadsheet would take for a formula gets an apostrophe, so that it stays a text.
pub(crate) fn row(out: &mut String, fields: impl Iterator<Item = String>) {
    for (number, field) in fields.enumerate() {
        if number > 0 {
            out.push(',');
        }
        let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let field = if formula { format!("'{field}") } else { field };
        if field.contains(['"', ',', '\r', '\n']) {
            out.push('"');
            out.push_str(&field.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&field);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_stays_a_text() {
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"no\"", "\"say \"\"no\"\"\""),
            ("x\r\ny", "\"x\r\ny\""),
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+420", "'+420"),
            ("-1", "'-1"),
            ("=A,B", "\"'=A,B\""),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
        ] {
            let mut out = String::new();
            row(&mut out, std::iter::once(text.to_owned()));
            assert_eq!(out, format!("{expected}\r\n"));
        }
        let mut out = String::new();
        row(&mut out, ["a".to_owned(), "=b".to_owned()].into_iter());
        assert_eq!(out, "a,'=b\r\n");
    }
}
