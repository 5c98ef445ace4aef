// Do the documents' own steps work in a browser: assign a role, see who has a role, add an external administrator, leave?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const CLINIC = '/o/harbour-clinic';

describe('roles on people', () => {
  let it;
  before(async () => (it = await start()));
  after(() => it?.stop());

  async function page(as, how = {}) {
    const page = await it.newPage({ locale: 'en', ...how });
    await page.context().addCookies([{ name: 'prokura-language', value: 'en', url: it.address }]);
    await it.signInAs(page, as);
    return page;
  }

  const accessible = async (page) => assert.deepEqual(await it.axe(page), [], page.url());

  test('a role is assigned: the person, Profile, Administrator roles, Save', async () => {
    // ROL-02, ROL-03, ROL-04
    const page_ = await page('harriet@clinic.example');
    await page_.goto(`${CLINIC}/users?q=eve`);
    await press(page_, 'tbody th a');
    assert.equal(await press(page_, '#admin-roles'), 200);
    await accessible(page_);
    // What follows from a tick shows without leaving the page: CC-06 locks the contact centre beside read-only.
    const center = page_.locator('#r-contact_center_admin');
    assert.equal(await center.isDisabled(), false);
    await page_.check('#r-read_only_admin');
    await page_.locator('#r-contact_center_admin[disabled]').waitFor();
    await accessible(page_);
    await page_.fill('#u-read_only_admin', '2031-03-31');
    await page_.fill('#f-reason', 'Audit in March');
    assert.equal(await press(page_, 'button[value="review"]'), 200);
    assert.match(await page_.locator('main').innerText(), /Read-only administrator.*until 1 Apr 2031/s);
    await accessible(page_);
    assert.equal(await press(page_, 'button[value="save"]'), 200);
    await page_.locator('.toast-ok').waitFor();
    assert.match(await page_.locator('#admin-roles').innerText(), /Read-only administrator, Events administrator/);
    await accessible(page_);
  });

  test('what is wrong has the focus and stands at its field', async () => {
    const page_ = await page('harriet@clinic.example');
    await page_.goto(`${CLINIC}/users?q=eve`);
    await press(page_, 'tbody th a');
    await press(page_, '#admin-roles');
    await page_.check('#r-device_admin');
    await page_.waitForLoadState('networkidle');
    await page_.fill('#u-device_admin', '2020-01-01');
    assert.equal(await press(page_, 'button[value="review"]'), 422);
    assert.equal(await page_.evaluate(() => document.activeElement.hasAttribute('data-focus')), true);
    assert.equal(await page_.locator('#u-device_admin').getAttribute('aria-invalid'), 'true');
    await accessible(page_);
    it.takeProblems();
  });

  test('who has a role: the list follows the filter, and the address says it', async () => {
    // ROL-05
    const page_ = await page('frantisek@brno.example');
    await page_.goto('/o/brno-robotics/users');
    await page_.locator('details.more > summary').first().click();
    await page_.check('input[name="role"][value="full_admin"]');
    await page_.check('input[name="role"][value="device_admin"]');
    await page_.locator('form.filters button:not([name])').first().click();
    await page_.waitForURL(/role=full_admin/);
    assert.match(page_.url(), /role=full_admin&role=device_admin/);
    await page_.locator('#users-list tbody tr').nth(4).waitFor();
    assert.equal(await page_.locator('#users-list tbody tr').count(), 5);
    await accessible(page_);
    // The same address shows the same list to whoever comes without script.
    const plain = await page('frantisek@brno.example', { script: false });
    await plain.goto(page_.url());
    assert.equal(await plain.locator('#users-list tbody tr').count(), 5);
  });

  test('an external administrator is added, sees it under My access, and leaves', async () => {
    // EXT-03, ROL-10
    const owner = await page('harriet@clinic.example');
    await owner.goto(`${CLINIC}/users?show=external`);
    await accessible(owner);
    assert.equal(await press(owner, 'a[href$="/users/external"]'), 200);
    await owner.fill('#f-person', 'carl@consumers.example');
    assert.equal(await press(owner, 'button[value="verify"]'), 422);
    await accessible(owner);
    await owner.fill('#f-person', 'filip@brno.example');
    assert.equal(await press(owner, 'button[value="verify"]'), 200);
    await accessible(owner);
    await owner.check('input[name="role"][value="external_read_only_admin"]');
    assert.equal(await press(owner, 'form.form button'), 200);
    await owner.locator('.toast-ok').waitFor();
    await accessible(owner);

    const filip = await page('filip@brno.example');
    await filip.goto('/my/access');
    await accessible(filip);
    const place = filip.locator('section.card', { hasText: 'Harbour Clinic' });
    assert.match(await place.innerText(), /External read-only administrator/);
    await press(filip, place.locator('a[href*="/end/"]'));
    await accessible(filip);
    assert.match(await filip.locator('main').innerText(), /must be added again/);
    assert.equal(await press(filip, 'button.btn-danger'), 200);
    await filip.locator('.toast-ok').waitFor();
    assert.equal(await filip.locator('section.card', { hasText: 'Harbour Clinic' }).count(), 0);
    const gone = await filip.goto(CLINIC);
    assert.equal(gone.status(), 404);
    it.takeProblems();
  });

  test('the switcher and the search lead from anywhere', async () => {
    // EXT-16
    const page_ = await page('filip@brno.example');
    await page_.goto('/o/brno-robotics/users');
    await page_.locator('.topbar-switch > summary').click();
    await accessible(page_);
    assert.equal(await press(page_, '.topbar-switch a[href="/o/gdansk-shipyard"]'), 200);
    await page_.goto('/o/brno-robotics');
    await page_.fill('.topbar-search input[type="search"]', 'klára');
    await page_.keyboard.press('Enter');
    await page_.waitForURL(/\/search/);
    assert.match(await page_.locator('main').innerText(), /klara@brno\.example/);
    await accessible(page_);
  });
});
