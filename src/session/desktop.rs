use std::path::Path;

use jit_api::SignInFlow;

use crate::config::Environment;

use super::SessionError;

/// Whether a browser on this machine can come back to a port of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Desktop {
    missing: Option<&'static str>,
}

/// The way of signing in, and why this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowChoice {
    /// The way.
    pub flow: SignInFlow,
    /// Why.
    pub because: &'static str,
}

impl Desktop {
    /// What the environment and the machine tell.
    #[must_use]
    pub fn of(environment: &Environment) -> Self {
        let version = std::fs::read_to_string("/proc/sys/kernel/osrelease");
        let container_mark = ["/.dockerenv", "/run/.containerenv"]
            .iter()
            .any(|path| Path::new(path).exists());
        let kernel = version.unwrap_or_default();
        Self::judge(environment, &kernel, container_mark)
    }

    /// Whether there is one.
    #[must_use]
    pub fn is_there(self) -> bool {
        self.missing.is_none()
    }

    fn judge(environment: &Environment, kernel: &str, container_mark: bool) -> Self {
        let any = |names: &[&str]| names.iter().any(|name| environment.get(name).is_some());
        let wsl = any(&["WSL_DISTRO_NAME", "WSL_INTEROP"])
            || kernel.to_ascii_lowercase().contains("microsoft");
        let needs_display = cfg!(all(unix, not(target_os = "macos")));
        let missing = if any(&["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"]) {
            Some("this is a remote shell")
        } else if wsl {
            Some("this is the Windows Subsystem for Linux")
        } else if container_mark
            || any(&[
                "container",
                "KUBERNETES_SERVICE_HOST",
                "REMOTE_CONTAINERS",
                "CODESPACES",
            ])
        {
            Some("this is a container")
        } else if needs_display && !any(&["DISPLAY", "WAYLAND_DISPLAY"]) {
            Some("there is no display")
        } else {
            None
        };
        Self { missing }
    }

    /// Picks the way of signing in among those that the issuer offers.
    ///
    /// `wants_callback` is true when the person asked for something that only makes sense with a
    /// browser (`--no-browser`, `--port`).
    ///
    /// # Errors
    ///
    /// [`SessionError::NotOffered`].
    pub(super) fn choose(
        self,
        wants_device_code: bool,
        wants_callback: bool,
        offered: &[SignInFlow],
    ) -> Result<FlowChoice, SessionError> {
        use SignInFlow::{DeviceCode, Pkce};
        let (flow, because) = match self.missing {
            _ if wants_device_code => (DeviceCode, "you asked for it"),
            _ if wants_callback => (Pkce, "you asked for it"),
            None => (Pkce, "there is a desktop"),
            Some(why) => (DeviceCode, why),
        };
        if offered.contains(&flow) {
            return Ok(FlowChoice { flow, because });
        }
        if wants_device_code || wants_callback {
            return Err(SessionError::NotOffered(match flow {
                Pkce => "in a browser",
                DeviceCode => "with a device code",
            }));
        }
        let other = offered.first().copied();
        let flow = other.ok_or(SessionError::NotOffered("that this program knows"))?;
        let because = "the issuer offers nothing else";
        Ok(FlowChoice { flow, because })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SignInFlow::{DeviceCode, Pkce};

    fn desktop(variables: &[(&str, &str)], kernel: &str, container: bool) -> Desktop {
        let environment = Environment::of_variables(variables.iter().copied());
        Desktop::judge(&environment, kernel, container)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_desktop_has_a_display_and_is_here() {
        let display = ("DISPLAY", ":0");
        let table = [
            (vec![display], "6.1.0", false, true),
            (vec![("WAYLAND_DISPLAY", "wayland-0")], "6.1.0", false, true),
            (vec![], "6.1.0", false, false),
            (
                vec![display, ("SSH_CONNECTION", "x")],
                "6.1.0",
                false,
                false,
            ),
            (
                vec![display, ("WSL_DISTRO_NAME", "x")],
                "6.1.0",
                false,
                false,
            ),
            (
                vec![display],
                "5.15.0-microsoft-standard-WSL2",
                false,
                false,
            ),
            (vec![display], "6.1.0", true, false),
            (
                vec![display, ("container", "podman")],
                "6.1.0",
                false,
                false,
            ),
        ];
        for (variables, kernel, container, expected) in table {
            let desktop = desktop(&variables, kernel, container);
            assert_eq!(
                desktop.missing.is_none(),
                expected,
                "{variables:?} {kernel}"
            );
        }
    }

    #[test]
    fn the_way_is_what_was_asked_for_else_what_fits_among_what_is_offered() {
        let here = Desktop { missing: None };
        let away = Desktop {
            missing: Some("this is a remote shell"),
        };
        let both = [Pkce, DeviceCode];
        let table = [
            (here, false, false, &both[..], Some(Pkce)),
            (away, false, false, &both, Some(DeviceCode)),
            (here, true, false, &both, Some(DeviceCode)),
            (away, false, true, &both, Some(Pkce)),
            (away, false, false, &[Pkce], Some(Pkce)),
            (here, false, false, &[DeviceCode], Some(DeviceCode)),
            (here, true, false, &[Pkce], None),
            (here, false, true, &[DeviceCode], None),
            (here, false, false, &[], None),
        ];
        for (desktop, device, callback, offered, expected) in table {
            let choice = desktop
                .choose(device, callback, offered)
                .ok()
                .map(|it| it.flow);
            assert_eq!(
                choice, expected,
                "{desktop:?} {device} {callback} {offered:?}"
            );
        }
    }
}
