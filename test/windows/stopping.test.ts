/** A command that is stopped on Windows, where Node makes signals of keys: as soon as its unfinished file is there. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { platterBy, WINDOWS } from '../support/cli';
import { tempDir } from '../support/tempDir';

const KEYS = path.join(tempDir(), 'keys.cjs');
writeFileSync(
  KEYS,
  `const timer = setInterval(() => {
  if (!require('node:fs').readdirSync('.').some((name) => name.includes('platter-part'))) return;
  clearInterval(timer);
  if (!process.emit(process.env.KEY, process.env.KEY)) process.exit(3);
}, 5);
timer.unref();
`,
);

test.skipIf(WINDOWS === null).each(['SIGINT', 'SIGBREAK', 'SIGHUP'])('%s leaves nothing of what was begun', (key) => {
  const folder = tempDir();
  process.env['KEY'] = key;
  const { code } = platterBy([...(WINDOWS ?? []), '--require', KEYS], ['create', 'large.vhd', '--type', 'fixed', '--size', '4GiB'], {
    cwd: folder,
  });
  expect([code, readdirSync(folder)]).toEqual([130, []]);
});
