/** Repairs of files on a failing disk: any one read may fail, and no repair is then made from what was not read. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import { planRepair, type Repair } from '../../../../../main/vhd/repair/planRepair';
import { planRebuild } from '../../../../../main/vhd/repair/rebuild';
import { planRescue } from '../../../../../main/vhd/repair/rescue';
import { openImage } from '../../../../../main/vhd/read/openImage';
import type { FindingCode } from '../../../../../shared/findings';
import type { RepairMethod } from '../../../../../shared/repairs';
import { applied } from '../../../../support/appliedPlan';
import { changed, type Damage } from '../../../../support/damage';
import { CATALOGUE, finderFor } from '../../../../support/damageChecks';
import { FRESH_ID, requestFor } from '../../../../support/damageRepairs';
import { baseImage, fixedImage, FOOTER_AT, inBothFooters, inHeader, joined, SIZE, TABLE_AT } from '../../../../support/fixtures';
import { put32, put64 } from '../../../../support/imageBuilder';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const damageOf = (id: string): Damage => {
  const damage = CATALOGUE.find((one) => one.id === id);
  if (damage === undefined) throw new Error(`no ${id}`);
  return damage;
};

type Flaky = { readonly file: BlockFile; readonly sizes: number[]; failing: number | null };

/** A file whose read number `failing` fails as a bad sector does, counted from when `sizes` was last emptied. */
function flaky(image: Uint8Array): Flaky {
  const good = memoryFile(image);
  const bad = failingFile(good, 0, image.length + 1);
  const state: Flaky = {
    sizes: [],
    failing: null,
    file: {
      ...good,
      read: (at, bytes) => {
        state.sizes.push(bytes);
        return (state.sizes.length - 1 === state.failing ? bad : good).read(at, bytes);
      },
    },
  };
  return state;
}

/** All but most of those that read blocks piece by piece. */
const isTried = (bytes: number, i: number): boolean => bytes < 65_536 || bytes > 1_000_000 || i % 9 === 0;

/** `make` with every read failing once. */
async function withEachReadFailing<T>(image: Uint8Array, make: (file: BlockFile, start: () => void) => Promise<T>): Promise<[T, T[]]> {
  const run = async (failing: number | null): Promise<[T, number[]]> => {
    const state = flaky(image);
    const made = await make(state.file, () => {
      state.sizes.length = 0;
      state.failing = failing;
    });
    return [made, state.sizes];
  };
  const [whole, sizes] = await run(null);
  const failed: T[] = [];
  for (let i = 0; i < sizes.length; i++) if (isTried(sizes[i] as number, i)) failed.push((await run(i))[0]);
  return [whole, failed];
}

/** The failed read is a finding of the checks before the repair, or after it. */
const isTold = ({ before, after }: Repair): boolean => [...before, ...after].some(({ code }) => code === 'E12');

describe('whichever read fails', () => {
  test.each(['A03', 'A05', 'A08z', 'B03', 'D03', 'D06', 'D09', 'D12', 'E01', 'E04', 'F01z', 'G01', 'G04'])(
    '%s: the plan is the same, does less, or is refused',
    async (id) => {
      const damage = damageOf(id);
      const mend = damage.mend ?? {};
      const [whole, failed] = await withEachReadFailing(damage.make(), async (file, start) => {
        const chain = await chainOf(file, finderFor(damage));
        start();
        return planRepair(chain, requestFor(mend));
      });
      if (!whole.ok) throw new Error(whole.error.kind);
      for (const repair of failed) {
        if (repair.ok) {
          const { done, plan } = repair.value;
          const isSame = isDeepStrictEqual(plan.steps, whole.value.plan.steps);
          if (!isSame) expect(whole.value.done).toEqual(expect.arrayContaining([...done]));
          if (!isSame) expect(done.length).toBeLessThan(whole.value.done.length);
          // What it does not do for want of evidence is told, or offered to whoever wants to know why.
          const left = whole.value.done.filter(({ code }) => done.every((one) => one.code !== code));
          for (const { code } of left) expect(isTold(repair.value) || repair.value.open.some((one) => one.code === code)).toBe(true);
        } else expect(repair.error.kind).toBe('cannot-read');
      }
      // A read that is repeated, as those of header and table are, or only looks for evidence, may fail unseen: then the plan is the same.
      const noticed = failed.filter((repair) => !repair.ok || isTold(repair.value));
      expect(noticed.length).toBeGreaterThan(failed.length / 3);
    },
  );

  test.each(['A05c', 'F08', 'H10'])(
    '%s: a child is refused, mended less, or mended otherwise only where its own path could not be read',
    async (id) => {
      const damage = damageOf(id);
      const [whole, failed] = await withEachReadFailing(damage.make(), async (file, start) => {
        const chain = await chainOf(file, finderFor(damage));
        start();
        return planRepair(chain, requestFor(damage.mend ?? {}));
      });
      if (!whole.ok) throw new Error(whole.error.kind);
      for (const repair of failed) {
        if (!repair.ok) expect(repair.error.kind).toBe('cannot-read');
        else if (repair.value.done.every(({ code }) => code !== 'P06')) {
          const { done, plan } = repair.value;
          if (!isDeepStrictEqual(plan.steps, whole.value.plan.steps)) expect(done.length).toBeLessThan(whole.value.done.length);
        }
      }
      expect(failed.some(({ ok }) => !ok)).toBe(true);
    },
  );

  test.each(['E12', 'E13', 'E14'])('%s: a rebuild is refused, or places blocks as it would without', async (id) => {
    const damage = damageOf(id);
    const [whole, failed] = await withEachReadFailing(damage.make(), async (file, start) => {
      const chain = await chainOf(file);
      start();
      return planRebuild(chain, { place: new Map(), now: NOW });
    });
    if (whole?.ok !== true) throw new Error('no rebuild');
    expect(failed.length).toBeGreaterThan(5);
    for (const rebuild of failed) {
      if (rebuild?.ok === true) expect(rebuild.value.placements).toEqual(whole.value.placements);
      else expect(rebuild?.error.kind).toBe('cannot-read');
    }
    // Of E12 only the table is read by whom one failure ends, and what fails of a table is asked for again.
    if (id !== 'E12') expect(failed.some((rebuild) => rebuild?.ok === false)).toBe(true);
  });

  test.each<[string, () => Uint8Array]>([
    ['a raw disk', () => changed(fixedImage().slice(0, SIZE), (b) => b.fill(0, 446, 510).set([0x55, 0xaa], 510))],
    ['a disk without footers', () => changed(baseImage(), (b) => [0, FOOTER_AT].forEach((at) => b.fill(0, at, at + 512)))],
    ['a footer in front', () => joined(fixedImage().subarray(SIZE), fixedImage().subarray(0, SIZE))],
  ])('%s: a rescue is the same, or none', async (what, make) => {
    const [whole, failed] = await withEachReadFailing(make(), async (file, start) => {
      const opened = await openImage(file, 'disk');
      if (opened.ok) throw new Error('opens');
      start();
      return planRescue(file, opened.error, { now: NOW, newId: () => FRESH_ID });
    });
    expect(whole).not.toBeNull();
    // What is appended to a raw disk does not hang on anything that is read of it.
    if (what !== 'a raw disk') expect(failed).toContain(null);
    for (const rescue of failed) if (rescue !== null) expect(rescue.plan).toEqual(whole?.plan);
  });

  test.each([...new Set(CATALOGUE.map(({ id }) => id))].filter((_, i) => i % 4 === 0))(
    '%s: opening fails by that read, or as without',
    async (id) => {
      const damage = damageOf(id);
      const [whole, failed] = await withEachReadFailing(damage.make(), async (file, start) => {
        start();
        const image = await openImage(file, 'disk');
        return image.ok ? image.value.kind : image.error.kind;
      });
      for (const kind of failed) expect([whole, 'read-failed']).toContain(kind);
    },
  );
});

/** What is chosen, and where its evidence stands; without that the image is opened and checked as before. */
const EVIDENCE: readonly (readonly [string, FindingCode, RepairMethod, number, () => Uint8Array])[] = [
  ['a lost header', 'H01', 'rebuild-header', 0x40000, damageOf('D03').make],
  ['a block size that none can be', 'H04', 'block-size-from-spacing', 0x1600, () => inHeader(baseImage(), (b, at) => put32(b, at + 32, 3))],
  ['a table that counts an entry too few', 'H05', 'entries-from-size', TABLE_AT + 12, damageOf('D09').make],
  ['a table behind the file', 'H06', 'find-table', 0x40000, () => inHeader(baseImage(), (b, at) => put64(b, at + 16, 2n ** 40n))],
];
const without = (image: Uint8Array, at: number): BlockFile => failingFile(memoryFile(image), at, at + 4);

describe('evidence that the drive does not give', () => {
  test.each(EVIDENCE)('%s: the chosen repair says where reading failed', async (_, code, method, lost, make) => {
    const image = make();
    const choices = requestFor({ choose: { [code]: method } }, { only: [code], deep: false });
    const whole = await planRepair(await chainOf(memoryFile(image)), choices);
    expect(whole.ok && whole.value.done.map((done) => `${done.code}=${done.method}`)).toEqual([`${code}=${method}`]);
    const planned = await planRepair(await chainOf(without(image, lost)), choices);
    expect(planned).toEqual({ ok: false, error: { kind: 'cannot-read', at: lost } });
  });

  test('it is offered all the same, and what does not need it is done', async () => {
    const image = inBothFooters(
      inHeader(baseImage(), (b, at) => put32(b, at + 32, 3)),
      (b, at) => put32(b, at + 8, 0),
    );
    const planned = await planRepair(await chainOf(without(image, 0x1600)), requestFor({}, { deep: false }));
    if (!planned.ok) throw new Error(planned.error.kind);
    expect(planned.value.done.map(({ code }) => code)).toEqual(['F14']);
    expect(planned.value.open.map(({ code, method }) => `${code}=${method}`)).toContain('H04=block-size-from-spacing');
  });

  test('of two footers: neither is changed alone, and the place of the other is told', async () => {
    const image = inBothFooters(baseImage(), (b, at) => put32(b, at + 8, 0));
    for (const at of [0, FOOTER_AT]) {
      const chain = await chainOf(failingFile(memoryFile(image), at, at + 512));
      expect(await planRepair(chain, requestFor({}))).toEqual({ ok: false, error: { kind: 'cannot-read', at } });
    }
  });
});

test('bits are cleared only over what is known of the parent: a sector that cannot be read there stays the child’s', async () => {
  const damage = damageOf('F08');
  const dataAt = 2048 + 512;
  const bad = failingFile(memoryFile(baseImage(), { name: 'p.vhd' }), dataAt + 5 * 512, dataAt + 6 * 512);
  const finder = { ...finderFor(damage), byName: async () => ({ file: bad, finder: finderFor({}) }) };
  const image = damage.make();
  const repair = await planRepair(await chainOf(memoryFile(image), finder), requestFor(damage.mend ?? {}));
  if (!repair.ok) throw new Error(repair.error.kind);
  // Sectors 0 and 9 hold data of the child’s own.
  const bitmap = applied(image, repair.value.plan).subarray(2560, 3072);
  expect([bitmap[0], bitmap[1], bitmap.subarray(2).every((byte) => byte === 0)]).toEqual([0b1000_0100, 0b0100_0000, true]);
});

test('a file that is gone altogether has no place where it failed', async () => {
  const file = memoryFile(damageOf('A03').make());
  let isGone = false;
  const chain = await chainOf({
    ...file,
    read: async (at, bytes) => (isGone ? { ok: false, error: { kind: 'not-found', path: 'disk.vhd' } } : file.read(at, bytes)),
  });
  isGone = true;
  expect(await planRepair(chain, requestFor({}))).toEqual({ ok: false, error: { kind: 'cannot-read', at: 0 } });
});

test('a copy ends by a throw where the file can no longer be read', async () => {
  const state = flaky(damageOf('A03').make());
  const planned = await planRepair(await chainOf(state.file), requestFor({}));
  if (!planned.ok) throw new Error(planned.error.kind);
  state.sizes.length = 0;
  state.failing = 1;
  const written: number[] = [];
  const write = async (): Promise<void> => {
    for await (const { data } of planned.value.copy.content.extents()) written.push(data.length);
  };
  await expect(write()).rejects.toThrow('cannot read');
  expect(written).toEqual([1024 * 1024 - 512]);
});
