/** Before a save: jobs of ours that read the file are waited for if the user likes, and scans end; on Windows those of every window. */
import type { BrowserWindow } from 'electron';
import { expect, it } from 'vitest';
import { aloneWith } from '../../../../main/ipc/handlers/aloneWith';
import type { Parts } from '../../../../main/ipc/parts';
import type { ImageSession } from '../../../../main/session/image/imageSession';
import type { JobUnderWay } from '../../../../main/session/jobs/jobs';

const session = { path: 'C:\\vm\\disk.vhd' } as ImageSession;
const from = { webContents: { id: 7 } } as BrowserWindow;

/** `happened` tells in which order things came. */
function world({ busy, waits, alone }: { readonly busy: readonly JobUnderWay[]; readonly waits: boolean; readonly alone: boolean }) {
  const happened: string[] = [];
  const parts = {
    saving: { needsFileAlone: alone, inTheWay: async () => busy },
    jobs: {},
    scans: {
      cancelAll: async () => void happened.push('every scan ends'),
      cancel: async (window: number) => void happened.push(`scans of window ${window} end`),
    },
    desktop: {
      agreeToWait: async (_: BrowserWindow, path: string, jobs: readonly JobUnderWay[]) => {
        happened.push(`asked about ${jobs.length} for ${path}`);
        return waits;
      },
    },
  } as unknown as Pick<Parts, 'saving' | 'jobs' | 'scans' | 'desktop'>;
  return { parts, happened };
}
const job = (ended: Promise<void>): JobUnderWay => ({ op: 'convert', source: 'disk.vhd', files: [], isPaused: false, ended });

it('a save goes on only when every job in the way has ended', async () => {
  let end = (): void => {};
  const last = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { parts, happened } = world({ busy: [job(Promise.resolve()), job(last)], waits: true, alone: true });
  const done = aloneWith(session, from, parts).then((answer) => happened.push(`saves: ${answer}`));
  await new Promise((resolve) => setImmediate(resolve));
  expect(happened).toEqual(['asked about 2 for C:\\vm\\disk.vhd']);
  end();
  await done;
  expect(happened.slice(1)).toEqual(['every scan ends', 'saves: true']);
});

it('who does not wait does not save, and everything goes on', async () => {
  const { parts, happened } = world({ busy: [job(new Promise(() => {}))], waits: false, alone: true });
  expect(await aloneWith(session, from, parts)).toBe(false);
  expect(happened).toEqual(['asked about 1 for C:\\vm\\disk.vhd']);
});

it('nobody is asked where nothing is in the way, and elsewhere other windows go on reading', async () => {
  const windows = world({ busy: [], waits: false, alone: true });
  expect([await aloneWith(session, from, windows.parts), windows.happened]).toEqual([true, ['every scan ends']]);
  const linux = world({ busy: [], waits: false, alone: false });
  expect([await aloneWith(session, from, linux.parts), linux.happened]).toEqual([true, ['scans of window 7 end']]);
});
