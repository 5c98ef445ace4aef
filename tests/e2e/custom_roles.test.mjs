// Does a composed role work from end to end: previewed, saved, given, counted at once, changed, and deleted holder by holder?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const BRNO = '/o/brno-robotics';

describe('custom roles', () => {
  let it;
  before(async () => (it = await start()));
  after(() => it?.stop());

  async function page(as) {
    const page = await it.newPage({ locale: 'en' });
    await page.context().addCookies([{ name: 'prokura-language', value: 'en', url: it.address }]);
    await it.signInAs(page, as);
    return page;
  }

  const accessible = async (page) => assert.deepEqual(await it.axe(page), [], page.url());
  const main = (page) => page.locator('main').innerText();

  test('one is composed, previewed, given, changed and deleted, and counts on the next request', async () => {
    const admin = await page('frantisek@brno.example');
    const nora = await page('nora@brno.example');
    const log = async () => (await nora.goto(`${BRNO}/audit`)).status();
    const settings = async () => (await nora.goto(`${BRNO}/settings`)).status();
    const users = async () => (await nora.goto(`${BRNO}/users`)).status();
    assert.notEqual(await log(), 200);
    it.takeProblems();

    // What is wrong stands at its field, with what was typed.
    await admin.goto(`${BRNO}/roles`);
    assert.equal(await press(admin, '.page-actions a'), 200);
    await admin.fill('#name-en', 'Full administrator');
    await admin.selectOption('[name="area-audit"]', 'read');
    assert.equal(await press(admin, 'button[value="save"]'), 422);
    it.takeProblems();
    await admin.locator('#name-en-error').waitFor();
    await accessible(admin);

    await admin.fill('#name-en', 'Log readers');
    await admin.fill('#name-cs', 'Čtenáři protokolu');
    assert.equal(await press(admin, 'button[value="preview"]'), 200);
    assert.match(await admin.locator('#preview').innerText(), /Administrator audit log: Nothing → Read/);
    await accessible(admin);
    assert.equal(await press(admin, 'button[value="save"]'), 200);
    await admin.locator('.toast-ok').waitFor();
    const role = await admin.locator('tbody th a', { hasText: 'Log readers' }).getAttribute('href');
    const id = role.split('/').pop();

    // Given on the person's page, it counts on their next request.
    await admin.goto(`${BRNO}/users?q=nora`);
    await press(admin, 'tbody th a');
    await press(admin, '#admin-roles');
    await admin.check(`[id="r-${id}"]`);
    assert.equal(await press(admin, 'button[value="review"]'), 200);
    assert.equal(await press(admin, 'button[value="save"]'), 200);
    assert.match(await admin.locator('#admin-roles').innerText(), /Log readers/);
    assert.equal(await log(), 200);
    assert.match(await main(nora), /Custom role composed/);

    // Changed, it gives something else at once, and the preview said so of Nora.
    await admin.goto(role);
    await admin.selectOption('[name="area-audit"]', '');
    await admin.selectOption('[name="area-users"]', 'read');
    assert.equal(await press(admin, 'button[value="preview"]'), 200);
    assert.match(await admin.locator('#preview').innerText(), /Nora.*Gains.*Read.*Loses.*Administrator audit log: Read → Nothing/s);
    assert.equal(await press(admin, 'button[value="save"]'), 200);
    assert.match(await main(admin), /Version 2/);
    assert.notEqual(await log(), 200);
    assert.notEqual(await settings(), 200);
    it.takeProblems();
    assert.equal(await users(), 200);

    // Deleting asks what becomes of her; another role takes its place in the same change.
    assert.equal(await press(admin, '.btn-outline-danger'), 200);
    assert.equal(await press(admin, '.btn-danger'), 422);
    it.takeProblems();
    assert.equal(await admin.locator('.field-error').count(), 1);
    await accessible(admin);
    await admin.selectOption('select[name^="then-"]', 'read_only_admin');
    assert.equal(await press(admin, '.btn-danger'), 200);
    await admin.locator('.toast-ok').waitFor();
    assert.doesNotMatch(await main(admin), /Log readers/);
    assert.equal(await settings(), 200);
    assert.equal((await admin.goto(role)).status(), 200);
    assert.match(await main(admin), /has been deleted/);
    assert.equal(await admin.locator('main :is(select, input[type="text"]):enabled').count(), 0);
    await accessible(admin);
  });
});
