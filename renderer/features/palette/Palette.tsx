import { useState, type JSX } from 'react';
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../../shared/commands';
import { allKeysOf, keysText } from '../../app/keys.model';
import { isEnabled, runCommand } from '../../app/commands';
import { whyNotText } from '../../app/whyNot.commands';
import { now, useStore } from '../../app/store';
import { Finder } from './Finder';
import { keywordFor } from './found.model';
import { Keys } from './Keys';
import styles from './palette.module.css';

const OFFERED = COMMAND_IDS.filter((id) => id !== 'help.palette');

/** Every command, found by typing. Those that can be run now come first; the others say why they cannot. */
export function Palette(): JSX.Element {
  const mac = useStore((s) => s.program.platform === 'darwin');
  const [state] = useState(() => ({ ...now(), modal: null }));
  const whyNot = (id: CommandId): string | null => (isEnabled(id, state) ? null : whyNotText(id, state));
  return (
    <Finder
      sheet="palette"
      label="All commands"
      prompt="Find a command"
      items={OFFERED}
      keyOf={(id) => id}
      wordsOf={(id) => `${COMMANDS[id].menu} ${COMMANDS[id].label} ${COMMANDS[id].keywords ?? ''}`}
      whyNot={whyNot}
      onRun={runCommand}
      none="No command is called that."
      draw={(id, query) => <Line id={id} query={query} why={whyNot(id)} mac={mac} />}
    />
  );
}

type LineProps = { readonly id: CommandId; readonly query: string; readonly why: string | null; readonly mac: boolean };

/** `why`: why the command cannot be run now. */
function Line({ id, query, why, mac }: LineProps): JSX.Element {
  const { menu, label, keywords = '' } = COMMANDS[id];
  const keyword = keywordFor(query, `${menu} ${label}`, keywords);
  const keys = allKeysOf(id, mac).map((each) => keysText(each, mac));
  return (
    <>
      <span className="muted">{menu}</span>
      <span className={styles.label}>
        {label}
        {keyword !== null && <span className={styles.keyword}>{keyword}</span>}
      </span>
      {why !== null && <span className={styles.why}>{why}</span>}
      {keys.length > 0 && <Keys keys={keys} />}
    </>
  );
}
