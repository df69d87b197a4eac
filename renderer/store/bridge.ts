/** Main's events into the store; the only subscriber. */
import { api, on } from '../api';
import type { CommandId } from '../../shared/commands';
import type { Arrival } from '../../shared/ipc/contract';
import { selectFindings } from './selectors';
import { useStore } from './store';

/** Starts listening and asks main how things stand. Returns the undo. */
export function startBridge(runCommand: (id: CommandId) => void): () => void {
  const { open, setView } = useStore.getState();
  const show = async ({ file, run }: Arrival): Promise<void> => {
    await open(file, 'disk');
    if (run !== null) runCommand(run);
  };
  const undo = [
    on['app/ticket']((arrival) => void show(arrival)),
    on['app/command'](({ command }) => runCommand(command)),
    on['disk/progress']((progress) => useStore.getState().noteProgress(progress)),
    on['job/list'](({ jobs }) => useStore.getState().noteJobs(jobs)),
    on['repair/progress']((progress) => useStore.getState().noteRepairProgress(progress)),
    useStore.subscribe((now, before) => {
      if (selectFindings(now) !== selectFindings(before)) void now.loadOffers();
    }),
    on['scan/part'](({ scan, what, part }) => useStore.getState().noteScanSoon(scan, what, part)),
    on['app/recents'](({ recents }) => setView({ recents })),
  ];
  void api['app/start']({}).then((answer) => {
    if (!answer.ok) return;
    const { theme, platform, version, recents, first } = answer.value;
    setView({ theme, platform, version, recents });
    if (first !== null) void show(first);
  });
  return () => {
    for (const off of undo) off();
  };
}
