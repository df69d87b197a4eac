import { useMemo, useState, type JSX, type KeyboardEvent } from 'react';
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../../shared/commands';
import { isEnabled, runCommand } from '../../commands/commands';
import { keysOf, keysText } from '../../commands/keys';
import { matchWords } from '../../kernels/matchWords';
import { useStore } from '../../store/store';
import { Dialog } from '../../ui/Dialog';
import './palette.css';

const OFFERED = COMMAND_IDS.filter((id) => id !== 'help.palette');

/** Every command that can be run now, found by typing. */
export function Palette(): JSX.Element {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const mac = useStore((s) => s.platform === 'darwin');
  const setView = useStore((s) => s.setView);
  const offered = useMemo(() => OFFERED.filter((id) => isEnabled(id, useStore.getState())), []);
  const found = offered.filter((id) => matchWords(`${COMMANDS[id].menu} ${COMMANDS[id].label}`, text));
  const at = Math.min(chosen, found.length - 1);
  const close = (): void => setView({ dialog: null });
  const run = (id: CommandId | undefined): void => {
    close();
    if (id !== undefined) runCommand(id);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') run(found[at]);
    else if (event.key === 'ArrowDown') setChosen(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog label="All commands" onClose={close}>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Find a command"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found.length === 0 ? undefined : `palette-${at}`}
        placeholder="Find a command"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={press}
      />
      <ul className="palette-list" id="palette-list" role="listbox" aria-label="Commands">
        {found.map((id, i) => (
          <PaletteItem key={id} id={id} index={i} chosen={i === at} mac={mac} onRun={() => run(id)} />
        ))}
      </ul>
      {found.length === 0 && <p className="palette-none">No command is called that.</p>}
    </Dialog>
  );
}

type ItemProps = {
  readonly id: CommandId;
  readonly index: number;
  readonly chosen: boolean;
  readonly mac: boolean;
  readonly onRun: () => void;
};

function PaletteItem({ id, index, chosen, mac, onRun }: ItemProps): JSX.Element {
  const { menu, label } = COMMANDS[id];
  const keys = keysOf(id, mac);
  return (
    <li
      id={`palette-${index}`}
      role="option"
      aria-selected={chosen}
      className="palette-item"
      ref={(element) => {
        if (chosen) element?.scrollIntoView({ block: 'nearest' });
      }}
      onPointerDown={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <span className="muted">{menu}</span>
      <span className="palette-label">{label}</span>
      {keys !== null && <kbd>{keysText(keys, mac)}</kbd>}
    </li>
  );
}
