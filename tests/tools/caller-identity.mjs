// Asks AWS who it is, as a program on the AWS SDK for JavaScript does, and prints the ARN of every
// answer.
//
// Arguments: the profile; where credentials come from, `chain` (the default), `ini` or `process`;
// how many calls.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const tools = createRequire(pathToFileURL(process.env.TOOLS + '/').href);
const { STSClient, GetCallerIdentityCommand } = tools('@aws-sdk/client-sts');
const { fromIni } = tools('@aws-sdk/credential-provider-ini');
const { fromProcess } = tools('@aws-sdk/credential-provider-process');

const [profile, provider, calls] = process.argv.slice(2);
const credentials = { ini: fromIni, process: fromProcess }[provider]?.({ profile });
try {
  const sts = new STSClient({ profile, credentials, maxAttempts: 1 });
  for (let n = 0; n < Number(calls); n++) {
    console.log((await sts.send(new GetCallerIdentityCommand())).Arn);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
