import { beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../../../../renderer/disk/translate.model';
import { packRuns } from '../../../../../shared/sectorRuns';
import { BLOCK_STATE, type BlockSpan, type ImageView, type ScanPart, type SectorRun } from '../../../../../shared/views';
import { BLOCK, childWithBits, dynamicWithBits } from '../../../../support/bitmapDisks';
import { fixedImage } from '../../../../support/fixtures';
import { diskIn } from '../../support/disks';
import { show, shown, startAfresh, state } from '../../support/shown';
import { stubWindow } from '../../support/window';

const { calls, replies } = stubWindow();
const { isEnabled, runCommand } = await import('../../../../../renderer/app/commands');
const { bitTarget } = await import('../../../../../renderer/features/bitmap/bits.commands');
const { clearPages } = await import('../../../../../renderer/disk/pages.store');
const { blocksOf } = await import('../../../../../renderer/disk/blocks.store');
const { dismissOver } = await import('../../../../../renderer/app/modal.store');
const { noteScan } = await import('../../../../../renderer/disk/scan.store');
const { NO_EDITS } = await import('../../../../../renderer/app/state');
const { changeDisk } = await import('../../../../../renderer/app/store');
/** The question in front of the user. */
const question = () => {
  const { modal } = state();
  return modal?.kind === 'question' ? modal : null;
};
Object.assign(globalThis, { document: { activeElement: null }, HTMLElement: class {} });

beforeEach(() => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  clearPages();
  // Whoever stages or scans is answered that the disk is gone: what was asked is all that counts here.
  for (const name of ['edit/stage', 'scan/run']) replies.set(name, () => ({ ok: false, error: { kind: 'image-closed' } }));
});

async function open(bytes: Uint8Array, at: number, selection: readonly [at: number, bytes: number] | null = null): Promise<Disk> {
  const disk = await diskIn(bytes);
  show(disk, {
    cursor: { space: 'disk', at },
    selection: selection === null ? null : { space: 'disk', at: selection[0], bytes: selection[1] },
    edits: { ...NO_EDITS, editing: true },
  });
  return disk;
}
/** What was asked to be staged. */
const staged = (): unknown[] =>
  calls.filter(({ name }) => name === 'edit/stage').map(({ request }) => (request as { request: unknown }).request);

describe('commands on sector bits', () => {
  it('go for the whole block at the cursor, or for every sector the selection touches', async () => {
    const disk = await open(dynamicWithBits().bytes, BLOCK + 5000);
    expect(bitTarget(shown(), disk)).toEqual({ lba: 4096, sectors: 4096, isSelection: false });
    await open(dynamicWithBits().bytes, 0, [BLOCK + 511, 2]);
    expect(bitTarget(shown(), disk)).toEqual({ lba: 4096, sectors: 2, isSelection: true });
  });

  it('can be run while editing, where the block is in the file', async () => {
    await open(dynamicWithBits().bytes, 0);
    expect(isEnabled('edit.bitsSet', state())).toBe(true);
    changeDisk({ edits: NO_EDITS });
    expect(isEnabled('edit.bitsSet', state())).toBe(false);
    // Block 5 is in no file.
    await open(dynamicWithBits().bytes, 5 * BLOCK);
    expect(isEnabled('edit.bitsClear', state())).toBe(false);
    await open(dynamicWithBits().bytes, 0, [5 * BLOCK, BLOCK]);
    expect(isEnabled('edit.bitsClear', state())).toBe(false);
    await open(fixedImage(), 0);
    expect(isEnabled('edit.bitsSet', state())).toBe(false);
  });

  it('stage what takes nothing away at once', async () => {
    await open(dynamicWithBits().bytes, BLOCK);
    runCommand('edit.bitsSet');
    await expect.poll(staged).toEqual([{ kind: 'bits', how: 'set', lba: 4096, sectors: 4096 }]);
    expect(question()).toBeNull();
  });

  it('ask before sectors are left to the parent, and stage only when told to', async () => {
    const { child } = childWithBits();
    const disk = await open(child.bytes, 0);
    const named = { ...disk.view, layers: [...disk.view.layers, { name: 'base.vhd' }] } as ImageView;
    changeDisk({ view: named });
    const runs: readonly SectorRun[] = [
      { lba: 0, sectors: 1377, source: 'file', layer: 0, at: 512 },
      { lba: 1377, sectors: 2719, source: 'parent', layer: 1, at: 512 },
    ];
    replies.set('image/readBlockMap', () => ({ ok: true, value: packRuns(runs) }));
    runCommand('edit.bitsClear');
    // Nobody had counted yet.
    expect(question()?.detail).toMatch(/^Up to 4,096 sectors will read from base\.vhd instead\./);
    // After everything that is already on its way.
    await new Promise((arrived) => setTimeout(arrived));
    dismissOver();
    runCommand('edit.bitsClear');
    expect(question()).toMatchObject({
      title: 'Clear the bits of 1,377 sectors?',
      detail: '1,377 sectors will read from base.vhd instead. Their current bytes stay in the file but the guest won’t see them.',
    });
    expect(staged()).toEqual([]);
    question()?.run();
    await expect.poll(staged).toEqual([{ kind: 'bits', how: 'clear', lba: 0, sectors: 4096 }]);
  });
});

describe('the scan for zeros', () => {
  const asked = (): (BlockSpan | null)[] =>
    calls.filter(({ name }) => name === 'scan/run').map(({ request }) => (request as { range: BlockSpan | null }).range);

  it('is of the whole disk, or of the blocks that a selection of a block or more touches', async () => {
    await open(dynamicWithBits().bytes, 0);
    runCommand('view.scanContent');
    await open(dynamicWithBits().bytes, 0, [100, 512]);
    runCommand('view.scanContent');
    await open(dynamicWithBits().bytes, 0, [BLOCK - 512, BLOCK]);
    runCommand('view.scanContent');
    expect(asked()).toEqual([null, null, { first: 0, end: 2 }]);
  });

  it('draws what it finds while it runs, and no more once it was stopped', async () => {
    await open(dynamicWithBits().bytes, 0);
    const part = (block: number): ScanPart => ({
      blocks: Uint32Array.of(block),
      states: Uint8Array.of(BLOCK_STATE.zero),
      shares: new Uint16Array(1),
      done: 1,
      total: 6,
    });
    replies.set('scan/run', () => new Promise(() => {}));
    runCommand('view.scanContent');
    const [scan = 0] = calls.filter(({ name }) => name === 'scan/run').map(({ request }) => (request as { scan: number }).scan);
    noteScan(scan, 'content', part(4));
    const stateOf = (block: number): number | undefined => blocksOf(shown().view.image).states[block];
    expect(stateOf(4)).toBe(BLOCK_STATE.zero);
    expect(shown().scans.content).toMatchObject({ kind: 'running', done: 1, total: 6 });
    noteScan(scan - 1, 'content', part(3));
    expect(stateOf(3)).toBe(BLOCK_STATE.unscanned);
    expect(isEnabled('view.stopScan', state())).toBe(true);
    replies.set('scan/pause', () => ({ ok: true, value: null }));
    runCommand('view.pauseScan');
    expect(shown().scans.content).toMatchObject({ kind: 'running', done: 1, isPaused: true });
    // The part that was on its way.
    noteScan(scan, 'content', { ...part(2), done: 2 });
    expect(shown().scans.content).toMatchObject({ done: 2, isPaused: true });
    runCommand('view.pauseScan');
    expect(shown().scans.content).toMatchObject({ kind: 'running', isPaused: false });
    expect(calls.filter(({ name }) => name === 'scan/pause').map(({ request }) => request)).toEqual([
      { what: 'content', paused: true },
      { what: 'content', paused: false },
    ]);
    runCommand('view.stopScan');
    noteScan(scan, 'content', part(3));
    expect([stateOf(3), shown().scans.content.kind]).toEqual([BLOCK_STATE.unscanned, 'idle']);
  });
});
