// Is there a page with which axe finds fault, that is wider than its window, or that is not in its language and colours?

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';
import { look, pages } from './pages.mjs';

/** Between them every language, both colours, both widths; `cargo xtask screenshots` goes through all twelve. */
const VARIANTS = [
  { locale: 'en', dark: false, width: 1280 },
  { locale: 'cs', dark: true, width: 1280 },
  { locale: 'pl', dark: false, width: 390 },
];

describe('every page', () => {
  let it;
  before(async () => (it = await start({ more: ['--movable-clock'] })));
  after(() => it?.stop());

  for (const variant of VARIANTS) {
    test(JSON.stringify(variant), async () => assert.deepEqual(await look(it, pages, variant), []));
  }
});
