/**
 * The largest disk, each of whose blocks overlaps the next, in no order: `info` and `repair` take a second of work, read its
 * table once each, and let a Ctrl-C in on the way. Measured in processor time: the machine may be busy.
 */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { platterHere } from '../support/cliHere';
import { budgetMs, cpuMs } from '../support/cpuTime';
import { baseImage } from '../support/fixtures';
import { footerBytes, headerBytes, put32 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const BLOCKS = 1_044_480;
const FIRST = 40_000;
const STEP = 100;
const folder = tempDir();
const disk = path.join(folder, 'disk.vhd');

beforeAll(() => {
  const size = BLOCKS * 2 * 1024 * 1024;
  const table = new Uint8Array(BLOCKS * 4);
  // The factor and the number of blocks have no divisor in common: every place comes once.
  for (let i = 0; i < BLOCKS; i++) put32(table, i * 4, FIRST + ((i * 700_001) % BLOCKS) * STEP);
  const footer = footerBytes({ type: 3, size });
  const end = (FIRST + (BLOCKS - 1) * STEP + 4097) * 512;
  const file = openSync(disk, 'w');
  writeSync(file, footer, 0, 512, 0);
  writeSync(file, headerBytes({ entries: BLOCKS, blockBytes: 2 * 1024 * 1024 }), 0, 1024, 512);
  writeSync(file, table, 0, table.length, 1536);
  writeSync(file, footer, 0, 512, end);
  closeSync(file);
});

test.each([
  ['info', 2000],
  ['check', 2000],
  ['repair', 3000],
])('%s takes at most %i ms', async (command, most) => {
  const start = cpuMs();
  const ran = await platterHere([command, disk]);
  expect(cpuMs() - start).toBeLessThan(budgetMs(most));
  expect(ran.out).toContain('1,044,480 blocks share file space with another');
});

test('a Ctrl-C that comes while the table is judged ends the command before it has shown anything', async () => {
  for (const words of [['info'], ['repair'], ['write', '--lba', '0', '--dry-run']]) {
    const stop = new AbortController();
    // As a signal of the system does, it comes in between two turns of the event loop: the first one after that moment.
    setTimeout(() => stop.abort({ kind: 'interrupt' }), 30);
    const [name = '', ...more] = words;
    const ran = await platterHere([name, disk, ...more], { stop, input: new Uint8Array(512) });
    expect({ words, ...ran }).toMatchObject({ code: 130, out: '' });
  }
});

test('a Ctrl-C that comes while a plan is shown is not lost', async () => {
  const small = path.join(folder, 'small.vhd');
  writeFileSync(small, baseImage());
  for (const words of [['write', '--lba', '0', '--dry-run'], ['set', 'footer.creatorApplication=test', '--dry-run'], ['repair']]) {
    const stop = new AbortController();
    const [name = '', ...more] = words;
    const ran = await platterHere([name, small, ...more], {
      stop,
      input: new Uint8Array(512).fill(3),
      cli: (cli) => ({
        ...cli,
        out: {
          ...cli.out,
          write: async (data) => {
            setImmediate(() => stop.abort({ kind: 'interrupt' }));
            await cli.out.write(data);
          },
        },
      }),
    });
    expect({ words, code: ran.code }).toEqual({ words, code: 130 });
  }
});

test.each([[[]], [['--json']]])('a Ctrl-C ends a long plan that is being shown %j', async (more) => {
  const small = path.join(folder, 'plan.vhd');
  writeFileSync(small, baseImage());
  const words = ['write', small, '--lba', '0', '--dry-run', ...more];
  const input = new Uint8Array(2 * 1024 * 1024).fill(3);
  const whole = await platterHere(words, { input });
  expect(whole.bytes.length).toBeGreaterThan(1024 * 1024);
  const stop = new AbortController();
  const ran = await platterHere(words, {
    stop,
    input,
    cli: (cli) => ({
      ...cli,
      out: {
        ...cli.out,
        write: async (data) => {
          await cli.out.write(data);
          stop.abort({ kind: 'interrupt' });
        },
      },
    }),
  });
  expect(ran.code).toBe(130);
  expect(ran.bytes.length).toBeLessThan(whole.bytes.length / 4);
});
