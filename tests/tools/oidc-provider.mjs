// A certified OpenID provider (npm `oidc-provider`) as the issuer of the end-to-end tests: a public
// native client with PKCE on loopback and device code, refresh rotation with reuse detection, JWT
// access tokens (RFC 9068) for a resource (RFC 8707) with a `groups` claim, revocation, and `iss`
// in authorization responses (RFC 9207).
//
// Environment: PORT, RESOURCE (the broker's audience), PEOPLE (JSON: subject → claims),
// ACCESS_TOKEN_SECONDS, DEVICE_INTERVAL; PLATFORM and PLATFORM_AUDIENCE (an issuer whose tokens for
// that audience are exchanged for access tokens, RFC 8693). Who signs in is said by the header `x-test-login`.
import http from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const tools = createRequire(pathToFileURL(process.env.TOOLS + '/').href);
const { default: Provider, errors } = await import(pathToFileURL(tools.resolve('oidc-provider')).href);

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;
const resource = process.env.RESOURCE;
const people = JSON.parse(process.env.PEOPLE);
const accessTokenSeconds = Number(process.env.ACCESS_TOKEN_SECONDS ?? 300);
const platform = process.env.PLATFORM;
const platformAudience = process.env.PLATFORM_AUDIENCE;
const interval = Number(process.env.DEVICE_INTERVAL ?? 1);
const scopes = 'openid offline_access email profile groups';

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

const resourceServer = {
  scope: 'jit',
  audience: resource,
  accessTokenTTL: accessTokenSeconds,
  accessTokenFormat: 'jwt',
  jwt: { sign: { alg: 'RS256' } },
};

const key = (kid) => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'ES256',
});
const rsa = {
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid: 'rsa',
  use: 'sig',
  alg: 'RS256',
};

const provider = new Provider(issuer, {
  jwks: { keys: [rsa, key('ec')] },
  cookies: { keys: ['only-for-tests'] },
  clients: [
    {
      client_id: 'jit',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
      grant_types: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
        ...(platform ? [tokenExchange] : []),
      ],
      response_types: ['code'],
    },
  ],
  scopes: scopes.split(' '),
  claims: { openid: ['sub'], email: ['email'], profile: ['name'], groups: ['groups'] },
  findAccount: async (_ctx, id) =>
    people[id] && { accountId: id, claims: async () => ({ sub: id, ...people[id] }) },
  extraTokenClaims: async (_ctx, token) => token.accountId && people[token.accountId],
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****' },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, wanted) => {
        if (wanted !== resource) throw new errors.InvalidTarget();
        return resourceServer;
      },
    },
  },
  issueRefreshToken: async (_ctx, client, code) =>
    client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
  rotateRefreshToken: true,
  expiresWithSession: () => false,
  pkce: { required: () => true },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  renderError: (ctx, out) => {
    ctx.type = 'json';
    ctx.body = out;
  },
});

// Programs without a person: what the platform vouches for, the provider takes.
if (platform) {
  const jose = await import(pathToFileURL(tools.resolve('jose')).href);
  const keys = jose.createRemoteJWKSet(new URL(`${platform}/jwks`));
  const exchange = async (ctx) => {
    const { client, params } = ctx.oidc;
    if (params.resource !== resource) throw new errors.InvalidTarget();
    const expected = { issuer: platform, audience: platformAudience };
    const checked = await jose.jwtVerify(params.subject_token ?? '', keys, expected).catch(() => undefined);
    const accountId = checked?.payload.sub;
    if (!people[accountId]) throw new errors.InvalidRequest('the subject token is not good');
    const grant = new provider.Grant({ accountId, clientId: client.clientId });
    grant.addResourceScope(resource, 'jit');
    const token = new provider.AccessToken({
      accountId,
      client,
      grantId: await grant.save(),
      gty: 'token_exchange',
      scope: 'jit',
    });
    token.resourceServer = new provider.ResourceServer(resource, resourceServer);
    token.extra = people[accountId];
    ctx.oidc.entity('AccessToken', token);
    ctx.body = {
      access_token: await token.save(),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: token.tokenType,
      expires_in: token.expiration,
    };
  };
  const parameters = ['subject_token', 'subject_token_type', 'requested_token_type', 'resource', 'scope'];
  provider.registerGrantType(tokenExchange, exchange, parameters);
}

provider.on('grant.success', (ctx) => console.log(`granted ${ctx.oidc.params.grant_type}`));
provider.on('grant.revoked', () => console.log('revoked a family of tokens'));

// RFC 8628 lets the provider name the polling interval; this one does not by itself.
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === '/device/auth' && ctx.status === 200) ctx.body = { ...ctx.body, interval };
});

// The person: signs in as the header says and agrees to everything.
provider.use(async (ctx, next) => {
  if (!/^\/interaction\/[^/]+$/.test(ctx.path)) return next();
  const { prompt, params, session, grantId } = await provider.interactionDetails(ctx.req, ctx.res);
  const who = ctx.get('x-test-login') || session?.accountId;
  let result;
  if (!who || who === 'nobody') {
    result = { error: 'access_denied', error_description: 'the person said no' };
  } else if (prompt.name === 'login') {
    result = { login: { accountId: who } };
  } else {
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(scopes);
    grant.addOIDCClaims(['sub', 'email', 'name', 'groups']);
    grant.addResourceScope(resource, 'jit');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: true });
  ctx.respond = false;
});

http.createServer(provider.callback()).listen(port, '127.0.0.1', () => console.log(`ready ${issuer}`));
