//! One way in and one way out for text that has been parsed.

/// Gives a tuple struct around a private `String` everything but its rule: the rule is `FromStr`,
/// and serde, SQL and HTTP all go through it.
macro_rules! parsed_text {
    ($type:ident, $error:ty) => {
        impl $type {
            /// The text as it was parsed.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    };
}

pub(crate) use parsed_text;

/// What the tests of parsed types share: everything that reads has to go through `FromStr`.
#[cfg(test)]
pub(crate) mod corpus {
    use std::fmt::Debug;
    use std::str::FromStr;

    use serde::Serialize;
    use serde::de::DeserializeOwned;

    /// Each text is read as it is, by `FromStr` and from JSON alike, and written back unchanged.
    pub(crate) fn takes<T>(good: &[&str])
    where
        T: FromStr<Err: Debug> + Serialize + DeserializeOwned + PartialEq + Debug,
    {
        for text in good {
            let json = serde_json::to_string(text).unwrap();
            let parsed: T = text.parse().unwrap_or_else(|e| panic!("{text:?}: {e:?}"));
            assert_eq!(serde_json::to_string(&parsed).unwrap(), json, "{text:?}");
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), parsed);
        }
    }

    /// Each text is refused, by `FromStr` and from JSON alike, with a message of one line.
    pub(crate) fn refuses<T>(bad: &[&str])
    where
        T: FromStr<Err: std::error::Error> + DeserializeOwned + Debug,
    {
        for text in bad {
            let message = text.parse::<T>().expect_err(text).to_string();
            assert!(!message.contains(char::is_control), "{message:?}");
            assert!(!message.ends_with('.'), "{message:?}");
            let json = serde_json::to_string(text).unwrap();
            let read = serde_json::from_str::<T>(&json);
            assert!(read.is_err(), "JSON is read past the parser: {read:?}");
        }
        for not_text in ["null", "1", "[]", "{}", "true"] {
            assert!(serde_json::from_str::<T>(not_text).is_err(), "{not_text}");
        }
    }
}
