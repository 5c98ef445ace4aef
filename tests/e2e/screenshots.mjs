// What does every page look like, in every language, light and dark, wide and on a phone, and is anything wrong with it?
//
// `pages.json` lists the pages. Each has a `name` (of the files) and a `path`; it may have
//   as       the address of the person signed in; otherwise nobody is
//   follow   selectors to click one after the other, each leading to another page, for paths that hold an id
//   route    the route at which one arrives by following
//   status   what the server answers, where it is not 200
//   locales  the languages the page has, where it is not all of them
// Arguments name the pages to take. Pictures and findings.json go to `out/screenshots`; any finding is a failure.

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { start } from './harness.mjs';

const LOCALES = ['en', 'cs', 'pl'];
const WIDTHS = [1280, 390];

const out = new URL('out/screenshots/', import.meta.url);
const all = JSON.parse(await readFile(new URL('pages.json', import.meta.url), 'utf8'));
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !all.some((page) => page.name === name));
if (unknown.length) {
  console.error(`pages.json has no page ${unknown.join(', ')}.`);
  process.exit(2);
}
const pages = chosen.length ? all.filter((page) => chosen.includes(page.name)) : all;
const people = [...new Set(pages.map((page) => page.as))];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const it = await start();
const findings = [];
try {
  for (const locale of LOCALES) {
    for (const dark of [false, true]) {
      for (const width of WIDTHS) {
        for (const person of people) {
          const due = pages.filter((page) => page.as === person && (page.locales ?? LOCALES).includes(locale));
          if (due.length) await visit(due, person, { locale, dark, width });
        }
      }
    }
  }
} finally {
  await it.stop();
}
await writeFile(new URL('findings.json', out), `${JSON.stringify(findings, null, 2)}\n`);
for (const { variant, what } of findings) console.log(`${variant}: ${what}`);
console.log(`${pages.length} pages, ${findings.length} findings: ${out.pathname}`);
process.exitCode = findings.length ? 1 : 0;

/** Takes the pages that one person sees in one variant. */
async function visit(due, person, { locale, dark, width }) {
  const label = `${locale}.${dark ? 'dark' : 'light'}.${width}`;
  const page = await it.newPage({ locale, dark, width });
  // Whose organization has a language of its own would see that one.
  await page.context().addCookies([{ name: 'prokura-language', value: locale, url: it.address }]);
  const note = (name) => (what) => findings.push({ variant: `${name}.${label}`, what });
  try {
    if (person) await it.signInAs(page, person);
    it.takeProblems().forEach(note('signing in'));
    for (const entry of due) {
      try {
        await take(page, entry, { label, locale, dark }, note(entry.name));
      } catch (error) {
        note(entry.name)(error.message);
      }
      it.takeProblems().forEach(note(entry.name));
    }
  } catch (error) {
    note('signing in')(`${person}: ${error.message}`);
  } finally {
    await page.context().close();
  }
}

async function take(page, { name, path, follow = [], status = 200 }, { label, locale, dark }, note) {
  let response = await page.goto(path);
  for (const selector of follow) {
    const answer = page.waitForResponse((other) => other.request().isNavigationRequest() && other.status() < 300);
    [response] = await Promise.all([answer, page.locator(selector).first().click()]);
    await page.waitForLoadState();
  }
  if (response.status() !== status) note(`answered ${response.status()}`);
  await page.screenshot({ path: new URL(`${name}.${label}.png`, out).pathname, fullPage: true });
  const seen = await page.evaluate(() => ({
    language: document.documentElement.lang,
    background: getComputedStyle(document.body).backgroundColor,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  if (seen.language !== locale) note(`is in language "${seen.language}"`);
  if (isDark(seen.background) !== dark) note(`has the background ${seen.background}`);
  if (seen.overflow > 0) note(`is ${seen.overflow} pixels wider than the window`);
  (await it.axe(page)).forEach(note);
}

/** Of a computed colour; a transparent one shows the white below. */
function isDark(colour) {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  return alpha > 0 && 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}
