/** Main's events into the store; the only subscriber. */
import { api, on } from '../api';
import type { CommandId } from '../../shared/commands';
import { selectFindings } from './selectors';
import { useStore } from './store';

/** Starts listening and asks main how things stand. Returns the undo. */
export function startBridge(runCommand: (id: CommandId) => void): () => void {
  const { open, setView } = useStore.getState();
  const undo = [
    on['app/ticket'](({ file }) => void open(file, 'disk')),
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
    const { theme, platform, version, recents, file } = answer.value;
    setView({ theme, platform, version, recents });
    if (file !== null) void open(file, 'disk');
  });
  return () => {
    for (const off of undo) off();
  };
}
