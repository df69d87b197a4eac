/** Long jobs that read what is to be written to, where that needs the file alone. */
import { linkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { FileSystem } from '../../../../../main/io/fileSystem';
import type { Jobs, JobUnderWay } from '../../../../../main/session/jobs/jobs';
import { jobsInTheWay } from '../../../../../main/session/jobs/jobsInTheWay';
import { ok } from '../../../../../shared/result';
import { realFiles } from '../../../../support/newDisks';
import { tempDir } from '../../../../support/tempDir';

const windows = { ...realFiles, opensExclusively: true };
const elsewhere = { ...realFiles, opensExclusively: false };

it('are those that read this very file, as a disk or as a parent, by whatever name', async () => {
  const folder = tempDir();
  const at = (name: string): string => path.join(folder, name);
  for (const name of ['disk.vhd', 'other.vhd']) writeFileSync(at(name), name);
  linkSync(at('disk.vhd'), at('also.vhd'));
  const job = (op: JobUnderWay['op'], ...names: string[]): JobUnderWay => ({
    op,
    source: names[0] ?? '',
    files: names.map(at),
    isPaused: false,
    ended: Promise.resolve(),
  });
  const all = [job('convert', 'other.vhd', 'disk.vhd'), job('hash', 'other.vhd'), job('export', 'also.vhd'), job('compact', 'gone.vhd')];
  const jobs: Pick<Jobs, 'underWay'> = { underWay: () => all };
  expect(await jobsInTheWay(at('disk.vhd'), jobs, windows)).toEqual([all[0], all[2]]);
  expect(await jobsInTheWay(at('gone.vhd'), jobs, windows)).toEqual([]);
  // Elsewhere a reader keeps nobody from writing.
  expect(await jobsInTheWay(at('disk.vhd'), jobs, elsewhere)).toEqual([]);
});

it('are told apart by their paths where files have no numbers', async () => {
  const folder = tempDir();
  const [disk, other] = [path.join(folder, 'disk.vhd'), path.join(folder, 'other.vhd')];
  for (const file of [disk, other]) writeFileSync(file, 'x');
  const unnumbered: FileSystem = {
    ...windows,
    stat: async (file) => {
      const stat = await windows.stat(file);
      return stat.ok ? ok({ ...stat.value, ino: 0n }) : stat;
    },
  };
  const all = [disk, other].map(
    (file): JobUnderWay => ({ op: 'hash', source: file, files: [file], isPaused: false, ended: Promise.resolve() }),
  );
  expect(await jobsInTheWay(disk, { underWay: () => all }, unnumbered)).toEqual([all[0]]);
});
