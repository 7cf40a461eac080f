//! Text of people in files: in a log that was exported, in records of AWS, in the names of files, and
//! in the configuration of the AWS tools.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::audit::{LOG, TRAIL};
use crate::hostile_screens::Texts;
use crate::stage::Stage;

impl Texts {
    /// They have written into all of these files.
    pub fn write_files(&self, stage: &Stage) {
        let home = stage.home();
        fs::write(home.join("log.jsonl"), self.log()).unwrap();
        fs::write(home.join("trail.json"), self.trail()).unwrap();
        let folder = home.join("named");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(self.file_name()), "no records").unwrap();
        fs::create_dir_all(home.join(".aws")).unwrap();
        let config = self.aws_config(stage.broker.url());
        fs::write(home.join(".aws/config"), config).unwrap();
    }

    /// A name as they may give a file.
    pub fn file_name(&self) -> String {
        self.any.replace('/', "-") + ".json"
    }

    fn log(&self) -> String {
        let lines = LOG.lines().map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            if let Some(actor) = line.get_mut("actor") {
                actor["name"] = self.any.as_str().into();
                actor["subject"] = self.name.as_str().into();
            }
            format!("{line}\n")
        });
        lines.collect()
    }

    fn trail(&self) -> String {
        let mut trail: Value = serde_json::from_str(TRAIL).unwrap();
        for record in trail["Records"].as_array_mut().unwrap() {
            record["eventSource"] = self.any.as_str().into();
            record["eventName"] = self.any.as_str().into();
            record["errorCode"] = self.any.as_str().into();
        }
        trail.to_string()
    }

    /// A block of profiles with a remark of somebody else.
    fn aws_config(&self, broker: &str) -> String {
        let remark: String = self.any.split(['\r', '\n']).collect();
        format!(
            "# >>> jit profiles {broker} >>>\n\n[profile gone.PowerUser]\n# managed by jit\n\
             # {remark}\ncredential_process = {broker}\n# <<< jit profiles {broker} <<<\n"
        )
    }
}

/// The same, where a command line names a file of theirs.
pub fn with_names(args: &[&str], texts: &Texts) -> Vec<String> {
    let path = Path::new("named").join(texts.file_name());
    let path = path.to_str().unwrap();
    args.iter().map(|it| it.replace("NAMED", path)).collect()
}
