import { beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../../../renderer/kernels/translate';
import type { DiskState } from '../../../../renderer/store/disk';
import { COMMAND_IDS, type CommandId } from '../../../../shared/commands';
import type { FileTicket, OpenTicket } from '../../../../shared/views';
import { baseImage, BLOCK, childImage, fixedImage, FOOTER_AT } from '../../../support/fixtures';
import { put8 } from '../../../support/imageBuilder';
import { bareFile, diskIn } from '../support/disks';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { enabledCommands, isEnabled, runCommand, showProblem } = await import('../../../../renderer/commands/commands');
const { useStore } = await import('../../../../renderer/store/store');
const { selectFindings } = await import('../../../../renderer/store/selectors');
const fresh = useStore.getState();

const file: FileTicket = { ticket: 'ticket' as OpenTicket, name: 'a.vhd' };
const opened = (disk: Disk): DiskState => ({ kind: 'open', file, as: 'disk', ...disk });
const withDisk = (disk: Disk, space: 'disk' | 'file' = 'disk', at = 0): void =>
  useStore.setState({ disk: opened(disk), cursor: { space, at }, selection: null });
const state = (): ReturnType<typeof useStore.getState> => useStore.getState();

beforeEach(() => {
  useStore.setState(fresh, true);
  calls.length = 0;
  replies.clear();
});

const ALWAYS: readonly CommandId[] = [
  'file.new',
  'file.open',
  'file.openRecent',
  'file.trySample',
  'file.import',
  'view.jobs',
  'view.themeSystem',
  'view.themeLight',
  'view.themeDark',
  'go.nextPane',
  'go.previousPane',
  'help.palette',
  'help.keyboard',
];
const FILE: readonly CommandId[] = ['file.reload', 'file.showInFolder', 'file.close'];
const OPEN: readonly CommandId[] = [
  ...FILE,
  'file.export',
  'edit.copy',
  'edit.copyHex',
  'edit.copyText',
  'edit.copyAddress',
  'edit.selectSector',
  'view.overview',
  'view.hex',
  'view.navigator',
  'view.inspector',
  'view.problems',
  'view.radix',
  'view.columns',
  'go.to',
];
const DISK: readonly CommandId[] = [
  ...OPEN,
  'file.makeNew',
  'edit.toggle',
  'view.mapHex',
  'view.map',
  'view.checkAll',
  'view.space',
  'view.scanContent',
];
const PROBLEMS: readonly CommandId[] = ['go.nextProblem', 'go.previousProblem'];

const expectEnabled = (...ids: readonly CommandId[]): void => {
  const wanted = new Set([...ALWAYS, ...ids]);
  expect(enabledCommands(state())).toEqual(COMMAND_IDS.filter((id) => wanted.has(id)));
};

describe('commands that can be run', () => {
  it('without a file are those that need none', () => {
    expectEnabled();
  });

  it('while a file is opened are no more than that', () => {
    useStore.setState({ disk: { kind: 'opening', file } });
    expectEnabled();
  });

  it('after a refusal are also those of the file', () => {
    useStore.setState({ disk: { kind: 'failed', file, error: { kind: 'empty-file' } } });
    expectEnabled(...FILE);
  });

  it('with bytes alone are all but those of a disk', () => {
    withDisk(bareFile(4096), 'file');
    expectEnabled(...OPEN, 'edit.selectField');
  });

  it('with a fixed disk are those of a disk, but for sector bitmaps', async () => {
    withDisk(await diskIn(fixedImage()));
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock');
  });

  it('with a dynamic disk include ignoring its sector bitmaps', async () => {
    withDisk(await diskIn(baseImage()));
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'view.bitmaps');
  });

  it('with changes of an earlier run include putting them back, where they fit and nothing else is staged', async () => {
    const disk = await diskIn(fixedImage());
    const withDraft = (fits: boolean): void =>
      withDisk({ ...disk, view: { ...disk.view, draft: { made: '2026-11-24T14:02:00.000Z', changes: 1, file: 'changed', fits } } });
    withDraft(true);
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'edit.restoreDraft', 'edit.forgetDraft');
    withDraft(false);
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'edit.forgetDraft');
  });

  it('with a differencing disk without its parent include looking for it', async () => {
    withDisk(await diskIn(childImage().bytes));
    expectEnabled(...DISK, 'edit.selectBlock', 'file.locateParent', ...PROBLEMS);
  });

  it('with a problem that can be mended include its repair, and all that is safe', async () => {
    withDisk(await diskIn(childImage().bytes));
    const [finding] = selectFindings(state());
    if (finding === undefined) throw new Error('no finding');
    const offers = { offers: [{ code: finding.code, method: 'copy-twin', class: 'safe' }], canRebuild: false } as const;
    useStore.setState({ offers, problem: 0 });
    expectEnabled(...DISK, 'edit.selectBlock', 'file.locateParent', ...PROBLEMS, 'edit.repair', 'edit.repairSafe');
  });

  it('with the cursor in the file select fields, not blocks', async () => {
    withDisk(await diskIn(baseImage()), 'file', 600);
    expect(isEnabled('edit.selectField', state())).toBe(true);
    expect(isEnabled('edit.selectBlock', state())).toBe(false);
  });

  it('go back and forward where there is somewhere to go', async () => {
    withDisk(await diskIn(baseImage()));
    state().jumpTo({ space: 'disk', at: 512 });
    expect([isEnabled('go.back', state()), isEnabled('go.forward', state())]).toEqual([true, false]);
    runCommand('go.back');
    expect(state().cursor).toEqual({ space: 'disk', at: 0 });
    expect([isEnabled('go.back', state()), isEnabled('go.forward', state())]).toEqual([false, true]);
  });

  it('do nothing when they cannot be run', () => {
    runCommand('view.hex');
    runCommand('edit.copy');
    expect(state().tab).toBe('overview');
    expect(calls).toEqual([]);
  });
});

describe('selecting', () => {
  it('the field takes all of its bytes', async () => {
    withDisk(await diskIn(baseImage()), 'file', FOOTER_AT + 75);
    runCommand('edit.selectField');
    expect(state().selection).toEqual({ space: 'file', at: FOOTER_AT + 68, bytes: 16 });
  });

  it('the sector takes 512 bytes, in either space', async () => {
    withDisk(await diskIn(baseImage()), 'file', 1000);
    runCommand('edit.selectSector');
    expect(state().selection).toEqual({ space: 'file', at: 512, bytes: 512 });
  });

  it('the block takes what the disk has of it', async () => {
    withDisk(await diskIn(baseImage()), 'disk', BLOCK + 77);
    runCommand('edit.selectBlock');
    expect(state().selection).toEqual({ space: 'disk', at: BLOCK, bytes: BLOCK });
  });

  it('stops at the end of the file', () => {
    withDisk(bareFile(700), 'file', 650);
    runCommand('edit.selectSector');
    expect(state().selection).toEqual({ space: 'file', at: 512, bytes: 188 });
  });
});

describe('running a command', () => {
  it('changes the space and keeps the byte', async () => {
    withDisk(await diskIn(baseImage()), 'disk', 1000);
    runCommand('view.space');
    expect(state().cursor).toEqual({ space: 'file', at: 2048 + 512 + 1000 });
    runCommand('view.space');
    expect(state().cursor).toEqual({ space: 'disk', at: 1000 });
  });

  it('shows the next problem, and the first again after the last', async () => {
    const bytes = baseImage();
    put8(bytes, FOOTER_AT + 64, 0);
    const disk = await diskIn(bytes);
    const { length } = disk.view.findings;
    withDisk(disk);
    runCommand('go.nextProblem');
    expect(state()).toMatchObject({ problem: 0, problemsOpen: true, tab: 'mapHex', cursor: { space: 'file', at: FOOTER_AT + 64 } });
    for (let i = 0; i < length; i++) runCommand('go.nextProblem');
    expect(state().problem).toBe(0);
    runCommand('go.previousProblem');
    expect(state().problem).toBe((length - 1) % length);
  });

  it('shows no problem that is not there', async () => {
    withDisk(await diskIn(baseImage()));
    showProblem(7);
    expect(state()).toMatchObject({ problem: 0, problemsOpen: false });
  });

  it('tells main the theme', () => {
    runCommand('view.themeDark');
    expect(state().theme).toBe('dark');
    expect(calls).toEqual([{ name: 'app/setTheme', request: { theme: 'dark' } }]);
  });

  it('opens a side pane as a drawer where the window is narrow', () => {
    withDisk(bareFile(700), 'file');
    useStore.setState({ narrow: true });
    runCommand('view.inspector');
    expect(state()).toMatchObject({ drawer: 'inspector', wantedPane: 'inspector', inspectorOpen: true });
    runCommand('view.inspector');
    expect(state().drawer).toBeNull();
  });
});
