// What does a browser test begin with, and end with?

import { axe, signInAs, startBrowser } from './browser.mjs';
import { startDemo } from './demo.mjs';

/**
 * The built binary with the example world, and a browser. Use as:
 *
 *   const it = await start();
 *   after(() => it.stop());
 *
 * `more` are further arguments of `prokura demo`. `stop()` fails on any problem a page had; a test that means to cause
 * one takes it out with `takeProblems()`.
 */
export async function start({ more = [] } = {}) {
  const demo = await startDemo({ more });
  try {
    return joined(demo, await startBrowser(demo.address));
  } catch (error) {
    await demo.stop();
    throw error;
  }
}

function joined(demo, browser) {
  return {
    ...demo,
    newPage: browser.newPage,
    signInAs,
    axe,
    api: (token) => api(demo.address, token),
    takeProblems: () => browser.problems.splice(0),
    async stop() {
      try {
        await browser.stop();
      } finally {
        await demo.stop();
      }
      if (browser.problems.length) throw new Error(`Pages had problems:\n${browser.problems.join('\n')}`);
    },
  };
}

/**
 * Requests with a bearer token, or without one. `await ask('POST', '/v1/…', body, headers)` answers
 * `{ status, headers, body }`, the body parsed where it is JSON.
 */
export function api(address, token) {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(new URL(path, address), {
      method,
      redirect: 'manual',
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /^application\/([\w.-]+\+)?json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}
