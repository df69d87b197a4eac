/** Which image a window has open, when several are asked for at once. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSessions, type Departure } from '../../../../../main/session/image/sessions';
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
/** An image with changes that the user is asked about once. */
function unsaved(answer: () => Promise<boolean>): Departure {
  let mustAsk = true;
  const ask = (): Promise<boolean> => {
    mustAsk = false;
    return answer();
  };
  return { handOver: async () => true, mustAsk: () => mustAsk, ask, leave: async () => {} };
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
    let isAsked = false;
    const ask = (): Promise<boolean> => {
      isAsked = true;
      return new Promise((resolve) => (answer = resolve));
    };
    const opening = sessions.open(WINDOW, next, 'disk', { departure: unsaved(ask) });
    await expect.poll(() => isAsked).toBe(true);
    expect(sessions.interrupt(WINDOW)).toEqual({ path: next, as: 'disk' });
    answer(true);
    expect(await opening).toEqual({ ok: false, error: { kind: 'overtaken' } });
    expect(sessions.current(WINDOW)?.path).toBe(first);
    expect(sessions.interrupt(WINDOW)).toBeNull();
  });

  it('keeps the image before when the user does not want to leave it', async () => {
    const first = disk('first.vhd');
    await sessions.open(WINDOW, first, 'disk');
    const refused = await sessions.open(WINDOW, disk('next.vhd'), 'disk', { departure: unsaved(async () => false) });
    expect(refused).toEqual({ ok: false, error: { kind: 'unsaved-changes' } });
    const now = sessions.current(WINDOW);
    expect(now?.path).toBe(first);
    expect((await now?.readPage('disk', 0, 'honour'))?.ok).toBe(true);
  });

  it.each(['empty', 'missing'])('of a file that does not open (%s) leaves the image before, and asks nothing about it', async (which) => {
    const first = disk('first.vhd');
    await sessions.open(WINDOW, first, 'disk');
    const next = which === 'empty' ? disk('empty.vhd', new Uint8Array()) : path.join(tempDir(), 'missing.vhd');
    const happened: string[] = [];
    const asked = async (): Promise<boolean> => happened.push('asked') > 0;
    const departure = { handOver: asked, mustAsk: () => true, ask: asked, leave: async () => void happened.push('left') };
    const failed = await sessions.open(WINDOW, next, 'disk', { departure });
    expect(failed).toEqual({ ok: false, error: { kind: which === 'empty' ? 'empty-file' : 'not-found' } });
    expect(happened).toEqual([]);
    expect(sessions.current(WINDOW)?.path).toBe(first);
    expect((await sessions.current(WINDOW)?.readPage('disk', 0, 'honour'))?.ok).toBe(true);
    expect(sessions.opening(WINDOW)).toBeNull();
  });

  it.each(['keeps', 'loses'] as const)('waits for what was typed last; the user %s what is unfinished there', async (choice) => {
    const [first, next] = [disk('first.vhd'), disk('next.vhd')];
    await sessions.open(WINDOW, first, 'disk');
    const happened: string[] = [];
    const departure: Departure = {
      handOver: async () => {
        happened.push('handed over');
        return choice === 'loses';
      },
      // What arrived with it is asked about.
      mustAsk: () => happened.length === 1,
      ask: async () => happened.push('asked') > 0,
      leave: async () => void happened.push('left'),
    };
    const opened = await sessions.open(WINDOW, next, 'disk', { departure });
    expect(sessions.current(WINDOW)?.path).toBe(choice === 'loses' ? next : first);
    expect(opened.ok ? 'open' : opened.error).toEqual(choice === 'loses' ? 'open' : { kind: 'unsaved-changes' });
    expect(happened).toEqual(choice === 'loses' ? ['handed over', 'asked', 'handed over', 'left'] : ['handed over']);
    expect(sessions.opening(WINDOW)).toBeNull();
  });

  it('of a file that goes while the user is asked leaves the image before, which does not leave', async () => {
    const first = disk('first.vhd');
    await sessions.open(WINDOW, first, 'disk');
    const next = disk('next.vhd');
    let hasLeft = false;
    const ask = async (): Promise<boolean> => {
      rmSync(next);
      return true;
    };
    const departure = { ...unsaved(ask), leave: async () => void (hasLeft = true) };
    expect(await sessions.open(WINDOW, next, 'disk', { departure })).toEqual({ ok: false, error: { kind: 'not-found' } });
    expect(hasLeft).toBe(false);
    expect(sessions.current(WINDOW)?.path).toBe(first);
  });

  it('shows the new file as it is after the answer: a save may have changed it', async () => {
    await sessions.open(WINDOW, disk('first.vhd'), 'disk');
    const next = disk('next.vhd');
    const ask = async (): Promise<boolean> => {
      writeFileSync(next, fixedImage());
      return true;
    };
    const left: (string | undefined)[] = [];
    const departure = { ...unsaved(ask), leave: async () => void left.push(sessions.current(WINDOW)?.path) };
    const session = await sessions.open(WINDOW, next, 'disk', { departure });
    expect(session.ok && session.value.view().disk?.kind).toBe('fixed');
    // The new one is there before the old one leaves.
    expect(left).toEqual([next]);
  });
});
