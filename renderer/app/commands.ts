/** What every command does, and when it can be run. Menu, keys, palette and buttons all use this table. */
import { goToCompare, goToFind, goToReplace } from '../features/find/find.commands';
import { applyPatch, exportPatch } from '../features/patch/patch.commands';
import { isOnDisk } from '../../shared/findings';
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../shared/commands';
import { MAX_ZOOM, type Tab, type Theme } from '../../shared/settings';
import { api } from '../api';
import { canReconnect, hasSafe, repairedBy } from '../disk/repairWays.model';
import { spaceBytes, switchSpace } from '../disk/translate.model';
import { currentDisk } from '../disk/blocks.store';
import { goBack, goForward, jumpTo, reveal } from '../disk/cursor.store';
import { closeDisk, openDisk } from '../disk/disk.store';
import { stepHit } from '../disk/find.store';
import { selectAll, selectBlock, selectField, selectSector } from '../disk/select.commands';
import { canTakeOther, takeOther } from '../disk/takeOther.commands';
import { discard, forgetDraft, openReview, redo, restoreDraft, toggleEditing, undo, undoSaved } from '../disk/edits.store';
import { setJobsOpen } from './jobs.store';
import { keysOf, keysText } from './keys.model';
import { askUser, openModal } from './modal.store';
import { cancelScan, togglePause } from '../disk/scan.store';
import { selectFindings, selectView } from './selectors.store';
import { PANES, showsBytes, type OpenDisk, type WindowState } from './state';
import { showNotice } from './notice.store';
import { changeDisk, changePrefs, now, setState, shownDisk, shownIn } from './store';
import { canChangeBits, changeBits } from '../features/bitmap/bits.commands';
import { stepChange, stepStored } from '../disk/step.commands';
import type { CopyForm } from '../disk/copyAs.model';
import { copyAddress, copyDdLine, copySelection } from '../disk/copy.commands';
import { startContent } from '../features/fill/insert.commands';
import { startExport } from '../features/export/export.commands';
import { startImport } from '../features/import/import.commands';
import { hashDisk, hashSelection } from './jobs.commands';
import { canMake, startConvert } from '../features/convert/convert.commands';
import { showRecents, trySample } from './recents.commands';
import { canScanContent, scanContent } from '../features/map/scan.commands';
import { startNewDisk } from '../features/newdisk/newDisk.commands';
import { readAgain } from '../disk/standing.store';
import { fillRange, paste } from '../disk/typing.commands';
import { locateParent, reconnectOrLocate } from '../features/overview/parent.commands';
import { lacksParent, ownStandIn, wantsParent } from '../disk/standIns.model';
import { checkEverything, repairProblem, repairSafe } from '../disk/repair.commands';

type Command = {
  readonly enabled: (state: WindowState) => boolean;
  readonly run: () => void | Promise<void>;
  /** Only for a command that switches something: whether that is on. */
  readonly isOn?: (state: WindowState) => boolean;
};

const always = (): boolean => true;
/** Enabled if a disk is in sight and `holds` is true of it. */
const whenShown =
  (holds: (disk: OpenDisk) => boolean = always) =>
  (state: WindowState): boolean => {
    const shown = shownIn(state);
    return shown !== null && holds(shown);
  };
const whenOpen = whenShown();
/** In a disk whose parent is missing, what is selected in its file can still be read. */
const canHashSelection = whenShown(
  ({ view, selection }) => selection !== null && (selection.space === 'file' || (view.disk !== null && view.parent === null)),
);
const whenDisk = whenShown(({ view }) => view.disk !== null);
/** Also true for the moment before main has answered. */
const hasChanges = whenShown(({ edits, asking }) => edits.changes > 0 || asking > 0);
const isEditing = whenShown(({ edits }) => edits.editing);
/** The disk is open, or its file was refused: either way there is a file. */
const whenFile = ({ disk }: WindowState): boolean => disk.kind === 'open' || disk.kind === 'failed';
const findingsOf = (state: WindowState): number => selectFindings(state).length;

const tab = (name: Tab, enabled: (state: WindowState) => boolean): Command => ({
  enabled,
  run: () => changeDisk({ tab: name }),
  isOn: whenShown((disk) => disk.tab === name),
});

const whenBytes = whenShown(showsBytes);
const whenStored = (s: WindowState): boolean =>
  (selectView(s)?.disk?.blocks.allocated ?? 0) > 0 && selectView(s)?.disk?.blocks.inTable === true;
const copyAs = (form: CopyForm): Command => ({ enabled: whenOpen, run: () => copySelection(form) });
const theme = (name: Theme): Command => ({
  enabled: always,
  run: () => changePrefs({ theme: name }),
  isOn: ({ prefs }) => prefs.theme === name,
});

/** `step` 0 goes back to the size as designed. */
const zoom = (step: -1 | 0 | 1): Command => ({
  enabled: ({ prefs }) => (step === 0 ? prefs.zoom !== 0 : Math.abs(prefs.zoom + step) <= MAX_ZOOM),
  run: () => changePrefs({ zoom: step === 0 ? 0 : now().prefs.zoom + step }),
});

async function chooseFile(): Promise<void> {
  const answer = await api['app/chooseFile']({});
  if (answer.ok && answer.value !== null) await openDisk(answer.value, 'disk');
}

/** Shows a problem and one of its places: the place number `which`, or else the first. */
export function showProblem(index: number, which = 0): void {
  const shown = shownDisk();
  const finding = shown?.view.findings[index];
  if (shown === null || finding === undefined) return;
  const severity = shown.severity === finding.severity ? shown.severity : null;
  changeDisk({ problem: index, isAtProblem: true, bottom: 'problems', severity });
  const place = finding.where[which];
  if (place === undefined) return;
  const space = isOnDisk(place) ? 'disk' : 'file';
  const length = spaceBytes(shown, space);
  // What is missing belongs behind the file's last byte.
  const at = Math.min(place.at, length - 1);
  reveal({ space, at, bytes: Math.min(place.bytes, length - at) });
}

/** The problem that is shown, or what follows from it, if that can be repaired. */
function problemWithRepair(state: WindowState): number | null {
  const shown = shownIn(state);
  if (shown === null) return null;
  const { findings } = shown.view;
  return repairedBy(Math.min(shown.problem, findings.length - 1), findings, shown.offers);
}

/** A note that another parent was taken is ended by writing the way to it. */
const endsByReconnecting = (state: WindowState): boolean =>
  selectFindings(state)[shownIn(state)?.problem ?? 0]?.code === 'P18' && commands['file.reconnectParent'].enabled(state);

const repairShown = (): void => {
  const index = problemWithRepair(now());
  if (index !== null) void repairProblem(index);
  else void commands['file.reconnectParent'].run();
};

const problem = (step: 1 | -1): Command => ({
  enabled: (state) => findingsOf(state) > 0,
  run: () => {
    const shown = shownDisk();
    if (shown === null) return;
    const { length } = shown.view.findings;
    if (!shown.isAtProblem) showProblem(step === 1 ? 0 : length - 1);
    else showProblem(shown.bottom === 'problems' ? (shown.problem + step + length) % length : shown.problem);
  },
});

export const toggleProblems = (): void => changeDisk(({ bottom }) => ({ bottom: bottom === 'problems' ? null : 'problems' }));

/** By key or menu: opens the list and goes there; closes it only from inside. */
function goToProblems(): void {
  const isOpen = shownDisk()?.bottom === 'problems';
  const isInside = isOpen && document.activeElement?.matches('[data-pane="problems"], [data-pane="problems"] *') === true;
  changeDisk({ bottom: isInside ? null : 'problems' });
  setState({ wantedPane: isInside ? 'hex' : 'problems' });
}

const pane = (step: 1 | -1): Command => ({
  enabled: always,
  run: () => {
    const present = PANES.filter((name) => document.querySelector(`[data-pane="${name}"]`) !== null);
    const here = document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset['pane'];
    const at = present.findIndex((name) => name === here);
    setState({ wantedPane: present[(at + step + present.length) % present.length] ?? null });
  },
});

function isSideOpen(state: WindowState, side: 'navigator' | 'inspector'): boolean {
  const { narrow, prefs } = state;
  return narrow ? shownIn(state)?.drawer === side : side === 'navigator' ? prefs.navigatorOpen : prefs.inspectorOpen;
}

/** Opens or closes a side pane, or its drawer where the window is narrow. A pane that opens gets the focus. */
function toggleSide(side: 'navigator' | 'inspector'): void {
  const isOpen = isSideOpen(now(), side);
  if (now().narrow) changeDisk({ drawer: isOpen ? null : side });
  else changePrefs(side === 'navigator' ? { navigatorOpen: !isOpen } : { inspectorOpen: !isOpen });
  if (!isOpen) setState({ wantedPane: side });
}

function toggleBitmaps(): void {
  const ignore = now().prefs.bitmaps === 'honour';
  changePrefs({ bitmaps: ignore ? 'ignore' : 'honour' });
  showNotice(ignore ? 'Sector bitmaps are ignored, as QEMU does' : 'Sector bitmaps are honoured');
}

function changeSpace(): void {
  const [shown, disk] = [shownDisk(), currentDisk()];
  const to = shown === null || disk === null ? null : switchSpace(disk, shown.cursor);
  if (to !== null) jumpTo(to);
}

async function showInFolder(): Promise<void> {
  const { disk } = now();
  if (disk.kind === 'open' || disk.kind === 'failed') await api['app/showInFolder']({ ticket: disk.file.ticket });
}

function fill(): void {
  const range = fillRange();
  if (range !== null) openModal({ kind: 'fill', range, text: '00', reading: 'hex' });
}

const askToDiscard = (what: 'all changes' | 'the kept changes', run: () => Promise<void>): void =>
  askUser({
    title: `Discard ${what}?`,
    detail: 'They have not been saved, and cannot be brought back. The file itself has not been changed.',
    yes: 'Discard',
    run: () => void run(),
  });

const convertTo = (operation: Parameters<typeof canMake>[0]): Command => ({
  enabled: (state) => canMake(operation, state),
  run: () => startConvert(operation),
});

const commands: Readonly<Record<CommandId, Command>> = {
  'file.new': { enabled: always, run: startNewDisk },
  'file.newWindow': { enabled: always, run: async () => void (await api['app/newWindow']({})) },
  'file.open': { enabled: always, run: chooseFile },
  'file.openRecent': { enabled: always, run: showRecents },
  'file.trySample': { enabled: always, run: trySample },
  'file.import': { enabled: always, run: startImport },
  'file.export': { enabled: whenOpen, run: () => startExport() },
  'file.exportPatch': { enabled: hasChanges, run: exportPatch },
  'file.reload': { enabled: whenFile, run: readAgain },
  'file.showInFolder': { enabled: whenFile, run: showInFolder },
  'file.locateParent': { enabled: whenShown(({ view }) => wantsParent(view)), run: locateParent },
  'file.reconnectParent': {
    enabled: whenShown(({ view, offers }) => lacksParent(view) || ownStandIn(view) !== null || canReconnect(offers)),
    run: reconnectOrLocate,
  },
  'file.close': { enabled: whenFile, run: closeDisk },
  'file.makeNew': { enabled: whenDisk, run: () => startConvert() },
  'file.flatten': convertTo('flatten'),
  'make.compact': convertTo('compact'),
  'make.resize': convertTo('resize'),
  'make.dynamic': convertTo('dynamic'),
  'make.fixed': convertTo('fixed'),
  'make.raw': convertTo('raw'),
  'make.defragment': convertTo('defragment'),
  'make.merge': convertTo('merge'),
  'make.azure': convertTo('azure'),
  'make.skeleton': convertTo('skeleton'),
  'file.hash': { enabled: whenShown(({ view }) => view.disk !== null && view.parent === null), run: hashDisk },
  'file.save': { enabled: hasChanges, run: openReview },
  'file.undoSave': { enabled: whenShown(({ edits }) => edits.canUndoSave && edits.changes === 0), run: undoSaved },
  'edit.undo': { enabled: hasChanges, run: undo },
  'edit.redo': { enabled: whenShown(({ edits, asking }) => edits.redo !== null || asking > 0), run: redo },
  'edit.toggle': { enabled: whenDisk, run: toggleEditing, isOn: isEditing },
  'edit.discard': { enabled: hasChanges, run: () => askToDiscard('all changes', discard) },
  'edit.restoreDraft': {
    enabled: whenShown(({ view, edits }) => view.draft?.fits === true && edits.changes === 0),
    run: restoreDraft,
  },
  'edit.forgetDraft': { enabled: (s) => selectView(s)?.draft != null, run: () => askToDiscard('the kept changes', forgetDraft) },
  'edit.repair': { enabled: (s) => problemWithRepair(s) !== null || endsByReconnecting(s), run: repairShown },
  'edit.repairSafe': { enabled: whenShown(({ offers }) => hasSafe(offers)), run: () => repairSafe() },
  'edit.copy': { enabled: whenOpen, run: () => copySelection('hex') },
  'edit.paste': { enabled: (s) => isEditing(s) && whenBytes(s), run: () => paste() },
  'edit.fill': { enabled: (s) => isEditing(s) && whenBytes(s), run: fill },
  'edit.applyPatch': { enabled: whenDisk, run: applyPatch },
  'edit.writeFile': { enabled: (s) => isEditing(s) && whenDisk(s), run: startContent },
  'edit.copyHex': { enabled: whenOpen, run: () => copySelection('hex') },
  'edit.copyText': { enabled: whenOpen, run: () => copySelection('text') },
  'copy.stream': copyAs('stream'),
  'copy.c': copyAs('c'),
  'copy.python': copyAs('python'),
  'copy.rust': copyAs('rust'),
  'copy.go': copyAs('go'),
  'copy.java': copyAs('java'),
  'copy.base64': copyAs('base64'),
  'copy.markdown': copyAs('markdown'),
  'copy.dd': { enabled: whenDisk, run: copyDdLine },
  'edit.copyAddress': { enabled: whenOpen, run: copyAddress },
  'edit.find': { enabled: whenOpen, run: goToFind, isOn: whenShown(({ bottom }) => bottom === 'find') },
  'edit.replace': { enabled: isEditing, run: goToReplace },
  'edit.compare': { enabled: whenShown(({ view }) => view.disk !== null), run: goToCompare },
  'edit.takeOther': { enabled: whenShown(canTakeOther), run: takeOther },
  'edit.findNext': { enabled: whenShown(({ find }) => find.run.kind !== 'none'), run: () => stepHit(1) },
  'edit.findPrevious': { enabled: whenShown(({ find }) => find.run.kind !== 'none'), run: () => stepHit(-1) },
  'edit.selectAll': { enabled: whenOpen, run: selectAll },
  'edit.selectField': { enabled: whenShown(({ cursor }) => cursor.space === 'file'), run: selectField },
  'edit.selectSector': { enabled: whenOpen, run: selectSector },
  'edit.selectBlock': { enabled: whenShown(({ view, cursor }) => view.disk !== null && cursor.space === 'disk'), run: selectBlock },
  'edit.hashSelection': { enabled: canHashSelection, run: hashSelection },
  'edit.bitsSet': { enabled: canChangeBits, run: () => changeBits('set') },
  'edit.bitsClear': { enabled: canChangeBits, run: () => changeBits('clear') },
  'edit.bitsInvert': { enabled: canChangeBits, run: () => changeBits('invert') },
  'edit.bitsMatch': { enabled: canChangeBits, run: () => changeBits('match') },
  'view.overview': tab('overview', whenOpen),
  'view.mapHex': tab('mapHex', whenDisk),
  'view.map': tab('map', whenDisk),
  'view.hex': tab('hex', whenOpen),
  'view.navigator': { enabled: whenOpen, run: () => toggleSide('navigator'), isOn: (s) => isSideOpen(s, 'navigator') },
  'view.inspector': { enabled: whenOpen, run: () => toggleSide('inspector'), isOn: (s) => isSideOpen(s, 'inspector') },
  'view.problems': {
    enabled: whenOpen,
    run: goToProblems,
    isOn: whenShown(({ bottom }) => bottom === 'problems'),
  },
  'view.jobs': { enabled: always, run: () => setJobsOpen(!now().jobs.isOpen), isOn: ({ jobs }) => jobs.isOpen },
  'view.checkAll': { enabled: whenShown(({ view, checking }) => view.disk !== null && checking === null), run: () => checkEverything() },
  'view.space': { enabled: whenDisk, run: changeSpace },
  'view.radix': {
    enabled: whenOpen,
    run: () => changePrefs({ radix: now().prefs.radix === 'hex' ? 'dec' : 'hex' }),
    isOn: ({ prefs }) => prefs.radix === 'dec',
  },
  'view.columns': {
    enabled: whenOpen,
    run: () => changePrefs({ columns: now().prefs.columns === 32 ? 16 : 32 }),
    isOn: ({ prefs }) => prefs.columns === 32,
  },
  'view.bitmaps': {
    enabled: (s) => selectView(s)?.disk?.kind === 'dynamic',
    run: toggleBitmaps,
    isOn: ({ prefs }) => prefs.bitmaps === 'ignore',
  },
  'view.scanContent': { enabled: canScanContent, run: scanContent },
  'view.pauseScan': { enabled: whenShown(({ scans }) => scans.content.kind === 'running'), run: () => togglePause('content') },
  'view.stopScan': { enabled: whenShown(({ scans }) => scans.content.kind === 'running'), run: () => cancelScan('content') },
  'view.themeSystem': theme('system'),
  'view.themeLight': theme('light'),
  'view.themeDark': theme('dark'),
  'view.zoomIn': zoom(1),
  'view.zoomOut': zoom(-1),
  'view.zoomReset': zoom(0),
  'go.to': { enabled: whenOpen, run: () => setState({ wantedPane: 'goto' }) },
  'go.back': { enabled: whenShown(({ visited }) => visited.back.length > 0), run: goBack },
  'go.forward': { enabled: whenShown(({ visited }) => visited.forward.length > 0), run: goForward },
  'go.nextProblem': problem(1),
  'go.previousProblem': problem(-1),
  'go.nextStored': { enabled: whenStored, run: () => stepStored(1) },
  'go.previousStored': { enabled: whenStored, run: () => stepStored(-1) },
  'go.nextChange': { enabled: hasChanges, run: () => stepChange(1) },
  'go.previousChange': { enabled: hasChanges, run: () => stepChange(-1) },
  'go.nextPane': pane(1),
  'go.previousPane': pane(-1),
  'help.palette': { enabled: always, run: () => openModal({ kind: 'palette' }) },
  'help.keyboard': { enabled: always, run: () => openModal({ kind: 'keyboard' }) },
  'help.logs': { enabled: always, run: async () => void (await api['app/showLogs']({})) },
  'help.about': { enabled: always, run: () => openModal({ kind: 'about' }) },
};

/** While a sheet is open, only commands marked `inModal` in the table of commands can be run behind it. */
export const isEnabled = (id: CommandId, state: WindowState): boolean =>
  (state.modal === null || COMMANDS[id].inModal === true) && commands[id].enabled(state);
export const enabledCommands = (state: WindowState): CommandId[] => COMMAND_IDS.filter((id) => isEnabled(id, state));
export const checkedCommands = (state: WindowState): CommandId[] => COMMAND_IDS.filter((id) => commands[id].isOn?.(state) === true);

/** Menu, keys, palette, buttons, drops and toasts all run commands through this function. */
export function runCommand(id: CommandId): void {
  if (isEnabled(id, now())) void commands[id].run();
}

/** The command as the menu of a list shows it now. */
export function menuEntry(id: CommandId): { label: string; keys: string | null; isEnabled: boolean; run: () => void } {
  const mac = now().program.platform === 'darwin';
  const keys = keysOf(id, mac);
  return {
    label: COMMANDS[id].label,
    keys: keys === null ? null : keysText(keys, mac),
    isEnabled: isEnabled(id, now()),
    run: () => runCommand(id),
  };
}
