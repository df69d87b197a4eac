/** What is on its way to main when the window is about to close, and when its page fails. */
import { beforeEach, describe, expect, it } from 'vitest';
import { changeDisk, now } from '../../../../renderer/app/store';
import { NO_EDITS } from '../../../../renderer/app/state';
import type { HexModel } from '../../../../renderer/disk/byteLines.model';
import type { Shown } from '../../../../shared/ipc/contract';
import { baseImage, BLOCK } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { file, show, shown, startAfresh } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { handOver, keepOnItsWay, takeOnItsWay } = await import('../../../../renderer/disk/handOver.store');
const { settled } = await import('../../../../renderer/disk/editQueue.store');
const { moveTo } = await import('../../../../renderer/disk/cursor.store');
const { askAgain, paste, setHexTarget, typeKey } = await import('../../../../renderer/disk/typing.commands');
const { alertUser, dismissOver } = await import('../../../../renderer/app/modal.store');

const kept = new Map<string, string>();
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => void kept.set(key, text),
  removeItem: (key: string) => void kept.delete(key),
};
keepOnItsWay(storage);

let model: HexModel;
/** Lets main answer the changes that it was asked for. */
let answer: () => void;
const stages = (): number => calls.filter(({ name }) => name === 'edit/stage').length;
/** What main has open for the page that takes the place of this one. */
const shownAgain = (): Shown => ({
  file,
  as: 'disk',
  edited: { view: shown().view, edits: shown().edits },
  checking: false,
});
const type = (keys: string): void => {
  for (const key of keys) typeKey(model, 'hex', key);
};

beforeEach(async () => {
  startAfresh();
  kept.clear();
  calls.length = 0;
  replies.clear();
  const disk = await diskIn(baseImage());
  const edits = { ...NO_EDITS, editing: true };
  const { view } = disk;
  show(disk, { edits, cursor: { space: 'disk', at: 0 } });
  model = { disk, space: 'disk', columns: 16, maps: () => null, shown: new Set() };
  setHexTarget({ model, part: 'hex' });
  const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
  replies.set('edit/stage', async () => {
    await mayAnswer;
    return { ok: true, value: { view, edits } };
  });
});

describe('handing over', () => {
  it.each([
    ['typed', (): void => type('deadbe'), 3],
    ['pasted', (): void => void paste(), 1],
  ] as const)('waits until main has all that was %s', async (_how, put, count) => {
    // The clipboard of the system may take a while.
    replies.set('app/clipboardText', () => new Promise((resolve) => setTimeout(() => resolve({ ok: true, value: 'de ad' }), 50)));
    put();
    let isOver = false;
    const handing = handOver().then((unfinished) => {
      isOver = true;
      return unfinished;
    });
    await expect.poll(stages).toBe(1);
    expect(isOver).toBe(false);
    answer();
    expect(await handing).toBeNull();
    expect(stages()).toBe(count);
    expect(shown().asking).toBe(0);
  });

  it('says that the user is being asked about something typed', async () => {
    moveTo({ space: 'disk', at: BLOCK });
    type('de');
    expect(await handOver()).toBe('question');
    alertUser({ title: 'A message', detail: 'over it' });
    expect(await handOver(), 'under a message, too').toBe('question');
    dismissOver();
    dismissOver();
    expect(await handOver()).toBeNull();
  });

  it.each([
    ['is typed and not set', 'qemu', 'field'],
    ['is as it was', 'win ', null],
  ])('says whether a field’s new value %s', async (_how, text, unfinished) => {
    const follow = { checksum: true, otherFooter: true };
    changeDisk({ fieldForm: { field: 'footer creatorApplication', of: 'win ', from: 'win ', text, follow } });
    expect(await handOver()).toBe(unfinished);
  });
});

describe('a page that fails', () => {
  it('leaves a mark while a change is on its way, and none once main has it', async () => {
    type('de');
    expect(takeOnItsWay(shownAgain(), storage).isMissing).toBe(true);
    expect(takeOnItsWay(shownAgain(), storage).isMissing, 'once').toBe(false);
    type('ad');
    answer();
    await settled();
    await expect.poll(() => shown().asking).toBe(0);
    expect(takeOnItsWay(shownAgain(), storage).isMissing).toBe(false);
  });

  it('leaves what it was asking about, and the next page asks again, once', () => {
    moveTo({ space: 'disk', at: BLOCK });
    type('deadb');
    const left = takeOnItsWay(shownAgain(), storage);
    const typed = { part: 'hex', space: 'disk', at: BLOCK, bytes: [0xde, 0xad], high: 0xb };
    expect(left).toEqual({ isMissing: false, typed });
    dismissOver();
    if (left.typed !== null) askAgain(left.typed);
    expect(now().modal).toMatchObject({ kind: 'question', typing: { typed: 'DE AD B_', what: typed } });
    // That page fails, too, perhaps because of this.
    expect(takeOnItsWay(shownAgain(), storage)).toEqual({ isMissing: true, typed: null });
    type('e');
    expect(takeOnItsWay(shownAgain(), storage).typed?.bytes).toEqual([0xde, 0xad, 0xbe]);
  });

  it.each([
    ['another disk is shown', { view: { image: 'another' } }],
    ['it is not edited any more', { edits: { editing: false } }],
    ['none is shown', null],
  ])('does not ask again where %s: that is missing', (_where, change) => {
    moveTo({ space: 'disk', at: BLOCK });
    type('de');
    const { edited } = shownAgain();
    const next = change === null ? null : ({ edited: { ...edited, ...change } } as Shown);
    expect(takeOnItsWay(next, storage)).toEqual({ isMissing: true, typed: null });
  });

  it('leaves nothing of a question that was answered', () => {
    moveTo({ space: 'disk', at: BLOCK });
    type('de');
    expect(kept.size).toBe(1);
    dismissOver();
    expect(takeOnItsWay(shownAgain(), storage)).toEqual({ isMissing: false, typed: null });
  });
});
