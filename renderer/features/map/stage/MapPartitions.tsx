import { clsx } from 'clsx';
import { useLayoutEffect, useRef, useState, type JSX } from 'react';
import { grouped, plural } from '../../../../shared/text/numbers';
import { sizeText } from '../../../../shared/text/size';
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import type { PartitionView } from '../../../../shared/views';
import { reveal } from '../../../disk/cursor.store';
import { listedPartitions, partitionColour } from '../../../disk/partitionColour.model';
import { partitionName } from '../../../disk/translate.model';
import { useElementSize } from '../../../ui/useElementSize';
import styles from '../map.module.css';

type Props = { readonly entries: readonly PartitionView[]; readonly current: PartitionView | null };

/**
 * The names of all partitions above the map, in the colours of the bars beside its rows. A click goes there. Two lines are
 * shown; how many partitions have no room there is said, and a click on that shows them.
 */
export function MapPartitions({ entries, current }: Props): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const { width } = useElementSize(list);
  const [hidden, setHidden] = useState(0);
  const [isOpen, setOpen] = useState(false);
  useLayoutEffect(() => {
    if (list.current !== null && !isOpen) setHidden(cutOff(list.current));
  }, [entries, width, isOpen]);
  return (
    <div className={styles.partitionBand} data-open={isOpen ? 'true' : undefined}>
      <ul ref={list} className={styles.partitionNames} aria-label="Partitions on the map">
        {listedPartitions(entries).map((partition) => {
          const name = partitionName(partition);
          return (
            <li key={`${partition.number} ${partition.firstLba}`}>
              {/* Keyboard users reach partitions in the navigator. */}
              <button
                type="button"
                tabIndex={-1}
                className={clsx(styles.partitionName, partition === current && styles.partitionHere)}
                title={`${name} · ${sizeText(partition.sectors * SECTOR_BYTES)}`}
                onClick={() => reveal({ space: 'disk', at: partition.firstLba * SECTOR_BYTES, focus: 'map' })}
              >
                <i className="colour-mark" style={{ background: partitionColour(entries, partition) ?? 'none' }} aria-hidden="true" />
                <span>{name}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {hidden > 0 && (
        <button
          type="button"
          tabIndex={-1}
          className={clsx(styles.partitionName, styles.morePartitions)}
          aria-expanded={isOpen}
          title={isOpen ? 'Show two lines of names' : `Show the names of ${plural(hidden, 'more partition')}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Fewer' : `+${grouped(hidden)}`}
        </button>
      )}
    </div>
  );
}

/** How many items of a list have no room in it. */
function cutOff(list: HTMLElement): number {
  const { bottom } = list.getBoundingClientRect();
  return [...list.children].filter((item) => item.getBoundingClientRect().bottom > bottom + 1).length;
}
