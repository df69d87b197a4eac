/** A hash counts every byte it takes in, read or not: of a disk that is mostly holes the bar neither jumps nor waits at its end. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Control } from '../../../../main/io/bulk/control';
import type { JobPhase } from '../../../../shared/jobs';
import { baseImage, BLOCK, childImage, fixedImage, SIZE } from '../../../support/fixtures';
import { endOf, sourceAt } from '../../../support/jobs';
import { sha256Of } from '../../../support/samples';
import { tempDir } from '../../../support/tempDir';

const childLayer = (): Uint8Array => {
  const content = new Uint8Array(SIZE);
  content.fill(0xaa, 0, 512);
  content.fill(0xbb, 9 * 512, 10 * 512);
  return content;
};

test.each([
  ['half in the file', baseImage(), fixedImage().subarray(0, SIZE), false],
  ['all in the file', fixedImage(), fixedImage().subarray(0, SIZE), false],
  ['two sectors of one block', childImage().bytes, childLayer(), true],
])('of a disk that is %s', async (_name, bytes, content, layer) => {
  const file = path.join(tempDir(), 'a.vhd');
  writeFileSync(file, bytes);
  const phases: JobPhase[] = [];
  const seen: { control: Control | null } = { control: null };
  const request = { op: 'hash', source: sourceAt(file), algorithms: ['sha256'], layer } as const;
  const end = await endOf(request, { phases, onControl: (control) => void (seen.control = control) });
  expect(end).toMatchObject({ kind: 'done', summary: { digests: { sha256: sha256Of(content) } } });
  expect(phases.at(-1)).toMatchObject({ name: 'hashing', totalBytes: SIZE });
  expect(Number(Atomics.load(seen.control?.done ?? new BigInt64Array(1), 0))).toBe(SIZE);
  expect(SIZE).toBe(4 * BLOCK);
});
