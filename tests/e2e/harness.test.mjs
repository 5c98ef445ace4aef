// Does the harness see what it promises to see? Against a small server of its own, so that a fault here is not
// mistaken for a fault of the product, nor hides one.

import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { axe, signInAs, startBrowser } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { api } from './harness.mjs';

const shell = (body) => `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A page</title><link rel="icon" href="data:,"><main><h1>A page</h1>${body}</main></html>`;
const pages = {
  '/clean': shell('<p>All is well.</p>'),
  '/style': shell('<p style="color: red">Styled inline.</p>'),
  '/script': shell('<script>window.ran = true</script>'),
  '/asset': shell('<script src="/missing.js"></script>'),
  '/picture': shell('<img src="data:,">'),
  '/throw': shell('<script src="/throw.js"></script>'),
  '/throw.js': 'console.error("I complain"); throw new Error("I fall");',
  '/demo/people': shell('<form method="post" action="/in"><button data-email="ann@a.example">Ann</button></form>'),
};

describe('the browser', () => {
  let server, browser, address;

  before(async () => {
    server = createServer((request, response) => {
      const page = request.url === '/in' && request.method === 'POST' ? shell('<p>In.</p>') : pages[request.url];
      response.statusCode = request.url === '/broken' ? 500 : page ? 200 : 404;
      response.setHeader('content-type', request.url.endsWith('.js') ? 'text/javascript' : 'text/html');
      response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'");
      response.end(page ?? shell('<p>No.</p>'));
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${server.address().port}`;
    browser = await startBrowser(address);
  });
  beforeEach(() => browser.problems.splice(0));
  after(async () => {
    await browser?.stop();
    server.close();
  });

  const problemsOf = async (path) => {
    const page = await browser.newPage();
    await page.goto(path);
    await page.context().close();
    return browser.problems.splice(0);
  };

  test('a clean page has no problems, with axe, a picture and dark too', async () => {
    const page = await browser.newPage({ dark: true, width: 390, locale: 'cs' });
    await page.goto('/clean');
    assert.deepEqual(await axe(page), []);
    assert.ok((await page.screenshot({ fullPage: true })).length > 0);
    assert.equal(await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), true);
    assert.equal(await page.evaluate(() => navigator.language), 'cs');
    assert.equal(await page.evaluate(() => innerWidth), 390);
    assert.deepEqual(browser.problems, []);
  });

  test('a page that is not found is an answer, not a problem', async () => {
    assert.deepEqual(await problemsOf('/nothing'), []);
  });

  test('inline style and script are reported', async () => {
    assert.match((await problemsOf('/style')).join('\n'), /Content-Security-Policy: style-src-attr inline/);
    assert.match((await problemsOf('/script')).join('\n'), /Content-Security-Policy: script-src-elem inline/);
  });

  test('a missing asset, a server error, a console error and an exception are reported', async () => {
    assert.match((await problemsOf('/asset')).join('\n'), /missing\.js: 404/);
    assert.match((await problemsOf('/broken')).join('\n'), /broken: 500/);
    const thrown = (await problemsOf('/throw')).join('\n');
    assert.match(thrown, /I complain/);
    assert.match(thrown, /I fall/);
  });

  test('axe finds a picture without words', async () => {
    const page = await browser.newPage();
    await page.goto('/picture');
    assert.match((await axe(page)).join('\n'), /^image-alt /m);
  });

  test('one signs in as somebody who is there, and as nobody else', async () => {
    const page = await browser.newPage();
    await signInAs(page, 'ann@a.example');
    assert.equal(new URL(page.url()).pathname, '/in');
    await assert.rejects(signInAs(page, 'bob@a.example'), /bob@a\.example/);
  });

  test('scripts can be off', async () => {
    const page = await browser.newPage({ script: false });
    await page.goto('/throw');
    assert.deepEqual(browser.problems, []);
  });

  test('the API helper answers status and text', async () => {
    const { status, body } = await api(address, 'token')('GET', '/clean');
    assert.equal(status, 200);
    assert.match(body, /All is well/);
  });
});

describe('the demo', () => {
  let directory;
  before(async () => (directory = await mkdtemp(join(tmpdir(), 'prokura-harness-'))));
  after(() => rm(directory, { recursive: true }));

  const program = async (script) => {
    const command = join(directory, `program-${Math.random().toString(36).slice(2)}`);
    await writeFile(command, `#!/bin/sh\n${script}\n`);
    await chmod(command, 0o700);
    return command;
  };
  const listening = 'echo "Open http://localhost:4711 and be anybody."';

  test('is found by the address it prints, and leaves nothing behind', async () => {
    const command = await program(`trap "exit 0" TERM; ${listening}; while :; do sleep 0.05; done`);
    const demo = await startDemo({ command });
    assert.equal(demo.address, 'http://localhost:4711');
    assert.ok(existsSync(demo.data));
    await demo.stop();
    assert.ok(!existsSync(demo.data));
  });

  test('that falls before it listens is an error with its own words', async () => {
    const command = await program('echo "the port is taken" >&2; exit 3');
    await assert.rejects(startDemo({ command }), /ended with 3\n.*the port is taken/s);
  });

  test('that falls during the test, or does not end well, is an error', async () => {
    const falls = await startDemo({ command: await program(`${listening}; exec sleep 30`) });
    await falls.signal('SIGKILL');
    await assert.rejects(falls.stop(), /ended by SIGKILL before the test did/);
    const grumbles = await startDemo({ command: await program(`trap "exit 7" TERM; ${listening}; while :; do sleep 0.05; done`) });
    await assert.rejects(grumbles.stop(), /ended with 7/);
  });
});
