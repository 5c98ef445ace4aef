// Does the log do its job in a browser: filter, open, take it along as a file, and find what somebody did?

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const CLINIC = '/o/harbour-clinic';

/** The rows of a CSV file (RFC 4180), each by its columns' names. */
function rows(text) {
  assert.equal(text[0], '\ufeff');
  const fields = [...text.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)];
  const lines = [[]];
  for (const [, quoted, plain, end] of fields) {
    lines.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') lines.push([]);
  }
  lines.pop();
  const [head, ...body] = lines;
  return body.map((line) => Object.fromEntries(head.map((name, number) => [name, line[number]])));
}

describe('the audit log', () => {
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

  test('it is filtered, an entry opened, and what is shown comes as a file by itself', async () => {
    const page_ = await page('harriet@clinic.example');
    await page_.goto(`${CLINIC}/audit`);
    const all = await page_.locator('.audit-entry').count();
    await page_.selectOption('#action', 'role_assigned');
    await page_.locator('.filters details.more > summary').click();
    await page_.selectOption('#outcome', 'done');
    assert.equal(await press(page_, 'form.filters button'), 200);
    const numbers = await page_.locator('.audit-entry .audit-meta').evaluateAll((metas) => metas.map((meta) => /No\. (\d+)/.exec(meta.textContent)[1]));
    assert.ok(numbers.length > 1 && numbers.length < all, `${numbers} of ${all}`);
    await accessible(page_);

    assert.equal(await press(page_, '.audit-entry a'), 200);
    assert.match(await page_.locator('main').innerText(), /By what right/i);
    await accessible(page_);
    await page_.goBack();

    const arrives = page_.waitForEvent('download');
    await page_.locator('button[value="csv"]').click();
    const file = await arrives;
    assert.match(file.suggestedFilename(), /^harbour-clinic-audit-.*\.csv$/);
    const found = rows(await readFile(await file.path(), 'utf8'));
    assert.deepEqual(found.map((row) => row.number), numbers);
    assert.ok(found.every((row) => row.action === 'role_assigned' && row.outcome === 'done'));
    // The page stays, and hands it over again.
    assert.match(page_.url(), /\/audit\/exports\//);
    await page_.locator('a[href$="/file"]').waitFor();
    await accessible(page_);
    const again = page_.waitForEvent('download');
    await page_.locator('a[href$="/file"]').click();
    assert.deepEqual(rows(await readFile(await (await again).path(), 'utf8')), found);
  });

  test('it comes without script too', async () => {
    const page_ = await page('harriet@clinic.example', { script: false });
    await page_.goto(`${CLINIC}/audit`);
    await page_.locator('button[value="jsonl"]').click();
    const arrives = page_.waitForEvent('download');
    await page_.locator('a[href$="/file"]').click();
    const lines = (await readFile(await (await arrives).path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line));
    assert.equal(lines.at(-1).number, 1);
  });

  test("a person's history is reached from their page, and the organization's from its own", async () => {
    const page_ = await page('harriet@clinic.example');
    await page_.goto(`${CLINIC}/users?q=eve`);
    await press(page_, 'tbody th a');
    assert.equal(await press(page_, 'a[href*="/audit?person="]'), 200);
    assert.match(await page_.locator('main').innerText(), /Eve/);
    await accessible(page_);
    await page_.goto(CLINIC);
    assert.equal(await press(page_, `.card-actions a[href="${CLINIC}/audit"]`), 200);
  });
});
