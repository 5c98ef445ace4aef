// Does the main job work in a browser: ask, grant, repair, watch, end, and read what was done?

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { binary } from './demo.mjs';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const AGENT = 'hugo@tatra.example';
const CLINIC = { slug: 'harbour-clinic', approver: 'harriet@clinic.example' };
const BRNO = { slug: 'brno-robotics', approver: 'frantisek@brno.example' };
const REASON = 'Sign-in loops since this morning.';
const SSO = '#authentication-sso-mode';

/** The demo, with what every walk does. */
async function walk({ more } = {}) {
  const it = await start({ more });
  let decisions;

  /** A page as on somebody's own machine, in a language. */
  async function page({ as, locale = 'en', ...how } = {}) {
    const page = await it.newPage({ locale, ...how });
    await page.context().addCookies([{ name: 'prokura-language', value: locale, url: it.address }]);
    if (as) await it.signInAs(page, as);
    return page;
  }

  /** Asks the decision API, as a service of the vendor would. */
  async function may(action, organization, subject = AGENT) {
    decisions ??= await token(it);
    const { status, body } = await it.api(decisions)('POST', '/access/v1/evaluation', {
      subject: { type: 'person', id: subject },
      action: { name: action },
      resource: { type: 'organization', id: organization },
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  return { ...it, page, may, stop: () => it.stop() };
}

/** A token for decisions, made on the command line while the server runs. */
async function token(it) {
  const database = `sqlite://${join(it.data, 'prokura.db')}`;
  const made = ['token', 'create', '--database', database, '--name', 'billing', '--scope', 'decisions'];
  return (await promisify(execFile)(binary(), made)).stdout.trim();
}

async function open(page, path) {
  const response = await page.goto(path);
  return response.status();
}

const accessible = async (it, page) => assert.deepEqual(await it.axe(page), [], page.url());

/** The agent asks to be let in. */
async function ask(it, agent, { slug, approver }, reason = REASON) {
  await agent.goto(`/helpdesk/${slug}`);
  await agent.fill('#f-addressed_to', approver);
  await agent.fill('#f-reason', reason);
  assert.equal(await press(agent, 'form[action$="/request"] button'), 200);
}

/** Opens the newest mail to an address, as soon as there are as many as asked for. */
async function openMail(page, address, count = 1) {
  const mails = page.locator('.mail-card', { has: page.locator('.mail-who', { hasText: address }) });
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    await page.goto('/demo/mailbox');
    if ((await mails.count()) >= count) {
      await mails.first().click();
      return page.locator('article.mail').waitFor();
    }
  }
  throw new Error(`No mail to ${address} came.`);
}

/** Opens the page behind the mail's button. */
async function openRequest(page, approver, count) {
  await openMail(page, approver, count);
  const href = await page.locator('a[href*="/support/"]').first().getAttribute('href');
  assert.equal(await press(page, 'a[href*="/support/"]'), 200);
  return href;
}

const decide = (page, decision) => press(page, `button[name="decision"][value="${decision}"]`);

describe('the main job', () => {
  let it;
  before(async () => (it = await walk()));
  after(() => it?.stop());

  test('an agent is let in for an hour, repairs, and is shown out', async () => {
    const before = await it.may('settings.authentication.manage', CLINIC.slug);
    assert.equal(before.decision, false);
    assert.ok(before.context.reason_codes.includes('no_approval'), JSON.stringify(before));

    // The agent finds the organization and asks (SUP-02).
    const agent = await it.page({ as: AGENT });
    await agent.goto('/helpdesk');
    await accessible(it, agent);
    await agent.fill('#q', 'harbour');
    await press(agent, 'main form[role="search"] button');
    assert.equal(await agent.locator('table').first().locator('tbody tr').count(), 1);
    await press(agent, `tbody a[href="/helpdesk/${CLINIC.slug}"]`);
    await accessible(it, agent);
    await ask(it, agent, CLINIC);
    await agent.locator('[data-countdown]').first().waitFor();
    await accessible(it, agent);

    // The mail's button opens a page in a browser where nobody is signed in (SUP-03).
    const mail = await it.page();
    await openMail(mail, CLINIC.approver);
    await accessible(it, mail);
    const link = await openRequest(mail, CLINIC.approver);
    assert.match(await mail.locator('.decision').innerText(), /Hugo Helpdesk/);
    assert.match(await mail.locator('.decision').innerText(), new RegExp(REASON));
    await accessible(it, mail);

    // A scanner that opens the link as often as it likes changes nothing (SUP-03).
    for (let opened = 0; opened < 3; opened += 1) assert.equal((await fetch(link)).status, 200);
    assert.equal((await it.may('settings.authentication.manage', CLINIC.slug)).decision, false);

    assert.equal(await decide(mail, 'grant'), 200);
    await mail.locator('.outcome-ok').waitFor();
    await mail.locator('.outcome [data-countdown]').waitFor();
    await accessible(it, mail);
    const granted = await it.may('settings.authentication.manage', CLINIC.slug);
    assert.deepEqual([granted.decision, granted.context.reason_codes], [true, ['granted']]);
    // Full access is not everything: nobody is let in by somebody who was let in (EXT-05).
    assert.equal((await it.may('external_admins.manage', CLINIC.slug)).decision, false);

    // The agent goes in, sees until when, and repairs single sign-on.
    await agent.goto('/helpdesk');
    await accessible(it, agent);
    assert.equal(await press(agent, `main a[href="/o/${CLINIC.slug}"]`), 200);
    await agent.locator('.house-support [data-countdown]').waitFor();
    await accessible(it, agent);
    await press(agent, `.sidenav a[href="/o/${CLINIC.slug}/settings"]`);
    await accessible(it, agent);
    assert.equal(await agent.locator(`${SSO} select`).inputValue(), 'off');
    await agent.selectOption(`${SSO} select`, 'optional');
    assert.equal(await press(agent, `${SSO} button`), 200);
    await agent.locator('.toast-ok').waitFor();
    assert.equal(await agent.locator(`${SSO} select`).inputValue(), 'optional');

    // The customer watches, and shows the agent out (SUP-07, SUP-09).
    const customer = await it.page({ as: CLINIC.approver });
    await customer.goto(`/o/${CLINIC.slug}`);
    await accessible(it, customer);
    await press(customer, `.sidenav a[href="/o/${CLINIC.slug}/support"]`);
    await accessible(it, customer);
    assert.equal(await customer.locator('.audit-support').count(), 1);
    assert.equal(await press(customer, 'form[action^="/support-access/"] button'), 200);
    assert.equal((await it.may('settings.authentication.manage', CLINIC.slug)).decision, false);

    // What the agent has open still shows, and can no longer do anything.
    await agent.selectOption(`${SSO} select`, 'enforced');
    const refused = await press(agent, `${SSO} button`);
    assert.ok([403, 404].includes(refused), `answered ${refused}`);
    await accessible(it, agent);
    assert.equal(await open(agent, `/o/${CLINIC.slug}/settings`), refused);

    // The customer reads what was done, under the request (SUP-09).
    await customer.goto(`/o/${CLINIC.slug}/support`);
    await press(customer, 'a[href*="/audit?request="]');
    await accessible(it, customer);
    assert.equal(await customer.locator('.audit-entry').count(), 1);
    assert.match(await customer.locator('.audit-entry').innerText(), /Setting changed\s+Single sign-on: Optional/);
    assert.match(await customer.locator('.audit-entry').innerText(), /Hugo Helpdesk, Tatra Telecom/);
    await press(customer, '.audit-entry a');
    await accessible(it, customer);
    assert.match(await customer.locator('main').innerText(), /temporary access that the customer granted/);
    await customer.goto(`/o/${CLINIC.slug}/settings`);
    assert.equal(await customer.locator(`${SSO} select`).inputValue(), 'optional');
  });

  test('where the partner locked it, approval does not unlock it', async () => {
    // RST-02, RST-06
    const agent = await it.page({ as: AGENT });
    await ask(it, agent, BRNO);
    const mail = await it.page();
    await openRequest(mail, BRNO.approver);
    assert.match(await mail.locator('.decision').innerText(), /Restricted mode is on.*Tatra Telecom/s);
    await decide(mail, 'grant');
    await mail.locator('.outcome-ok').waitFor();
    const answer = await it.may('settings.authentication.manage', BRNO.slug);
    assert.equal(answer.decision, false);
    assert.deepEqual(answer.context.rules, ['RST-02']);
    assert.equal((await it.may('settings.manage', BRNO.slug)).decision, true);

    assert.equal(await open(agent, `/o/${BRNO.slug}/settings`), 200);
    await agent.locator('.restricted').waitFor();
    assert.equal(await agent.locator(`${SSO} select`).isDisabled(), true);
    assert.equal(await agent.locator(`${SSO} button`).count(), 0);
    await agent.locator(`${SSO} .why summary`).click();
    assert.match(await agent.locator(`${SSO} .why-body`).innerText(), /RST-02/);
    await accessible(it, agent);

    // The agent leaves by themselves.
    assert.equal(await press(agent, '.house-support form button'), 200);
    assert.equal((await it.may('settings.manage', BRNO.slug)).decision, false);
  });

  test('whether an address is an administrator\'s is not told', async () => {
    // SUP-02: the same page, and no mail to whom nothing may be granted by.
    const agent = await it.page({ as: AGENT });
    await agent.goto(`/helpdesk/${BRNO.slug}`);
    await ask(it, agent, { ...BRNO, approver: 'nora@brno.example' });
    const told = await agent.locator('main').innerText();
    assert.match(told, /nora@brno\.example/);
    assert.doesNotMatch(told, /administrator's\b.*not|unknown/i);
    assert.equal(await press(agent, '.sidenav a[href="/helpdesk"]'), 200);
    assert.equal(await press(agent, 'form[action$="/withdraw"] button'), 200);
  });
});

describe('without script, and in the other languages', () => {
  for (const how of [{ script: false }, { locale: 'cs' }, { locale: 'pl', dark: true, width: 390 }]) {
    test(JSON.stringify(how), async () => {
      const it = await walk();
      try {
        const { width, ...machine } = how;
        const lang = how.locale ?? 'en';
        const agent = await it.page({ as: AGENT, ...machine });
        await ask(it, agent, CLINIC);
        const mail = await it.page(how);
        await openRequest(mail, CLINIC.approver);
        assert.equal(await mail.locator('html').getAttribute('lang'), lang);
        if (how.script !== false) await accessible(it, mail);
        await decide(mail, 'grant');
        await mail.locator('.outcome-ok').waitFor();
        assert.equal(await open(agent, `/o/${CLINIC.slug}/settings`), 200);
        assert.equal(await agent.locator('html').getAttribute('lang'), lang);
        await agent.selectOption(`${SSO} select`, 'optional');
        assert.equal(await press(agent, `${SSO} button`), 200);
        assert.equal(await agent.locator(`${SSO} select`).inputValue(), 'optional');
        if (how.script !== false) await accessible(it, agent);
        // The approver ends it from the page that the link opened.
        assert.equal(await press(mail, 'form[action$="/end"] button'), 200);
        assert.equal((await it.may('settings.authentication.manage', CLINIC.slug)).decision, false);
        const customer = await it.page({ as: CLINIC.approver, ...machine });
        assert.equal(await open(customer, `/o/${CLINIC.slug}/audit`), 200);
        assert.equal(await customer.locator('html').getAttribute('lang'), lang);
        assert.equal(await customer.locator('.audit-entry.audit-support').count(), 1);
        if (how.script !== false) await accessible(it, customer);
      } finally {
        await it.stop();
      }
    });
  }
});

describe('answers other than yes, and none at all', () => {
  let it;
  before(async () => (it = await walk({ more: ['--movable-clock'] })));
  after(() => it?.stop());

  const moveOn = async (page, minutes) => {
    await page.goto('/demo/clock');
    await page.fill('#f-minutes', String(minutes));
    assert.equal(await press(page, 'form[action="/demo/clock"] button'), 200);
  };

  test('denied and reported: no access, and a case for the operator', async () => {
    // SUP-05
    const agent = await it.page({ as: AGENT });
    await ask(it, agent, CLINIC);
    const mail = await it.page();
    const link = await openRequest(mail, CLINIC.approver);
    await decide(mail, 'report');
    await mail.locator('.outcome').waitFor();
    await accessible(it, mail);
    assert.equal((await it.may('settings.manage', CLINIC.slug)).decision, false);
    // The agent learns that it was denied, and no more.
    await agent.goto('/helpdesk');
    assert.match(await agent.locator('tbody').last().innerText(), /Denied/);
    assert.doesNotMatch(await agent.locator('tbody').last().innerText(), /reported/i);
    await openMail(mail, 'vera@aurora.example');
    // The link still opens, and shows what became of the request.
    await mail.goto(link);
    assert.equal(await mail.locator('button[name="decision"]').count(), 0);
  });

  test('nobody answers: the request lapses', async () => {
    // SUP-04
    const agent = await it.page({ as: AGENT });
    await ask(it, agent, CLINIC);
    const mail = await it.page();
    const link = await openRequest(mail, CLINIC.approver, 2);
    await moveOn(await it.page(), 61);
    // A page that was open too long: the press comes late, and grants nothing.
    await decide(mail, 'grant');
    await mail.locator('.outcome-neutral').waitFor();
    await mail.goto(link);
    assert.equal(await mail.locator('button[name="decision"]').count(), 0);
    await accessible(it, mail);
    assert.equal((await it.may('settings.manage', CLINIC.slug)).decision, false);
  });

  test('an hour later the access is over, whatever is open', async () => {
    // SUP-06
    const agent = await it.page({ as: AGENT });
    await ask(it, agent, CLINIC);
    const mail = await it.page();
    await openRequest(mail, CLINIC.approver, 3);
    await decide(mail, 'grant');
    await mail.locator('.outcome-ok').waitFor();
    assert.equal(await open(agent, `/o/${CLINIC.slug}/settings`), 200);
    await moveOn(await it.page(), 60);
    assert.equal((await it.may('settings.manage', CLINIC.slug)).decision, false);
    await agent.selectOption(`${SSO} select`, 'enforced');
    const refused = await press(agent, `${SSO} button`);
    assert.ok([403, 404].includes(refused), `answered ${refused}`);
  });
});
