/** Characters typed into the text column, and the same characters pasted: the same bytes, which are those of UTF-8. */
import { beforeEach, describe, expect, it } from 'vitest';
import { now } from '../../../../renderer/app/store';
import type { QuestionModal } from '../../../../renderer/app/modalState';
import { NO_EDITS } from '../../../../renderer/app/state';
import type { HexModel } from '../../../../renderer/disk/byteLines.model';
import { baseImage, BLOCK, fixedImage, SIZE } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { show, shown, startAfresh } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { settled } = await import('../../../../renderer/disk/editQueue.store');
const { moveTo } = await import('../../../../renderer/disk/cursor.store');
const { paste, setHexTarget, typeKey } = await import('../../../../renderer/disk/typing.commands');

let model: HexModel;
beforeEach(async () => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  const disk = await diskIn(fixedImage());
  const edits = { ...NO_EDITS, editing: true };
  show(disk, { edits, cursor: { space: 'disk', at: 1024 } });
  replies.set('edit/stage', () => ({ ok: true, value: { view: shown().view, edits } }));
  model = { disk, space: 'disk', columns: 16, maps: () => null, shown: new Set() };
  setHexTarget({ model, part: 'text' });
});

/** The bytes that main was asked to stage, and where. */
const staged = async (): Promise<unknown> => {
  await expect.poll(() => calls.filter(({ name }) => name === 'edit/stage').length).toBe(1);
  const call = calls.find(({ name }) => name === 'edit/stage') as { readonly request: unknown };
  const { at, bytes } = (call.request as { request: { at: number; bytes: Uint8Array } }).request;
  return { at, bytes: [...bytes] };
};

it.each([
  ['é', [0xc3, 0xa9]],
  ['ß', [0xc3, 0x9f]],
  ['€', [0xe2, 0x82, 0xac]],
  ['😀', [0xf0, 0x9f, 0x98, 0x80]],
  ['A', [0x41]],
])('%s typed', async (key, bytes) => {
  expect(typeKey(model, 'text', key)).toBe(true);
  expect(await staged()).toEqual({ at: 1024, bytes });
});

it.each([
  ['é', [0xc3, 0xa9]],
  ['€', [0xe2, 0x82, 0xac]],
  ['😀', [0xf0, 0x9f, 0x98, 0x80]],
])('%s pasted', async (text, bytes) => {
  replies.set('app/clipboardText', () => ({ ok: true, value: text }));
  await paste();
  expect(await staged()).toEqual({ at: 1024, bytes });
});

it('a paste leaves the cursor behind what was pasted, unless the user has gone elsewhere meanwhile', async () => {
  replies.set('app/clipboardText', () => ({ ok: true, value: 'abc' }));
  await paste();
  await expect.poll(() => shown().cursor).toEqual({ space: 'disk', at: 1027 });
  const { edits, view } = shown();
  let answer: (reply: unknown) => void = () => {};
  replies.set('edit/stage', () => new Promise((resolve) => (answer = resolve)));
  calls.length = 0;
  await paste();
  await staged();
  moveTo({ space: 'disk', at: 5 });
  answer({ ok: true, value: { view, edits } });
  await settled();
  expect(shown().cursor).toEqual({ space: 'disk', at: 5 });
});

describe('typing into a block that is not in the file', () => {
  const question = (): QuestionModal => {
    const { modal } = now();
    if (modal?.kind !== 'question') throw new Error('nothing is asked');
    return modal;
  };
  const typeOn = (keys: string): boolean[] => Array.from(keys, (key) => question().typing?.onKey(key) ?? false);

  beforeEach(async () => {
    const disk = await diskIn(baseImage());
    show(disk, { edits: { ...NO_EDITS, editing: true }, cursor: { space: 'disk', at: BLOCK } });
    model = { ...model, disk };
  });

  it('keeps all that is typed while it is asked about', async () => {
    for (const key of 'DE') typeKey(model, 'hex', key);
    expect(typeOn('AD BEe')).toEqual([true, true, false, true, true, true]);
    expect(question().typing?.typed).toBe('DE AD BE E_');
    question().run();
    expect(await staged()).toEqual({ at: BLOCK, bytes: [0xde, 0xad, 0xbe] });
    expect(shown()).toMatchObject({ cursor: { space: 'disk', at: BLOCK + 3 }, nibble: { space: 'disk', at: BLOCK + 3, high: 0xe } });
  });

  it.each([
    ['hex', 'DEADBE', [0xde, 0xad, 0xbe]],
    ['text', 'abc', [0x61, 0x62, 0x63]],
  ] as const)('loses none of what is typed in the %s column before the question is on the screen', async (part, keys, bytes) => {
    for (const key of keys) expect(typeKey(model, part, key)).toBe(true);
    question().run();
    expect(await staged()).toEqual({ at: BLOCK, bytes });
    expect(shown().cursor).toEqual({ space: 'disk', at: BLOCK + 3 });
  });

  it('takes every character in the text column, and no more than the disk has room for', async () => {
    show(model.disk, { edits: { ...NO_EDITS, editing: true }, cursor: { space: 'disk', at: SIZE - 3 } });
    typeKey(model, 'text', 'a');
    expect(typeOn(' €z')).toEqual([true, true, true]);
    expect(question().typing?.typed).toBe('a z');
    question().run();
    expect(await staged()).toEqual({ at: SIZE - 3, bytes: [0x61, 0x20, 0x7a] });
  });
});
