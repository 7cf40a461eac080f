use jit_api::PersonView;
use jit_audit::EndedBy;
use jit_audit::cloudtrail::{ActionReport, OutsideCall, RequestReport};

use super::cloudtrail::{DamagedFile, Found};
use crate::commands::request_view::short_person;
use crate::ui::{Human, Screen, Table, Tone, neutral, neutral_to};

impl Human for Found {
    fn human(&self, screen: &Screen) -> String {
        let requests = self.report.requests.iter();
        let mut blocks: Vec<String> = requests
            .filter(|request| request.calls > 0)
            .map(|it| block(it, screen))
            .collect();
        blocks.extend(self.others());
        blocks.extend(damaged(&self.files.damaged));
        blocks.push(format!(
            "{} in {}, {} of them of sessions of the log",
            plural(self.files.records, "record"),
            plural(self.files.read as u64, "file"),
            self.report.requests.iter().map(|it| it.calls).sum::<u64>(),
        ));
        blocks.join("\n\n")
    }
}

impl Found {
    fn others(&self) -> Option<String> {
        let other = &self.report.other;
        let accounts: Vec<String> = (other.accounts.iter())
            .map(|(account, calls)| format!("{calls} in {}", neutral_to(account, 20)))
            .take(20)
            .collect();
        let more = match other.accounts.len().saturating_sub(accounts.len()) {
            0 => String::new(),
            n => format!(", and in {n} more accounts"),
        };
        (other.calls > 0).then(|| {
            format!(
                "{} of sessions that the log does not know: {}{more}",
                plural(other.calls, "call"),
                accounts.join(", ")
            )
        })
    }
}

fn plural(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        n => format!("{n} {what}s"),
    }
}

fn block(request: &RequestReport, screen: &Screen) -> String {
    let person = request.person.as_ref().map(PersonView::from);
    let person = person.map_or_else(|| "nobody".to_owned(), |it| short_person(&it));
    let mut lines = vec![
        format!("{}  {person}", request.request),
        format!("  {}", request.role),
        format!(
            "  {} until {}{}",
            screen.time(request.opened_at),
            screen.time(request.window_end),
            early(request, screen)
        ),
        format!(
            "  {}, {} that may change something, {} that AWS refused",
            plural(request.calls, "call"),
            request.changes,
            request.errors
        ),
    ];
    if request.outside_total > 0 {
        let text = format!("{} outside of the window", request.outside_total);
        lines.push(format!("  {}", screen.toned(&text, Tone::Bad)));
        lines.push(outside(request, screen));
        lines.push("  in all".to_owned());
    }
    lines.push(actions(&request.actions, screen));
    lines.join("\n")
}

fn early(request: &RequestReport, screen: &Screen) -> String {
    request.ended_early.map_or_else(String::new, |early| {
        let how = match early.by {
            EndedBy::Revoked => "revoked",
            EndedBy::Finished => "given back",
        };
        format!(", {how} {}", screen.time(early.at))
    })
}

fn indented(lines: &str) -> String {
    let lines: Vec<String> = lines.lines().map(|line| format!("    {line}")).collect();
    lines.join("\n")
}

fn outside(request: &RequestReport, screen: &Screen) -> String {
    let mut table = Table::without_headings(screen);
    for call in &request.outside {
        table.row(cells(call, screen));
    }
    let mut lines = indented(&table.lines(3));
    let more = request.outside_total - request.outside.len() as u64;
    if more > 0 {
        lines.extend(["\n    … and ", &more.to_string(), " more"]);
    }
    lines
}

fn cells(call: &OutsideCall, screen: &Screen) -> [String; 4] {
    [
        call.at.map_or_else(|| "?".to_owned(), |at| screen.time(at)),
        action(&call.service, &call.action),
        call.when.in_words().to_owned(),
        call.error
            .as_deref()
            .map(|it| neutral_to(it, 64))
            .unwrap_or_default(),
    ]
}

/// `s3:GetObject`, as policies name it.
fn action(service: &str, action: &str) -> String {
    let service = service.strip_suffix(".amazonaws.com").unwrap_or(service);
    format!("{}:{}", neutral_to(service, 48), neutral_to(action, 64))
}

fn actions(actions: &[ActionReport], screen: &Screen) -> String {
    let mut table = Table::without_headings(screen);
    for each in actions {
        let refused = match each.errors {
            0 => String::new(),
            n => format!("{n} refused"),
        };
        let kind = if each.read_only { "reads" } else { "changes" };
        table.row([
            action(&each.service, &each.action),
            format!("{}×", each.calls),
            kind.to_owned(),
            refused,
        ]);
    }
    indented(&table.lines(3))
}

fn damaged(files: &[DamagedFile]) -> Option<String> {
    let lines: Vec<String> = files
        .iter()
        .map(|file| {
            let mut what = Vec::new();
            if let Some(trouble) = &file.report.trouble {
                what.push(neutral(&trouble.to_string()));
            }
            if file.report.unreadable > 0 {
                what.push(format!(
                    "{} in it cannot be read as records",
                    plural(file.report.unreadable, "object")
                ));
            }
            format!("{}: {}", neutral(&file.path), what.join("; "))
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
