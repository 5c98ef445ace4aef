// Can everything be reached and done with the keyboard alone, and does one see where one is?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const PAGES = [
  ['frantisek@brno.example', '/o/brno-robotics'],
  ['frantisek@brno.example', '/o/brno-robotics/users'],
  ['frantisek@brno.example', '/o/brno-robotics/settings'],
  ['frantisek@brno.example', '/o/brno-robotics/audit'],
  ['frantisek@brno.example', '/o/brno-robotics/as-of'],
  ['lena@lighthouse.example', '/my/access'],
  ['hugo@tatra.example', '/helpdesk/harbour-clinic'],
];
/** More stops than any of these pages has. */
const MOST = 400;

/** Where the focus is: what it is called, whether it is seen, and whether it is marked. */
const focused = (page) =>
  page.evaluate(() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    it.dataset.stop ??= String(document.querySelectorAll('[data-stop]').length);
    const box = it.getBoundingClientRect();
    const style = getComputedStyle(it);
    const label = it.labels?.[0]?.textContent ?? '';
    return {
      stop: it.dataset.stop,
      is: `${it.tagName.toLowerCase()} ${it.id || it.getAttribute('href') || it.name || it.className}`,
      named: Boolean((it.getAttribute('aria-label') || it.getAttribute('aria-labelledby') || label || it.textContent || it.title).trim()),
      seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
      marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    };
  });

describe('the keyboard', () => {
  let it;
  before(async () => (it = await start()));
  after(() => it?.stop());

  const signedIn = async (as) => {
    const page = await it.newPage();
    await it.signInAs(page, as);
    return page;
  };

  test('reaches everything that can be pressed, in sight, and goes on', async () => {
    let page;
    let who;
    for (const [as, path] of PAGES) {
      if (who !== as) [page, who] = [await signedIn(as), as];
      await page.goto(path);
      const stops = new Set();
      for (let pressed = 0; pressed < MOST; pressed += 1) {
        await page.keyboard.press('Tab');
        const at = await focused(page);
        if (!at) break;
        if (stops.size && at.stop === '0') break;
        if (!stops.size) assert.equal(at.is, 'a #main', `${path} begins with the way to its content`);
        assert.ok(at.named, `${path}: ${at.is} has a name`);
        assert.ok(at.seen, `${path}: ${at.is} is in sight`);
        assert.ok(at.marked, `${path}: ${at.is} shows that it has the focus`);
        stops.add(at.stop);
      }
      assert.ok(stops.size < MOST, `${path} lets the focus go on`);
      // Closed menus hold what is not reached before they are opened.
      const left = await page.evaluate(() =>
        [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
          .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.disabled && it.type !== 'hidden' && it.tabIndex >= 0)
          .filter((it) => it.type !== 'radio' && !it.dataset.stop)
          .map((it) => it.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(left, [], path);
    }
    it.takeProblems();
  });

  test('opens and closes a menu, and comes back to where it was', async () => {
    const page = await signedIn('frantisek@brno.example');
    await page.goto('/o/brno-robotics');
    const menu = page.locator('.topbar details.menu').last();
    await menu.locator('summary').focus();
    await page.keyboard.press('Enter');
    assert.equal(await menu.evaluate((it) => it.open), true);
    await page.keyboard.press('Tab');
    assert.equal(await menu.evaluate((it) => it.contains(document.activeElement)), true);
    await page.keyboard.press('Escape');
    assert.equal(await menu.evaluate((it) => it.open), false);
    assert.equal(await menu.evaluate((it) => it.querySelector('summary') === document.activeElement), true);
    it.takeProblems();
  });

  test('gives a role', async () => {
    const page = await signedIn('frantisek@brno.example');
    await page.goto('/o/brno-robotics/users');
    const go = async (selector, key = 'Enter') => {
      await page.locator(selector).first().focus();
      await page.keyboard.press(key);
    };
    await page.locator('#q').focus();
    await page.keyboard.type('nora');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=nora/);
    await go('#users-list tbody a');
    await page.waitForURL(/users\/[0-9a-f-]+$/);
    await go('#admin-roles');
    await page.waitForURL(/\/roles$/);
    await go('#r-device_admin', 'Space');
    assert.equal(await page.locator('#r-device_admin').isChecked(), true);
    await go('button[value="review"]');
    await page.locator('button[value="save"]').waitFor();
    await go('button[value="save"]');
    await page.locator('.toast-ok').waitFor();
    assert.match(await page.locator('#admin-roles').innerText(), /Správce zařízení/);
    it.takeProblems();
  });
});
