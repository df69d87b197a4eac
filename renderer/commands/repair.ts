/** Checking everything and repairing: what the problems panel, the sheet and the screen of a refused file can do. */
import type { RepairMethod } from '../../shared/repairs';
import type { RepairWish } from '../../shared/repairViews';
import type { FileTicket } from '../../shared/views';
import { api } from '../api';
import { canRebuild, firstWay, waysOf, wishFor } from '../kernels/repairWays';
import { selectFindings } from '../store/selectors';
import { useStore } from '../store/store';
import { repairFailureText } from '../text/repairErrors';
import { repairTitle } from '../text/repairNames';

/** The repair of the problem that is shown. `method`: the way the user picked in the panel. */
export async function repairProblem(index: number, method: RepairMethod | null = null): Promise<void> {
  const state = useStore.getState();
  const finding = selectFindings(state)[index];
  if (finding === undefined) return;
  if (method === null && canRebuild(finding, state.offers)) return open({ kind: 'rebuild' });
  await open(wishFor(finding.code, method ?? firstWay(waysOf(finding, state.offers))));
}

export const repairSafe = (): Promise<void> => open({ kind: 'safe' });
/** `title`: what the user was offered. */
export const rescue = (file: FileTicket, title: string): Promise<void> => open({ kind: 'rescue' }, { file, title });

/** Another way for the same finding. */
export async function chooseWay(method: RepairMethod): Promise<void> {
  const { repair } = useStore.getState();
  const code = repair?.wish.kind === 'mend' ? repair.wish.only[0] : undefined;
  if (repair?.doing === null && code !== undefined) await plan(wishFor(code, method));
}

type Rescued = { readonly file: FileTicket; readonly title: string };

async function open(wish: RepairWish, rescued: Rescued | null = null): Promise<void> {
  const title = rescued?.title ?? repairTitle(wish);
  useStore.getState().setRepair({ title, wish, file: rescued?.file ?? null, view: null, isPlanning: true, doing: null, failure: null });
  await plan(wish);
}

async function plan(wish: RepairWish): Promise<void> {
  useStore.getState().changeRepair({ wish, isPlanning: true, failure: null });
  await useStore.getState().settled();
  const { disk, edits, repair } = useStore.getState();
  const answer =
    wish.kind === 'rescue'
      ? repair?.file == null
        ? null
        : await api['repair/planRescue']({ ticket: repair.file.ticket })
      : disk.kind === 'open'
        ? await api['repair/plan']({ image: disk.view.image, revision: edits.revision, wish })
        : null;
  const { repair: now, changeRepair } = useStore.getState();
  // Closed meanwhile, or another way was chosen.
  if (answer === null || now?.wish !== wish) return;
  changeRepair(
    answer.ok
      ? { view: answer.value, isPlanning: false }
      : { view: null, isPlanning: false, failure: repairFailureText(answer.error, 'There is no repair.') },
  );
}

/** While a copy is being written the sheet stays: it has to be cancelled first. */
export function closeRepair(): void {
  const { repair, setRepair } = useStore.getState();
  if (repair?.doing != null) return void cancelRepair();
  if (repair?.isPlanning === true) void api['repair/cancel']({ what: 'plan' });
  setRepair(null);
}

/** The platform closes a dialog on the second Escape, whatever the page says: what runs is cancelled then, out of sight. */
export function dismissRepair(): void {
  closeRepair();
  useStore.getState().setRepair(null);
}

export async function cancelRepair(): Promise<void> {
  const { repair, checking, changeRepair, setChecking } = useStore.getState();
  if (repair?.doing != null && typeof repair.doing === 'object') changeRepair({ doing: { ...repair.doing, isStopping: true } });
  if (checking !== null) setChecking({ ...checking, isStopping: true });
  await api['repair/cancel']({ what: 'work' });
}

export async function addToChanges(): Promise<void> {
  const { repair, changeRepair, stageRepair, setRepair } = useStore.getState();
  if (repair?.view == null) return;
  changeRepair({ doing: 'staging' });
  const isStaged = await stageRepair(repair.view.plan);
  if (isStaged) setRepair(null);
  else changeRepair({ doing: null });
}

export async function repairNow(): Promise<void> {
  const { repair, changeRepair, applyRepair, setRepair } = useStore.getState();
  if (repair?.view == null) return;
  changeRepair({ doing: 'applying' });
  const done = await applyRepair(repair.view.plan);
  if (done === null) changeRepair({ doing: null });
  else setRepair(null);
}

const copyName = (name: string): string => name.replace(/(\.(?:a?vhd|vud))?$/i, '-repaired.vhd').slice(0, 255);

/** Into a new file, which is opened when it is complete. */
export async function repairCopy(): Promise<void> {
  const { repair, disk, changeRepair } = useStore.getState();
  const original = repair?.file ?? (disk.kind === 'open' ? disk.file : null);
  if (repair?.view == null || original === null) return;
  const chosen = await api['disk/choosePlace']({ suggestion: copyName(original.name), near: original.ticket, type: 'vhd' });
  if (!chosen.ok || chosen.value === null) return;
  const { plan: number } = repair.view;
  const place = chosen.value;
  changeRepair({ doing: { progress: null, isStopping: false, name: place.name }, failure: null });
  const answer =
    repair.file === null && disk.kind === 'open'
      ? await api['repair/copy']({ image: disk.view.image, plan: number, place: place.ticket })
      : await api['repair/copyRescue']({ plan: number, place: place.ticket });
  if (!answer.ok) {
    changeRepair({ doing: null, failure: answer.error.kind === 'cancelled' ? null : repairFailureText(answer.error, 'No copy was made.') });
    return;
  }
  const { setRepair, open: openFile, setView } = useStore.getState();
  setRepair(null);
  await openFile(answer.value, 'disk');
  setView({ toast: { text: `${answer.value.name} is written. ${original.name} is as it was.`, action: null } });
}

/** Every block too; what it finds joins the list. */
export async function checkEverything(): Promise<void> {
  const { disk, setChecking, adoptEdited, setView } = useStore.getState();
  if (disk.kind !== 'open') return;
  setView({ problemsOpen: true });
  setChecking({ progress: null, isStopping: false });
  const answer = await api['repair/check']({ image: disk.view.image });
  setChecking(null);
  const { disk: now } = useStore.getState();
  if (now.kind !== 'open' || now.view.image !== disk.view.image) return;
  if (answer.ok) return adoptEdited(answer.value);
  if (answer.error.kind === 'cancelled') setView({ notice: 'The check was cancelled' });
  else setView({ alert: repairFailureText(answer.error, 'The check was not finished.') });
}
