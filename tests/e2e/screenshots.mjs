// Makes pictures of every page, in every language, light and dark, wide and on a phone. Arguments name the pages to take, by
// their names in `pages.json`. Pictures and findings.json go to `out/screenshots`; any finding is a failure.

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { start } from './harness.mjs';
import { LOCALES, look, pages } from './pages.mjs';

const WIDTHS = [1280, 390];

const out = new URL('out/screenshots/', import.meta.url);
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !pages.some((page) => page.name === name));
if (unknown.length) {
  console.error(`pages.json has no page ${unknown.join(', ')}.`);
  process.exit(2);
}
const due = chosen.length ? pages.filter((page) => chosen.includes(page.name)) : pages;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const picture = (page, name) => page.screenshot({ path: new URL(`${name}.png`, out).pathname, fullPage: true });
const it = await start({ more: ['--movable-clock'] });
const findings = [];
try {
  for (const locale of LOCALES) {
    for (const dark of [false, true]) {
      for (const width of WIDTHS) findings.push(...(await look(it, due, { locale, dark, width }, picture)));
    }
  }
} finally {
  await it.stop();
}
await writeFile(new URL('findings.json', out), `${JSON.stringify(findings, null, 2)}\n`);
for (const { variant, what } of findings) console.log(`${variant}: ${what}`);
console.log(`${due.length} pages, ${findings.length} findings: ${out.pathname}`);
process.exitCode = findings.length ? 1 : 0;
