// Do sessions end where they should, in every tab, and does a link from a mail let in once?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const CLINIC = '/o/harbour-clinic';

describe('sessions', () => {
  let it;
  before(async () => (it = await start()));
  after(() => it?.stop());

  async function page(as) {
    const page = await it.newPage({ locale: 'en' });
    await page.context().addCookies([{ name: 'prokura-language', value: 'en', url: it.address }]);
    if (as) await it.signInAs(page, as);
    return page;
  }

  /** The address of the newest mail's button to somebody, out of the demo's mailbox. */
  async function linkOf(subject) {
    const mailbox = await page();
    for (let tries = 0; tries < 50; tries++) {
      await mailbox.goto('/demo/mailbox');
      const mail = mailbox.locator('a', { hasText: subject }).first();
      if (await mail.count()) {
        await press(mailbox, mail);
        const html = await mailbox.content();
        const link = /\/sign-in\/link\/[\w.-]+/.exec(html);
        assert.ok(link, `the mail “${subject}” has no link`);
        return link[0];
      }
      await mailbox.waitForTimeout(200);
    }
    throw new Error(`no mail “${subject}” came`);
  }

  test('what is ended elsewhere ends in every open tab', async () => {
    const tab = await page('harriet@clinic.example');
    await tab.goto(`${CLINIC}/users`);
    const second = await tab.context().newPage();
    await second.goto('/me');
    const elsewhere = await page('harriet@clinic.example');
    await elsewhere.goto('/me');
    assert.equal(await press(elsewhere, 'form[action="/me/sessions/end-others"] button'), 200);
    // Neither tab is touched: each notices by itself.
    await Promise.all([tab, second].map((open) => open.waitForURL(/\/sign-in\?ended=1/, { timeout: 20_000 })));
    assert.match(await tab.locator('main').innerText(), /Your session has ended/);
    assert.deepEqual(await it.axe(tab), []);
    assert.match(new URL(tab.url()).searchParams.get('then'), /\/o\/harbour-clinic\/users/);
    await elsewhere.reload();
    assert.equal(new URL(elsewhere.url()).pathname, '/me', 'the one that ended the others goes on');
  });

  test('what was typed stays when the session ends', async () => {
    const tab = await page('harriet@clinic.example');
    await tab.goto(`${CLINIC}/users/new`);
    await tab.fill('input[name="name"]', 'Somebody New');
    const elsewhere = await page('harriet@clinic.example');
    await elsewhere.goto('/me');
    await press(elsewhere, 'form[action="/me/sessions/end-others"] button');
    await tab.locator('.toast-bad').waitFor({ timeout: 20_000 });
    assert.match(await tab.locator('.toast-bad').innerText(), /What you typed stays here/);
    assert.equal(await tab.inputValue('input[name="name"]'), 'Somebody New');
    assert.deepEqual(await it.axe(tab), []);
  });

  test('whoever is suspended is out at once', async () => {
    const eve = await page('eve@clinic.example');
    await eve.goto('/me');
    const harriet = await page('harriet@clinic.example');
    await harriet.goto(`${CLINIC}/users?q=eve`);
    await press(harriet, 'tbody th a');
    await press(harriet, 'a[href$="/status"]');
    assert.equal(await press(harriet, 'form[action$="/status"] button'), 200);
    await eve.waitForURL(/\/sign-in\?ended=1/, { timeout: 20_000 });
  });

  test('an invitation lets in once, and a reset begins anew', async () => {
    // ORG-06, ORG-08
    const harriet = await page('harriet@clinic.example');
    await harriet.goto(`${CLINIC}/users/new`);
    await harriet.fill('input[name="name"]', 'Ines Nova');
    await harriet.fill('input[name="email"]', 'ines@clinic.example');
    assert.equal(await press(harriet, 'main form button.btn-primary'), 200);
    const link = await linkOf('You were added to Harbour Clinic');
    const ines = await page();
    await ines.goto(link);
    assert.deepEqual(await it.axe(ines), []);
    assert.equal(await press(ines, 'main form button'), 200);
    assert.equal(new URL(ines.url()).pathname, '/me/password');
    await ines.fill('input[name="new_password"]', 'a walk by the river');
    await press(ines, 'main form button.btn-primary');
    const again = await page();
    await again.goto(link);
    assert.equal(await press(again, 'main form button'), 410, 'the link works once');

    await harriet.goto(`${CLINIC}/users?q=ines`);
    await press(harriet, 'tbody th a');
    assert.equal(await press(harriet, 'a[href$="/sign-in"]'), 200);
    assert.deepEqual(await it.axe(harriet), []);
    assert.equal(await press(harriet, 'main form button.btn-danger'), 200);
    await ines.waitForURL(/\/sign-in\?ended=1/, { timeout: 20_000 });
    const anew = await linkOf('How you sign in was reset');
    assert.notEqual(anew, link);
    await ines.goto(anew);
    assert.equal(await press(ines, 'main form button'), 200);
    assert.equal(new URL(ines.url()).pathname, '/me/password');
  });
});
