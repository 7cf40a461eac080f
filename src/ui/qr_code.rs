use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

use super::Screen;

/// Why there is no QR code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrCodeError {
    /// Half a code helps nobody.
    #[error("it needs {needs} columns, and the terminal has {has}")]
    TooNarrow {
        /// What it needs, in columns.
        needs: usize,
        /// What there is, in columns.
        has: usize,
    },
    /// The text is longer than any code.
    #[error("the address is too long for one")]
    TooLong,
}

/// A text as a QR code, two modules to a character, with the light margin that readers want.
///
/// With colours it is dark on light on every terminal. Without, the light modules are in the colour
/// of the text: right where that is light on dark, and most readers take the opposite too.
///
/// # Errors
///
/// [`QrCodeError`] when the code does not fit.
pub fn qr_code(text: &str, screen: &Screen) -> Result<String, QrCodeError> {
    // The least correction: a screen has no scratches, and the code stays small.
    let code = QrCode::with_error_correction_level(text, EcLevel::L);
    let code = code.map_err(|_| QrCodeError::TooLong)?;
    let image = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    let needs = image.lines().map(|line| line.chars().count()).max();
    let needs = needs.unwrap_or_default();
    if let Some(has) = screen.width().map(usize::from).filter(|has| *has < needs) {
        return Err(QrCodeError::TooNarrow { needs, has });
    }
    if !screen.has_color() {
        return Ok(image);
    }
    let painted = image
        .lines()
        .map(|line| format!("\u{1b}[97;40m{line}\u{1b}[0m"));
    Ok(painted.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://id.example.com/device?user_code=ABCD-EFGH";

    /// The modules of a printed code, without its margin: true for dark.
    fn modules(printed: &str) -> Vec<Vec<bool>> {
        let mut rows = Vec::new();
        for line in printed.lines() {
            let halves = |upper: bool| {
                let dark = move |c: char| match c {
                    ' ' => true,
                    '█' => false,
                    '▀' => !upper,
                    '▄' => upper,
                    other => panic!("`{other}` is no module"),
                };
                line.chars().map(dark).collect::<Vec<_>>()
            };
            rows.extend([halves(true), halves(false)]);
        }
        let size = rows[0].len();
        let inside = rows[4..size - 4].iter();
        inside.map(|row| row[4..size - 4].to_vec()).collect()
    }

    #[test]
    fn what_is_printed_is_the_code_of_the_text() {
        let printed = qr_code(PAGE, &Screen::new(false, Some(80))).unwrap();
        let code = QrCode::with_error_correction_level(PAGE, EcLevel::L).unwrap();
        let dark = |color: &qrcode::Color| *color == qrcode::Color::Dark;
        let colors = code.to_colors();
        let expected: Vec<Vec<bool>> = colors
            .chunks(code.width())
            .map(|row| row.iter().map(dark).collect())
            .collect();
        assert_eq!(modules(&printed), expected);
    }

    #[test]
    fn a_code_that_does_not_fit_is_not_printed() {
        let needs = 29 + 8;
        assert!(qr_code(PAGE, &Screen::new(false, Some(37))).is_ok());
        assert!(qr_code(PAGE, &Screen::new(false, None)).is_ok());
        let narrow = qr_code(PAGE, &Screen::new(false, Some(36)));
        assert_eq!(narrow, Err(QrCodeError::TooNarrow { needs, has: 36 }));
        let long = "x".repeat(3_000);
        let refused = qr_code(&long, &Screen::new(false, None));
        assert_eq!(refused, Err(QrCodeError::TooLong));
    }

    #[test]
    fn colours_are_set_and_unset_on_each_line_and_change_no_module() {
        let plain = qr_code(PAGE, &Screen::new(false, None)).unwrap();
        let painted = qr_code(PAGE, &Screen::new(true, None)).unwrap();
        for (plain, painted) in plain.lines().zip(painted.lines()) {
            assert_eq!(painted, format!("\u{1b}[97;40m{plain}\u{1b}[0m"));
        }
    }
}
