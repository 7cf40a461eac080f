"""An SMTP server that prints each mail as one line of JSON.

    smtp_server.py PORT MODE CERTIFICATE KEY USER PASSWORD

MODE is `starttls`, `implicit` or `none`. Where USER is not `-`, a sign-in is required.
"""

import json
import ssl
import sys
import threading
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

port, mode, certificate, key, user, password = sys.argv[1:]


class Printer:
    """Takes every mail, but refuses those for `refused@` for good and those for `later@` for now."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 no such mailbox"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content, policy=policy.default)
        bodies = {kind: message.get_body((kind,)) for kind in ("plain", "html")}
        mail = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "user": session.auth_data.decode() if session.auth_data else None,
            **{kind: body.get_content() for kind, body in bodies.items() if body},
            "data": envelope.content.decode("utf-8", "replace"),
        }
        print(json.dumps(mail), flush=True)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    if not isinstance(data, LoginPassword):
        return AuthResult(success=False, handled=False)
    if (data.login, data.password) != (user.encode(), password.encode()):
        return AuthResult(success=False, handled=False)
    return AuthResult(success=True, auth_data=data.login)


context = None
if mode != "none":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
options = {"hostname": "127.0.0.1", "port": int(port)}
if mode == "starttls":
    options.update(tls_context=context, require_starttls=True)
if mode == "implicit":
    options.update(ssl_context=context)
if user != "-":
    options.update(authenticator=authenticate, auth_required=True, auth_require_tls=mode == "starttls")
controller = Controller(Printer(), **options)
controller.start()
print("ready", flush=True)
threading.Event().wait()
