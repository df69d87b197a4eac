import { useState, type JSX, type KeyboardEvent } from 'react';
import type { RecentView } from '../../../shared/settings';
import { openRecent } from '../../commands/recents';
import { matchWords } from '../../kernels/matchWords';
import { useStore } from '../../store/store';
import { recentSummary } from '../../text/recents';
import { Dialog } from '../../ui/Dialog';
import { DiskIcon } from '../../ui/DiskIcon';
import './palette.css';

/** The disks that were open before, found by typing. */
export function RecentsDialog(): JSX.Element {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const [now] = useState(() => new Date());
  const recents = useStore((s) => s.recents);
  const setView = useStore((s) => s.setView);
  const found = recents.filter(({ name, folder }) => matchWords(`${name} ${folder}`, text));
  const at = Math.min(chosen, found.length - 1);
  const close = (): void => setView({ dialog: null });
  const run = (recent: RecentView | undefined): void => {
    close();
    if (recent !== undefined) void openRecent(recent);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') run(found[at]);
    else if (event.key === 'ArrowDown') setChosen(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label="Recent disks" onClose={close}>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Find a recent disk"
        aria-expanded
        aria-controls="recents-list"
        aria-activedescendant={found.length === 0 ? undefined : `recents-${at}`}
        placeholder="Open a recent disk"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <ul className="palette-list" id="recents-list" role="listbox" aria-label="Recent disks">
        {found.map((recent, i) => (
          <li
            key={recent.recent}
            id={`recents-${i}`}
            role="option"
            aria-selected={i === at}
            className="palette-item palette-disk"
            title={recent.folder}
            ref={(element) => {
              if (i === at) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => {
              event.preventDefault();
              run(recent);
            }}
          >
            <DiskIcon kind={recent.kind} size={18} />
            <span className="palette-label">
              <b>{recent.name}</b> <span className="muted">{recent.folder}</span>
            </span>
            <span className="muted">{recent.missing ? 'Not found. Locate…' : recentSummary(recent, now)}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && (
        <p className="palette-none">{recents.length === 0 ? 'Disks you open are listed here.' : 'No recent disk is called that.'}</p>
      )}
    </Dialog>
  );
}
