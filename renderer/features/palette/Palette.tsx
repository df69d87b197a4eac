import { useMemo, type JSX } from 'react';
import { COMMAND_IDS, COMMANDS } from '../../../shared/commands';
import { isEnabled, runCommand } from '../../commands/commands';
import { keysOf, keysText } from '../../commands/keys';
import { useStore } from '../../store/store';
import { Finder } from './Finder';

const OFFERED = COMMAND_IDS.filter((id) => id !== 'help.palette');

/** Every command that can be run now, found by typing. */
export function Palette(): JSX.Element {
  const mac = useStore((s) => s.platform === 'darwin');
  const offered = useMemo(() => OFFERED.filter((id) => isEnabled(id, useStore.getState())), []);
  return (
    <Finder
      label="All commands"
      prompt="Find a command"
      items={offered}
      keyOf={(id) => id}
      wordsOf={(id) => `${COMMANDS[id].menu} ${COMMANDS[id].label}`}
      onRun={runCommand}
      none="No command is called that."
      draw={(id) => {
        const keys = keysOf(id, mac);
        return (
          <>
            <span className="muted">{COMMANDS[id].menu}</span>
            <span className="palette-label">{COMMANDS[id].label}</span>
            {keys !== null && <kbd>{keysText(keys, mac)}</kbd>}
          </>
        );
      }}
    />
  );
}
