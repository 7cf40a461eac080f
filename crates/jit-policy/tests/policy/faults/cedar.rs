//! What Cedar files are refused, and what is said.

use crate::bundle_folder::{BundleFolder, CATALOG};
use crate::cedar::{DENY, PERMIT};

fn faults(path: &str, text: &str) -> String {
    BundleFolder::new().with(path, text).faults()
}

const GUARD: &str = "forbid (principal, action == Jit::Action::\"request\", resource)";

fn guard(condition: &str) -> String {
    faults(
        "guardrails.cedar",
        &format!("{GUARD}\nwhen {{ {condition} }};\n"),
    )
}

#[test]
fn a_permit_does_not_belong_where_only_forbids_do_nor_the_reverse() {
    insta::assert_snapshot!(faults("deny-access.cedar", &format!("\n{PERMIT}")), @r#"
    deny-access.cedar:2: a `permit` does not belong in this file
      fix: write `forbid (principal, action == Jit::Action::"autoApprove", resource)`, or move it
    "#);
    insta::assert_snapshot!(faults("guardrails.cedar", PERMIT), @r#"
    guardrails.cedar:1: a `permit` does not belong in this file
      fix: write `forbid (principal, action in [Jit::Action::"request", Jit::Action::"vend"], resource)`, or move it
    "#);
    insta::assert_snapshot!(faults("auto-approval/all.cedar", DENY), @r#"
    auto-approval/all.cedar:1: a `forbid` does not belong in this file
      fix: write `permit (principal, action == Jit::Action::"autoApprove", resource)`, or move it
    "#);
}

#[test]
fn an_action_does_not_belong_into_every_file() {
    insta::assert_snapshot!(faults("guardrails.cedar", DENY), @r#"
    guardrails.cedar:1: the action `autoApprove` does not belong in this file
      fix: write `forbid (principal, action in [Jit::Action::"request", Jit::Action::"vend"], resource)`, or move it to `deny-access.cedar` or `auto-approval/`
    "#);
    insta::assert_snapshot!(faults("deny-access.cedar", &format!("{GUARD};")), @r#"
    deny-access.cedar:1: the action `request` does not belong in this file
      fix: write `forbid (principal, action == Jit::Action::"autoApprove", resource)`, or move it to `guardrails.cedar`
    "#);
    insta::assert_snapshot!(faults("guardrails.cedar", "forbid (principal, action, resource);"), @r#"
    guardrails.cedar:1: the policy is about no action, or about all of them
      fix: write `forbid (principal, action in [Jit::Action::"request", Jit::Action::"vend"], resource)`
    "#);
    let mistyped = "forbid (principal, action == Jit::Action::\"Request\", resource);";
    insta::assert_snapshot!(faults("guardrails.cedar", mistyped), @r#"
    guardrails.cedar:1: there is no action `Jit::Action::"Request"`
      fix: write `forbid (principal, action in [Jit::Action::"request", Jit::Action::"vend"], resource)`
    "#);
    let every = "forbid (principal, action in [Jit::Action::\"vend\", Jit::Action::\"autoApprove\"], resource);";
    insta::assert_snapshot!(faults("guardrails.cedar", every), @r#"
    guardrails.cedar:1: the action `autoApprove` does not belong in this file
      fix: write `forbid (principal, action in [Jit::Action::"request", Jit::Action::"vend"], resource)`, or move it to `deny-access.cedar` or `auto-approval/`
    "#);
}

#[test]
fn there_is_one_deny_file_and_one_for_guardrails() {
    let folder = BundleFolder::new()
        .with("deny-access.cedar", DENY)
        .with("deny-access-2.cedar", DENY)
        .with("deny-access/more.cedar", DENY)
        .with("guardrails.cedar.bak", "");
    insta::assert_snapshot!(folder.faults(), @"
    deny-access: `deny-access` is not part of a bundle: there is one `deny-access.cedar`
      fix: put its policies into `deny-access.cedar`
    deny-access-2.cedar: `deny-access-2.cedar` is not part of a bundle: there is one `deny-access.cedar`
      fix: put its policies into `deny-access.cedar`
    guardrails.cedar.bak: `guardrails.cedar.bak` is not part of a bundle: there is one `guardrails.cedar`
      fix: put its policies into `guardrails.cedar`
    ");
}

#[test]
fn what_is_not_cedar_is_refused_with_the_line() {
    insta::assert_snapshot!(faults("guardrails.cedar", "\n\nforbid (principal, action = resource);"), @"
    guardrails.cedar:3: not a Cedar policy: '=' is not a valid operator in Cedar
      fix: try using '==' instead
    guardrails.cedar:3: not a Cedar policy: this policy is missing the `resource` variable in the scope
      fix: policy scopes must contain a `principal`, `action`, and `resource` element in that order
    ");
    insta::assert_snapshot!(faults("guardrails.cedar", GUARD), @"
    guardrails.cedar:1: not a Cedar policy: unexpected end of input
      fix: correct the syntax
    ");
    insta::assert_snapshot!(faults("guardrails.cedar", &format!("// one\n{GUARD}; // two\n\"open")), @"
    guardrails.cedar:3: not a Cedar policy: invalid token
      fix: try checking that all strings are closed properly
    ");
    insta::assert_snapshot!(faults("guardrails.cedar", "forbid (principal == ?principal, action == Jit::Action::\"request\", resource);"), @"
    guardrails.cedar:1: not a Cedar policy: expected a static policy, got a template containing the slot ?principal
      fix: try removing the template slot(s) from this policy
    ");
    insta::assert_snapshot!(faults("guardrails.cedar", "@id(\"a b\")\nforbid (principal, action == Jit::Action::\"request\", resource);"), @r#"
    guardrails.cedar:1: a policy cannot be named `a b`
      fix: write `@id("…")` before it: a policy name is 1 to 64 letters, digits or `_.-`
    "#);
}

#[test]
fn a_type_error_is_refused_with_the_line() {
    insta::assert_snapshot!(guard("context.duration > 3600"), @r#"
    guardrails.cedar:2: unexpected type: expected Long but saw duration
      fix: hold it to the schema: see "What policies can look at" in docs/policies.md
    "#);
    insta::assert_snapshot!(guard("principal.email like \"*@example.com\""), @"
    guardrails.cedar:2: unable to guarantee safety of access to optional attribute `email` on entity type `Jit::User`
      fix: try testing for the attribute's presence with `e has email && ..`
    ");
    insta::assert_snapshot!(guard("principal.department == \"x\""), @"
    guardrails.cedar:2: attribute `department` on entity type `Jit::User` not found
      fix: did you mean `email`?
    ");
    insta::assert_snapshot!(guard("resource.getTag(\"Environment\") == \"Production\""), @r#"
    guardrails.cedar:2: unable to guarantee safety of access to tag `"Environment"` on entity type `Jit::Target`
      fix: try testing for the tag's presence with `.hasTag("Environment") && ..`
    "#);
    insta::assert_snapshot!(guard("principal in Jit::Team::\"x\""), @"
    guardrails.cedar:2: unrecognized entity type `Jit::Team`
      fix: did you mean `Jit::User`?
    ");
    insta::assert_snapshot!(guard("false"), @r#"
    guardrails.cedar:1: policy is impossible: the policy expression evaluates to false for all valid requests
      fix: hold it to the schema: see "What policies can look at" in docs/policies.md
    "#);
}

#[test]
fn what_a_policy_names_has_to_exist() {
    let conditions = [
        "resource in Jit::Account::\"999999999999\"",
        "resource in Jit::Account::\"shop-prod\"",
        "resource in Jit::OrganizationalUnit::\"prod/Shop\"",
        "resource in Jit::PermissionSet::\"Poweruser\"",
        "resource == Jit::Target::\"111111111111\"",
        "principal == Jit::User::\"someone@example.com\"",
        "principal in Jit::Group::\"Staff\"",
    ];
    insta::assert_snapshot!(conditions.map(guard).join("\n"), @r#"
    guardrails.cedar:1: the catalog has no account `999999999999`
      fix: write the 12 digits of an account of `catalog.toml`
    guardrails.cedar:1: the catalog has no account `shop-prod`
      fix: write the 12 digits of an account of `catalog.toml`
    guardrails.cedar:1: no account of the catalog is in `prod/Shop`
      fix: correct the path, or leave it out until an account is there
    guardrails.cedar:1: the catalog has no permission set `Poweruser`
      fix: correct the name, or add the permission set to `catalog.toml`
    guardrails.cedar:1: the catalog has no target `111111111111`
      fix: write `Jit::Target::"<account ID>/<permission set>"`
    guardrails.cedar:1: `someone@example.com` names no person
      fix: write `Jit::User::"<issuer>#<subject>"`
    guardrails.cedar:1: the group `Staff` differs only in letter case from `staff` at eligibility/staff.toml:4
      fix: spell it as the tokens of the issuer do, everywhere
    "#);
}

#[test]
fn a_name_twice_is_refused_across_files() {
    let named = format!("@id(\"same\")\n{PERMIT}");
    let folder = BundleFolder::new()
        .with("auto-approval/all.cedar", &named)
        .with("auto-approval/ou.dev.cedar", &named);
    insta::assert_snapshot!(folder.faults(), @"
    auto-approval/ou.dev.cedar:1: there is another Cedar policy named `same` at auto-approval/all.cedar:1
      fix: give each a name of its own
    ");
}

#[test]
fn the_name_of_an_auto_approval_file_is_a_scope_of_the_catalog() {
    let catalog = format!(
        "{CATALOG}\n[[account]]\nid = \"999999999999\"\nname = \"root\"\nmanagement = true\n"
    );
    let folder = BundleFolder::new()
        .with("catalog.toml", catalog)
        .with("auto-approval/everything.cedar", PERMIT)
        .with("auto-approval/ou.test.cedar", PERMIT)
        .with("auto-approval/123456789012.cedar", PERMIT)
        .with("auto-approval/999999999999.cedar", PERMIT)
        .with("auto-approval/all.toml", "");
    insta::assert_snapshot!(folder.faults(), @"
    auto-approval/123456789012.cedar:1: the catalog has no account `123456789012`
      fix: correct the name of the file, or add the account to `catalog.toml`
    auto-approval/999999999999.cedar:1: `999999999999` is the management account, where nothing is automatic
      fix: take the file out: people have to agree there
    auto-approval/all.toml: `auto-approval/all.toml` is not part of a bundle
      fix: take it out of the folder; `README*` and hidden files may stay
    auto-approval/everything.cedar:1: `auto-approval/everything.cedar` names no scope
      fix: name the file `all.cedar`, `ou.<path with . for />.cedar` or `<account ID>.cedar`
    auto-approval/ou.test.cedar:1: no account of the catalog is in `test`
      fix: correct the name of the file, or take it out until an account is there
    ");
}

#[test]
fn a_policy_that_is_long_or_deep_is_not_given_to_cedar() {
    let long = format!("principal.subject == \"{}\"", "x".repeat(16 * 1024));
    insta::assert_snapshot!(guard(&long), @"
    guardrails.cedar:1: a policy has at most 16 KiB
      fix: split it into several policies
    ");
    let deep = "(".repeat(14_000);
    insta::assert_snapshot!(guard(&deep), @"
    guardrails.cedar:1: the brackets of a policy nest at most 24 deep
      fix: split it into several policies
    ");
    let wide = vec!["true"; 2000].join(" && ");
    insta::assert_snapshot!(guard(&wide), @"
    guardrails.cedar:1: a policy has at most 1024 words and operators outside of quotes
      fix: split it into several policies
    ");
    let many = format!("{GUARD};\n").repeat(3000);
    insta::assert_snapshot!(faults("guardrails.cedar", &many), @"
    guardrails.cedar:1: a file has at most 2000 policies
      fix: leave out what nobody needs
    ");
}

#[test]
fn the_deepest_policies_that_are_read_do_no_harm() {
    let deepest = [
        format!("{}true{}", "(".repeat(20), ")".repeat(20)),
        vec!["!context.breakGlass"; 100].join(" && "),
        format!(
            "{}true{}",
            "if true then ".repeat(80),
            " else false".repeat(80)
        ),
        format!("{}1 == 1", "1 + ".repeat(400)),
        format!("{}true", "!!!!true && ".repeat(100)),
        format!("context{}", ".a".repeat(480)),
        format!("{}[]{} == []", "[".repeat(20), "]".repeat(20)),
    ];
    for condition in deepest {
        let answer = guard(&condition);
        assert!(
            answer == "none" || answer.starts_with("guardrails.cedar:"),
            "{answer}"
        );
    }
}

#[test]
fn semicolons_and_brackets_in_text_and_comments_are_neither() {
    let text = format!(
        "// ; ((((((((((((((((((((((((((((((((((((((( \"\n{GUARD} when {{ // ; \"\n principal.subject == \"; \\\" (((((((((((((((((((((((((((((((((((((((((((((((\" }};\n// end"
    );
    assert_eq!(faults("guardrails.cedar", &text), "none");
}

#[test]
fn no_line_ending_hides_a_policy_in_the_comment_before_it() {
    let loose = format!(
        "// a comment\n{GUARD} when {{ context.nothing }};\n// another\n{GUARD} when {{ context.either }};\n"
    );
    for ending in ["\n", "\r\n", "\r"] {
        let answer = faults("guardrails.cedar", &loose.replace('\n', ending));
        assert!(
            answer.contains("`nothing`") && answer.contains("`either`"),
            "{ending:?}: {answer}"
        );
    }
}

#[test]
fn what_is_too_deep_to_be_checked_is_refused() {
    let deep = [
        vec!["context.breakGlass"; 101].join(" || "),
        format!(
            "(if context.breakGlass then context{} else false) || context.duration == 5",
            "[\"a\"]".repeat(400)
        ),
        format!("context{}", ".a".repeat(200)),
        format!(
            "[{}].contains(true)",
            vec!["context.breakGlass"; 99].join(" || ")
        ),
    ];
    for condition in deep {
        insta::allow_duplicates! {
            insta::assert_snapshot!(guard(&condition), @"
            guardrails.cedar:1: the expressions of a policy nest at most 100 deep
              fix: split it, or ask for a set: `[…].contains(…)`, `principal in […]`
            ");
        }
    }
    let many = format!("context{} == 1", "[\"a\"]".repeat(1500));
    assert!(guard(&many).contains("at most 1024 words and operators"));
}

#[test]
fn the_deepest_policy_is_checked_and_asked_on_any_thread() {
    let terms: Vec<_> = (0..95)
        .map(|n| format!("principal.subject == \"{n}\""))
        .collect();
    let bad = format!("{} || context.duration == 5", terms.join(" || "));
    let good = format!("{} || principal.subject == \"someone\"", terms.join(" || "));
    let small = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(move || {
            let faulty = guard(&bad);
            let bundle = BundleFolder::new()
                .with("guardrails.cedar", format!("{GUARD}\nwhen {{ {good} }};\n"))
                .bundle();
            let ask = |who: &str| {
                let question = crate::question::Question::new(
                    crate::question::person(who, &["staff"]),
                    "shop-prod",
                    "ReadOnly",
                );
                crate::question::in_words(&question.put(&bundle))
            };
            (faulty, ask("someone"), ask("else"))
        });
    let (faulty, forbidden, free) = small.unwrap().join().unwrap();
    assert!(faulty.contains("are not compatible"), "{faulty}");
    assert_eq!(forbidden, "the guardrail `guardrails-1` forbids this");
    assert_eq!(free, "everything?");
}
