import { useState, type JSX } from 'react';
import { COMMAND_IDS, COMMANDS } from '../../../shared/commands';
import { keysOf, keysText } from '../../commands/keys';
import { matchWords } from '../../kernels/matchWords';
import { useStore } from '../../store/store';
import { PANE_KEYS } from '../../text/paneKeys';
import { Dialog } from '../../ui/Dialog';
import './palette.css';

type Line = { readonly area: string; readonly what: string; readonly keys: string };

/** Every key there is, searchable. */
export function KeyboardDialog(): JSX.Element {
  const [text, setText] = useState('');
  const mac = useStore((s) => s.platform === 'darwin');
  const setView = useStore((s) => s.setView);
  const commands: Line[] = COMMAND_IDS.flatMap((id) => {
    const keys = keysOf(id, mac);
    return keys === null ? [] : [{ area: COMMANDS[id].menu, what: COMMANDS[id].label, keys: keysText(keys, mac) }];
  });
  const panes: Line[] = PANE_KEYS.map(({ area, what, keys }) => ({
    area,
    what,
    keys: mac ? keys.replaceAll('Ctrl+', '⌘').replaceAll('Alt+', '⌥').replaceAll('Shift+', '⇧') : keys,
  }));
  const found = [...commands, ...panes].filter(({ area, what, keys }) => matchWords(`${area} ${what} ${keys}`, text));
  return (
    <Dialog label="Keyboard shortcuts" onClose={() => setView({ dialog: null })}>
      <input
        className="palette-input"
        aria-label="Find a key"
        placeholder="Find a key"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="palette-list" tabIndex={0} role="region" aria-label="Keys">
        <table className="keys-table">
          <tbody>
            {found.map(({ area, what, keys }) => (
              <tr key={`${area}${what}`}>
                <td className="muted">{area}</td>
                <td>{what}</td>
                <td>
                  <kbd>{keys}</kbd>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {found.length === 0 && <p className="palette-none">No key does that.</p>}
      </div>
    </Dialog>
  );
}
