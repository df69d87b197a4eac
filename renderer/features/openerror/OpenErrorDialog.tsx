import type { JSX } from 'react';
import { closeSheet, useSheet } from '../../app/modal.store';
import { CHOICE_LABELS, openErrorText, type OpenChoice } from '../../app/openErrors.text';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import '../../ui/alert.css';
import { choose } from './OpenError';
import styles from './openerror.module.css';

/** The same over a disk that is shown: it stays, with its changes. */
export function OpenErrorDialog(): JSX.Element {
  const { file, error } = useSheet('openError', (sheet) => sheet);
  const { title, detail, choices } = openErrorText(error, file.name);
  const close = (): void => closeSheet('openError');
  const take = (choice: OpenChoice): void => {
    close();
    // Closing is for the message: the disk behind it stays.
    if (choice !== 'close') choose(choice, file);
  };
  return (
    <Dialog label={title} look="wide" onClose={close}>
      <div className="alert">
        <p className={styles.openErrorName}>{file.name}</p>
        <h2>{title}</h2>
        <p className="selectable">{detail}</p>
        <div className={styles.openErrorChoices}>
          {choices.map((choice, i) => (
            <Button
              key={choice}
              look={i === 0 ? 'primary' : 'plain'}
              {...(i === 0 ? { 'data-first': true } : {})}
              onClick={() => take(choice)}
            >
              {CHOICE_LABELS[choice]}
            </Button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
