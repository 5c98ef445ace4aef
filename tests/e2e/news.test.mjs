// Are product news written, read and turned off, on pages that everybody can use?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';

const SUBJECT = 'A new list of people';

describe('product news', () => {
  let it;
  before(async () => (it = await start()));
  after(() => it?.stop());

  async function page(as, size) {
    const page = await it.newPage({ locale: 'en', ...size });
    await page.context().addCookies([{ name: 'prokura-language', value: 'en', url: it.address }]);
    if (as) await it.signInAs(page, as);
    return page;
  }

  const accessible = async (page) => {
    assert.deepEqual(await it.axe(page), [], page.url());
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${page.url()} is ${wide} pixels too wide`);
  };

  /** The page of the newest mail to an address, out of the demo's mailbox. */
  async function mail(to) {
    const mailbox = await page();
    for (let tries = 0; tries < 100; tries++) {
      await mailbox.goto('/demo/mailbox');
      const found = mailbox.locator('tr, li', { hasText: SUBJECT }).filter({ hasText: to }).locator('a').first();
      if (await found.count()) {
        await found.click();
        await mailbox.waitForLoadState();
        return mailbox.content();
      }
      await mailbox.waitForTimeout(200);
    }
    throw new Error(`no mail to ${to} came`);
  }

  test('are written, previewed, sent, and turned off with one click', async () => {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 800 }]) {
      const vera = await page('vera@aurora.example', { viewport });
      await vera.goto('/o/aurora/news/new');
      await vera.fill('#subject-en', SUBJECT);
      await vera.fill('#text-en', 'Users can be narrowed.\nTry it.');
      await accessible(vera);
      await vera.getByRole('button', { name: 'Keep as a draft' }).click();
      await vera.getByRole('heading', { level: 1, name: SUBJECT }).waitFor();
      await accessible(vera);
      if (viewport.width === 390) {
        await vera.getByRole('button', { name: 'Throw away' }).click();
        await vera.getByText('The draft was thrown away.').waitFor();
        break;
      }
      await vera.getByRole('button', { name: 'Send', exact: true }).click();
      await vera.getByText('The news are being sent.').waitFor();
    }
    const html = await mail('harriet@clinic.example');
    const [link] = /\/mail\/stop\/[\w.-]+/.exec(html) ?? [];
    assert.ok(link, 'the mail has no way out');
    const nobody = await page();
    await nobody.goto(link);
    await accessible(nobody);
    // RFC 8058: without a cookie and without a token of ours.
    const posted = await fetch(new URL(link, it.address), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    assert.equal(posted.status, 204);
    await nobody.reload();
    await nobody.getByText('gets no more mails of this kind').waitFor();
    await accessible(nobody);
    const harriet = await page('harriet@clinic.example', { viewport: { width: 390, height: 800 } });
    await harriet.goto('/me#mails');
    await accessible(harriet);
    await harriet.getByRole('button', { name: 'Turn on: Product news' }).click();
    await harriet.getByText('Product news: turned on.').waitFor();
  });
});
