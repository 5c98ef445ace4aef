// Does the built thing change many people: from a file or by hand, shown first, applied, and undone?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const USERS = '/o/harbour-clinic/users';

describe('people in bulk', () => {
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
  const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

  test('roles by an edited file: shown, applied by itself on the page, and undone (ROL-07)', async () => {
    const page_ = await page('harriet@clinic.example');
    await page_.goto(USERS);
    await page_.locator('.page-actions details.menu > summary').click();
    await accessible(page_);
    await page_.locator('a[href$="kind=roles"]').click();
    await page_.setInputFiles('#f-file', csv('admins.csv', '\ufeffFirst/Last name;User ID/Email;Admin roles\r\nEve;eve@clinic.example;Read-only administrator\r\nX;nobody@clinic.example;Nothing\r\n'));
    await page_.locator('main form button.btn-primary').click();
    // The page looks again by itself until it is the reader's turn.
    const apply = page_.locator('form:has(input[value="apply"]) button');
    await apply.waitFor();
    assert.match(await page_.locator('main').innerText(), /Gets Read-only administrator\./);
    await accessible(page_);
    await apply.click();
    await page_.locator('form:has(input[value="undo"]) button').waitFor();
    assert.match(await page_.locator('main').innerText(), /Done\./);
    await accessible(page_);
    await page_.locator('form:has(input[value="undo"]) button').click();
    await apply.waitFor();
    assert.match(await page_.locator('main').innerText(), /Loses Read-only administrator\./);
    await apply.click();
    await page_.locator('form:has(input[value="undo"]) button').waitFor();
    await page_.goto(`${USERS}/changes`);
    assert.equal(await page_.locator('tbody tr').count(), 2);
    await accessible(page_);
  });

  test('people by a file, without script and on a phone', async () => {
    const page_ = await page('harriet@clinic.example', { script: false, width: 390, height: 800 });
    await page_.goto(`${USERS}/import`);
    await page_.setInputFiles('#f-file', csv('people.csv', 'First name,Last name,E-mail\nZora,Nová,zora@clinic.example\n'));
    await page_.locator('main form button.btn-primary').click();
    const apply = page_.locator('form:has(input[value="apply"]) button');
    await apply.waitFor();
    await apply.click();
    await page_.locator('form:has(input[value="undo"]) button').waitFor();
    await page_.goto(`${USERS}?q=zora`);
    assert.match(await page_.locator('tbody').innerText(), /Zora Nová/);
  });

});
