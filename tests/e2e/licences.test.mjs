// Do the licences do their job in a browser: a customer asks for seats, the seller accepts, and a licence takes one?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const CLINIC = '/o/harbour-clinic';

describe('licences', () => {
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

  test('seats are asked for, accepted, and taken', async () => {
    const harriet = await page('harriet@clinic.example');
    await harriet.goto(`${CLINIC}/licences`);
    await accessible(harriet);
    await harriet.getByRole('link', { name: 'Ask for seats of clinic-suite' }).click();
    await harriet.getByLabel('Seats there shall be').fill('80');
    await harriet.getByLabel('Why').fill('Twenty people come in May');
    await accessible(harriet);
    await harriet.getByRole('button', { name: 'Send the request' }).click();
    await harriet.getByText('for 80 seats of clinic-suite instead of 60').waitFor();
    await accessible(harriet);

    const pavel = await page('pavel@tatra.example');
    await pavel.goto('/');
    await pavel.locator('.note a[href$="/licences"]').first().click();
    await accessible(pavel);
    await pavel.locator('button[name=answer][value=accept]').click();
    await pavel.locator('.badge-ok').first().waitFor();
    assert.match(await pavel.locator('main').innerText(), /80/);
    await accessible(pavel);

    await harriet.goto(`${CLINIC}/users?q=eve`);
    await harriet.locator('tbody th a').click();
    await harriet.getByRole('link', { name: 'Services' }).click();
    await accessible(harriet);
    await harriet.getByRole('checkbox', { name: /^Calling/ }).check();
    await harriet.getByRole('button', { name: 'Save licences' }).click();
    await harriet.goto(`${CLINIC}/licences`);
    await harriet.getByRole('progressbar', { name: 'Calling: 1 of 80 assigned' }).first().waitFor();
    await harriet.getByRole('link', { name: 'Calling: 1' }).click();
    assert.deepEqual(await harriet.locator('#users-list tbody th a').allInnerTexts(), ['Eve Events']);
  });
});
