import { clsx } from 'clsx';
import { FileQuestion } from 'lucide-react';
import type { JSX } from 'react';
import type { BoundaryError, OpenError as OpenFailure } from '../../../shared/errors';
import type { FileTicket } from '../../../shared/views';
import { api } from '../../api';
import { rescue, searchForFooter } from '../../disk/repair.commands';
import { runCommand } from '../../app/commands';
import { openDisk } from '../../disk/disk.store';
import { CHOICE_LABELS, openErrorText, type OpenChoice } from '../../app/openErrors.text';
import { Button } from '../../ui/Button';
import styles from './openerror.module.css';

/** A file that cannot be shown as a disk: what it is, how we know, and what can be done. */
export function OpenError({ file, error }: { readonly file: FileTicket; readonly error: OpenFailure | BoundaryError }): JSX.Element {
  const { title, detail, choices } = openErrorText(error, file.name);
  return (
    <main className={styles.openError}>
      <div className={styles.openErrorBox} role="alert">
        <FileQuestion size={40} strokeWidth={1.5} className={styles.openErrorIcon} aria-hidden />
        <p className={styles.openErrorName}>{file.name}</p>
        <h1>{title}</h1>
        <p className={clsx(styles.openErrorDetail, 'selectable')}>{detail}</p>
        <div className={styles.openErrorChoices}>
          {choices.map((choice, i) => (
            <Button key={choice} look={i === 0 ? 'primary' : 'plain'} autoFocus={i === 0} onClick={() => choose(choice, file)}>
              {CHOICE_LABELS[choice]}
            </Button>
          ))}
        </div>
      </div>
    </main>
  );
}

/** Does what the user chose about a file that did not open. */
export function choose(choice: OpenChoice, file: FileTicket): void {
  switch (choice) {
    case 'choose':
      return runCommand('file.open');
    case 'bytes':
      return void openDisk(file, 'bytes');
    case 'raw':
      return void openDisk(file, 'raw');
    case 'folder':
      return void api['app/showInFolder']({ ticket: file.ticket });
    case 'retry':
      return void openDisk(file, 'disk');
    case 'recover':
    case 'add-footer':
    case 'reorder':
      return void rescue(file, CHOICE_LABELS[choice].replace('…', ''));
    case 'search':
      return void searchForFooter(file, 'Look for a footer');
    case 'close':
      return runCommand('file.close');
    default:
      return choice satisfies never;
  }
}
