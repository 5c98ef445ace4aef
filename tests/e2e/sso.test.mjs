// Does single sign-on work in a browser, with a provider that somebody else built, and is everything refused that should be?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';
import { CLIENT, OTHER_CLIENT, startProvider } from './provider.mjs';

const HARRIET = 'harriet@clinic.example';
const EVE = 'eve@clinic.example';
const CLINIC = 'harbour-clinic';
const SETTINGS = `/o/${CLINIC}/settings`;

let it;
let provider;
let admin;

before(async () => {
  it = await start({ more: ['--allow-private-identity-providers', '--movable-clock'] });
  admin = await it.newPage();
  await it.signInAs(admin, HARRIET);
  await admin.goto(SETTINGS);
  const signedOut = await admin.locator('#sso-try code', { hasText: '/signed-out' }).textContent();
  provider = await startProvider({ address: it.address, organization: signedOut.split('/').at(-2) });
  await set('authentication-sso-issuer', provider.issuer);
  await set('authentication-sso-client-id', CLIENT.id);
  await set('authentication-sso-acr', '');
  await save('#client-secret', (part) => part.locator('input[name=value]').fill(CLIENT.secret));
  await set('authentication-sso-mode', 'optional');
});

after(async () => {
  await provider?.stop();
  // The provider's own pages ask for a font of the internet.
  const problems = it?.takeProblems().filter((text) => !text.startsWith('https://fonts.googleapis.com/')) ?? [];
  await it?.stop();
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

/** Types an address, and goes on to the provider. */
async function toProvider(page, email = HARRIET, then = '/me') {
  await page.goto(`/sign-in?then=${encodeURIComponent(then)}`);
  await page.locator('#f-email').fill(email);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('link', { name: 'Continue with Harbour Clinic' }).click();
  await page.waitForURL((url) => url.origin === provider.issuer || url.origin === it.address);
}

/** Signs in at the provider, up to the answer, which `answer` may look at first. */
async function atProvider(page, email = HARRIET) {
  await page.locator('input[name=login]').fill(email);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => url.origin === it.address);
}

/** Signs in at the provider, whose page is open, and catches the answer before the browser brings it to us. */
async function caught(page, email = HARRIET) {
  const { request } = page.context();
  const asked = { maxRedirects: 0 };
  let answer = await request.post(page.url(), { ...asked, form: { prompt: 'login', login: email, password: 'any' } });
  for (let steps = 0; steps < 5; steps += 1) {
    const to = new URL(answer.headers().location, provider.issuer);
    if (to.origin === it.address) return to;
    answer = await request.get(to.href, asked);
  }
  throw new Error('The provider does not answer.');
}

const says = async (page, text) => assert.match(await page.locator('main').innerText(), text);
const signedIn = async (page) => (await page.goto('/me'), new URL(page.url()).pathname === '/me');

/** Answers that were meant to fail are no problems of the pages. */
const expected = (count) => assert.equal(it.takeProblems().filter((text) => / 502\b|: 502$/.test(text)).length, count);

describe('signing in', () => {
  test('optional: with a choice, and found again', async () => {
    const page = await it.newPage();
    await toProvider(page, HARRIET, '/roles');
    await atProvider(page);
    assert.equal(new URL(page.url()).pathname, '/roles');
    assert.ok(await signedIn(page));
    await says(page, /by single sign-on/);
  });

  test('without script, in Czech, on a phone', async () => {
    const page = await it.newPage({ locale: 'cs', width: 390, height: 800, script: false });
    await page.goto('/sign-in');
    await page.locator('#f-email').fill(EVE);
    await page.locator('.signin form[action="/sign-in"] button').click();
    await page.locator('a.btn-primary').click();
    await atProvider(page, EVE);
    assert.ok(await signedIn(page));
  });

  test('the pages on the way please axe', async () => {
    const page = await it.newPage();
    await page.goto('/sign-in');
    assert.deepEqual(await it.axe(page), []);
    await page.locator('#f-email').fill(HARRIET);
    await page.getByRole('button', { name: 'Next' }).click();
    assert.deepEqual(await it.axe(page), []);
    await page.goto('/sign-in/sso/back?state=x&code=y');
    assert.deepEqual(await it.axe(page), []);
    await admin.goto(SETTINGS);
    assert.deepEqual(await it.axe(admin), []);
  });

  test('required: and only there', async () => {
    await set('authentication-sso-mode', 'enforced');
    const page = await it.newPage();
    await page.goto('/sign-in');
    await page.locator('#f-email').fill(HARRIET);
    await page.getByRole('button', { name: 'Next' }).click();
    await says(page, /signs in with its own identity provider/);
    assert.equal(await page.locator('input[type=password]').isVisible(), false);
    await page.getByRole('link', { name: 'Continue with Harbour Clinic' }).click();
    await atProvider(page);
    assert.ok(await signedIn(page));
    await set('authentication-sso-mode', 'optional');
  });

  test('the test of the settings page shows what came back', async () => {
    await admin.goto(SETTINGS);
    await admin.locator('#sso-try a').click();
    await admin.waitForURL((url) => url.origin === provider.issuer);
    await atProvider(admin);
    await says(admin, /The sign-in works/);
    await says(admin, new RegExp(HARRIET));
    assert.deepEqual(await it.axe(admin), []);
  });
});

describe('proving once more', () => {
  test('asks again at the provider, though one is signed in there', async () => {
    const page = await it.newPage();
    await toProvider(page);
    await atProvider(page);
    await page.goto('/sign-in/sso/again?then=/roles');
    assert.equal(new URL(page.url()).origin, provider.issuer, 'the provider asks');
    await atProvider(page);
    assert.equal(new URL(page.url()).pathname, '/roles');
  });
});

describe('signing out', () => {
  test('here leads there', async () => {
    const page = await it.newPage();
    await toProvider(page);
    await atProvider(page);
    await page.goto('/me');
    const token = await page.locator('input[name=csrf]').first().inputValue();
    await page.evaluate((csrf) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: '/sign-out' });
      form.append(Object.assign(document.createElement('input'), { name: 'csrf', value: csrf }));
      document.body.append(form);
      form.submit();
    }, token);
    await page.waitForURL((url) => url.origin === provider.issuer);
    await page.locator('button', { hasText: /yes/i }).click();
    await page.waitForURL((url) => url.href === `${it.address}/sign-in?out=1`);
    await says(page, /You are signed out/);
    await toProvider(page);
    assert.ok(await page.locator('input[name=login]').count(), 'nobody is signed in there any more');
  });

  test('there ends it here, within a second', async () => {
    const page = await it.newPage();
    await toProvider(page);
    await atProvider(page);
    assert.ok(await signedIn(page));
    const there = await page.context().newPage();
    await there.goto(`${provider.issuer}/session/end`);
    await press(there, there.locator('button', { hasText: /yes/i }));
    const until = Date.now() + 1_000;
    let still = true;
    while (still && Date.now() < until) still = await signedIn(page);
    assert.equal(still, false);
  });
});

describe('what is refused', () => {
  test('an answer of another issuer', async () => {
    const page = await it.newPage();
    await toProvider(page);
    const answer = await caught(page);
    assert.equal(answer.searchParams.get('iss'), provider.issuer);
    answer.searchParams.set('iss', 'https://evil.example');
    await page.goto(answer.href);
    await says(page, /sso_answer_issuer/);
    assert.equal(await signedIn(page), false);
    expected(1);
  });

  test('an answer used twice', async () => {
    const page = await it.newPage();
    await toProvider(page);
    const answer = await caught(page);
    const cookies = await page.context().cookies();
    await page.goto(answer.href);
    assert.ok(await signedIn(page));
    const thief = await it.newPage();
    await thief.goto(answer.href);
    await says(thief, /another browser/);
    await thief.context().addCookies(cookies);
    await thief.goto(answer.href);
    await says(thief, /another sign-in/);
    await thief.context().clearCookies({ name: /prokura-session/ });
    assert.equal(await signedIn(thief), false);
  });

  test('a code that was issued to another client', async () => {
    const page = await it.newPage();
    await toProvider(page);
    const mine = await caught(page);
    const other = await it.newPage();
    // What the other client would send its people to.
    const asked = new URL(`${provider.issuer}/auth`);
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    for (const [name, value] of Object.entries({
      client_id: OTHER_CLIENT, response_type: 'code', scope: 'openid email', redirect_uri: `${it.address}/sign-in/sso/back`,
      state: 'x', nonce: 'y', code_challenge: challenge, code_challenge_method: 'S256',
    })) asked.searchParams.set(name, value);
    await other.goto(asked.href);
    const theirs = await caught(other);
    mine.searchParams.set('code', theirs.searchParams.get('code'));
    await page.goto(mine.href);
    await says(page, /sso_code_refused/);
    assert.equal(await signedIn(page), false);
  });

  test('the answer of one window in another; each by itself works', async () => {
    const windows = async () => {
      const one = await it.newPage();
      const two = await one.context().newPage();
      await toProvider(one);
      await toProvider(two);
      return [one, two];
    };
    const [first, mixed] = await windows();
    const [mine, theirs] = [await caught(first), await caught(mixed)];
    theirs.searchParams.set('code', mine.searchParams.get('code'));
    await mixed.goto(theirs.href);
    await says(mixed, /another window/);
    assert.equal(await signedIn(mixed), false);

    const [one, two] = await windows();
    for (const page of [two, one]) {
      await page.goto((await caught(page)).href);
      assert.equal(new URL(page.url()).pathname, '/me');
    }
  });

  test('a token signed with a key that is not known, until the keys are fetched anew', async () => {
    const sign = async () => {
      const page = await it.newPage();
      await toProvider(page);
      await atProvider(page);
      return page;
    };
    await advance();
    await provider.changeKeys();
    assert.ok(await signedIn(await sign()), 'a minute later the new key is known');
    await provider.changeKeys();
    await says(await sign(), /sso_token_key/);
    expected(1);
    await advance();
    assert.ok(await signedIn(await sign()));
  });
});

/** Moves the demo's clock by two minutes. */
async function advance() {
  await admin.goto('/demo/clock');
  await admin.locator('form[action="/demo/clock"] input[type=number], form[action="/demo/clock"] input[name=minutes]').first().fill('2');
  await press(admin, admin.locator('form[action="/demo/clock"] button'));
}
