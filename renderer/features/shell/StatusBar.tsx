import type { JSX } from 'react';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { runCommand } from '../../commands/commands';
import { grouped, offsetText, plural } from '../../kernels/address';
import { positionOf } from '../../kernels/position';
import { structureName, type Disk } from '../../kernels/translate';
import { useBlockRuns } from '../../store/blockRuns';
import { selectDisk } from '../../store/selectors';
import { useStore } from '../../store/store';
import { JobTray } from '../jobs/JobTray';

/** Where the cursor is, in every way at once; a click copies the address or asks for another. */
export function StatusBar(): JSX.Element | null {
  const disk = useStore(selectDisk);
  return disk === null ? null : <Position disk={disk} />;
}

function Position({ disk }: { readonly disk: Disk }): JSX.Element {
  const cursor = useStore((s) => s.cursor);
  const radix = useStore((s) => s.radix);
  const selection = useStore((s) => s.selection);
  const notice = useStore((s) => s.notice);
  const bitmaps = useStore((s) => s.bitmaps);
  const editing = useStore((s) => s.edits.editing);
  const unsaved = useStore((s) => s.edits.changes.length);
  const { lba, inSector, fileAt: inBlock, block, structure } = positionOf(disk, cursor);
  const runs = useBlockRuns(disk, cursor.space === 'disk' ? block : null);
  // The block may be in the file and this sector of it not.
  const run = lba === null ? undefined : runs?.find((r) => lba >= r.lba && lba < r.lba + r.sectors);
  const fileAt = run === undefined || run.source === 'file' ? inBlock : null;
  const sectors = selection === null ? 0 : Math.floor(selection.bytes / SECTOR_BYTES);
  return (
    <footer className="statusbar" data-pane="statusbar" aria-label="Status">
      {lba !== null && (
        <button type="button" title="Go to another address" onClick={() => runCommand('go.to')}>
          LBA {grouped(lba)} +{offsetText(inSector, radix)}
        </button>
      )}
      <button type="button" title="Copy this address" onClick={() => runCommand('edit.copyAddress')}>
        {cursor.space === 'disk' ? `disk ${offsetText(cursor.at, radix)}` : `file ${offsetText(cursor.at, radix)}`}
      </button>
      {cursor.space === 'disk' && disk.view.disk !== null && (
        <button
          type="button"
          title={fileAt === null ? 'This file does not hold the sector' : 'Show these bytes in the file'}
          disabled={fileAt === null}
          onClick={() => runCommand('view.space')}
        >
          {fileAt === null ? 'not in this file' : `file ${offsetText(fileAt, radix)}`}
        </button>
      )}
      {cursor.space === 'file' && structure !== null && <span className="statusbar-structure">{structureName(structure)}</span>}
      {selection !== null && (
        <span>
          Selected {plural(selection.bytes, 'byte')}
          {sectors > 0 && ` · ${plural(sectors, 'sector')}`}
        </span>
      )}
      <span className="statusbar-notice" role="status">
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
      <span className={editing ? 'statusbar-editing' : ''}>{editing ? 'Overwrite' : 'Read-only'}</span>
      {unsaved > 0 && (
        <button type="button" className="statusbar-editing" title="Review and save" onClick={() => runCommand('file.save')}>
          {unsaved} unsaved
        </button>
      )}
    </footer>
  );
}
