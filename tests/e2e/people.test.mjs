// Does the list of users do its job in a browser: narrow, order, and take the administrators along as a file?

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const BRNO = '/o/brno-robotics';

/** The rows of a CSV file (RFC 4180). */
function rows(text) {
  assert.equal(text[0], '\ufeff');
  const fields = [...text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const lines = [[]];
  for (const [, quoted, plain, end] of fields) {
    lines.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') lines.push([]);
  }
  lines.pop();
  return lines;
}

describe('the list of users', () => {
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
  const names = (page) => page.locator('#users-list tbody th a').allInnerTexts();

  test('a role is chosen, the list follows, and what is shown comes as a file by itself', async () => {
    // ROL-05, ROL-06
    const page_ = await page('frantisek@brno.example');
    await page_.goto(`${BRNO}/users`);
    const all = await names(page_);
    await page_.locator('.filters details.more > summary').click();
    await page_.locator('input[name=role][value=full_admin]').check();
    await Promise.all([page_.waitForResponse(/role=full_admin/), page_.locator('form.filters button').click()]);
    await page_.waitForFunction((count) => document.querySelectorAll('#users-list tbody tr').length < count, all.length);
    const full = await names(page_);
    assert.ok(full.length > 1 && full.length < all.length, `${full} of ${all}`);
    await accessible(page_);
    const addresses = await page_.locator('#users-list tbody td[data-label="E-mail address"]').allInnerTexts();

    const [download] = await Promise.all([page_.waitForEvent('download', { timeout: 30_000 }), page_.locator('#users-export button').click()]);
    assert.match(download.suggestedFilename(), /^brno-robotics-administrators-.*\.csv$/);
    const [head, ...body] = rows(await readFile(await download.path(), 'utf8'));
    assert.deepEqual(head, ['First/Last name', 'User ID/Email', 'Admin roles']);
    // Those who reach in from the partner were given nothing here: they are not in the file.
    const given = addresses.filter((address) => address.endsWith('@brno.example'));
    assert.deepEqual(body.map(([, address]) => address).filter((address) => address.endsWith('@brno.example')).sort(), given.sort());
    assert.ok(body.every(([, , roles]) => roles.split(', ').includes('Full administrator')), JSON.stringify(body));
    assert.match(page_.url(), /\/users\/exports\//);
    await accessible(page_);
  });

  test('headings order the list, and it says so', async () => {
    const page_ = await page('frantisek@brno.example');
    await page_.goto(`${BRNO}/users`);
    assert.equal(await page_.locator('th[aria-sort]').getAttribute('aria-sort'), 'ascending');
    const up = await names(page_);
    await page_.locator('th[aria-sort] a').click();
    await page_.waitForURL(/sort=-name/);
    assert.deepEqual(await names(page_), up.toReversed());
    assert.equal(await page_.locator('th[aria-sort]').getAttribute('aria-sort'), 'descending');
    await page_.getByRole('link', { name: 'E-mail address' }).click();
    await page_.waitForURL(/sort=email/);
    const addresses = await page_.locator('#users-list tbody td[data-label="E-mail address"]').allInnerTexts();
    assert.deepEqual(addresses, addresses.toSorted());
    await accessible(page_);
  });

  test('without script everything is there, too', async () => {
    const page_ = await page('frantisek@brno.example', { javaScriptEnabled: false });
    await page_.goto(`${BRNO}/users`);
    await page_.fill('#q', 'šodov');
    await page_.locator('form.filters button').click();
    await page_.waitForURL(/q=/);
    assert.match(await page_.locator('.users-count').innerText(), /on this list/);
    await page_.locator('#users-export button').click();
    await page_.waitForURL(/\/users\/exports\//);
    assert.match(await page_.locator('h1').innerText(), /Export of administrators/);
  });
});
