// What does a person see, and what does the browser complain about?

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Below this width a page is shown as on a phone. */
const PHONE = 500;

/**
 * Starts Chromium. `address` is what paths are relative to. Answers `{ newPage(…), problems, stop() }`; `problems`
 * holds every violation of the Content-Security-Policy, console error, uncaught exception, and asset or server error.
 */
export async function startBrowser(address) {
  const browser = await chromium.launch({
    executablePath: process.env.PROKURA_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const problems = [];

  /** A page with cookies of its own, as on a machine of its own. `script: false` turns scripts off. */
  async function newPage({ locale = 'en', dark = false, width = 1280, height = 900, timezone = 'Europe/Prague', script = true } = {}) {
    const context = await browser.newContext({
      baseURL: address,
      locale,
      colorScheme: dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
      viewport: { width, height },
      isMobile: width < PHONE,
      hasTouch: width < PHONE,
      timezoneId: timezone,
      javaScriptEnabled: script,
    });
    context.setDefaultTimeout(10_000);
    await context.exposeBinding('prokuraTestReport', ({ frame }, text) => problems.push(`${frame.url()}: ${text}`));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const where = `${event.sourceFile}:${event.lineNumber}`;
        window.prokuraTestReport(`Content-Security-Policy: ${event.effectiveDirective} ${event.blockedURI} ${where} ${event.sample}`);
      });
    });
    context.on('weberror', (error) => problems.push(`${error.page()?.url()}: ${error.error()}`));
    context.on('console', (message) => {
      // A refused request is an answer like any other; `response` below judges those.
      const isAnswer = message.text().startsWith('Failed to load resource: the server responded');
      if (message.type() === 'error' && !isAnswer) problems.push(`${message.location().url}: ${message.text()}`);
    });
    context.on('response', (response) => {
      const isAsset = ['script', 'stylesheet', 'image', 'font', 'manifest'].includes(response.request().resourceType());
      if (response.status() >= (isAsset ? 400 : 500)) problems.push(`${response.url()}: ${response.status()}`);
    });
    return context.newPage();
  }

  return { newPage, problems, stop: () => browser.close() };
}

/** In the demo, picks the person on the page where one can be anybody. */
export async function signInAs(page, email) {
  await page.goto('/demo/people');
  const button = page.locator(`[data-email="${email}"]`);
  if ((await button.count()) !== 1) throw new Error(`/demo/people has not exactly one button for ${email}.`);
  await Promise.all([page.waitForURL((url) => url.pathname !== '/demo/people'), button.click()]);
}

/** What axe-core holds against the page (WCAG 2.2 A and AA, and its best practices): one line each; none is good. */
export async function axe(page) {
  // Not page.evaluate of the text, which is an eval that the Content-Security-Policy refuses.
  const session = await page.context().newCDPSession(page);
  try {
    const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: axeSource });
    if (exceptionDetails) throw new Error(`axe-core did not load: ${exceptionDetails.text}`);
  } finally {
    await session.detach();
  }
  const { violations } = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ['violations'] }));
  return violations.flatMap(({ id, impact, help, nodes }) => nodes.map(({ target }) => `${id} (${impact}): ${help}: ${target.join(' ')}`));
}

/** Clicks something that leads to another page, given as a locator or its selector; answers that page's status. */
export async function press(page, target) {
  const answer = page.waitForResponse((response) => response.request().isNavigationRequest() && ![302, 303].includes(response.status()));
  const [response] = await Promise.all([answer, (typeof target === 'string' ? page.locator(target).first() : target).click()]);
  await page.waitForLoadState();
  return response.status();
}
