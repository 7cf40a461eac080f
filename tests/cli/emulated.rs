//! What a person sees at a terminal: an emulator of one obeys what a run writes, and is looked at
//! cell by cell.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZeroU16;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::termios::{Winsize, tcsetwinsize};
use vt100::{Callbacks, Cell, Parser, Screen};

use crate::terminal::{PATIENCE, open_terminal};

/// More lines than any run of a test shows: nothing scrolls away.
const ROWS: u16 = 250;

/// What a run does to a terminal besides writing cells.
#[derive(Debug, Default, PartialEq, Eq)]
struct Doings(Vec<String>);

impl Callbacks for Doings {
    fn audible_bell(&mut self, _: &mut Screen) {
        self.0.push("bell".to_owned());
    }

    fn visual_bell(&mut self, _: &mut Screen) {
        self.0.push("visual bell".to_owned());
    }

    fn resize(&mut self, _: &mut Screen, size: (u16, u16)) {
        self.0.push(format!("resize {size:?}"));
    }

    fn set_window_icon_name(&mut self, _: &mut Screen, name: &[u8]) {
        self.0.push(format!("icon {name:?}"));
    }

    fn set_window_title(&mut self, _: &mut Screen, title: &[u8]) {
        self.0.push(format!("title {title:?}"));
    }

    fn copy_to_clipboard(&mut self, _: &mut Screen, _: &[u8], data: &[u8]) {
        self.0.push(format!("copy {data:?}"));
    }

    fn paste_from_clipboard(&mut self, _: &mut Screen, _: &[u8]) {
        self.0.push("paste".to_owned());
    }

    fn unhandled_char(&mut self, _: &mut Screen, c: char) {
        self.0.push(format!("character {c:?}"));
    }

    fn unhandled_control(&mut self, _: &mut Screen, byte: u8) {
        self.0.push(format!("control {byte:?}"));
    }

    fn unhandled_escape(&mut self, _: &mut Screen, _: Option<u8>, _: Option<u8>, byte: u8) {
        self.0.push(format!("escape {byte:?}"));
    }

    fn unhandled_csi(
        &mut self,
        _: &mut Screen,
        _: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        c: char,
    ) {
        self.0.push(format!("sequence {parameters:?} {c:?}"));
    }

    fn unhandled_osc(&mut self, _: &mut Screen, parameters: &[&[u8]]) {
        self.0.push(format!("system command {parameters:?}"));
    }
}

/// Until when a run is watched.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// To its end.
    Ended,
    /// Until this is shown and it waits for a key; then these are pressed, and it goes on to its end.
    Asks(&'static str, &'static str),
}

/// A terminal after a run, or while one waits.
pub struct Shown(Parser<Doings>);

impl Shown {
    fn of(bytes: &[u8], columns: u16) -> Self {
        let size = |it| NonZeroU16::new(it).unwrap();
        let (rows, columns) = (size(ROWS), size(columns));
        let mut parser = Parser::new_with_callbacks(rows, columns, 0, Doings::default());
        parser.process(bytes);
        Self(parser)
    }

    pub fn text(&self) -> String {
        self.0.screen().contents()
    }

    fn line(&self, row: u16) -> String {
        let screen = self.0.screen();
        let cells = (0..screen.size().1.get()).map(|column| screen.cell(row, column).unwrap());
        cells.map(|cell| cell.contents().to_owned()).collect()
    }

    /// Where this is another screen than that: anywhere but in cells that hold text of people there,
    /// which begin with a mark; and in what is no cell. A digest is of what people wrote, too.
    pub fn differs_from(&self, that: &Self, is_mark: fn(char) -> bool) -> Option<String> {
        let (mine, theirs) = (self.0.screen(), that.0.screen());
        let modes = |it: &Screen| {
            (
                it.cursor_position(),
                it.hide_cursor(),
                it.alternate_screen(),
                it.application_cursor(),
                it.application_keypad(),
                it.bracketed_paste(),
                format!("{:?}", it.mouse_protocol_mode()),
                it.attributes_formatted(),
            )
        };
        if modes(mine) != modes(theirs) {
            return Some(format!("{:?} and not {:?}", modes(mine), modes(theirs)));
        }
        if self.0.callbacks() != that.0.callbacks() {
            return Some(format!("it did {:?}", self.0.callbacks()));
        }
        let (rows, columns) = mine.size();
        let places = (0..rows.get()).flat_map(|row| (0..columns.get()).map(move |it| (row, it)));
        for (row, column) in places {
            let at = |screen: &Screen| screen.cell(row, column).unwrap().clone();
            let (mine, theirs) = (at(mine), at(theirs));
            let is_digest = || {
                let hex = |cell: &Cell| cell.contents().chars().all(|c| c.is_ascii_hexdigit());
                that.line(row).starts_with("digest ") && hex(&mine) && hex(&theirs)
            };
            let is_theirs = || {
                theirs.contents().starts_with(is_mark)
                    || theirs.is_wide_continuation()
                    || is_digest()
            };
            let same = text(&mine) == text(&theirs) || is_theirs();
            if look(&mine) != look(&theirs) || !same {
                let (mine, theirs) = (mine.contents(), theirs.contents());
                let place = format!("line {}, column {}", row + 1, column + 1);
                return Some(format!("{mine:?} and not {theirs:?} at {place}"));
            }
        }
        None
    }
}

/// What a cell shows; one that was never written is blank.
fn text(cell: &Cell) -> &str {
    match cell.contents() {
        " " => "",
        text => text,
    }
}

/// How a cell shows it.
fn look(cell: &Cell) -> impl PartialEq + use<> {
    (
        (cell.fgcolor(), cell.bgcolor()),
        (cell.bold(), cell.dim(), cell.italic()),
        (cell.underline(), cell.inverse()),
    )
}

/// Runs the command at a terminal of so many columns: what it shows while it waits, if it does, and
/// at its end.
pub fn shows(command: &mut Command, columns: u16, until: Until) -> Vec<Shown> {
    let (controller, terminal) = open_terminal();
    let size = Winsize {
        ws_row: ROWS,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&controller, size).unwrap();
    let own = || Stdio::from(terminal.try_clone().unwrap());
    let command = command.stdin(own()).stdout(own()).stderr(own());
    let mut child = command.spawn().unwrap();
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null());
    let mut keyboard = File::from(controller);
    let seen: Arc<Mutex<Vec<u8>>> = Arc::default();
    let (mut screen, filled) = (keyboard.try_clone().unwrap(), Arc::clone(&seen));
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(read @ 1..) = screen.read(&mut bytes) {
            filled.lock().unwrap().extend(&bytes[..read]);
        }
    });
    let wait_for = |text: &str| {
        let begin = Instant::now();
        loop {
            let bytes = seen.lock().unwrap().clone();
            if String::from_utf8_lossy(&bytes).contains(text) {
                return bytes;
            }
            let shown = || Shown::of(&bytes, columns).text();
            assert!(begin.elapsed() < PATIENCE, "no {text:?} in {}", shown());
            thread::sleep(Duration::from_millis(5));
        }
    };
    let mut all = Vec::new();
    if let Until::Asks(text, keys) = until {
        wait_for(text);
        all.push(Shown::of(&quiet(&seen), columns));
        keyboard.write_all(keys.as_bytes()).unwrap();
    }
    child.wait().unwrap();
    // What the command wrote before its end comes before this.
    rustix::io::write(&terminal, END.as_bytes()).unwrap();
    let mut bytes = wait_for(END);
    bytes.truncate(bytes.len() - END.len());
    all.push(Shown::of(&bytes, columns));
    all
}

const END: &str = "(end)";

/// What was written once nothing more comes for a while.
fn quiet(seen: &Mutex<Vec<u8>>) -> Vec<u8> {
    let (mut bytes, mut since) = (seen.lock().unwrap().clone(), Instant::now());
    while since.elapsed() < Duration::from_millis(100) {
        thread::sleep(Duration::from_millis(5));
        let now = seen.lock().unwrap().clone();
        if now != bytes {
            (bytes, since) = (now, Instant::now());
        }
    }
    bytes
}
