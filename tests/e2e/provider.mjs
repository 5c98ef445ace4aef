// An identity provider of an organization, as others build them: `oidc-provider`, on a free port of this machine.

import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

/**
 * Starts a provider that knows two clients, one of them ours. Whoever signs in there is whose address they type.
 * Answers `{ issuer, changeKeys(), tell(uri, subject, event), stop() }`; `tell` makes a security event token of an event.
 */
export async function startProvider({ address, organization }) {
  let handle = (request, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;

  let signing;

  /** From here on it signs with a key it never had. */
  async function changeKeys() {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const plain = await exportJWK(privateKey);
    const key = { ...plain, alg: 'ES256', use: 'sig', kid: await calculateJwkThumbprint(plain) };
    signing = { privateKey, kid: key.kid };
    handle = made(issuer, key, address, organization).callback();
  }

  await changeKeys();
  return {
    issuer,
    changeKeys,
    tell: (uri, subject, event = {}) =>
      new SignJWT({ sub_id: subject, events: { [uri]: event } })
        .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid: signing.kid })
        .setIssuer(issuer)
        .setAudience(CLIENT.id)
        .setJti(randomUUID())
        .setIssuedAt()
        .sign(signing.privateKey),
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

export const CLIENT = { id: 'prokura', secret: 'the secret of the clinic and of nobody else' };
export const OTHER_CLIENT = 'another';

function made(issuer, key, address, organization) {
  const common = {
    redirect_uris: [`${address}/sign-in/sso/back`],
    id_token_signed_response_alg: 'ES256',
    response_types: ['code'],
    grant_types: ['authorization_code'],
  };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...common,
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        post_logout_redirect_uris: [`${address}/sign-in?out=1`],
        backchannel_logout_uri: `${address}/federation/${organization}/signed-out`,
        backchannel_logout_session_required: true,
      },
      { ...common, client_id: OTHER_CLIENT, token_endpoint_auth_method: 'none' },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['a cookie key of a test'] },
    acrValues: ['urn:strong'],
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], acr: null, auth_time: null, sid: null },
    features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: id, email_verified: true }) }),
    // It refuses to speak with addresses of this machine, as we do; here it must.
    fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
    // Nobody is asked whether we may know what they came to tell us.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email');
      await grant.save();
      return grant;
    },
  });
  provider.on('backchannel.error', (ctx, error) => console.error(`The provider could not tell us: ${error.stack} ${error.cause?.stack ?? ''}`));
  provider.on('server_error', (ctx, error) => console.error(`The provider failed: ${error.stack}`));
  return provider;
}
