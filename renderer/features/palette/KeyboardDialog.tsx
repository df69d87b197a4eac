import { useState, type JSX } from 'react';
import { COMMAND_IDS, COMMANDS } from '../../../shared/commands';
import { allKeysOf, keysText } from '../../app/keys.model';
import { found } from './found.model';
import { closeSheet } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { PANE_KEYS } from './paneKeys.text';
import { Dialog } from '../../ui/Dialog';
import { Keys } from './Keys';
import styles from './palette.module.css';

type Line = { readonly area: string; readonly what: string; readonly keys: readonly string[] };

/** Every key there is, searchable. */
export function KeyboardDialog(): JSX.Element {
  const [text, setText] = useState('');
  const mac = useStore((s) => s.program.platform === 'darwin');
  const commands: Line[] = COMMAND_IDS.flatMap((id) => {
    const keys = allKeysOf(id, mac).map((each) => keysText(each, mac));
    return keys.length === 0 ? [] : [{ area: COMMANDS[id].menu, what: COMMANDS[id].label, keys }];
  });
  const panes: Line[] = PANE_KEYS.map(({ area, what, keys }) => ({
    area,
    what,
    keys: [mac ? keys.replaceAll('Ctrl+', '⌘').replaceAll('Alt+', '⌥').replaceAll('Shift+', '⇧') : keys],
  }));
  const matches = found([...commands, ...panes], text, ({ area, what, keys }) => `${area} ${what} ${keys.join(' ')}`);
  return (
    <Dialog label="Keyboard shortcuts" onClose={() => closeSheet('keyboard')}>
      <input
        className={styles.paletteInput}
        aria-label="Find a key"
        placeholder="Find a key"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className={styles.list} tabIndex={0} role="region" aria-label="Keys">
        <table className={styles.keysTable}>
          <tbody>
            {matches.map(({ area, what, keys }) => (
              <tr key={`${area}${what}`}>
                <td className="muted">{area}</td>
                <td>{what}</td>
                <td>
                  <Keys keys={keys} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {matches.length === 0 && <p className={styles.none}>No matches.</p>}
      </div>
    </Dialog>
  );
}
