import { HardDriveDownload } from 'lucide-react';
import { useState, type DragEvent, type JSX, type ReactNode } from 'react';
import { takeDrop } from '../../api';
import { isEnabled } from '../../app/commands';
import { openDisk } from '../../disk/disk.store';
import { alertUser } from '../../app/modal.store';
import { showNotice } from '../../app/notice.store';
import type { OpenDisk } from '../../app/state';
import { now } from '../../app/store';
import styles from './shell.module.css';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** Files can be dropped anywhere in the window. */
export function DropTarget({ children }: { readonly children: ReactNode }): JSX.Element {
  const [hovering, setHovering] = useState(false);
  const drop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    setHovering(false);
    const [file, ...more] = event.dataTransfer.files;
    // Like everything that opens a disk, this does nothing while a sheet is open.
    if (file === undefined || !isEnabled('file.open', now())) return;
    const answer = await takeDrop(file);
    if (!answer.ok) return alertUser({ title: 'This was not a file.', detail: 'Drop one .vhd file from a folder.' });
    await openDisk(answer.value, 'disk');
    const isFirst = ({ file: { ticket } }: OpenDisk): boolean => ticket === answer.value.ticket;
    if (more.length > 0) showNotice('One disk a window: the first file was opened', isFirst);
  };
  const hover = (event: DragEvent): void => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const isTaken = isEnabled('file.open', now());
    event.dataTransfer.dropEffect = isTaken ? 'copy' : 'none';
    if (isTaken) setHovering(true);
  };
  return (
    <div
      className={styles.shell}
      onDragOver={hover}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) setHovering(false);
      }}
      onDrop={(event) => void drop(event)}
    >
      {children}
      {hovering && (
        <div className={styles.dropVeil} data-drop role="status">
          <HardDriveDownload size={40} aria-hidden />
          <p>Drop to open. The file is only read.</p>
        </div>
      )}
    </div>
  );
}
