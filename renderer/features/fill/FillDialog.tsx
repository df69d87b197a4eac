import { clsx } from 'clsx';
import { useState, type FormEvent, type JSX } from 'react';
import { MAX_PATTERN_BYTES } from '../../../shared/edits';
import { fillRange, fillWith, pastedBytes } from '../../disk/typing.commands';
import { offsetText } from '../../disk/address.model';
import { closeSheet } from '../../app/modal.store';
import { setState, usePref } from '../../app/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Select } from '../../ui/Select';
import { bytesText } from '../../../shared/text/size';
import styles from './fill.module.css';
import '../../ui/alert.css';

type Reading = 'hex' | 'text';

/** Fills the selection with a repeated pattern. It is staged like any other change. */
export function FillDialog(): JSX.Element | null {
  const [range] = useState(fillRange);
  const [text, setText] = useState('00');
  const [reading, setReading] = useState<Reading>('hex');
  const radix = usePref('radix');
  const close = (): void => {
    closeSheet('fill');
    setState({ wantedPane: 'hex' });
  };
  if (range === null) return null;
  const pattern = pastedBytes(text, reading);
  const problem =
    pattern === null
      ? reading === 'hex'
        ? 'Pairs of hex digits, such as DE AD BE EF.'
        : 'One letter at least.'
      : pattern.length > MAX_PATTERN_BYTES
        ? `A pattern has ${MAX_PATTERN_BYTES} bytes at most.`
        : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (pattern === null || problem !== null) return;
    close();
    fillWith(pattern);
  };
  return (
    <Dialog label="Fill" onClose={close}>
      <form className="alert" noValidate onSubmit={submit}>
        <h2>Fill {bytesText(range.bytes)}</h2>
        <div className={styles.putRow}>
          <input
            className={clsx('input', styles.putPattern)}
            data-first
            aria-label="Pattern"
            aria-describedby="fill-said"
            aria-invalid={problem !== null}
            spellCheck={false}
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onFocus={(event) => event.target.select()}
          />
          <Select<Reading>
            label="The pattern is"
            options={[
              { value: 'hex', label: 'hex' },
              { value: 'text', label: 'text' },
            ]}
            value={reading}
            onChange={setReading}
          />
        </div>
        <p id="fill-said" role="status">
          {problem ?? (
            <>
              {offsetText(range.at, radix)}–{offsetText(range.at + range.bytes - 1, radix)} of the {range.space} is overwritten. Undo takes
              it back.
            </>
          )}
        </p>
        <div className="alert-buttons">
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" type="submit" disabled={problem !== null}>
            Fill
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
