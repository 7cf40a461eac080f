//! The canonical JSON of a record without its `hash`, at the speed of reading it.
//!
//! What the broker writes differs from its canonical form in the order of the members alone. That
//! case is handled here without building a value; for anything else the answer is none, and the
//! caller takes the way through the parser, which is slower and knows everything.

use crate::scan::Scan;

/// How deep values may nest before the parser has to judge.
const MAX_DEPTH: u32 = 32;

/// Memory that is used again for each record.
#[derive(Debug, Default)]
pub(crate) struct Canonical {
    out: Vec<u8>,
    sorted: Vec<u8>,
    members: Vec<Member>,
}

/// A member of an object that is being read: where it stands in the output.
#[derive(Clone, Copy, Debug)]
struct Member {
    begin: usize,
    key_end: usize,
    end: usize,
}

impl Member {
    /// The name with the quote before it, but not the one behind it, which would count in an order.
    fn key<'a>(&self, out: &'a [u8]) -> &'a [u8] {
        out.get(self.begin..self.key_end).unwrap_or_default()
    }
}

/// The members of a record that link it, as they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links<'a> {
    pub(crate) sequence: Option<&'a str>,
    pub(crate) previous_hash: Option<&'a str>,
    pub(crate) hash: Option<&'a str>,
}

impl Canonical {
    /// The canonical JSON of the object without its member `hash`, and the members that link it;
    /// none when the parser has to say what it is.
    pub(crate) fn record<'a>(&mut self, text: &'a str) -> Option<(&[u8], Links<'a>)> {
        self.out.clear();
        self.members.clear();
        let mut scan = Scan::new(text);
        let mut links = Links::default();
        scan.space();
        self.object(&mut scan, 0, Some(&mut links))?;
        scan.space();
        scan.peek()
            .is_none()
            .then_some((self.out.as_slice(), links))
    }

    fn value(&mut self, scan: &mut Scan<'_>, depth: u32) -> Option<()> {
        match scan.peek()? {
            b'{' if depth < MAX_DEPTH => self.object(scan, depth, None)?,
            b'[' if depth < MAX_DEPTH => self.array(scan, depth)?,
            b'"' => self.copy(scan.string()?),
            b't' => self.copy(scan.word("true")?),
            b'f' => self.copy(scan.word("false")?),
            b'n' => self.copy(scan.word("null")?),
            _ => self.copy(scan.integer()?),
        }
        Some(())
    }

    fn copy(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn array(&mut self, scan: &mut Scan<'_>, depth: u32) -> Option<()> {
        scan.take(b'[')?;
        self.out.push(b'[');
        scan.space();
        if scan.take(b']').is_none() {
            loop {
                scan.space();
                self.value(scan, depth + 1)?;
                scan.space();
                if scan.take(b',').is_none() {
                    scan.take(b']')?;
                    break;
                }
                self.out.push(b',');
            }
        }
        self.out.push(b']');
        Some(())
    }

    fn object<'a>(
        &mut self,
        scan: &mut Scan<'a>,
        depth: u32,
        mut links: Option<&mut Links<'a>>,
    ) -> Option<()> {
        let first = self.members.len();
        scan.take(b'{')?;
        self.out.push(b'{');
        let begin = self.out.len();
        scan.space();
        if scan.take(b'}').is_none() {
            loop {
                scan.space();
                let key = scan.string()?;
                if !key.is_ascii() || key.contains('\\') {
                    return None;
                }
                scan.space();
                scan.take(b':')?;
                scan.space();
                self.member(scan, depth, key, links.as_deref_mut())?;
                scan.space();
                if scan.take(b',').is_none() {
                    scan.take(b'}')?;
                    break;
                }
            }
        }
        self.sort(begin, first)?;
        self.out.push(b'}');
        self.members.truncate(first);
        Some(())
    }

    fn member<'a>(
        &mut self,
        scan: &mut Scan<'a>,
        depth: u32,
        key: &'a str,
        links: Option<&mut Links<'a>>,
    ) -> Option<()> {
        let begin = self.out.len();
        if let Some(links) = links {
            let place = match key {
                "\"hash\"" => Some((&mut links.hash, false)),
                "\"previous_hash\"" => Some((&mut links.previous_hash, true)),
                "\"sequence\"" => Some((&mut links.sequence, true)),
                _ => None,
            };
            if let Some((place, is_hashed)) = place {
                let mut ahead = *scan;
                let value = match ahead.peek()? {
                    b'"' => ahead.string()?,
                    _ => ahead.integer()?,
                };
                if place.replace(value).is_some() {
                    return None;
                }
                if !is_hashed {
                    *scan = ahead;
                    return Some(());
                }
            }
        }
        self.copy(key);
        let key_end = self.out.len().saturating_sub(1);
        self.out.push(b':');
        self.value(scan, depth + 1)?;
        let end = self.out.len();
        self.members.push(Member {
            begin,
            key_end,
            end,
        });
        Some(())
    }

    /// Puts the members that were written from `begin` on in order, with commas between them; none
    /// when a name is repeated.
    fn sort(&mut self, begin: usize, first: usize) -> Option<()> {
        let members = self.members.get_mut(first..)?;
        let out = &self.out;
        members.sort_unstable_by(|a, b| a.key(out).cmp(b.key(out)));
        let repeated = |pair: &[Member]| match pair {
            [a, b] => a.key(out) == b.key(out),
            _ => false,
        };
        if members.windows(2).any(repeated) {
            return None;
        }
        self.sorted.clear();
        for member in members.iter() {
            if !self.sorted.is_empty() {
                self.sorted.push(b',');
            }
            self.sorted
                .extend_from_slice(out.get(member.begin..member.end)?);
        }
        self.out.truncate(begin);
        self.out.extend_from_slice(&self.sorted);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use jit_domain::{canonical_json, unique_object};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn fast(text: &str) -> Option<String> {
        let mut canonical = Canonical::default();
        let (bytes, _) = canonical.record(text)?;
        Some(String::from_utf8(bytes.to_vec()).unwrap())
    }

    fn slow(text: &str) -> Option<String> {
        let mut object = unique_object(text.as_bytes())?;
        object.remove("hash");
        let bytes = canonical_json(&object).unwrap();
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn members_are_put_in_order_at_every_depth_and_the_hash_is_left_out() {
        let text = r#" {"sequence":7, "previous_hash":"p","hash":"h","z":{"b":[{"d":1,"c":-2}],"ab":null,
            "a!":true,"a":"\u001f\n\"é"},"data":{"hash":"kept"},"a":[] } "#;
        let mut canonical = Canonical::default();
        let (bytes, links) = canonical.record(text).unwrap();
        assert_eq!(
            std::str::from_utf8(bytes).unwrap(),
            r#"{"a":[],"data":{"hash":"kept"},"previous_hash":"p","sequence":7,"z":{"a":"\u001f\n\"é","a!":true,"ab":null,"b":[{"c":-2,"d":1}]}}"#
        );
        assert_eq!(
            links,
            Links {
                sequence: Some("7"),
                previous_hash: Some("\"p\""),
                hash: Some("\"h\"")
            }
        );
        assert_eq!(fast(text), slow(text));
    }

    /// Each of these has another canonical form than its text, or none: the parser decides.
    #[test]
    fn what_is_not_canonical_already_is_left_to_the_parser() {
        for value in [
            "1.0",
            "1e2",
            "-0",
            "01",
            "1234567890123456",
            "1.5",
            "+1",
            "-",
            "nul",
            "tru",
            "\"\\u0041\"",
            "\"\\u001F\"",
            "\"\\/\"",
            "\"\\u0008\"",
            "\"\\u000a\"",
            "\"\t\"",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,\"b\":0,\"a\":2}",
            "{\"é\":1}",
            "{\"\\n\":1}",
            "[1,]",
            "[1 2]",
            "{,}",
            "{\"a\" 1}",
            "\"open",
            "",
            "{\"a\":1,}",
        ] {
            assert_eq!(fast(&format!(r#"{{"x":{value}}}"#)), None, "{value}");
        }
        for text in [
            r#"{"hash":"a","hash":"a"}"#,
            r#"{"hash":[]}"#,
            "{}{}",
            "{} x",
            "[]",
            "1",
            "",
        ] {
            assert_eq!(fast(text), None, "{text}");
        }
        let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(100), "]".repeat(100));
        assert_eq!(fast(&deep), None);
        assert!(slow(&deep).is_some());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            (-1000_i64..1000).prop_map(Value::from),
            any::<f64>().prop_map(|number| json!(number)),
            any::<String>().prop_map(Value::from),
            "[a-z\n\"\\\\\u{1}]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::hash_map("[a-c_]{0,3}", inner, 0..5)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_what_the_parser_makes_of_it(
            members in prop::collection::hash_map("[a-e]{1,2}|hash|data", any_json(), 0..6),
        ) {
            let text = serde_json::to_string(&members).unwrap();
            if let Some(found) = fast(&text) {
                prop_assert_eq!(Some(found), slow(&text));
            }
        }

        /// Text that was tampered with is never taken for something that a parser would not read
        /// alike.
        #[test]
        fn it_never_takes_what_the_parser_refuses(
            members in prop::collection::hash_map("[a-c]{1,2}|hash", any_json(), 0..4),
            changes in prop::collection::vec((any::<prop::sample::Index>(), "[0-9a-f{}\\[\\]\",:\\\\ueE.+-]"), 1..4),
        ) {
            let mut text = serde_json::to_string(&members).unwrap();
            for (place, new) in changes {
                let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let at = places[place.index(places.len())];
                let old = text.get(at..).unwrap().chars().next().unwrap();
                text.replace_range(at..at + old.len_utf8(), &new);
            }
            if let Some(found) = fast(&text) {
                prop_assert_eq!(Some(found), slow(&text), "{}", text);
            }
        }
    }
}
