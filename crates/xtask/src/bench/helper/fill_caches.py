"""Has other credential helpers keep the session on stdin, where and as they keep their own.

HOME is the home folder. The first two write their files themselves; the AWS CLI's file is named and
laid out as botocore's `AssumeRoleCredentialFetcher` and `JSONFileCache` do.
"""

import hashlib
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from aws_export_credentials.aws_export_credentials import Credentials, save_cache
from pybritive.helpers.cache import Cache

ROLE = "arn:aws:iam::444455556666:role/jit/PowerUser"

session = json.load(sys.stdin)
home = Path.home()

Cache().save_credentials(
    "sandbox/playground/poweruser",
    {
        "accessKeyID": session["AccessKeyId"],
        "secretAccessKey": session["SecretAccessKey"],
        "sessionToken": session["SessionToken"],
        "expirationTime": session["Expiration"],
    },
)

end = datetime.strptime(session["Expiration"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
keys = [session[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
save_cache(str(home / "aws-export-credentials" / "cache.json"), Credentials(*keys, end))

aws = home / ".aws"
cache = aws / "cli" / "cache"
cache.mkdir(parents=True)
(aws / "config").write_text(
    "[profile source]\naws_access_key_id = AKIAONLYFORBENCHMARK\n"
    "aws_secret_access_key = only-for-benchmarks\n"
    f"[profile bench]\nrole_arn = {ROLE}\nsource_profile = source\nregion = eu-central-1\n"
)
name = hashlib.sha1(json.dumps({"RoleArn": ROLE}, sort_keys=True).encode()).hexdigest()
kept = {"Credentials": {**dict(zip(Credentials._fields, keys)), "Expiration": session["Expiration"]}}
(cache / f"{name}.json").write_text(json.dumps(kept))
