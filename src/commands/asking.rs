//! Asking the person at the terminal for what the command line does not say.

use jit_api::Request;
use jit_domain::{Reason, StatusName, Ticket, WindowDuration};

use super::draft::{Asked, Draft};
use super::duration::parse_duration;
use super::offers::{Target, choices, targets};
use super::request::not_eligible;
use super::submission_view::ToSubmit;
use crate::broker::{Broker, ListQuery, TargetQuery, View};
use crate::context::Context;
use crate::error::{CommandError, ErrorKind};
use crate::ui::Ui;

/// How far back a request counts as one of late: 90 days, in seconds.
const OF_LATE_SECONDS: i64 = 90 * 86_400;

/// The duration that is proposed for a target that was not asked for of late, in seconds.
const USUAL_SECONDS: i64 = 3600;

/// Fills in what is missing. Returns the person's own open requests for the same target, unless
/// `again`: their accounts are taken out of the draft, and nothing more is asked for them.
///
/// # Errors
///
/// The broker's refusal, that there is nothing to ask for, or that the person interrupts.
pub(crate) async fn fill(
    ctx: &Context,
    ui: &Ui,
    broker: &Broker,
    draft: &mut Draft,
    again: bool,
) -> Result<Vec<Request>, CommandError> {
    let progress = ui.progress("asking what you may request");
    let offers = broker.targets(&TargetQuery::default()).await?;
    let since = ctx.clock.now().plus_seconds(-OF_LATE_SECONDS);
    let of_late = ListQuery {
        created_from: Some(since),
        ..mine(Vec::new())
    };
    let mine = broker.list(&of_late).await?;
    drop(progress);
    let targets = targets(&offers, draft, &mine)?;
    let known = !draft.accounts.is_empty() && draft.permission_set.is_some();
    let target = match targets.as_slice() {
        [only] if known => only,
        several => pick(ui, several).await?,
    };
    draft.accounts.clone_from(&target.accounts);
    draft.permission_set = Some(target.permission_set.clone());
    let open = if again || draft.start.is_some() || draft.extends.is_some() {
        Vec::new()
    } else {
        take_open(broker, draft).await?
    };
    if !draft.accounts.is_empty() {
        ask(ui, draft, target, target.last(&mine)).await?;
    }
    Ok(open)
}

async fn pick<'a, 'b>(ui: &Ui, targets: &'b [Target<'a>]) -> Result<&'b Target<'a>, CommandError> {
    let place = ui
        .pick(
            "Which target? (arrows, or type parts of it)",
            &choices(targets),
        )
        .await?;
    let gone = || CommandError::new(ErrorKind::Failed, "nothing was picked");
    targets.get(place).ok_or_else(gone)
}

fn mine(statuses: Vec<StatusName>) -> ListQuery {
    ListQuery {
        view: View::Mine,
        statuses,
        review: None,
        account: None,
        created_from: None,
    }
}

/// Takes the accounts out of the draft for which an equal request is open. In an emergency only a
/// window that is open now counts.
async fn take_open(broker: &Broker, draft: &mut Draft) -> Result<Vec<Request>, CommandError> {
    let open = if draft.break_glass {
        vec![StatusName::Active]
    } else {
        vec![
            StatusName::Active,
            StatusName::Scheduled,
            StatusName::Pending,
        ]
    };
    let mine = broker.list(&mine(open.clone())).await?;
    let mut found = Vec::new();
    draft.accounts.retain(|account| {
        let account = account.to_string();
        let is_equal = |request: &&Request| {
            let here =
                account == request.account.as_str() || account == request.account_name.as_str();
            here && draft.permission_set.as_ref() == Some(&request.permission_set)
                && open.contains(&request.status)
        };
        let equal = mine.iter().find(is_equal);
        found.extend(equal.cloned());
        equal.is_none()
    });
    Ok(found)
}

/// Asks for what the draft lacks, within the bounds of its target.
async fn ask(
    ui: &Ui,
    draft: &mut Draft,
    target: &Target<'_>,
    last: Option<&Request>,
) -> Result<(), CommandError> {
    if draft.duration.is_none() {
        draft.duration = Some(duration(ui, target, last).await?);
    }
    if draft.reason.is_none() {
        draft.reason = Some(reason(ui, target.reason_min_length()).await?);
    }
    if draft.ticket.is_none() && target.ticket_required() {
        let read = |text: &str| text.parse::<Ticket>().map_err(|err| err.to_string());
        draft.ticket = Some(ui.answer("Ticket:", read).await?);
    }
    Ok(())
}

async fn duration(
    ui: &Ui,
    target: &Target<'_>,
    last: Option<&Request>,
) -> Result<WindowDuration, CommandError> {
    let longest = target.longest();
    let usual = || WindowDuration::try_from(USUAL_SECONDS).ok();
    let proposed = last.map(|request| request.duration_seconds).or_else(usual);
    let proposed = proposed.map(|it| longest.map_or(it, |longest| it.min(longest)));
    let question = duration_question(longest, target.automatic_up_to(), proposed);
    let read = |text: &str| {
        let duration = match proposed {
            Some(proposed) if text.is_empty() => proposed,
            _ => parse_duration(text)?,
        };
        match longest.filter(|longest| duration > *longest) {
            Some(longest) => Err(format!("{duration} is longer than {longest}")),
            None => Ok(duration),
        }
    };
    ui.answer(&question, read).await
}

/// `Duration, at most 8h, automatic up to 1h [30m]:`
fn duration_question(
    longest: Option<WindowDuration>,
    automatic_up_to: Option<WindowDuration>,
    proposed: Option<WindowDuration>,
) -> String {
    let most = longest.map(|longest| format!(", at most {longest}"));
    let automatic = automatic_up_to.map(|automatic| match longest {
        Some(longest) if longest <= automatic => ", automatic".to_owned(),
        _ => format!(", automatic up to {automatic}"),
    });
    let proposed = proposed.map(|proposed| format!(" [{proposed}]"));
    let [most, automatic, proposed] = [most, automatic, proposed].map(Option::unwrap_or_default);
    format!("Duration{most}{automatic}{proposed}:")
}

async fn reason(ui: &Ui, least: u32) -> Result<Reason, CommandError> {
    let question = match least {
        0 | 1 => "Reason:".to_owned(),
        _ => format!("Reason, at least {least} characters:"),
    };
    let read = |text: &str| {
        let length = u32::try_from(text.trim().chars().count()).unwrap_or(u32::MAX);
        if length < least && length > 0 {
            return Err(format!("{length} characters are too few"));
        }
        text.parse::<Reason>().map_err(|err| err.to_string())
    };
    ui.answer(&question, read).await
}

/// Shows what will be asked and who has to agree, and asks whether to submit it.
///
/// # Errors
///
/// The broker's refusal; that the person does not want it.
pub(crate) async fn confirm(
    ctx: &Context,
    ui: &Ui,
    broker: &Broker,
    asked: &Asked,
) -> Result<(), CommandError> {
    for account in &asked.accounts {
        let body = asked.body(account);
        let plan = broker.plan(&body).await;
        let plan = plan.map_err(|err| not_eligible(&body, err))?;
        let here =
            body.account == plan.account.as_str() || body.account == plan.account_name.as_str();
        let same =
            plan.permission_set == asked.permission_set && plan.duration_seconds == asked.duration;
        if !(here && same) {
            let why = "it would take down another request than is asked for";
            return Err(broker.absurd(why).into());
        }
        let now = ctx.clock.now();
        ui.notice(&ToSubmit {
            asked,
            plan: &plan,
            now,
        });
    }
    let question = match asked.accounts.len() {
        1 => "Submit this request?".to_owned(),
        n => format!("Submit these {n} requests?"),
    };
    if ui.confirm_unless_no(&question).await? {
        return Ok(());
    }
    let what = "nothing was asked for";
    Err(CommandError::new(ErrorKind::Failed, what).code("not_confirmed"))
}
