/** Why a command cannot be run now. Asked only for commands that cannot. */
import { comparedIn } from '../disk/compared.model';
import { COMMANDS, type CommandId } from '../../shared/commands';
import { OPERATION_COMMANDS, whyNotMade } from '../features/convert/convert.commands';
import { noRepair } from '../disk/noRepair.text';
import { isEndless } from '../../shared/text/unreached';
import { standInsOf, unfoundWaysOf } from '../disk/standIns.model';
import type { OpenDisk, WindowState } from './state';
import { shownIn } from './store';
import { WHY_NOT, type WhyNot } from './whyNot.text';

type Reason = (disk: OpenDisk) => WhyNot;

const always =
  (why: WhyNot): Reason =>
  () =>
    why;
const ofDisk =
  (reason: Reason): Reason =>
  (disk) =>
    disk.view.disk === null ? 'no-disk' : reason(disk);
const inEditing: Reason = ofDisk(({ edits }) => (edits.editing ? 'not-now' : 'not-editing'));
const ofBits: Reason = ofDisk((disk) => (disk.view.disk?.blocks.inTable === true ? inEditing(disk) : 'not-sparse'));
const ofProblem = (otherwise: WhyNot): Reason => ofDisk(({ view }) => (view.findings.length === 0 ? 'no-problems' : otherwise));

/** Asked where nothing is missing, and no way to the disk's own parent can be written. */
function noReconnecting({ view }: OpenDisk): WhyNot {
  if (isEndless(view.parent)) return 'parents-endless';
  if (view.layers.length < 2) return 'no-parent';
  const ways = unfoundWaysOf(view);
  const own = ways.find(({ of }) => of === undefined);
  if (own !== undefined) return own.isNamed === true ? 'parent-outside' : 'parent-unwritten';
  return ways.length > 0 || standInsOf(view).length > 0 ? 'parent-below' : 'parent-connected';
}

const REASONS: ReadonlyMap<CommandId, Reason> = new Map<CommandId, Reason>([
  ['file.locateParent', ofDisk(({ view }) => (isEndless(view.parent) ? 'parents-endless' : 'no-parent-missing'))],
  ['file.reconnectParent', ofDisk(noReconnecting)],
  ['file.hash', ofDisk(always('parent-missing'))],
  ['file.save', always('no-changes')],
  ['file.undoSave', ({ edits }) => (edits.canUndoSave ? 'changes-first' : 'no-save')],
  ['edit.undo', always('no-changes')],
  ['edit.redo', always('nothing-undone')],
  ['edit.discard', always('no-changes')],
  ['file.exportPatch', always('no-changes')],
  ['edit.restoreDraft', ({ view }) => (view.draft === null ? 'no-draft' : view.draft.fits ? 'changes-first' : 'draft-unfit')],
  ['edit.forgetDraft', always('no-draft')],
  ['edit.repair', ofProblem('no-repair')],
  ['edit.repairSafe', ofProblem('no-safe-repair')],
  ['edit.paste', inEditing],
  ['edit.fill', inEditing],
  ['edit.replace', inEditing],
  ['edit.writeFile', inEditing],
  ['edit.takeOther', ofDisk((disk) => (comparedIn(disk) === null ? 'not-compared' : inEditing(disk)))],
  ['edit.bitsSet', ofBits],
  ['edit.bitsClear', ofBits],
  ['edit.bitsInvert', ofBits],
  ['edit.bitsMatch', ofBits],
  ['edit.selectField', always('not-in-file')],
  ['edit.hashSelection', ({ selection }) => (selection === null ? 'nothing-selected' : 'parent-missing')],
  ['edit.selectBlock', ofDisk(always('not-in-disk'))],
  ['edit.findNext', always('no-search')],
  ['edit.findPrevious', always('no-search')],
  ['view.checkAll', ofDisk(always('being-checked'))],
  ['view.bitmaps', ofDisk(always('not-dynamic'))],
  ['view.scanContent', ofDisk(always('no-blocks'))],
  ['view.pauseScan', always('no-scan')],
  ['view.stopScan', always('no-scan')],
  ['go.back', always('nowhere-back')],
  ['go.forward', always('nowhere-forward')],
  ['go.nextStored', ofDisk(always('no-blocks'))],
  ['go.previousStored', ofDisk(always('no-blocks'))],
  ['go.nextChange', always('no-changes')],
  ['go.previousChange', always('no-changes')],
  ['go.nextProblem', always('no-problems')],
  ['go.previousProblem', always('no-problems')],
]);

function whyNoRepair({ view: { findings }, problem, offers }: OpenDisk): string {
  const finding = findings[Math.min(problem, findings.length - 1)];
  return finding === undefined ? WHY_NOT['no-problems'] : noRepair(finding, findings, offers).text;
}

/** Commands whose key says why it does nothing, where that is not plain to see. */
const SAYS_WHY_NOT: readonly CommandId[] = [
  'edit.repair',
  'edit.repairSafe',
  'edit.paste',
  'edit.fill',
  'edit.replace',
  'edit.selectField',
  'edit.selectBlock',
];

/** What to say when the key of a command was pressed that cannot be run; null: nothing. */
export function refusalOf(id: CommandId, state: WindowState): string | null {
  if (!SAYS_WHY_NOT.includes(id) || state.modal !== null || shownIn(state) === null) return null;
  return `${COMMANDS[id].label.replace('…', '')}: ${whyNotText(id, state)}`;
}

/** Commands of the whole program do not need an open disk, so its absence is not what stops them. */
const needsNoFile = (id: CommandId): boolean => COMMANDS[id].inModal === true;

export function whyNotText(id: CommandId, state: WindowState): string {
  const shown = shownIn(state);
  if (shown === null) return WHY_NOT[needsNoFile(id) ? 'not-now' : 'no-file'];
  if (id === 'edit.repair' && shown.view.findings.length > 0) return whyNoRepair(shown);
  const operation = OPERATION_COMMANDS.get(id);
  if (operation !== undefined && shown.view.disk !== null) return whyNotMade(operation, state) ?? WHY_NOT['not-now'];
  return WHY_NOT[(REASONS.get(id) ?? ofDisk(always('not-now')))(shown)];
}
