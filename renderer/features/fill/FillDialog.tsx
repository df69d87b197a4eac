import { clsx } from 'clsx';
import type { FormEvent, JSX } from 'react';
import { MAX_PATTERN_BYTES } from '../../../shared/edits';
import { fillWith, pastedBytes } from '../../disk/typing.commands';
import { offsetText } from '../../disk/address.model';
import { changeSheet, closeSheet, useSheet } from '../../app/modal.store';
import type { FillModal } from '../../app/modalState';
import { setState, usePref } from '../../app/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Select } from '../../ui/Select';
import { bytesText } from '../../../shared/text/size';
import styles from './fill.module.css';
import '../../ui/alert.css';

/** Fills the selection with a repeated pattern. It is staged like any other change. */
export function FillDialog(): JSX.Element {
  const range = useSheet('fill', (sheet) => sheet.range);
  const text = useSheet('fill', (sheet) => sheet.text);
  const reading = useSheet('fill', (sheet) => sheet.reading);
  const radix = usePref('radix');
  const close = (): void => {
    closeSheet('fill');
    setState({ wantedPane: 'hex' });
  };
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
    fillWith(range, pattern);
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
            onChange={(event) => changeSheet('fill', { text: event.target.value })}
            onFocus={(event) => event.target.select()}
          />
          <Select<FillModal['reading']>
            label="The pattern is"
            options={[
              { value: 'hex', label: 'hex' },
              { value: 'text', label: 'text' },
            ]}
            value={reading}
            onChange={(next) => changeSheet('fill', { reading: next })}
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
