import type { JSX } from 'react';
import type { Disk } from '../../disk/translate.model';
import { useDisk } from '../../disk/blocks.store';
import type { SectorParts } from './sectors/MapSectors';
import { MapView } from './MapView';
import styles from './map.module.css';

/** The allocation map of the open disk, or why there is none. */
export function MapPane({ sectors }: { readonly sectors: SectorParts }): JSX.Element | null {
  const disk = useDisk();
  if (disk === null || disk.view.disk === null) return null;
  const reason = whyEmpty(disk);
  return (
    <section className={styles.pane} aria-label="Allocation map">
      {reason === null ? <MapView disk={disk} sectors={sectors} key={disk.view.image} /> : <Empty {...reason} />}
    </section>
  );
}

type Reason = { readonly title: string; readonly text: string };

function whyEmpty({ view, blocks }: Disk): Reason | null {
  const disk = view.disk;
  const isSparse = disk?.kind === 'dynamic' || disk?.kind === 'differencing';
  if (disk == null || disk.blocks.count === 0) return { title: 'Nothing to map', text: 'The disk has no blocks: its size is zero.' };
  if (isSparse && !disk.blocks.inTable)
    return {
      title: 'The block table could not be read',
      text: 'Without it nobody knows which blocks are in the file. The problems say why; the file’s bytes can still be looked at.',
    };
  if (blocks.states.length === 0) return { title: 'The blocks could not be read', text: 'Reload the disk to try again.' };
  return null;
}

function Empty({ title, text }: Reason): JSX.Element {
  return (
    <div className={styles.empty} data-pane="map" tabIndex={0}>
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  );
}
