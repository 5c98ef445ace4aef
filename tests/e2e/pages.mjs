// What does every page look like, and is anything wrong with it?
//
// `pages.json` lists the pages. Each has a `name` (of the files) and a `path`; it may have
//   as       the address of the person signed in; otherwise nobody is
//   follow   selectors to click one after the other, each leading to another page, for paths that hold an id
//   route    the route at which one arrives by following
//   status   what the server answers, where it is not 200
//   locales  the languages the page has, where it is not all of them

import { readFile } from 'node:fs/promises';

export const LOCALES = ['en', 'cs', 'pl'];

export const pages = JSON.parse(await readFile(new URL('pages.json', import.meta.url), 'utf8'));

/**
 * Goes to the chosen pages in one variant, `{ locale, dark, width }`, asks axe, and answers what is wrong: `{ variant, what }`.
 * `picture(page, name)` is called with every page that is open.
 */
export async function look(it, chosen, { locale, dark, width }, picture = async () => {}) {
  const findings = [];
  const label = `${locale}.${dark ? 'dark' : 'light'}.${width}`;
  const note = (name) => (what) => findings.push({ variant: `${name}.${label}`, what });
  const inLanguage = chosen.filter((page) => (page.locales ?? LOCALES).includes(locale));
  for (const person of new Set(inLanguage.map((page) => page.as))) {
    const page = await it.newPage({ locale, dark, width });
    // Whose organization has a language of its own would see that one.
    await page.context().addCookies([{ name: 'prokura-language', value: locale, url: it.address }]);
    try {
      if (person) await it.signInAs(page, person);
      it.takeProblems().forEach(note('signing in'));
      for (const entry of inLanguage.filter((other) => other.as === person)) {
        // A tab for each: a page that asks again or downloads by itself would call off the way to the next one.
        const tab = await page.context().newPage();
        try {
          await open(it, tab, entry, { locale, dark }, note(entry.name), () => picture(tab, `${entry.name}.${label}`));
        } catch (error) {
          note(entry.name)(error.message);
        } finally {
          await tab.close();
        }
        it.takeProblems().forEach(note(entry.name));
      }
    } catch (error) {
      note('signing in')(`${person}: ${error.message}`);
    } finally {
      await page.context().close();
    }
  }
  return findings;
}

async function open(it, page, { path, follow = [], status = 200 }, { locale, dark }, note, picture) {
  let response = await page.goto(path);
  for (const selector of follow) {
    const answer = page.waitForResponse((other) => other.request().isNavigationRequest() && other.status() < 300);
    [response] = await Promise.all([answer, page.locator(selector).first().click()]);
    // A page that begins a download by itself may never say that it is loaded.
    await page.waitForLoadState('networkidle');
  }
  if (response.status() !== status) note(`answered ${response.status()}`);
  await picture();
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
