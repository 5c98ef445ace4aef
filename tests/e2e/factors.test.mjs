// How does a person prove who they are beside a password: passkeys, codes, recovery codes, and again before what is sensitive?

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const it = await start({ more: ['--movable-clock'] });
after(() => it.stop());

const PASSWORD = 'a walk by the river';

/** A browser whose authenticator verifies its user without asking (WebDriver's virtual authenticator). */
async function withAuthenticator(page, more = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
    ...more,
  };
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options });
  return { session, authenticatorId, send: (method, parameters = {}) => session.send(`WebAuthn.${method}`, { authenticatorId, ...parameters }) };
}

/** The code of an authenticator app (RFC 6238) at a moment. */
function code(secret, moment) {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(Math.floor(moment / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The server's time, as a page has it. */
const now = (page) => page.evaluate(() => Date.parse(document.documentElement.dataset.now));

async function advance(page, minutes) {
  await page.goto('/demo/clock');
  await page.locator('[name="minutes"]').fill(String(minutes));
  await press(page, page.locator('form[action="/demo/clock"] button'));
}

async function addPasskey(page, name) {
  await page.goto('/me/passkeys/new');
  await page.getByLabel('Name').fill(name);
  await Promise.all([page.waitForURL('**/me'), page.getByRole('button', { name: 'Make the passkey' }).click()]);
  await page.getByText('The passkey is added.').waitFor();
}

/** Whose organization has a language of its own would see that one. */
const english = (page) => page.context().addCookies([{ name: 'prokura-language', value: 'en', url: it.address }]);

async function signOut(page) {
  await page.context().clearCookies();
  await english(page);
}

async function newPage(options) {
  const page = await it.newPage(options);
  await english(page);
  return page;
}

async function signInWithPasskey(page, then = '/me') {
  await page.goto(`/sign-in?then=${encodeURIComponent(then)}`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
}

/** Makes somebody choose a password; the demo's people have none. */
async function choosePassword(page, email) {
  await it.signInAs(page, email);
  await page.goto('/me/password');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Your new password is set.').waitFor();
}

async function addApp(page) {
  await page.goto('/me/totp');
  await page.getByText('I cannot scan it').click();
  const secret = (await page.locator('.code-line').innerText()).replace(/\s/g, '');
  const used = code(secret, await now(page));
  await page.getByLabel('Code from the authenticator app').fill(used);
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
  return { secret, used, codes: await page.locator('#codes code').allInnerTexts() };
}

async function password(page, email) {
  await page.goto('/sign-in?then=/me');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('a passkey is added, signs in, and is refused once it is removed', async () => {
  const page = await newPage();
  const { send } = await withAuthenticator(page);
  await it.signInAs(page, 'harriet@clinic.example');
  await addPasskey(page, 'Work laptop');
  const { credentials } = await send('getCredentials');
  assert.equal(credentials.length, 1);
  assert.equal(credentials[0].rpId, 'localhost');
  assert.ok(credentials[0].isResidentCredential);

  await signOut(page);
  await signInWithPasskey(page);
  await page.waitForURL('**/me');
  await page.getByText('with a passkey').first().waitFor();

  // The same authenticator does not make a second one.
  await page.goto('/me/passkeys/new');
  await page.getByRole('button', { name: 'Make the passkey' }).click();
  await page.getByText('This passkey has been added already.').waitFor();

  // It has another name, and is the only way in: the demo's people have no password.
  await page.goto('/me');
  await page.getByRole('link', { name: 'Rename Work laptop' }).click();
  await page.getByLabel('Name').fill('Old laptop');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: 'Remove Old laptop' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('This is your only way to sign in.').waitFor();
  await page.goto('/me/password');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.goto('/me');
  await page.getByRole('link', { name: 'Remove Old laptop' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The passkey is removed.').waitFor();

  // The device still has it; the service does not.
  await signOut(page);
  await signInWithPasskey(page);
  await page.getByText('The passkey was not accepted.').waitFor();
  // Asking axe ends the virtual authenticator.
  assert.deepEqual(await it.axe(page), []);
  await page.context().close();
});

test('whoever cancels, or has no passkey, is told so and can go on', async () => {
  const page = await newPage();
  const { send } = await withAuthenticator(page);
  await signInWithPasskey(page);
  await page.getByText('Nothing was done').waitFor();
  // An authenticator that does not verify its user is not enough.
  await it.signInAs(page, 'eve@clinic.example');
  await addPasskey(page, 'Phone');
  await send('setUserVerified', { isUserVerified: false });
  await signOut(page);
  await signInWithPasskey(page);
  await page.getByText('Nothing was done').waitFor();
  await send('setUserVerified', { isUserVerified: true });
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/me');
  await page.getByRole('rowheader', { name: 'Phone' }).waitFor();
  assert.deepEqual(await it.axe(page), []);
  await page.context().close();
});

test('under another address a passkey is not asked for', async () => {
  const page = await newPage();
  await withAuthenticator(page);
  await page.goto(`${it.address.replace('localhost', '127.0.0.1')}/sign-in`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByText('This page was opened under an address that passkeys are not meant for.').waitFor();
  await page.context().close();
});

test('without script there is no passkey, and the password works', async () => {
  const page = await newPage({ script: false });
  await page.goto('/sign-in');
  await page.getByText('Passkeys need JavaScript').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
  await page.context().close();
});

test('an authenticator app is added; a code and a recovery code each sign in once', async () => {
  const email = 'lena@lighthouse.example';
  const page = await newPage();
  await choosePassword(page, email);

  await page.goto('/me/totp');
  await page.getByLabel('Code from the authenticator app').fill('000000');
  const before = await page.locator('svg.qr path').getAttribute('d');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('This code is not right.').waitFor();
  assert.equal(await page.locator('svg.qr path').getAttribute('d'), before, 'the picture that was scanned stays');
  assert.deepEqual(await it.axe(page), []);

  const { secret, used: first, codes } = await addApp(page);
  assert.equal(codes.length, 10);
  assert.deepEqual(await it.axe(page), []);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).click()]);
  assert.equal(download.suggestedFilename(), `prokura-${email}.txt`);

  await signOut(page);
  await password(page, email);
  await page.waitForURL('**/sign-in/second**');
  assert.deepEqual(await it.axe(page), []);
  await page.getByLabel('Code from the authenticator app').fill(first);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This code is not right, or it was used already.').waitFor();
  await advance(page, 1);
  await password(page, email);
  const used = code(secret, await now(page));
  await page.getByLabel('Code from the authenticator app').fill(used);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/me');

  await signOut(page);
  await password(page, email);
  await page.getByLabel('Code from the authenticator app').fill(used);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('This code is not right, or it was used already.').waitFor();
  for (const answer of ['**/me', 'This recovery code is not right, or it was used already.']) {
    await page.getByText('I do not have the app at hand').click();
    await page.getByLabel('Recovery code').fill(codes[0].toLowerCase().replaceAll('-', ' '));
    await page.getByRole('button', { name: 'Sign in' }).click();
    if (answer === '**/me') {
      await page.waitForURL(answer);
      await page.getByText('9 left').waitFor();
      await signOut(page);
      await password(page, email);
    } else {
      await page.getByText(answer).waitFor();
    }
  }

  // Its owner is told.
  await page.goto('/demo/mailbox');
  await page.getByText('A recovery code of your account was used').first().waitFor();
  await page.getByText('An authenticator app was added to your account').first().waitFor();
  await page.context().close();
});

test('after some time a sensitive change asks again, and what was typed is kept', async () => {
  for (const script of [true, false]) {
    const page = await newPage({ script });
    await it.signInAs(page, 'harriet@clinic.example');
    await page.goto('/o/harbour-clinic/settings');
    const form = page.locator('form[action$="/settings/authentication.session_hours"]');
    const hours = script ? '9' : '8';
    await form.locator('[name="value"]').fill(hours);
    const clock = await newPage();
    await advance(clock, 16);
    await clock.context().close();
    await form.getByRole('button').first().click();
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    if (script) assert.deepEqual(await it.axe(page), []);
    await page.getByRole('button', { name: 'Go on as this person' }).click();
    await page.waitForURL('**/o/harbour-clinic/settings**');
    assert.equal(await form.locator('[name="value"]').inputValue(), hours);
    await page.context().close();
  }
});

test('a passkey proves it again', async () => {
  const page = await newPage();
  await withAuthenticator(page);
  await it.signInAs(page, 'harriet@clinic.example');
  await addPasskey(page, 'Security key');
  const clock = await newPage();
  await advance(clock, 16);
  await clock.context().close();
  await page.goto('/me/passkeys/new');
  await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL('**/me/passkeys/new');
  await page.context().close();
});

test('where the organization asks for a second factor, adding one comes first', async () => {
  const email = 'eve@clinic.example';
  const page = await newPage();
  await choosePassword(page, email);
  const harriet = await newPage();
  await it.signInAs(harriet, 'harriet@clinic.example');
  await harriet.goto('/o/harbour-clinic/settings');
  const form = harriet.locator('form[action$="/settings/authentication.second_factor"]');
  await form.locator('[name="value"]').selectOption('administrators');
  await press(harriet, form.getByRole('button').first());
  await harriet.context().close();

  for (const width of [1280, 390]) {
    await signOut(page);
    await page.setViewportSize({ width, height: 800 });
    await password(page, email);
    await page.getByRole('heading', { name: 'Second factor required' }).waitFor();
    assert.deepEqual(await it.axe(page), []);
  }
  // Nothing else opens, and the address is kept.
  await page.goto('/o/harbour-clinic/users');
  await page.getByRole('heading', { name: 'Second factor required' }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('then'), '/o/harbour-clinic/users');
  assert.equal((await page.request.get('/v1/me')).status(), 403);

  await withAuthenticator(page);
  await addPasskey(page, 'Work laptop');
  await page.goto('/o/harbour-clinic');
  await page.getByRole('heading', { name: 'Harbour Clinic' }).waitFor();

  // Whoever has one proves it, and goes on where they wanted to.
  await page.context().clearCookies();
  await english(page);
  await page.goto('/sign-in?then=/my/access');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Prove it with the one you have.').waitFor();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL('**/my/access');
  await page.context().close();
});
