// Do templates do their job in a browser: made, looked at, applied, somebody deviates, and applied again?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { press } from './browser.mjs';
import { start } from './harness.mjs';

const CLINIC = '/o/harbour-clinic';

describe('templates', () => {
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

  /** Looked at, applied, done. */
  async function through(page) {
    const apply = page.locator('form:has(input[value="apply"]) button');
    await apply.waitFor();
    await apply.click();
    await page.locator('form:has(input[value="undo"]) button').waitFor();
  }

  test('one is made, applied, and applied again to whoever was changed by hand', async () => {
    const harriet = await page('harriet@clinic.example');
    await harriet.goto(CLINIC);
    await press(harriet, harriet.getByRole('link', { name: 'Templates' }).first());
    await accessible(harriet);
    assert.match(await harriet.locator('main').innerText(), /There is no template/);
    await press(harriet, harriet.getByRole('link', { name: 'New template' }));
    await accessible(harriet);
    await harriet.getByRole('button', { name: 'Save template' }).click();
    await harriet.locator('[role=alert]').waitFor();
    await accessible(harriet);
    await harriet.getByLabel('Name', { exact: true }).fill('Nurses of ward 3');
    await harriet.getByLabel('What it is good for').fill('What everybody at the bedside works with');
    await harriet.getByRole('radio', { name: 'Give these, beside what people have' }).check();
    await harriet.getByRole('checkbox', { name: 'Calling', exact: true }).check();
    await harriet.getByLabel('Department', { exact: true }).fill('Ward 3');
    await harriet.getByLabel('Status').selectOption({ label: 'Active' });
    assert.equal(await press(harriet, harriet.getByRole('button', { name: 'Save template' })), 200);
    await accessible(harriet);
    const template = new URL(harriet.url()).pathname;
    assert.match(await harriet.locator('main').innerText(), /Nobody has been changed|What would change/);
    await harriet.getByRole('button', { name: /^Preview and apply to/ }).click();
    await accessible(harriet);
    await through(harriet);

    await harriet.goto(template);
    assert.match(await harriet.locator('main').innerText(), /nobody deviates/);
    assert.equal(await harriet.getByRole('button', { name: /^Preview and apply/ }).count(), 0);
    await accessible(harriet);

    // Somebody is changed by hand.
    await harriet.goto(`${CLINIC}/users?q=eve`);
    await press(harriet, 'tbody th a');
    const eve = new URL(harriet.url()).pathname;
    await harriet.goto(`${eve}/edit`);
    await harriet.getByLabel('Department').fill('Ward 4');
    await press(harriet, 'main form button.btn-primary');
    await harriet.goto(template);
    assert.match(await harriet.locator('main').innerText(), /1 deviates/);
    assert.deepEqual(await harriet.locator('tbody th a').allInnerTexts(), ['Eve Events']);
    await accessible(harriet);
    await harriet.getByRole('button', { name: 'Preview and apply to 1 person' }).click();
    await through(harriet);
    await harriet.goto(eve);
    assert.match(await harriet.locator('main').innerText(), /Ward 3/);
    await harriet.goto(template);
    assert.match(await harriet.locator('main').innerText(), /nobody deviates/);

    // The group is on the list of users, the template in the search, and both pages of its end are for everybody.
    await press(harriet, harriet.getByRole('link', { name: 'Show the group in Users' }));
    assert.match(harriet.url(), /status=active/);
    await harriet.goto(`${CLINIC}/users?department=Ward+3`);
    assert.ok((await harriet.locator('#users-list tbody tr').count()) >= 2);
    await accessible(harriet);
    await harriet.goto(`/search?in=harbour-clinic&q=nurses`);
    await press(harriet, harriet.getByRole('link', { name: 'Nurses of ward 3' }));
    await press(harriet, harriet.getByRole('link', { name: 'Edit' }));
    await accessible(harriet);
    assert.ok(await harriet.getByRole('checkbox', { name: 'Calling', exact: true }).isChecked());
    await harriet.goto(`${template}/delete`);
    await accessible(harriet);
    await press(harriet, harriet.getByRole('button', { name: 'Delete template' }));
    assert.match(await harriet.locator('main').innerText(), /There is no template/);
    await harriet.goto(eve);
    assert.match(await harriet.locator('main').innerText(), /Ward 3/, 'who has what it gave keeps it');
  });

  test('without script and on a phone', async () => {
    const harriet = await page('harriet@clinic.example', { script: false, width: 390, height: 800 });
    await harriet.goto(`${CLINIC}/templates/new`);
    await harriet.getByLabel('Name', { exact: true }).fill('Titles');
    await harriet.getByLabel('Job title', { exact: true }).fill('Nurse');
    await press(harriet, 'main form button.btn-primary');
    await press(harriet, harriet.getByRole('button', { name: /^Preview and apply to/ }));
    assert.match(harriet.url(), /\/users\/changes\//);
  });
});
