//! Comma-separated values (RFC 4180, lines that end with LF), for spreadsheets too.

use csv::{Terminator, WriterBuilder};

use super::neutral;

/// The rows as lines.
///
/// # Errors
///
/// When rows are not all as long.
pub(super) fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|text| cell(text)))?;
    }
    writer.into_inner().map_err(|err| err.into_error().into())
}

/// What spreadsheets take for the beginning of a formula, also in the wide forms that some of them
/// turn into it.
///
/// Source: OWASP, "CSV Injection".
const BEGINS_A_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text on one line, with everything harmful made visible; behind a `'` where a spreadsheet would
/// run it.
fn cell(text: &str) -> String {
    let shown = neutral(text);
    if text.starts_with(BEGINS_A_FORMULA) {
        format!("'{shown}")
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::lines;

    fn written(rows: &[&[&str]]) -> String {
        let owned = |row: &&[&str]| row.iter().map(|&cell| cell.to_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(owned).collect();
        String::from_utf8(lines(rows).unwrap()).unwrap()
    }

    #[test]
    fn what_needs_quotes_has_them_and_lines_end_with_lf() {
        let rows: &[&[&str]] = &[&["a", "b"], &["1,5", "say \"no\""], &["", "ü 東"]];
        assert_eq!(written(rows), "a,b\n\"1,5\",\"say \"\"no\"\"\"\n,ü 東\n");
    }

    #[test]
    fn nothing_begins_a_formula() {
        let table = [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'⇥=1"),
            ("\r=1", "'\\u{d}=1"),
            ("\n=1", "'⏎=1"),
            ("＝1", "'＝1"),
            ("a=1", "a=1"),
            ("'=1", "'=1"),
            ("", ""),
        ];
        for (text, cell) in table {
            assert_eq!(written(&[&[text, "x"]]), format!("{cell},x\n"), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_people_write_stays_in_its_cell(cells in prop::collection::vec(any::<String>(), 2..5)) {
            let row: Vec<&str> = cells.iter().map(String::as_str).collect();
            let text = written(&[&row, &row]);
            prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'));
            prop_assert_eq!(text.matches('\n').count(), 2);
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            for record in reader.records() {
                let record = record.unwrap();
                prop_assert_eq!(record.len(), cells.len());
                for cell in &record {
                    prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']));
                }
            }
        }
    }
}
