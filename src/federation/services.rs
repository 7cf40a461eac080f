use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// The page of the console with which a service begins.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Service {
    /// What the AWS CLI calls it, where that is what people call it.
    name: &'static str,
    aliases: &'static [&'static str],
    /// Below the host of the console.
    pub(super) path: &'static str,
    /// It is not in any region: the console shows it in the partition's home region.
    pub(super) is_global: bool,
}

impl Service {
    /// The service of this name or alias.
    fn named(name: &str) -> Option<&'static Self> {
        let is_it = |it: &&Self| it.name == name || it.aliases.contains(&name);
        SERVICES.iter().find(is_it)
    }

    /// Reads a name; of one that is not there, it shows those that are like it.
    pub(crate) fn parser() -> impl TypedValueParser<Value = &'static Self> {
        let value = |it: &Self| PossibleValue::new(it.name).aliases(it.aliases);
        let names = PossibleValuesParser::new(SERVICES.iter().map(value));
        names.try_map(|name| Self::named(&name).ok_or("there is no such service"))
    }
}

const fn regional(
    name: &'static str,
    aliases: &'static [&'static str],
    path: &'static str,
) -> Service {
    Service {
        name,
        aliases,
        path,
        is_global: false,
    }
}

const fn global(
    name: &'static str,
    aliases: &'static [&'static str],
    path: &'static str,
) -> Service {
    Service {
        name,
        aliases,
        path,
        is_global: true,
    }
}

/// By name.
///
/// Source: the addresses that the console itself links to, which AWS does not promise to keep.
const SERVICES: [Service; 50] = [
    regional("acm", &["certificates"], "acm/home"),
    regional("apigateway", &["apigw"], "apigateway/home"),
    regional("athena", &[], "athena/home"),
    regional("backup", &[], "backup/home"),
    regional("batch", &[], "batch/home"),
    regional("bedrock", &[], "bedrock/home"),
    global("billing", &[], "billing/home"),
    regional("cloudformation", &["cfn"], "cloudformation/home"),
    global("cloudfront", &["cf"], "cloudfront/v4/home"),
    regional("cloudtrail", &["ct"], "cloudtrailv2/home"),
    regional("cloudwatch", &["cw"], "cloudwatch/home"),
    regional("codebuild", &[], "codesuite/codebuild/projects"),
    regional("codepipeline", &[], "codesuite/codepipeline/pipelines"),
    regional("config", &[], "config/home"),
    global("cost-explorer", &["ce"], "cost-management/home"),
    regional("dms", &[], "dms/v2/home"),
    regional("dynamodb", &["ddb"], "dynamodbv2/home"),
    regional("ec2", &[], "ec2/home"),
    regional("ecr", &[], "ecr/home"),
    regional("ecs", &[], "ecs/home"),
    regional("efs", &[], "efs/home"),
    regional("eks", &[], "eks/home"),
    regional("elasticache", &[], "elasticache/home"),
    regional("elasticbeanstalk", &["eb"], "elasticbeanstalk/home"),
    regional("eventbridge", &["events"], "events/home"),
    regional("glue", &[], "glue/home"),
    regional("guardduty", &["gd"], "guardduty/home"),
    global("iam", &[], "iam/home"),
    regional("kinesis", &[], "kinesis/home"),
    regional("kms", &[], "kms/home"),
    regional("lambda", &[], "lambda/home"),
    regional("logs", &[], "cloudwatch/home#logsV2:log-groups"),
    regional("opensearch", &["aos", "es"], "aos/home"),
    global("organizations", &["orgs"], "organizations/v2/home"),
    regional("parameters", &["param"], "systems-manager/parameters"),
    regional("ram", &[], "ram/home"),
    regional("rds", &[], "rds/home"),
    regional("redshift", &[], "redshiftv2/home"),
    global("route53", &["r53"], "route53/v2/home"),
    regional("s3", &[], "s3/home"),
    regional("sagemaker", &[], "sagemaker/home"),
    regional("secretsmanager", &["sm"], "secretsmanager/home"),
    regional("securityhub", &[], "securityhub/home"),
    regional("ses", &[], "ses/home"),
    regional("sns", &[], "sns/v3/home"),
    regional("sqs", &[], "sqs/v3/home"),
    regional("ssm", &["systems-manager"], "systems-manager/home"),
    regional("stepfunctions", &["sfn", "states"], "states/home"),
    regional("vpc", &[], "vpcconsole/home"),
    regional("waf", &["wafv2"], "wafv2/homev2"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jit_domain::Partition;

    use super::{SERVICES, Service};
    use crate::federation::{Destination, Federation};

    fn page(partition: Partition, region: Option<&str>, service: &Service) -> String {
        let issuer = "https://broker.example.com".parse().unwrap();
        let region = region.map(|name| name.parse().unwrap());
        let federation = Federation::of(partition, region.as_ref(), &issuer).unwrap();
        let page = Destination::of_service(&federation, service).unwrap();
        page.to_string()
    }

    #[test]
    fn every_name_means_one_service_and_they_are_in_order() {
        let names = |it: &Service| [&[it.name], it.aliases].concat();
        let all: Vec<&str> = SERVICES.iter().flat_map(names).collect();
        let different: BTreeSet<&str> = all.iter().copied().collect();
        assert_eq!(all.len(), different.len());
        assert!(SERVICES.is_sorted_by_key(|it| it.name));
    }

    #[test]
    fn every_service_is_a_page_of_each_partitions_console() {
        use Partition::{Aws, China, EuSovereign, UsGov};
        for service in &SERVICES {
            for partition in [Aws, China, EuSovereign, UsGov] {
                let page = page(partition, None, service);
                assert!(page.contains("region="), "{page}");
            }
        }
    }

    #[test]
    fn a_service_is_shown_in_the_region_and_a_global_one_at_home() {
        use Partition::{Aws, China, EuSovereign, UsGov};
        for (partition, region, name, expected) in [
            (
                Aws,
                None,
                "ec2",
                "https://console.aws.amazon.com/ec2/home?region=us-east-1",
            ),
            (
                Aws,
                Some("eu-central-1"),
                "ddb",
                "https://eu-central-1.console.aws.amazon.com/dynamodbv2/home?region=eu-central-1",
            ),
            (
                Aws,
                Some("eu-central-1"),
                "logs",
                "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1\
                 #logsV2:log-groups",
            ),
            (
                Aws,
                Some("eu-central-1"),
                "iam",
                "https://console.aws.amazon.com/iam/home?region=us-east-1",
            ),
            (
                UsGov,
                Some("us-gov-east-1"),
                "s3",
                "https://us-gov-east-1.console.amazonaws-us-gov.com/s3/home?region=us-gov-east-1",
            ),
            (
                China,
                Some("cn-northwest-1"),
                "r53",
                "https://console.amazonaws.cn/route53/v2/home?region=cn-north-1",
            ),
            (
                EuSovereign,
                None,
                "iam",
                "https://eusc-de-east-1.console.amazonaws-eusc.eu/iam/home?region=eusc-de-east-1",
            ),
        ] {
            let service = Service::named(name).unwrap();
            assert_eq!(page(partition, region, service), expected);
        }
        assert_eq!(Service::named("no-such-service"), None);
    }
}
