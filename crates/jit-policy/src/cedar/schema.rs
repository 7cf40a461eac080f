use std::sync::LazyLock;

use cedar_policy::{Schema, Validator};

const TEXT: &str = include_str!("schema.cedarschema");

static VALIDATOR: LazyLock<Validator> = LazyLock::new(|| Validator::new(parsed()));

#[expect(clippy::expect_used, reason = "a constant, and a test reads it")]
fn parsed() -> Schema {
    let (schema, _warnings) =
        Schema::from_cedarschema_str(TEXT).expect("a constant that is a schema");
    schema
}

/// What every policy is held to.
pub(crate) fn validator() -> &'static Validator {
    &VALIDATOR
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cedar::Action;

    #[test]
    fn the_schema_is_sound_and_knows_every_action_and_no_other() {
        let (schema, warnings) = Schema::from_cedarschema_str(TEXT).unwrap();
        assert_eq!(warnings.count(), 0);
        let mut actions: Vec<_> = schema.actions().cloned().collect();
        let mut wanted = Action::ALL.map(Action::uid).to_vec();
        actions.sort();
        wanted.sort();
        assert_eq!(actions, wanted);
    }
}
