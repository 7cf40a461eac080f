use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a service may take until it says that it is ready; generous, for busy machines.
const PATIENCE: Duration = Duration::from_mins(1);

/// A program that runs beside the test and ends with it.
#[derive(Debug)]
pub struct Service {
    child: Child,
    lines: Receiver<String>,
    said: Arc<Mutex<String>>,
    name: String,
}

impl Service {
    /// Starts the program; what it prints on either stream is read all the time.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    #[must_use]
    pub fn start(name: &str, command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("`{name}` does not start: {e}"));
        let (send, lines) = channel();
        let said = Arc::new(Mutex::new(String::new()));
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("it is piped")),
            Box::new(child.stderr.take().expect("it is piped")),
        ];
        for stream in streams {
            let (send, said) = (send.clone(), Arc::clone(&said));
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
                    said.extend([&line, "\n"]);
                    drop(said);
                    if send.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Self {
            child,
            lines,
            said,
            name: name.to_owned(),
        }
    }

    /// Waits for a line that contains `text` and returns it.
    ///
    /// # Panics
    ///
    /// When the program ends or stays silent first; shows what it said until then.
    #[must_use]
    pub fn wait_for(&self, text: &str) -> String {
        let mut said = String::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return line,
                Ok(line) => {
                    said.push_str(&line);
                    said.push('\n');
                }
                Err(why) => panic!("`{}` never said `{text}` ({why}):\n{said}", self.name),
            }
        }
    }

    /// All that it has printed so far, on either stream, whether or not somebody waited for it.
    #[must_use]
    pub fn said(&self) -> String {
        let said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        said.clone()
    }

    /// Kills it without a chance to tidy up, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// The process ID.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for the end of the program and gives its exit status.
    ///
    /// # Panics
    ///
    /// When it cannot be waited for.
    pub fn wait(&mut self) -> Option<i32> {
        self.child.wait().expect("it was started").code()
    }

    /// All the lines that it printed and nobody has read yet, until it is silent for 2 s.
    #[must_use]
    pub fn rest(&self) -> String {
        let mut said = String::new();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(2)) {
            said.push_str(&line);
            said.push('\n');
        }
        said
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}
