// Do other services learn within a second that sessions ended, as the standards want it, and do we learn it from an identity provider?

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { press } from './browser.mjs';
import { binary } from './demo.mjs';
import { start } from './harness.mjs';
import { CLIENT, startProvider } from './provider.mjs';

const HARRIET = 'harriet@clinic.example';
const EVE = 'eve@clinic.example';
const SETTINGS = '/o/harbour-clinic/settings';
const REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification';
const PUSH = 'urn:ietf:rfc:8935';

let it;
let admin;
let harriet;
let configuration;
let keys;

before(async () => {
  it = await start({ more: ['--allow-private-identity-providers'] });
  admin = await it.newPage();
  await it.signInAs(admin, HARRIET);
  harriet = it.api(token('tests', '--scope', 'manage', '--person', HARRIET));
  configuration = await (await fetch(`${it.address}/.well-known/ssf-configuration`)).json();
  keys = createRemoteJWKSet(new URL(configuration.jwks_uri));
});

after(() => it?.stop());

function token(name, ...more) {
  const database = `sqlite://${join(it.data, 'prokura.db')}`;
  return execFileSync(binary(), ['token', 'create', '--database', database, '--name', name, ...more], { encoding: 'utf8' }).trim();
}

/** A service of the clinic. */
const service = (name) => it.api(token(name, '--scope', 'signals', '--organization', 'harbour-clinic'));

async function stream(ask, asked = {}) {
  const made = await ask('POST', new URL(configuration.configuration_endpoint).pathname, asked);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

/** What a token says, if it is as it should be. */
async function verified(set, { aud }) {
  const { payload } = await jwtVerify(set, keys, { issuer: configuration.issuer, audience: aud, typ: 'secevent+jwt' });
  assert.equal(Object.keys(payload.events).length, 1);
  return payload;
}

/** A receiver that takes whatever comes, or does `answer`. */
async function receiver(answer = (response) => response.writeHead(202).end()) {
  const taken = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers, method } = request;
    taken.push({ at: performance.now(), method, headers, token: Buffer.concat(chunks).toString() });
    answer(response);
    waiting.splice(0).forEach((resolve) => resolve());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/signals`,
    taken,
    async comes(count) {
      while (taken.length < count) await new Promise((resolve) => waiting.push(resolve));
      return taken[count - 1];
    },
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

/** Eve signs in, and Harriet ends it. */
async function endSessions() {
  const eve = await it.newPage();
  await it.signInAs(eve, EVE);
  const begun = performance.now();
  const ended = await harriet('DELETE', `/v1/organizations/harbour-clinic/people/${EVE}/sessions`);
  assert.equal(ended.status, 200);
  await eve.context().close();
  return begun;
}

describe('told', () => {
  test('by push: signed, with what the receiver wants to see, within a second', async (t) => {
    const inbox = await receiver();
    const ask = service('pushed');
    const authorization = 'Bearer of the receiver';
    const mine = await stream(ask, { delivery: { method: PUSH, endpoint_url: inbox.address, authorization_header: authorization } });
    const verify = { stream_id: mine.stream_id, state: 'seen again' };
    assert.equal((await ask('POST', new URL(configuration.verification_endpoint).pathname, verify)).status, 204);
    const first = await verified((await inbox.comes(1)).token, mine);
    assert.deepEqual(first.events[VERIFICATION], { state: 'seen again' });
    assert.deepEqual(first.sub_id, { format: 'opaque', id: mine.stream_id });

    const times = [];
    for (let round = 2; round < 7; round += 1) {
      const begun = await endSessions();
      const came = await inbox.comes(round);
      times.push(came.at - begun);
      assert.equal(came.method, 'POST');
      assert.equal(came.headers['content-type'], 'application/secevent+jwt');
      assert.equal(came.headers.authorization, authorization);
      const said = await verified(came.token, mine);
      assert.deepEqual(said.sub_id, { format: 'email', email: EVE });
      assert.equal(said.events[REVOKED].initiating_entity, 'admin');
      assert.deepEqual(Object.keys(said.events[REVOKED].reason_admin).sort(), ['cs', 'en', 'pl']);
    }
    t.diagnostic(`from the request to the receiver: ${times.map((time) => `${Math.round(time)} ms`).join(', ')}`);
    assert.ok(Math.max(...times) < 1_000, times.join());
    await ask('DELETE', `/signals/v1/stream?stream_id=${mine.stream_id}`);
    await inbox.stop();
  });

  test('by poll: the answer comes with the signal, and again until it is acknowledged', async (t) => {
    const ask = service('polled');
    const mine = await stream(ask, { events_requested: [REVOKED] });
    const path = new URL(mine.delivery.endpoint_url).pathname;
    const poll = ask('POST', path, {}).then((answer) => ({ ...answer, at: performance.now() }));
    const begun = await endSessions();
    const answer = await poll;
    t.diagnostic(`from the request to the poll's answer: ${Math.round(answer.at - begun)} ms`);
    assert.ok(answer.at - begun < 1_000);
    const [[jti, set]] = Object.entries(answer.body.sets);
    const said = await verified(set, mine);
    assert.equal(said.jti, jti);
    const again = await ask('POST', path, { returnImmediately: true });
    assert.deepEqual(again.body.sets, answer.body.sets);
    const none = await ask('POST', path, { ack: [jti], returnImmediately: true });
    assert.deepEqual(none.body, { sets: {} });
    await ask('DELETE', `/signals/v1/stream?stream_id=${mine.stream_id}`);
  });

  test('one receiver that hangs is in no other one’s way', async () => {
    const stuck = await receiver(() => {});
    const inbox = await receiver();
    const ask = service('two');
    const streams = [];
    for (const { address } of [stuck, inbox]) streams.push(await stream(ask, { delivery: { method: PUSH, endpoint_url: address } }));
    for (let round = 1; round < 4; round += 1) {
      const begun = await endSessions();
      assert.ok((await inbox.comes(round)).at - begun < 1_000);
    }
    assert.equal(stuck.taken.length, 1, 'and it is asked for the first only');
    for (const { stream_id } of streams) await ask('DELETE', `/signals/v1/stream?stream_id=${stream_id}`);
    await Promise.all([stuck.stop(), inbox.stop()]);
  });

  test('an administrator sees whom, pauses it and removes it', async () => {
    const broken = await receiver((response) => response.writeHead(503).end());
    const ask = service('Ward terminals');
    const mine = await stream(ask, { description: 'Signs terminals out', delivery: { method: PUSH, endpoint_url: broken.address } });
    await endSessions();
    await broken.comes(1);
    const part = admin.locator(`#stream-${mine.stream_id}`);
    await assert.doesNotReject(async () => {
      for (let tries = 0; tries < 50; tries += 1) {
        await admin.goto(SETTINGS);
        if (/503/.test(await part.innerText())) return;
      }
      throw new Error('The page does not say what is wrong.');
    });
    assert.match(await part.innerText(), /Ward terminals/);
    assert.match(await part.innerText(), /Whoever runs the service has to look/);
    assert.deepEqual(await it.axe(admin), []);
    await press(admin, part.locator('form[action$="/pause"] button'));
    assert.match(await part.innerText(), /Paused/);
    assert.equal((await ask('GET', `/signals/v1/status?stream_id=${mine.stream_id}`)).body.status, 'paused');
    const refused = await ask('POST', '/signals/v1/status', { stream_id: mine.stream_id, status: 'enabled' });
    assert.deepEqual([refused.status, refused.body.because], [403, ['stream_stopped']]);
    await press(admin, part.locator('form[action$="/resume"] button'));
    assert.match(await part.innerText(), /Is told/);
    await part.locator('details.more summary').click();
    await press(admin, part.locator('form[action$="/remove"] button'));
    assert.equal(await part.count(), 0);
    assert.equal((await ask('GET', `/signals/v1/status?stream_id=${mine.stream_id}`)).status, 404);
    await broken.stop();
  });
});

describe('heard', () => {
  let provider;
  let address;

  before(async () => {
    await admin.goto(SETTINGS);
    address = await admin.locator('#sso-try code', { hasText: '/signals' }).textContent();
    provider = await startProvider({ address: it.address, organization: address.split('/').at(-2) });
    await set('authentication-sso-issuer', provider.issuer);
    await set('authentication-sso-client-id', CLIENT.id);
    await save('#client-secret', (part) => part.locator('input[name=value]').fill(CLIENT.secret));
    await set('authentication-sso-mode', 'optional');
  });

  after(async () => {
    await provider?.stop();
    // The provider's own pages ask for a font of the internet.
    const problems = it.takeProblems().filter((text) => !text.startsWith('https://fonts.googleapis.com/'));
    assert.deepEqual(problems, []);
  });

  async function save(selector, fill) {
    await admin.goto(SETTINGS);
    const part = admin.locator(selector);
    await fill(part);
    await press(admin, part.locator('button').last());
  }

  async function set(id, value) {
    await save(`#${id}`, async (part) => {
      const select = part.locator('select[name=value]');
      if (await select.count()) await select.selectOption(value);
      else await part.locator('input[name=value]').fill(value);
    });
  }

  async function comesIn(email) {
    const page = await it.newPage();
    await page.goto('/sign-in?then=/me');
    await page.locator('#f-email').fill(email);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Continue with Harbour Clinic' }).click();
    await page.waitForURL((url) => url.origin === provider.issuer);
    await page.locator('input[name=login]').fill(email);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.waitForURL((url) => url.origin === it.address);
    return page;
  }

  const post = (token) => fetch(address, { method: 'POST', headers: { 'content-type': 'application/secevent+jwt', accept: 'application/json' }, body: token });

  test('a session that is revoked there is over here at once, and the open page notices', async (t) => {
    const page = await comesIn(EVE);
    assert.equal(new URL(page.url()).pathname, '/me');
    const subject = { format: 'iss_sub', iss: provider.issuer, sub: EVE };
    const set = await provider.tell(REVOKED, subject, { event_timestamp: Math.floor(Date.now() / 1000) });
    const begun = performance.now();
    const answer = await post(set);
    assert.equal(answer.status, 202);
    assert.equal(await answer.text(), '');
    const { open } = await (await page.context().request.get('/session')).json();
    const took = performance.now() - begun;
    t.diagnostic(`from the token to the session’s end: ${Math.round(took)} ms`);
    assert.equal(open, false);
    assert.ok(took < 1_000, `${took}`);
    await page.waitForURL(/\/sign-in\?ended=1/, { timeout: 10_000 });
    t.diagnostic(`until the untouched page had noticed: ${Math.round(performance.now() - begun)} ms`);
  });

  test('what is not the provider’s is refused in the standard’s words', async () => {
    const page = await comesIn(EVE);
    const good = await provider.tell(REVOKED, { format: 'email', email: EVE });
    const forged = `${good.slice(0, -8)}AAAAAAAA`;
    for (const [token, code] of [[forged, 'invalid_key'], ['nonsense', 'invalid_request']]) {
      const answer = await post(token);
      assert.deepEqual([answer.status, (await answer.json()).err], [400, code]);
    }
    assert.equal((await (await page.context().request.get('/session')).json()).open, true);
    assert.equal((await post(await provider.tell(VERIFICATION, { format: 'opaque', id: 'x' }, { state: 'y' }))).status, 202);
  });
});
