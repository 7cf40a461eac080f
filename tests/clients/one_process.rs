//! A program on boto3 that runs for long, near the end of its window: boto3 runs the helper before
//! every request then.

use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Stdio};

use jit_testkit::Boto3;

use crate::gate::Gate;
use crate::stage::{Stage, TARGET};

/// Asks AWS who it is for every line that comes, and prints the ARN or the error.
const PROGRAM: &str = "
import boto3, sys
sts = boto3.Session(profile_name='payments-prod-PowerUser').client('sts')
for _ in sys.stdin:
    try:
        print(sts.get_caller_identity()['Arn'], flush=True)
    except Exception as error:
        print(str(error).strip(), flush=True)
";

struct LongRunning {
    child: Child,
    answers: Lines<BufReader<ChildStdout>>,
}

impl LongRunning {
    fn start(stage: &Stage) -> Self {
        let boto3 = Boto3 {
            person: &stage.requester,
            endpoint: stage.endpoint(),
        };
        let mut child = boto3
            .command(PROGRAM)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, answers }
    }

    fn request(&mut self) -> String {
        self.child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
        self.answers.next().unwrap().unwrap()
    }

    fn requests(&mut self, count: usize) {
        for _ in 0..count {
            let answer = self.request();
            assert!(answer.contains(&TARGET.role()), "{answer}");
        }
    }
}

impl Drop for LongRunning {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

#[test]
fn ten_requests_with_four_minutes_left_ask_the_broker_once_for_each_recheck() {
    let mut stage = Stage::start_at(-16 * 60);
    let gate = Gate::before(stage.broker.url());
    stage.requester.set("JIT_BROKER", &gate.url);
    stage.configure(&[TARGET], "");
    let request = stage.open(TARGET, "20m");
    stage.clock.set(0);

    let mut program = LongRunning::start(&stage);
    program.requests(1);
    assert_eq!(gate.calls(), 1, "the first request");
    program.requests(9);
    assert_eq!(gate.calls(), 0, "the broker's word is young");
    assert!(stage.runs() >= 10, "boto3 did ask the helper every time");
    stage.clock.set(65);
    program.requests(10);
    assert_eq!(gate.calls(), 1, "it is old, once");
    assert!(stage.runs() >= 10, "boto3 did ask the helper every time");

    stage.decide(TARGET, "revoke", &request);
    program.requests(1);
    stage.clock.set(130);
    let refused = program.request();
    assert!(refused.contains("jit: window_closed: "), "{refused}");
    assert_eq!(gate.calls(), 1);
}
