/** What every command does, and when it can be done. Menu, keys, palette and buttons all come through here. */
import { COMMAND_IDS, type CommandId } from '../../shared/commands';
import type { Theme } from '../../shared/settings';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { api } from '../api';
import { hasSafe, isRepairable } from '../kernels/repairWays';
import { blockOf, fieldsOf, spaceBytes, structureAt, switchSpace } from '../kernels/translate';
import { selectDisk, selectFindings, selectView } from '../store/selectors';
import { useStore, type Store } from '../store/store';
import { PANES, type Tab } from '../store/view';
import { canChangeBits, changeBits } from './bits';
import { copyAddress, copySelection } from './copy';
import { startContent } from './content';
import { startExport } from './export';
import { startImport } from './import';
import { hashDisk } from './jobs';
import { canFlatten, startMaking } from './making';
import { showRecents, trySample } from './recents';
import { canScanContent, scanContent } from './scan';
import { startNewDisk } from './newDisk';
import { fillRange, hexTarget, paste } from './typing';
import { locateParent } from './parent';
import { checkEverything, repairProblem, repairSafe } from './repair';

type Command = { readonly enabled: (state: Store) => boolean; readonly run: (state: Store) => void | Promise<void> };

const always = (): boolean => true;
const whenOpen = (state: Store): boolean => state.disk.kind === 'open';
/** Also a moment before main has answered. */
const hasChanges = (state: Store): boolean => state.edits.changes.length > 0 || state.asking > 0;
const whenDisk = (state: Store): boolean => selectView(state)?.disk != null;

const tab = (name: Tab, enabled: (state: Store) => boolean): Command => ({ enabled, run: ({ setView }) => setView({ tab: name }) });

const theme = (name: Theme): Command => ({
  enabled: always,
  run: async ({ setView }) => {
    setView({ theme: name });
    await api['app/setTheme']({ theme: name });
  },
});

async function chooseFile({ open }: Store): Promise<void> {
  const answer = await api['app/chooseFile']({});
  if (answer.ok && answer.value !== null) await open(answer.value, 'disk');
}

/** Selects the range around the cursor, inside its space. */
function select({ cursor, moveTo, ...state }: Store, at: number, bytes: number): void {
  const disk = selectDisk({ cursor, moveTo, ...state });
  if (disk === null) return;
  const end = Math.min(at + bytes, spaceBytes(disk, cursor.space));
  moveTo({ space: cursor.space, at }, { space: cursor.space, at, bytes: end - at });
}

function selectField(state: Store): void {
  const disk = selectDisk(state);
  if (disk === null || state.cursor.space !== 'file') return;
  const structure = structureAt(disk, state.cursor.at);
  if (structure === null) return;
  const offset = state.cursor.at - structure.at;
  const field = fieldsOf(disk, structure).find(({ at, bytes }) => offset >= at && offset < at + bytes);
  if (field !== undefined) select(state, structure.at + field.at, field.bytes);
}

function selectBlock(state: Store): void {
  const disk = selectDisk(state);
  const block = disk === null || state.cursor.space !== 'disk' ? null : blockOf(disk, state.cursor.at);
  const size = disk?.view.disk?.blocks.sizeBytes ?? 0;
  if (block !== null) select(state, block * size, size);
}

/** Shows the place a finding is about; `which` of its places, the first by default. */
export function showProblem(index: number, which = 0): void {
  const state = useStore.getState();
  const finding = selectFindings(state)[index];
  if (finding === undefined) return;
  if (state.severity !== null && state.severity !== finding.severity) state.showSeverity(null);
  state.setView({ problem: index, problemsOpen: true, ...(state.tab === 'overview' ? { tab: 'mapHex' as const } : {}) });
  const place = finding.where[which];
  if (place !== undefined) state.jumpTo({ space: 'file', at: place.at }, { space: 'file', at: place.at, bytes: place.bytes });
}

/** The problem that is shown, if it can be repaired. */
function problemWithRepair(state: Store): number | null {
  const findings = selectFindings(state);
  const index = Math.min(state.problem, findings.length - 1);
  const finding = findings[index];
  return finding !== undefined && state.repair === null && isRepairable(finding, state.offers) ? index : null;
}

const problem = (step: 1 | -1): Command => ({
  enabled: (state) => selectFindings(state).length > 0,
  run: (state) => {
    const { length } = selectFindings(state);
    showProblem(state.problemsOpen ? (state.problem + step + length) % length : state.problem);
  },
});

const pane = (step: 1 | -1): Command => ({
  enabled: always,
  run: ({ setView }) => {
    const present = PANES.filter((name) => document.querySelector(`[data-pane="${name}"]`) !== null);
    const here = document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset['pane'];
    const at = present.findIndex((name) => name === here);
    setView({ wantedPane: present[(at + step + present.length) % present.length] ?? null });
  },
});

/** A side pane, or its drawer where the window is narrow; what opens gets the focus. */
function toggleSide({ narrow, drawer, navigatorOpen, inspectorOpen, setView }: Store, side: 'navigator' | 'inspector'): void {
  const isOpen = narrow ? drawer === side : side === 'navigator' ? navigatorOpen : inspectorOpen;
  if (narrow) setView({ drawer: isOpen ? null : side });
  else setView(side === 'navigator' ? { navigatorOpen: !isOpen } : { inspectorOpen: !isOpen });
  if (!isOpen) setView({ wantedPane: side });
}

const commands: Readonly<Record<CommandId, Command>> = {
  'file.new': { enabled: (s) => s.dialog !== 'newDisk', run: startNewDisk },
  'file.open': { enabled: always, run: chooseFile },
  'file.openRecent': { enabled: (s) => s.dialog === null, run: showRecents },
  'file.trySample': { enabled: always, run: trySample },
  'file.import': { enabled: (s) => s.dialog !== 'import', run: startImport },
  'file.export': { enabled: (s) => whenOpen(s) && s.dialog !== 'export', run: () => startExport() },
  'file.reload': { enabled: (s) => s.disk.kind === 'open' || s.disk.kind === 'failed', run: (s) => s.reload() },
  'file.showInFolder': {
    enabled: (s) => s.disk.kind === 'open' || s.disk.kind === 'failed',
    run: async ({ disk }) => {
      if (disk.kind === 'open' || disk.kind === 'failed') await api['app/showInFolder']({ ticket: disk.file.ticket });
    },
  },
  'file.locateParent': { enabled: (s) => selectView(s)?.parent != null, run: locateParent },
  'file.close': { enabled: (s) => s.disk.kind === 'open' || s.disk.kind === 'failed', run: (s) => s.close() },
  'file.makeNew': { enabled: (s) => whenDisk(s) && s.dialog !== 'makeNew', run: () => startMaking() },
  'file.flatten': { enabled: (s) => canFlatten(s) && s.dialog !== 'makeNew', run: () => startMaking('flatten') },
  'file.hash': { enabled: (s) => whenDisk(s) && selectView(s)?.parent === null, run: hashDisk },
  'file.save': { enabled: hasChanges, run: (s) => s.openReview() },
  'file.undoSave': { enabled: (s) => s.edits.canUndoSave && s.edits.changes.length === 0, run: (s) => s.undoSaved() },
  'edit.undo': { enabled: hasChanges, run: (s) => s.undo() },
  'edit.redo': { enabled: (s) => s.edits.redo !== null || s.asking > 0, run: (s) => s.redo() },
  'edit.toggle': { enabled: whenDisk, run: (s) => s.toggleEditing() },
  'edit.discard': {
    enabled: hasChanges,
    run: ({ setView, discard }) =>
      setView({
        question: {
          title: 'Discard all changes?',
          detail: 'They have not been saved, and cannot be brought back. The file itself has not been changed.',
          yes: 'Discard',
          run: () => void discard(),
        },
      }),
  },
  'edit.restoreDraft': {
    enabled: (s) => selectView(s)?.draft?.fits === true && s.edits.changes.length === 0,
    run: (s) => s.restoreDraft(),
  },
  'edit.forgetDraft': {
    enabled: (s) => selectView(s)?.draft != null,
    run: ({ setView, forgetDraft }) =>
      setView({
        question: {
          title: 'Discard the kept changes?',
          detail: 'They have not been saved, and cannot be brought back. The file itself has not been changed.',
          yes: 'Discard',
          run: () => void forgetDraft(),
        },
      }),
  },
  'edit.repair': { enabled: (s) => problemWithRepair(s) !== null, run: (s) => repairProblem(problemWithRepair(s) ?? 0) },
  'edit.repairSafe': { enabled: (s) => s.repair === null && hasSafe(s.offers), run: () => repairSafe() },
  'edit.copy': { enabled: whenOpen, run: () => copySelection('hex') },
  'edit.paste': { enabled: (s) => s.edits.editing && hexTarget() !== null, run: () => paste() },
  'edit.fill': {
    enabled: (s) => s.edits.editing && hexTarget() !== null,
    run: ({ setView }) => {
      if (fillRange() !== null) setView({ dialog: 'fill' });
    },
  },
  'edit.writeFile': { enabled: (s) => s.edits.editing && whenDisk(s), run: startContent },
  'edit.copyHex': { enabled: whenOpen, run: () => copySelection('hex') },
  'edit.copyText': { enabled: whenOpen, run: () => copySelection('text') },
  'edit.copyAddress': { enabled: whenOpen, run: copyAddress },
  'edit.selectField': { enabled: (s) => whenOpen(s) && s.cursor.space === 'file', run: selectField },
  'edit.selectSector': {
    enabled: whenOpen,
    run: (s) => select(s, Math.floor(s.cursor.at / SECTOR_BYTES) * SECTOR_BYTES, SECTOR_BYTES),
  },
  'edit.selectBlock': { enabled: (s) => whenDisk(s) && s.cursor.space === 'disk', run: selectBlock },
  'edit.bitsSet': { enabled: canChangeBits, run: () => changeBits('set') },
  'edit.bitsClear': { enabled: canChangeBits, run: () => changeBits('clear') },
  'edit.bitsInvert': { enabled: canChangeBits, run: () => changeBits('invert') },
  'edit.bitsMatch': { enabled: canChangeBits, run: () => changeBits('match') },
  'view.overview': tab('overview', whenOpen),
  'view.mapHex': tab('mapHex', whenDisk),
  'view.map': tab('map', whenDisk),
  'view.hex': tab('hex', whenOpen),
  'view.navigator': { enabled: whenOpen, run: (s) => toggleSide(s, 'navigator') },
  'view.inspector': { enabled: whenOpen, run: (s) => toggleSide(s, 'inspector') },
  'view.problems': { enabled: whenOpen, run: ({ problemsOpen, setView }) => setView({ problemsOpen: !problemsOpen }) },
  'view.jobs': { enabled: always, run: ({ jobsOpen, setJobsOpen }) => setJobsOpen(!jobsOpen) },
  'view.checkAll': { enabled: (s) => whenDisk(s) && s.checking === null, run: () => checkEverything() },
  'view.space': {
    enabled: whenDisk,
    run: (state) => {
      const disk = selectDisk(state);
      const to = disk === null ? null : switchSpace(disk, state.cursor);
      if (to !== null) state.jumpTo(to);
    },
  },
  'view.radix': { enabled: whenOpen, run: ({ radix, setView }) => setView({ radix: radix === 'hex' ? 'dec' : 'hex' }) },
  'view.columns': { enabled: whenOpen, run: ({ columns, setView }) => setView({ columns: columns === 32 ? 16 : 32 }) },
  'view.bitmaps': {
    enabled: (s) => selectView(s)?.disk?.kind === 'dynamic',
    run: ({ bitmaps, setView }) =>
      setView({
        bitmaps: bitmaps === 'honour' ? 'ignore' : 'honour',
        notice: bitmaps === 'honour' ? 'Sector bitmaps are ignored, as QEMU does' : 'Sector bitmaps are honoured',
      }),
  },
  'view.scanContent': { enabled: canScanContent, run: scanContent },
  'view.pauseScan': { enabled: (s) => s.scans.content.kind === 'running', run: (s) => s.togglePause('content') },
  'view.stopScan': { enabled: (s) => s.scans.content.kind === 'running', run: (s) => s.cancelScan('content') },
  'view.themeSystem': theme('system'),
  'view.themeLight': theme('light'),
  'view.themeDark': theme('dark'),
  'go.to': { enabled: whenOpen, run: ({ setView }) => setView({ wantedPane: 'goto' }) },
  'go.back': { enabled: (s) => s.visited.back.length > 0, run: (s) => s.goBack() },
  'go.forward': { enabled: (s) => s.visited.forward.length > 0, run: (s) => s.goForward() },
  'go.nextProblem': problem(1),
  'go.previousProblem': problem(-1),
  'go.nextPane': pane(1),
  'go.previousPane': pane(-1),
  'help.palette': { enabled: always, run: ({ setView }) => setView({ dialog: 'palette' }) },
  'help.keyboard': { enabled: always, run: ({ setView }) => setView({ dialog: 'keyboard' }) },
};

export const isEnabled = (id: CommandId, state: Store): boolean => commands[id].enabled(state);
export const enabledCommands = (state: Store): CommandId[] => COMMAND_IDS.filter((id) => isEnabled(id, state));

export function runCommand(id: CommandId): void {
  const state = useStore.getState();
  if (isEnabled(id, state)) void commands[id].run(state);
}
