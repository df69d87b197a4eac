import type { JSX } from 'react';
import { runCommand } from '../../app/commands';
import { closeSheet } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { LICENCES } from './licences.text';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './shell.module.css';
import '../../ui/alert.css';

/** Which version of Platter this is, and what it is built from. */
export function AboutDialog(): JSX.Element {
  const version = useStore((s) => s.program.version);
  const close = (): void => closeSheet('about');
  const showLogs = (): void => {
    close();
    runCommand('help.logs');
  };
  return (
    <Dialog label="About Platter" onClose={close}>
      <div className="alert">
        <h2>Platter {version}</h2>
        <p>Looks inside VHD virtual hard disks, checks, repairs, makes and edits them. MIT licence.</p>
        {/* A place that scrolls can be reached by keyboard. */}
        <div className={styles.aboutLicences} role="region" aria-label="Built with" tabIndex={0}>
          <table aria-label="Built with">
            <tbody>
              {LICENCES.map(({ name, licence }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="muted">{licence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div className="alert-buttons">
          <Button onClick={showLogs}>Show logs</Button>
          <Button look="primary" data-first onClick={close}>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
