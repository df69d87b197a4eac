/** Which image a window has open, when several are asked for at once. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSessions } from '../../../../../main/session/image/sessions';
import { baseImage, fixedImage } from '../../../../support/fixtures';
import { realContext } from '../../../../support/newDisks';
import { NOW } from '../../../../support/opened';
import { tempDir } from '../../../../support/tempDir';

const WINDOW = 7;
let ids = 0;
const sessions = createSessions(
  () => String((ids += 1)),
  () => NOW,
  realContext(),
);
function disk(name: string, bytes: Uint8Array = baseImage()): string {
  const file = path.join(tempDir(), name);
  writeFileSync(file, bytes);
  return file;
}
afterEach(() => sessions.close(WINDOW));

describe('opening in a window', () => {
  it('the latest wins; the one before is told, and its file is closed again', async () => {
    const [first, second] = [disk('first.vhd'), disk('second.vhd', fixedImage())];
    const [a, b] = await Promise.all([sessions.open(WINDOW, first, 'disk'), sessions.open(WINDOW, second, 'disk')]);
    expect(a).toEqual({ ok: false, error: { kind: 'overtaken' } });
    expect(b.ok).toBe(true);
    expect(sessions.current(WINDOW)?.path).toBe(second);
  });

  it('in one that was closed meanwhile leaves nothing open', async () => {
    const opening = sessions.open(WINDOW, disk('late.vhd'), 'disk');
    await sessions.close(WINDOW);
    expect(await opening).toEqual({ ok: false, error: { kind: 'overtaken' } });
    expect(sessions.current(WINDOW)).toBeNull();
  });

  it('says what is being opened, until it is open', async () => {
    const file = disk('slow.vhd');
    const opening = sessions.open(WINDOW, file, 'raw');
    expect(sessions.opening(WINDOW)).toEqual({ path: file, as: 'raw' });
    expect(sessions.windowOf(file)).toBe(WINDOW);
    await opening;
    expect(sessions.opening(WINDOW)).toBeNull();
    expect(sessions.windowOf(file)).toBe(WINDOW);
  });

  it('that is interrupted leaves the image before open, and says what was being opened', async () => {
    const first = disk('first.vhd');
    await sessions.open(WINDOW, first, 'disk');
    const next = disk('next.vhd');
    let answer: (may: boolean) => void = () => {};
    const opening = sessions.open(WINDOW, next, 'disk', { mayBegin: () => new Promise((resolve) => (answer = resolve)) });
    expect(sessions.interrupt(WINDOW)).toEqual({ path: next, as: 'disk' });
    answer(true);
    expect(await opening).toEqual({ ok: false, error: { kind: 'overtaken' } });
    expect(sessions.current(WINDOW)?.path).toBe(first);
    expect(sessions.interrupt(WINDOW)).toBeNull();
  });

  it('keeps the image before when the user does not want to leave it', async () => {
    const first = disk('first.vhd');
    await sessions.open(WINDOW, first, 'disk');
    const refused = await sessions.open(WINDOW, disk('next.vhd'), 'disk', { mayLeave: async () => false });
    expect(refused).toEqual({ ok: false, error: { kind: 'unsaved-changes' } });
    const now = sessions.current(WINDOW);
    expect(now?.path).toBe(first);
    expect((await now?.readPage('disk', 0, 'honour'))?.ok).toBe(true);
  });

  it('of a file that does not open closes the image before, which is not shown any more', async () => {
    await sessions.open(WINDOW, disk('first.vhd'), 'disk');
    const failed = await sessions.open(WINDOW, disk('empty.vhd', new Uint8Array()), 'disk');
    expect(failed).toEqual({ ok: false, error: { kind: 'empty-file' } });
    expect(sessions.current(WINDOW)).toBeNull();
  });
});
