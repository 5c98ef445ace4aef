// How is the built binary started for a test, and ended?

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const START_MS = 60_000;
const STOP_MS = 15_000;

/** The program under test. */
export const binary = () => process.env.PROKURA_BIN ?? fileURLToPath(new URL('../../target/debug/prokura', import.meta.url));

/**
 * Starts `prokura demo` on a free port with a data directory of its own, and waits until it prints its address.
 * `more` are further arguments. Answers `{ address, data, output(), signal(name), stop() }`.
 */
export async function startDemo({ command = binary(), more = [] } = {}) {
  if (!existsSync(command)) throw new Error(`There is no ${command}. Run \`cargo build\`, or set PROKURA_BIN.`);
  const data = await mkdtemp(join(tmpdir(), 'prokura-e2e-'));
  const argumentsOfDemo = ['demo', '--listen', '127.0.0.1:0', '--data', data, '--fresh', ...more];
  const child = spawn(command, argumentsOfDemo, { stdio: ['ignore', 'pipe', 'pipe'] });
  // Whatever ends this process ends the server too.
  const kill = () => child.kill('SIGKILL');
  process.on('exit', kill);

  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  let ending;
  const ended = new Promise((resolve) => {
    child.on('error', (error) => resolve((ending = `could not be started: ${error.message}`)));
    child.on('close', (code, signal) => resolve((ending ??= signal ? `ended by ${signal}` : `ended with ${code}`)));
  });
  const cleanUp = async () => {
    process.off('exit', kill);
    await rm(data, { recursive: true, force: true });
  };

  const address = await new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`prokura demo ${why}\n${stdout}${stderr}`));
    const timer = setTimeout(fail, START_MS, `printed no address within ${START_MS / 1000} s`);
    child.stdout.on('data', () => {
      const found = /http:\/\/localhost:\d+(?=\D)/.exec(stdout);
      if (found) resolve((clearTimeout(timer), found[0]));
    });
    ended.then((how) => (clearTimeout(timer), fail(how)));
  }).catch(async (error) => {
    kill();
    await ended;
    await cleanUp();
    throw error;
  });

  return {
    address,
    data,
    /** Everything it printed so far. */
    output: () => stdout + stderr,
    /** Sends a signal; answers, when it has ended, how. */
    signal: (name) => (child.kill(name), ended),
    /** Asks it to end; an error when it does not, or ended by itself or badly. */
    async stop() {
      const early = ending;
      child.kill('SIGTERM');
      const timer = setTimeout(() => ((ending = `did not end within ${STOP_MS / 1000} s of SIGTERM`), kill()), STOP_MS);
      const how = await ended;
      clearTimeout(timer);
      await cleanUp();
      if (early) throw new Error(`prokura demo ${early} before the test did\n${stdout}${stderr}`);
      if (how !== 'ended with 0') throw new Error(`prokura demo ${ending}\n${stdout}${stderr}`);
    },
  };
}
