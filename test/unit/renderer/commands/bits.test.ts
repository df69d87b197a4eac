import { beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../../../renderer/kernels/translate';
import { BLOCK_STATE, type BlockSpan, type FileTicket, type ImageView, type OpenTicket, type ScanPart } from '../../../../shared/views';
import { BLOCK, childWithBits, dynamicWithBits } from '../../../support/bitmapDisks';
import { fixedImage } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { isEnabled, runCommand } = await import('../../../../renderer/commands/commands');
const { bitTarget } = await import('../../../../renderer/commands/bits');
const { clearPages } = await import('../../../../renderer/store/pages');
const { useStore } = await import('../../../../renderer/store/store');
const fresh = useStore.getState();
const state = (): ReturnType<typeof useStore.getState> => useStore.getState();
const file: FileTicket = { ticket: 'ticket' as OpenTicket, name: 'a.vhd' };
Object.assign(globalThis, { document: { activeElement: null }, HTMLElement: class {} });

beforeEach(() => {
  useStore.setState(fresh, true);
  calls.length = 0;
  replies.clear();
  clearPages();
  // Whoever stages or scans is answered that the disk is gone: what was asked is all that counts here.
  for (const name of ['edit/stage', 'scan/run']) replies.set(name, () => ({ ok: false, error: { kind: 'image-closed' } }));
});

async function open(bytes: Uint8Array, at: number, selection: readonly [at: number, bytes: number] | null = null): Promise<Disk> {
  const disk = await diskIn(bytes);
  const { edits } = fresh;
  useStore.setState({
    disk: { kind: 'open', file, as: 'disk', ...disk },
    cursor: { space: 'disk', at },
    selection: selection === null ? null : { space: 'disk', at: selection[0], bytes: selection[1] },
    edits: { ...edits, editing: true },
  });
  return disk;
}
/** What was asked to be staged. */
const staged = (): unknown[] => calls.filter(({ name }) => name === 'edit/stage').map(({ request }) => (request as { wish: unknown }).wish);

describe('commands on sector bits', () => {
  it('go for the whole block at the cursor, or for every sector the selection touches', async () => {
    const disk = await open(dynamicWithBits().bytes, BLOCK + 5000);
    expect(bitTarget(state(), disk)).toEqual({ lba: 4096, sectors: 4096, isSelection: false });
    await open(dynamicWithBits().bytes, 0, [BLOCK + 511, 2]);
    expect(bitTarget(state(), disk)).toEqual({ lba: 4096, sectors: 2, isSelection: true });
  });

  it('can be run while editing, where the block is in the file', async () => {
    await open(dynamicWithBits().bytes, 0);
    expect(isEnabled('edit.bitsSet', state())).toBe(true);
    useStore.setState({ edits: { ...state().edits, editing: false } });
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
    expect(state().question).toBeNull();
  });

  it('ask before sectors are left to the parent, and stage only when told to', async () => {
    const { child } = childWithBits();
    const disk = await open(child.bytes, 0);
    const named = { ...disk.view, layers: [...disk.view.layers, { name: 'base.vhd' }] } as ImageView;
    useStore.setState({ disk: { kind: 'open', file, as: 'disk', view: named, blocks: disk.blocks } });
    const runs = [
      { lba: 0, sectors: 1377, source: 'file', layer: 0, at: 512 },
      { lba: 1377, sectors: 2719, source: 'parent', layer: 1, at: 512 },
    ];
    replies.set('image/readBlockMap', () => ({ ok: true, value: runs }));
    runCommand('edit.bitsClear');
    // Nobody had counted yet.
    expect(state().question?.detail).toMatch(/^Up to 4,096 sectors will read from base\.vhd instead\./);
    await Promise.resolve();
    runCommand('edit.bitsClear');
    expect(state().question).toMatchObject({
      title: 'Clear the bits of 1,377 sectors?',
      detail: '1,377 sectors will read from base.vhd instead. Their current bytes stay in the file but the guest won’t see them.',
    });
    expect(staged()).toEqual([]);
    state().question?.run();
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
      shares: new Uint8Array(1),
      done: 1,
      total: 6,
    });
    replies.set('scan/run', () => new Promise(() => {}));
    runCommand('view.scanContent');
    const [scan = 0] = calls.filter(({ name }) => name === 'scan/run').map(({ request }) => (request as { scan: number }).scan);
    state().noteScan(scan, 'content', part(4));
    const stateOf = (block: number): number | undefined => (state().disk as unknown as Disk).blocks.states[block];
    expect(stateOf(4)).toBe(BLOCK_STATE.zero);
    expect(state().scans.content).toMatchObject({ kind: 'running', done: 1, total: 6 });
    state().noteScan(scan - 1, 'content', part(3));
    expect(stateOf(3)).toBe(BLOCK_STATE.unscanned);
    expect(isEnabled('view.stopScan', state())).toBe(true);
    replies.set('scan/pause', () => ({ ok: true, value: null }));
    runCommand('view.pauseScan');
    expect(state().scans.content).toMatchObject({ kind: 'running', done: 1, isPaused: true });
    // The part that was on its way.
    state().noteScan(scan, 'content', { ...part(2), done: 2 });
    expect(state().scans.content).toMatchObject({ done: 2, isPaused: true });
    runCommand('view.pauseScan');
    expect(state().scans.content).toMatchObject({ kind: 'running', isPaused: false });
    expect(calls.filter(({ name }) => name === 'scan/pause').map(({ request }) => request)).toEqual([
      { what: 'content', paused: true },
      { what: 'content', paused: false },
    ]);
    runCommand('view.stopScan');
    state().noteScan(scan, 'content', part(3));
    expect([stateOf(3), state().scans.content.kind]).toEqual([BLOCK_STATE.unscanned, 'idle']);
  });
});
