import { Lightbulb } from 'lucide-react';
import { useState, type JSX } from 'react';
import { keysOf, keysText } from '../../app/keys.model';
import { useStore } from '../../app/store';
import { firstTip, TIPS } from './tips.text';
import { Button } from '../../ui/Button';
import styles from './welcome.module.css';

/** A tip; a button shows another one. */
export function Tip(): JSX.Element | null {
  const mac = useStore((s) => s.program.platform === 'darwin');
  const [at, setAt] = useState(() => firstTip(new Date()));
  const tip = TIPS[at];
  if (tip === undefined) return null;
  const keys = tip.command === null ? null : keysOf(tip.command, mac);
  return (
    <div className={styles.tip} role="group" aria-label="Tip">
      <Lightbulb size={16} aria-hidden />
      <p aria-live="polite">{tip.text.replace('{keys}', keys === null ? '' : keysText(keys, mac))}</p>
      <Button look="quiet" onClick={() => setAt((at + 1) % TIPS.length)}>
        Next tip
      </Button>
    </div>
  );
}
