/** A page that fails, and the one that takes its place: the user is where they were. */
import { beforeEach, describe, expect, test } from 'vitest';
import { keepPlace, takeKeptPlace, takeRefused } from '../../../../renderer/app/keptPlace.store';
import { INITIAL } from '../../../../renderer/app/state';
import { changeDisk, setState, shownDisk, useStore } from '../../../../renderer/app/store';
import { jumpTo, moveTo } from '../../../../renderer/disk/cursor.store';
import type { ImageId, OpenTicket } from '../../../../shared/views';
import { baseImage } from '../../../support/fixtures';
import { diskIn } from '../support/disks';
import { show } from '../support/shown';

const kept = new Map<string, string>();
/** In characters; the storage of a page has room for some millions. */
const ROOM = 100_000;
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, text: string) => {
    if (text.length > ROOM) throw new DOMException('full', 'QuotaExceededError');
    kept.set(key, text);
  },
  removeItem: (key: string) => void kept.delete(key),
};
/** What `show` shows. */
const IMAGE = 'image' as ImageId;

keepPlace(storage);
beforeEach(() => {
  useStore.setState(INITIAL);
  kept.clear();
});

describe('the place in a disk', () => {
  test('is kept with the selection, the way back, and what is typed', async () => {
    show(await diskIn(baseImage()));
    jumpTo({ space: 'disk', at: 4096 });
    moveTo({ space: 'disk', at: 5000 }, { space: 'disk', at: 5000, bytes: 8 });
    changeDisk({ tab: 'hex', goToText: 'block 2' });
    expect(takeKeptPlace(IMAGE, storage)).toMatchObject({
      tab: 'hex',
      cursor: { space: 'disk', at: 5000 },
      selection: { space: 'disk', at: 5000, bytes: 8 },
      visited: { back: [{ space: 'disk', at: 0 }], forward: [] },
      goToText: 'block 2',
    });
    expect(takeKeptPlace(IMAGE, storage), 'once').toBeNull();
  });

  test('with too much typed into it to be kept stops nothing, and an older one does not come back', async () => {
    show(await diskIn(baseImage()));
    moveTo({ space: 'disk', at: 512 });
    changeDisk({ goToText: '0'.repeat(ROOM) });
    expect(shownDisk()?.goToText.length).toBe(ROOM);
    expect(takeKeptPlace(IMAGE, storage)).toBeNull();
    changeDisk({ goToText: 'block 2' });
    expect(takeKeptPlace(IMAGE, storage)).toMatchObject({ goToText: 'block 2' });
  });

  test('is not that of another disk, nor of one that was only opened', async () => {
    show(await diskIn(baseImage()));
    expect(kept.size).toBe(0);
    moveTo({ space: 'disk', at: 512 });
    expect(takeKeptPlace('another' as ImageId, storage)).toBeNull();
    moveTo({ space: 'disk', at: 513 });
    setState({ disk: { kind: 'none' } });
    expect(takeKeptPlace(IMAGE, storage)).toBeNull();
  });
});

test('a file that could not be opened is kept while it is in sight', () => {
  const file = { ticket: 't' as OpenTicket, name: 'broken.vhd' };
  setState({ disk: { kind: 'failed', file, error: { kind: 'empty-file' } } });
  expect(takeRefused(storage)).toEqual(file);
  setState({ disk: { kind: 'failed', file, error: { kind: 'not-found' } } });
  setState({ disk: { kind: 'none' } });
  expect(takeRefused(storage)).toBeNull();
});
