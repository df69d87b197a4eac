import { beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from '../../../../renderer/disk/translate.model';
import { COMMAND_IDS, type CommandId } from '../../../../shared/commands';
import { baseImage, BLOCK, childImage, fixedImage, FOOTER_AT } from '../../../support/fixtures';
import { put8 } from '../../../support/imageBuilder';
import { bareFile, diskIn } from '../support/disks';
import { file, show, shown, startAfresh, state } from '../support/shown';
import { stubElement, stubWindow } from '../support/window';

const { calls, document, replies } = stubWindow();
const { enabledCommands, isEnabled, runCommand, showProblem } = await import('../../../../renderer/app/commands');
const { refusalOf, whyNotText } = await import('../../../../renderer/app/whyNot.commands');
const { useStore } = await import('../../../../renderer/app/store');
const { selectFindings } = await import('../../../../renderer/app/selectors.store');
const { jumpTo } = await import('../../../../renderer/disk/cursor.store');
const { openModal, alertUser, dismissOver, closeSheet } = await import('../../../../renderer/app/modal.store');
const { changeDisk } = await import('../../../../renderer/app/store');

const withDisk = (disk: Disk, space: 'disk' | 'file' = 'disk', at = 0): void =>
  show(disk, { cursor: { space, at }, tab: 'overview', bottom: null });

beforeEach(() => {
  startAfresh();
  calls.length = 0;
  replies.clear();
});

const ALWAYS: readonly CommandId[] = [
  'file.new',
  'file.newWindow',
  'file.open',
  'file.openRecent',
  'file.trySample',
  'file.import',
  'view.jobs',
  'view.themeSystem',
  'view.themeLight',
  'view.themeDark',
  'view.zoomIn',
  'view.zoomOut',
  'go.nextPane',
  'go.previousPane',
  'help.palette',
  'help.keyboard',
  'help.logs',
  'help.about',
];
const FILE: readonly CommandId[] = ['file.reload', 'file.showInFolder', 'file.close'];
const OPEN: readonly CommandId[] = [
  ...FILE,
  'file.export',
  'edit.find',
  'edit.copy',
  'edit.copyHex',
  'edit.copyText',
  'edit.copyAddress',
  'edit.selectAll',
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
  'edit.compare',
  'edit.toggle',
  'edit.applyPatch',
  'view.mapHex',
  'view.map',
  'view.checkAll',
  'view.space',
  'view.scanContent',
];
const STORED: readonly CommandId[] = ['go.nextStored', 'go.previousStored'];
const PROBLEMS: readonly CommandId[] = ['go.nextProblem', 'go.previousProblem'];

const expectEnabled = (...ids: readonly CommandId[]): void => {
  const wanted = new Set([...ALWAYS, ...ids]);
  // Those that make a new disk have a test of their own.
  expect(enabledCommands(state()).filter((id) => !/^(make|copy)\./.test(id))).toEqual(COMMAND_IDS.filter((id) => wanted.has(id)));
};

describe('commands that can be run', () => {
  it('without a file are those that need none', () => {
    expectEnabled();
  });

  it('make what the disk can be made into; for the others there is a reason', async () => {
    const made = COMMAND_IDS.filter((id) => id.startsWith('make.'));
    withDisk(await diskIn(fixedImage()));
    expect(enabledCommands(state()).filter((id) => made.includes(id))).toEqual([
      'make.resize',
      'make.dynamic',
      'make.raw',
      'make.azure',
      'make.skeleton',
    ]);
    expect(whyNotText('make.fixed', state())).toBe('It is of this kind already.');
    expect(whyNotText('make.merge', state())).toBe('Only a differencing disk has a parent.');
    runCommand('make.raw');
    expect(state().modal).toMatchObject({ kind: 'convert', operation: 'raw' });
  });

  it('while a file is opened are no more than that', () => {
    useStore.setState({ disk: { kind: 'opening', seq: 1, file, previous: null } });
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
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'view.bitmaps', ...STORED);
  });

  it('after a search include going from hit to hit', async () => {
    const request = { patterns: [{ kind: 'hex', hex: '00' }], space: 'disk', layer: false, range: null } as const;
    const counts = {
      find: 1,
      found: 2,
      done: 1,
      total: 1,
      startedAt: 0,
      ms: 1,
      asSaved: false,
      unread: 0,
      behind: 0,
      other: null,
      isStale: false,
      isUnchanged: true,
      error: null,
    };
    withDisk(await diskIn(fixedImage()));
    changeDisk(({ find }) => ({ find: { ...find, run: { kind: 'done', request, compared: null, ...counts } } }));
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'edit.findNext', 'edit.findPrevious');
  });

  it('with changes of an earlier run include putting them back, where they fit and nothing else is staged', async () => {
    const disk = await diskIn(fixedImage());
    const withDraft = (fits: boolean): void =>
      withDisk({
        ...disk,
        view: { ...disk.view, draft: { made: '2026-11-24T14:02:00.000Z', changes: 1, file: 'changed', fits, isCut: false } },
      });
    withDraft(true);
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'edit.restoreDraft', 'edit.forgetDraft');
    withDraft(false);
    expectEnabled(...DISK, 'file.hash', 'edit.selectBlock', 'edit.forgetDraft');
  });

  it('with a differencing disk without its parent include looking for it', async () => {
    withDisk(await diskIn(childImage().bytes));
    expectEnabled(...DISK, 'edit.selectBlock', 'file.locateParent', 'file.reconnectParent', ...PROBLEMS, ...STORED);
  });

  it('with a parent that is a guess include naming it in the disk, and say of other chains why that is not needed', async () => {
    const disk = await diskIn(childImage().bytes);
    const layer = { name: 'p.vhd', kind: 'dynamic', fileBytes: 1, uniqueId: '' } as const;
    const withGuess = (childLayer: number): void => {
      const standIn = { child: 'c.vhd', childLayer, found: 'p.vhd', names: ['q.vhd'], refused: [], times: null };
      const facts = { names: 'q.vhd', found: 'p.vhd', standIn };
      const findings = [{ code: 'P18', severity: 'note', where: [], facts }] as const;
      withDisk({ ...disk, view: { ...disk.view, parent: null, layers: [...disk.view.layers, layer], findings } });
    };
    withGuess(0);
    expect(isEnabled('file.reconnectParent', state())).toBe(true);
    withGuess(1);
    expect(isEnabled('file.reconnectParent', state())).toBe(false);
    expect(whyNotText('file.reconnectParent', state())).toBe('it is another disk of the chain that does not lead to its parent');
    withDisk({ ...disk, view: { ...disk.view, parent: null, layers: [...disk.view.layers, layer], findings: [] } });
    expect(whyNotText('file.reconnectParent', state())).toBe('the disk leads to its parent');
  });

  it('with parents that form a circle include nothing that looks for one, and say why', async () => {
    const disk = await diskIn(childImage().bytes);
    const { parent } = disk.view;
    if (parent === null) throw new Error('the parent is there');
    withDisk({ ...disk, view: { ...disk.view, parent: { ...parent, state: 'loop', loopTo: 0 }, findings: [] } });
    for (const id of ['file.locateParent', 'file.reconnectParent'] as const) {
      expect(isEnabled(id, state())).toBe(false);
      expect(whyNotText(id, state())).toBe('the chain of parents does not end');
    }
  });

  it('with a problem that can be mended include its repair, and all that is safe', async () => {
    withDisk(await diskIn(childImage().bytes));
    const [finding] = selectFindings(state());
    if (finding === undefined) throw new Error('no finding');
    const offers = { offers: [{ code: finding.code, method: 'copy-from-start', class: 'safe' }], canRebuild: false } as const;
    changeDisk({ offers, problem: 0 });
    expectEnabled(
      ...DISK,
      'edit.selectBlock',
      'file.locateParent',
      'file.reconnectParent',
      ...PROBLEMS,
      ...STORED,
      'edit.repair',
      'edit.repairSafe',
    );
  });

  it('with the cursor in the file select fields, not blocks', async () => {
    withDisk(await diskIn(baseImage()), 'file', 600);
    expect(isEnabled('edit.selectField', state())).toBe(true);
    expect(isEnabled('edit.selectBlock', state())).toBe(false);
  });

  it('go back and forward where there is somewhere to go', async () => {
    withDisk(await diskIn(baseImage()));
    jumpTo({ space: 'disk', at: 512 });
    expect([isEnabled('go.back', state()), isEnabled('go.forward', state())]).toEqual([true, false]);
    runCommand('go.back');
    expect(shown().cursor).toEqual({ space: 'disk', at: 0 });
    expect([isEnabled('go.back', state()), isEnabled('go.forward', state())]).toEqual([false, true]);
  });

  it('do nothing when they cannot be run', () => {
    runCommand('view.hex');
    runCommand('edit.copy');
    expect(state().disk).toEqual({ kind: 'none' });
    expect(calls).toEqual([]);
  });
});

describe('while a sheet is open', () => {
  it('only what changes nothing behind it can be run, from wherever it is asked for', async () => {
    withDisk(await diskIn(baseImage()), 'disk', 1000);
    openModal({ kind: 'keyboard' });
    expect(enabledCommands(state())).toEqual(['view.themeSystem', 'view.themeLight', 'view.themeDark', 'view.zoomIn', 'view.zoomOut']);
    runCommand('view.space');
    runCommand('file.new');
    expect([shown().cursor, state().modal]).toEqual([{ space: 'disk', at: 1000 }, { kind: 'keyboard' }]);
    closeSheet('keyboard');
    runCommand('view.space');
    expect(shown().cursor.space).toBe('file');
  });

  it('an alert stands over the sheet, which is there again afterwards with all that was entered', () => {
    openModal({ kind: 'insert', file: null, at: '77', isStaging: false });
    alertUser({ title: 'No.', detail: 'Nothing was changed.' });
    expect(state().modal).toMatchObject({ kind: 'alert', title: 'No.' });
    dismissOver();
    expect(state().modal).toEqual({ kind: 'insert', file: null, at: '77', isStaging: false });
  });
});

describe('selecting', () => {
  it('the field takes all of its bytes', async () => {
    withDisk(await diskIn(baseImage()), 'file', FOOTER_AT + 75);
    runCommand('edit.selectField');
    expect(shown().selection).toEqual({ space: 'file', at: FOOTER_AT + 68, bytes: 16 });
  });

  it('the sector takes 512 bytes, in either space', async () => {
    withDisk(await diskIn(baseImage()), 'file', 1000);
    runCommand('edit.selectSector');
    expect(shown().selection).toEqual({ space: 'file', at: 512, bytes: 512 });
  });

  it('the block takes what the disk has of it', async () => {
    withDisk(await diskIn(baseImage()), 'disk', BLOCK + 77);
    runCommand('edit.selectBlock');
    expect(shown().selection).toEqual({ space: 'disk', at: BLOCK, bytes: BLOCK });
  });

  it('stops at the end of the file', () => {
    withDisk(bareFile(700), 'file', 650);
    runCommand('edit.selectSector');
    expect(shown().selection).toEqual({ space: 'file', at: 512, bytes: 188 });
  });
});

describe('running a command', () => {
  it('changes the space and keeps the byte', async () => {
    withDisk(await diskIn(baseImage()), 'disk', 1000);
    runCommand('view.space');
    expect(shown().cursor).toEqual({ space: 'file', at: 2048 + 512 + 1000 });
    runCommand('view.space');
    expect(shown().cursor).toEqual({ space: 'disk', at: 1000 });
  });

  it('shows the next problem, and the first again after the last', async () => {
    const bytes = baseImage();
    put8(bytes, FOOTER_AT + 64, 0);
    const disk = await diskIn(bytes);
    const { length } = disk.view.findings;
    withDisk(disk);
    runCommand('go.nextProblem');
    expect(shown()).toMatchObject({ problem: 0, bottom: 'problems', tab: 'mapHex', cursor: { space: 'file', at: FOOTER_AT + 64 } });
    for (let i = 0; i < length; i++) runCommand('go.nextProblem');
    expect(shown().problem).toBe(0);
    runCommand('go.previousProblem');
    expect(shown().problem).toBe((length - 1) % length);
  });

  it('begins with the last problem where it goes backwards', async () => {
    const bytes = baseImage();
    put8(bytes, FOOTER_AT + 64, 0);
    const disk = await diskIn(bytes);
    show(disk);
    runCommand('go.previousProblem');
    expect(shown().problem).toBe(disk.view.findings.length - 1);
  });

  it('begins with the first problem of a damaged disk, which opens at that one’s bytes', async () => {
    const bytes = baseImage();
    put8(bytes, FOOTER_AT + 64, 0);
    show(await diskIn(bytes));
    expect(shown()).toMatchObject({ bottom: 'problems', tab: 'mapHex', cursor: { space: 'file', at: FOOTER_AT + 64 } });
    runCommand('go.nextProblem');
    expect(shown()).toMatchObject({ problem: 0, isAtProblem: true });
  });

  it('goes into the list of problems, and closes it only from inside', async () => {
    withDisk(await diskIn(baseImage()));
    runCommand('view.problems');
    expect(state()).toMatchObject({ disk: { bottom: 'problems' }, wantedPane: 'problems' });
    useStore.setState({ wantedPane: null });
    runCommand('view.problems');
    expect(state()).toMatchObject({ disk: { bottom: 'problems' }, wantedPane: 'problems' });
    document.activeElement = stubElement('[data-pane="problems"]');
    runCommand('view.problems');
    expect(state()).toMatchObject({ disk: { bottom: null }, wantedPane: 'hex' });
  });

  it('selects all bytes of the space that the cursor is in, and stays where it is', async () => {
    withDisk(await diskIn(baseImage()), 'file', 600);
    runCommand('edit.selectAll');
    expect(shown()).toMatchObject({
      cursor: { space: 'file', at: 600 },
      selection: { space: 'file', at: 0, bytes: baseImage().length },
    });
  });

  it('shows a problem where its bytes are: in the file, or on the disk', async () => {
    const disk = await diskIn(baseImage());
    const found = (structure: string, at: number, bytes: number) =>
      ({ code: 'G01', severity: 'warning', facts: { copy: 'primary', why: 'header' }, where: [{ structure, at, bytes }] }) as never;
    const length = baseImage().length;
    const view = { ...disk.view, findings: [found('disk', 512, 512), found('header', 512, 1024), found('footer', length, 512)] };
    show({ ...disk, view });
    const at = (index: number) => {
      showProblem(index);
      return shown().cursor;
    };
    // The last one lies behind the file: the nearest byte there is, is shown.
    expect([at(0), at(1), at(2)]).toEqual([
      { space: 'disk', at: 512 },
      { space: 'file', at: 512 },
      { space: 'file', at: length - 1 },
    ]);
  });

  it('shows no problem that is not there', async () => {
    withDisk(await diskIn(baseImage()));
    showProblem(7);
    expect(shown()).toMatchObject({ problem: 0, bottom: null });
  });

  it('switches the theme', () => {
    runCommand('view.themeDark');
    expect(state().prefs.theme).toBe('dark');
  });

  it('opens a side pane as a drawer where the window is narrow', () => {
    withDisk(bareFile(700), 'file');
    useStore.setState({ narrow: true });
    runCommand('view.inspector');
    expect(state()).toMatchObject({ disk: { drawer: 'inspector' }, wantedPane: 'inspector', prefs: { inspectorOpen: true } });
    runCommand('view.inspector');
    expect(shown().drawer).toBeNull();
  });
});

describe('why a command cannot be run', () => {
  const why = (...ids: CommandId[]): string[] => {
    for (const id of ids) expect([id, isEnabled(id, state())]).toEqual([id, false]);
    return ids.map((id) => whyNotText(id, state()));
  };

  it('is, without a disk, that none is open', () => {
    expect(why('file.export', 'edit.undo', 'edit.fill', 'file.flatten', 'file.reload')).toEqual(Array(5).fill('open a disk first'));
    expect(why('view.zoomReset')).toEqual(['not now']);
  });

  it('is, of bytes alone, that there is no disk in them', () => {
    withDisk(bareFile(4096), 'file');
    expect(why('edit.toggle', 'file.hash', 'view.map', 'edit.selectBlock', 'edit.writeFile')).toEqual(
      Array(5).fill('there is no disk in this file'),
    );
  });

  it('is, of a disk that is only looked at, that it is not edited, not changed or has nothing of that kind', async () => {
    withDisk(await diskIn(fixedImage()));
    expect(why('edit.fill', 'edit.paste')).toEqual(Array(2).fill('switch on “Edit this disk” first'));
    expect(why('edit.bitsSet')).toEqual(['only of dynamic and differencing disks']);
    expect(why('file.save', 'edit.undo', 'edit.discard')).toEqual(Array(3).fill('nothing is changed'));
    expect(why('file.undoSave', 'go.back', 'go.nextProblem', 'edit.repairSafe', 'view.bitmaps', 'file.flatten')).toEqual([
      'there is no save to undo',
      'there is nowhere to go back to',
      'there are no problems',
      'there are no problems',
      'only of a dynamic disk',
      'Only a differencing disk has a parent.',
    ]);
  });

  it('is said of every command that an open disk does not offer, but for a zoom that is not changed', async () => {
    for (const image of [fixedImage(), baseImage(), childImage().bytes]) {
      withDisk(await diskIn(image));
      const off = COMMAND_IDS.filter((id) => !isEnabled(id, state()));
      expect(off.filter((id) => whyNotText(id, state()) === 'not now')).toEqual(['view.zoomReset']);
    }
  });

  it('is, of a child without its parent, that it is missing', async () => {
    withDisk(await diskIn(childImage().bytes));
    expect(why('file.hash', 'file.flatten')).toEqual(['a parent is missing', 'Its parent is missing. Locate it first.']);
  });

  it('is, of a problem without a repair, which one has to be repaired first', async () => {
    const bytes = baseImage();
    put8(bytes, FOOTER_AT + 64, 0);
    const disk = await diskIn(bytes);
    const [red] = disk.view.findings;
    if (red === undefined) throw new Error('no finding');
    expect(red.severity).toBe('error');
    const view = { ...disk.view, findings: [red, { ...red, code: 'F20', severity: 'warning', facts: {}, where: [] } as never] };
    show({ ...disk, view }, { problem: 1 });
    expect(refusalOf('edit.repair', state())).toBe('Repair this problem: Platter has no repair for this.');
    changeDisk({ offers: { offers: [{ code: red.code, method: 'copy-from-start', class: 'safe' }], canRebuild: false } });
    expect(refusalOf('edit.repair', state())).toMatch(/^Repair this problem: .* Repair the problem marked red first: “.+”\.$/);
    changeDisk({ problem: 0 });
    expect(isEnabled('edit.repair', state())).toBe(true);
  });

  it('is said of few keys alone: not of those that plainly have nothing to do', async () => {
    withDisk(await diskIn(fixedImage()));
    expect(refusalOf('edit.repair', state())).toBe('Repair this problem: there are no problems');
    expect(refusalOf('edit.paste', state())).toBe('Paste over: switch on “Edit this disk” first');
    expect(refusalOf('edit.undo', state())).toBeNull();
  });
});
