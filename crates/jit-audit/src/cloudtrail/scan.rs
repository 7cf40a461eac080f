/// The largest record that is read, in bytes.
///
/// Source: AWS `CloudTrail` User Guide, "Quotas": an event has 256 KB at most, or 1 MB where a trail
/// is set to enrich events.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// What was found between two braces.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The JSON of an object that should be a record.
    Object(&'a [u8]),
    /// An object of more than [`MAX_RECORD_BYTES`], which was passed over.
    TooLong,
    /// Something else where a record belongs.
    NoObject,
}

/// Finds records in the bytes of a file, in memory that does not grow with it: the elements of
/// `Records` (as trails write them) or `Events` (as the AWS CLI prints them), the elements of a
/// top-level array, or objects one after the other (JSON lines).
///
/// It only counts braces outside of strings; whether an object is JSON at all is for a parser.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a state of its own")]
pub(super) struct Scanner {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
    /// Whether the outermost object is at the name of a member.
    at_name: bool,
    name: Vec<u8>,
    /// The depth of the elements of the list of records that it is in.
    list: Option<usize>,
    /// The outermost object had a list of records, and is none itself.
    had_list: bool,
    /// The element of the list that it is in is no object.
    is_no_object: bool,
    outermost_is_object: bool,
    /// The depth outside of the object that is kept.
    kept_at: Option<usize>,
    kept: Vec<u8>,
    is_too_long: bool,
    /// There was an object or a list.
    has_opened: bool,
    /// There was something outside of all objects and lists.
    has_strayed: bool,
}

/// The names of lists of records.
const LISTS: [&[u8]; 2] = [b"Records", b"Events"];

/// No name that matters is longer.
const MAX_NAME: usize = 16;

impl Scanner {
    /// Reads the next bytes and hands out what they complete.
    pub(super) fn feed(&mut self, bytes: &[u8], each: &mut dyn FnMut(Piece<'_>)) {
        for byte in bytes {
            self.byte(*byte, each);
        }
    }

    /// Whether the input ended in the middle of something.
    pub(super) fn is_inside(&self) -> bool {
        self.depth > 0
    }

    /// Whether the input was nothing but objects and lists, and at least one, be it empty.
    pub(super) fn is_of_json(&self) -> bool {
        self.has_opened && !self.has_strayed
    }

    fn byte(&mut self, byte: u8, each: &mut dyn FnMut(Piece<'_>)) {
        if self.in_string {
            self.keep(byte);
            return self.in_string(byte);
        }
        match byte {
            b'{' | b'[' => self.open(byte),
            b'}' | b']' => {
                self.keep(byte);
                self.end_element(each);
                self.close(each);
            }
            _ => {
                if byte == b',' {
                    self.end_element(each);
                } else if self.is_among_records() && !byte.is_ascii_whitespace() {
                    self.is_no_object = true;
                }
                self.keep(byte);
                self.other(byte);
            }
        }
    }

    fn is_among_records(&self) -> bool {
        self.list == Some(self.depth)
    }

    /// An element of the list may end here, or the list with its last one.
    fn end_element(&mut self, each: &mut dyn FnMut(Piece<'_>)) {
        if self.is_among_records() && std::mem::take(&mut self.is_no_object) {
            each(Piece::NoObject);
        }
    }

    fn in_string(&mut self, byte: u8) {
        if std::mem::take(&mut self.is_escaped) {
            return;
        }
        match byte {
            b'\\' => self.is_escaped = true,
            b'"' => self.in_string = false,
            _ if self.is_at_name() && self.name.len() < MAX_NAME => self.name.push(byte),
            _ => {}
        }
    }

    fn is_at_name(&self) -> bool {
        self.at_name && self.depth == 1
    }

    fn other(&mut self, byte: u8) {
        self.has_strayed |= self.depth == 0 && !byte.is_ascii_whitespace();
        match byte {
            b'"' => {
                self.in_string = true;
                if self.is_at_name() {
                    self.name.clear();
                }
            }
            b',' if self.depth == 1 => self.at_name = self.outermost_is_object,
            b':' if self.depth == 1 => self.at_name = false,
            _ => {}
        }
    }

    fn open(&mut self, byte: u8) {
        self.has_opened = true;
        let is_object = byte == b'{';
        match self.depth {
            0 => {
                self.outermost_is_object = is_object;
                self.at_name = is_object;
                self.had_list = false;
                if is_object {
                    self.begin();
                } else {
                    self.list = Some(1);
                }
            }
            1 if self.outermost_is_object
                && !is_object
                && LISTS.contains(&self.name.as_slice()) =>
            {
                self.list = Some(2);
                self.had_list = true;
                self.forget();
            }
            _ if !self.is_among_records() => {}
            _ if is_object => self.begin(),
            _ => self.is_no_object = true,
        }
        self.keep(byte);
        self.depth = self.depth.saturating_add(1);
    }

    fn close(&mut self, each: &mut dyn FnMut(Piece<'_>)) {
        self.depth = self.depth.saturating_sub(1);
        if self.kept_at == Some(self.depth) {
            each(if self.is_too_long {
                Piece::TooLong
            } else {
                Piece::Object(&self.kept)
            });
            self.forget();
        }
        if self.list.is_some_and(|list| self.depth < list) {
            self.list = None;
        }
    }

    fn begin(&mut self) {
        self.forget();
        self.kept_at = Some(self.depth);
    }

    fn forget(&mut self) {
        self.kept_at = None;
        self.kept.clear();
        self.is_too_long = false;
    }

    fn keep(&mut self, byte: u8) {
        if self.kept_at.is_none() || self.is_too_long {
            return;
        }
        if self.kept.len() < MAX_RECORD_BYTES {
            self.kept.push(byte);
        } else {
            self.is_too_long = true;
            self.kept.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// Each piece as text, `…` for one that is too long, fed in chunks of that many bytes.
    fn pieces(input: &[u8], chunk: usize) -> Vec<String> {
        let (mut scanner, mut seen) = (Scanner::default(), Vec::new());
        for bytes in input.chunks(chunk) {
            scanner.feed(bytes, &mut |piece| {
                seen.push(match piece {
                    Piece::Object(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                    Piece::TooLong => "…".to_owned(),
                    Piece::NoObject => "?".to_owned(),
                });
            });
        }
        seen
    }

    #[test]
    fn records_are_found_in_every_shape_of_file() {
        for (input, found) in [
            (
                r#"{"Records":[{"a":1},{"b":[{"c":2}]}]}"#,
                vec![r#"{"a":1}"#, r#"{"b":[{"c":2}]}"#],
            ),
            (
                r#" {"NextToken":"x","Events":[{"a":1}],"n":1} "#,
                vec![r#"{"a":1}"#],
            ),
            (
                r#"[{"a":1},2,{"b":{"c":{}}},"{}", [{"d":1}] , null]"#,
                vec![r#"{"a":1}"#, "?", r#"{"b":{"c":{}}}"#, "?", "?", "?"],
            ),
            (
                "{\"a\":[{\"b\":1}]}\n{\"c\":2}\n",
                vec![r#"{"a":[{"b":1}]}"#, r#"{"c":2}"#],
            ),
            (
                r#"{"Records":[{"a":"}]{[\"\\"}]}"#,
                vec![r#"{"a":"}]{[\"\\"}"#],
            ),
            (r#"{"Records":[]}{"Records":[{"a":1}]}"#, vec![r#"{"a":1}"#]),
            (
                r#"{"x":{"Records":[{"a":1}]}}"#,
                vec![r#"{"x":{"Records":[{"a":1}]}}"#],
            ),
            (r#"{"Records":{"a":1}}"#, vec![r#"{"Records":{"a":1}}"#]),
            ("", vec![]),
            ("not JSON", vec![]),
            ("}}]]{\"a\":1}", vec![r#"{"a":1}"#]),
            (r#"{"Records":[{"a":1},{"#, vec![r#"{"a":1}"#]),
        ] {
            for chunk in [1, 2, 1000] {
                assert_eq!(pieces(input.as_bytes(), chunk), found, "{input}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_passed_over_and_kept_out_of_memory() {
        let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(3 * MAX_RECORD_BYTES));
        let input = format!(r#"{{"Records":[{long},{{"b":1}}]}}"#);
        assert_eq!(pieces(input.as_bytes(), 4096), ["…", r#"{"b":1}"#]);
        assert_eq!(pieces(long.as_bytes(), 4096), ["…"]);
        let mut scanner = Scanner::default();
        scanner.feed(input.as_bytes(), &mut |_| {});
        assert!(scanner.kept.capacity() <= 2 * MAX_RECORD_BYTES);
    }

    fn any_object() -> impl Strategy<Value = Value> {
        let text = prop_oneof![any::<String>(), "[\\[\\]{}\",:\\\\]{0,8}"];
        let leaf = prop_oneof![Just(json!(null)), text.prop_map(Value::from)];
        let value = leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("Records|[a-c]{1,2}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        });
        prop::collection::hash_map("[a-c]{1,2}", value, 0..4)
            .prop_map(|map| Value::Object(map.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn it_finds_what_a_parser_finds(
            records in prop::collection::vec(any_object(), 0..5), chunk in 1_usize..64,
        ) {
            let expected: Vec<String> = records.iter().map(Value::to_string).collect();
            let file = json!({ "Records": records }).to_string();
            prop_assert_eq!(pieces(file.as_bytes(), chunk), expected.clone());
            let array = json!(records).to_string();
            prop_assert_eq!(pieces(array.as_bytes(), chunk), expected.clone());
            let lines = expected.join("\n");
            prop_assert_eq!(pieces(lines.as_bytes(), chunk), expected);
        }

        #[test]
        fn no_input_stops_it(input in prop::collection::vec(any::<u8>(), 0..200), braces in "[\\[\\]{}\",:\\\\aRecords]{0,60}") {
            pieces(&input, 7);
            pieces(braces.as_bytes(), 3);
        }
    }
}
