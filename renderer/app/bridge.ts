/** Takes main's events into the store. No other module subscribes to them. */
import { api, on } from '../api';
import type { CommandId } from '../../shared/commands';
import { PREF_NAMES } from '../../shared/settings';
import type { Arrival } from '../../shared/ipc/contract';
import { openDisk, resumeDisk } from '../disk/disk.store';
import { inTurn } from '../disk/editQueue.store';
import { takeDraft, takeLate, takeNotSaved } from '../disk/edits.store';
import { handOver, keepOnItsWay, takeOnItsWay } from '../disk/handOver.store';
import { noteJobs } from './jobs.store';
import { keepPlace, takeKeptPlace, takeRefused } from './keptPlace.store';
import { giveBack, keepSheet, takeKeptSheet } from './keptSheet.store';
import { changeSheet, closeSheet, sheetOf } from './modal.store';
import type { Typed } from './modalState';
import { loadOffers, noteFound, noteRepairProgress } from '../disk/repair.store';
import { takeFound } from '../disk/find.store';
import { noteScanSoon } from '../disk/scan.store';
import { watchFiles } from '../disk/standing.store';
import { selectFindings } from './selectors.store';
import { showToast } from './toasts.store';
import { changePrefs, setState, useStore } from './store';

/** The disk that the page before this one had asked for is written, or not; the form stays for another try. */
function endWriting(isMade: boolean): void {
  if (isMade) closeSheet('newDisk');
  else changeSheet('newDisk', { writing: { kind: 'idle' } });
}

const answerHandOver = async (request: number): Promise<void> => {
  const unfinished = await handOver();
  await api['app/handedOver']({ request, unfinished });
};

const NONE_MISSING = 'This window had to be loaded again. Nothing was lost: unsaved changes and jobs are as they were.';
const SOME_MISSING =
  'This window had to be loaded again. What you typed or changed last may be missing; earlier unsaved changes and jobs are as they were.';

/** Main ends a search or comparison whose page is gone, and keeps no hits. */
const FOUND_AGAIN = ' What was found is not listed any more: search or compare again.';

/** What the bridge has done in the window. `askAgain`: about what was typed when the page before this one failed. */
type Acts = { readonly runCommand: (id: CommandId) => void; readonly askAgain: (typed: Typed) => void };

/** Starts listening and asks main how things stand. Returns a function that stops listening. */
export function startBridge({ runCommand, askAgain }: Acts): () => void {
  const show = async ({ file, run }: Arrival): Promise<void> => {
    // If the file is refused, the command would act on the disk that stays.
    if ((await openDisk(file, 'disk')) && run !== null) runCommand(run);
  };
  /** Whether main is writing a disk that the page before this one asked for. */
  let isCreating = false;
  const undo = [
    on['app/ticket']((arrival) => void show(arrival)),
    on['app/command'](({ command }) => runCommand(command)),
    on['disk/progress']((progress) =>
      changeSheet('newDisk', ({ writing }) => (writing.kind === 'writing' ? { writing: { ...writing, progress } } : {})),
    ),
    on['job/list'](({ jobs }) => noteJobs(jobs)),
    on['repair/found'](noteFound),
    on['repair/progress'](noteRepairProgress),
    on['image/changed']((edited) => void takeLate(edited)),
    on['image/notSaved']((notSaved) => void takeNotSaved(notSaved)),
    on['image/draft'](takeDraft),
    on['app/handOver'](({ request }) => void answerHandOver(request)),
    on['app/made'](({ name, of }) => {
      if (of === 'new-disk') isCreating = false;
      if (of === 'new-disk' && sheetOf('newDisk')?.writing.kind === 'writing') endWriting(name !== null);
      showToast(name === null ? 'The new file that was being written was not made.' : `The new file ${name} is complete.`);
    }),
    on['scan/part'](({ scan, what, part }) => noteScanSoon(scan, what, part)),
    on['find/part'](({ find, part }) => takeFound(find, part)),
    on['app/prefs'](changePrefs),
    on['app/recents'](({ recents }) => setState(({ program }) => ({ program: { ...program, recents } }))),
    on['app/failure'](({ ref }) =>
      showToast(`Something failed inside Platter. Your disk and your unsaved changes are as they were. The log has it under ${ref}.`),
    ),
    useStore.subscribe((now, before) => {
      const changed = PREF_NAMES.filter((name) => now.prefs[name] !== before.prefs[name]);
      if (changed.length > 0 && before.program.version !== '') void api['app/setPrefs']({ prefs: now.prefs, changed });
      const [disk, last] = [now.disk, before.disk];
      if (disk.kind !== 'open' || last.kind !== 'open' || disk.view.image !== last.view.image || disk.tab === last.tab) return;
      void api['app/rememberTab']({ image: disk.view.image, tab: disk.tab });
    }),
    watchFiles(),
    keepSheet(),
    keepPlace(),
    keepOnItsWay(),
    useStore.subscribe((now, before) => {
      if (selectFindings(now) !== selectFindings(before)) void loadOffers();
    }),
  ];
  const kept = takeKeptSheet();
  const refused = takeRefused();
  void api['app/start']({}).then(async (answer) => {
    if (!answer.ok) return;
    const { prefs, platform, version, recents, first, shown, reopen, jobs, creating, restarted } = answer.value;
    isCreating = creating;
    setState({ prefs, program: { platform, version, recents } });
    noteJobs(jobs);
    const left = takeOnItsWay(shown);
    const place = takeKeptPlace(shown?.edited.view.image ?? null);
    const again = place?.bottom === 'find' ? FOUND_AGAIN : '';
    if (restarted) showToast(`${left.isMissing ? SOME_MISSING : NONE_MISSING}${again}`);
    const resumed = shown === null ? null : inTurn(() => resumeDisk(shown, place));
    // What was typed is asked about again before another file opens: whether it may take the disk's place, main asks then.
    if (restarted && left.typed !== null) {
      await resumed;
      askAgain(left.typed);
    }
    // Opening waits for its turn.
    const wanted = reopen ?? (refused === null || shown !== null ? null : { file: refused, as: 'disk' as const });
    const reopened = wanted === null ? null : openDisk(wanted.file, wanted.as);
    if (first !== null) void show(first);
    await resumed;
    await reopened;
    if (restarted && kept !== null) giveBack(kept, isCreating);
  });
  return () => {
    for (const off of undo) off();
  };
}
