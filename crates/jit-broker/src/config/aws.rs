use super::reader::Reader;
use crate::vend::{StsSettings, StsSetupError};

pub(super) fn read(reader: &mut Reader) -> StsSettings {
    let settings = StsSettings {
        region: region(reader),
        endpoint: reader.parsed("aws.sts_endpoint"),
        external_id: reader.text("aws.external_id"),
        fips: reader.switch("aws.use_fips"),
        dual_stack: reader.switch("aws.use_dual_stack"),
        broker_on_role: reader.switch("aws.chained"),
        ..StsSettings::default()
    };
    for fault in settings.faults() {
        let name = match fault {
            StsSetupError::NoRegion => "aws.region",
            StsSetupError::Endpoint(_) | StsSetupError::NotLoopback => "aws.sts_endpoint",
            StsSetupError::ExternalId => "aws.external_id",
        };
        reader.fault(name, fault);
    }
    settings
}

fn region(reader: &mut Reader) -> Option<String> {
    let region = reader.text("aws.region")?;
    let is_region = region
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if !is_region {
        reader.fault(
            "aws.region",
            "must be the name of a region, such as `eu-west-1`",
        );
    }
    is_region.then_some(region)
}
