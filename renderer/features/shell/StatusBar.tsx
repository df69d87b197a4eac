import { clsx } from 'clsx';
import type { JSX } from 'react';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { offsetText } from '../../disk/address.model';
import { positionOf } from '../../disk/position.model';
import { structureName, type Disk } from '../../disk/translate.model';
import { useBlockRuns } from '../../disk/blockRuns.store';
import { useDiskLayout } from '../../disk/blocks.store';
import { JobTray } from '../jobs/JobTray';
import { runCommand } from '../../app/commands';
import { useOpen, usePref, useStore } from '../../app/store';
import { grouped, plural } from '../../../shared/text/numbers';
import styles from './shell.module.css';

/** Where the cursor is, expressed in every way. A click copies the address or asks for another. */
export function StatusBar(): JSX.Element | null {
  const disk = useDiskLayout();
  return disk === null ? null : <Position disk={disk} />;
}

function Position({ disk }: { readonly disk: Disk }): JSX.Element {
  const cursor = useOpen((d) => d.cursor);
  const radix = usePref('radix');
  const selection = useOpen((d) => d.selection);
  const notice = useStore((s) => s.notice);
  const bitmaps = usePref('bitmaps');
  const editing = useOpen((d) => d.edits.editing);
  const unsaved = useOpen((d) => d.edits.changes);
  const { lba, inSector, fileAt: inBlock, block, structure } = positionOf(disk, cursor);
  const runs = useBlockRuns(disk, cursor.space === 'disk' ? block : null);
  // Even if the block is in the file, this sector of it may not be.
  const run = lba === null ? undefined : runs?.find((r) => lba >= r.lba && lba < r.lba + r.sectors);
  const fileAt = run === undefined || run.source === 'file' ? inBlock : null;
  const sectors = selection === null ? 0 : Math.floor(selection.bytes / SECTOR_BYTES);
  return (
    <footer className={styles.statusbar} data-pane="statusbar" aria-label="Status">
      {lba !== null && (
        <button type="button" className={styles.statusbarPlace} title="Go to another address" onClick={() => runCommand('go.to')}>
          LBA {grouped(lba)} +{offsetText(inSector, radix)}
        </button>
      )}
      <button type="button" className={styles.statusbarPlace} title="Copy this address" onClick={() => runCommand('edit.copyAddress')}>
        {cursor.space === 'disk' ? `disk ${offsetText(cursor.at, radix)}` : `file ${offsetText(cursor.at, radix)}`}
      </button>
      {cursor.space === 'disk' && disk.view.disk !== null && (
        <button
          type="button"
          className={styles.statusbarPlace}
          title={fileAt === null ? 'This file does not hold the sector' : 'Show these bytes in the file'}
          disabled={fileAt === null}
          onClick={() => runCommand('view.space')}
        >
          {fileAt === null ? 'not in this file' : `file ${offsetText(fileAt, radix)}`}
        </button>
      )}
      {cursor.space === 'file' && structure !== null && <span className={styles.statusbarPlace}>{structureName(structure)}</span>}
      {selection !== null && (
        <span className={styles.statusbarPlace}>
          Selected {plural(selection.bytes, 'byte')}
          {sectors > 0 && ` · ${plural(sectors, 'sector')}`}
        </span>
      )}
      <span className={styles.statusbarNotice} role="status">
        {notice}
      </span>
      <JobTray />
      {bitmaps === 'ignore' && disk.view.disk?.kind === 'dynamic' && (
        <button type="button" title="Honour the bitmaps again" onClick={() => runCommand('view.bitmaps')}>
          bitmaps ignored
        </button>
      )}
      <button type="button" title="Hex or decimal addresses" onClick={() => runCommand('view.radix')}>
        {radix === 'hex' ? 'hex' : 'dec'}
      </button>
      <span className={clsx(editing && styles.statusbarEditing)}>{editing ? 'Overwrite' : 'Read-only'}</span>
      {unsaved > 0 && (
        <button type="button" className={styles.statusbarEditing} title="Review and save" onClick={() => runCommand('file.save')}>
          {unsaved} unsaved
        </button>
      )}
    </footer>
  );
}
