/// Whether nobody wants colours: `NO_COLOR` is set and not empty.
///
/// Source: no-color.org.
#[expect(clippy::disallowed_methods, reason = "this is `config`")]
pub(crate) fn no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
