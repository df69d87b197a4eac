import { clsx } from 'clsx';
import type { FormEvent, JSX } from 'react';
import { chooseContent, closeContent, stageContent } from './insert.commands';
import { contentOutcome } from './insert.model';
import { useDiskLayout } from '../../disk/blocks.store';
import { changeSheet, useSheet } from '../../app/modal.store';
import { contentLine, contentProblemText } from './insert.text';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './fill.module.css';
import '../../ui/alert.css';

/** Writes the bytes of another file into the disk, beginning at a sector. They are staged like any other change. */
export function ContentDialog(): JSX.Element | null {
  const disk = useDiskLayout();
  const file = useSheet('insert', (sheet) => sheet.file);
  const text = useSheet('insert', (sheet) => sheet.at);
  if (disk === null) return null;
  const outcome = contentOutcome(file, text, disk);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (outcome.kind === 'ready' && file !== null) void stageContent(file, outcome.at);
  };
  return (
    <Dialog label="Write a file into the disk" onClose={closeContent}>
      <form className="alert" noValidate onSubmit={submit}>
        <h2>Write a file into the disk</h2>
        <div className={styles.putRow}>
          <Button onClick={() => void chooseContent()}>{file === null ? 'Choose file…' : 'Change…'}</Button>
          {file !== null && <b className={styles.putName}>{file.name}</b>}
        </div>
        <label className={styles.putRow}>
          <span>At LBA</span>
          <input
            className={clsx('input', styles.putAddress)}
            data-first
            spellCheck={false}
            autoComplete="off"
            value={text}
            aria-describedby="content-said"
            aria-invalid={outcome.kind === 'problem' && file !== null}
            onChange={(event) => changeSheet('insert', { at: event.target.value })}
            onFocus={(event) => event.target.select()}
          />
        </label>
        <p id="content-said" role="status">
          {outcome.kind === 'ready' ? contentLine(outcome) : contentProblemText(outcome)}
        </p>
        <div className="alert-buttons">
          <Button onClick={closeContent}>Cancel</Button>
          <Button look="primary" type="submit" disabled={outcome.kind !== 'ready'}>
            Add to changes
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
