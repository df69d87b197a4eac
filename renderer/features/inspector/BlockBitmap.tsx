import { useMemo, useState, type JSX } from 'react';
import { SECTORS_AT_ONCE, type SectorRun } from '../../../shared/views';
import { grouped } from '../../kernels/address';
import { countKinds, holdingText, SECTOR_KINDS, sectorFacts, sectorsIn, type SectorFacts } from '../../kernels/blockBitmap';
import type { Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { IGNORED_NOTE, KIND_LABELS, KIND_NOTES } from '../../text/sectorBits';
import { BitButtons } from './BitButtons';
import { BitmapGrid } from './BitmapGrid';
import { SectorSwatch } from './SectorSwatch';
import { useBits } from './useBits';
import './bitmap.css';

/** The sector bitmap of a block that is in this file: which sectors count as here, and what stands under them. */
export function BlockBitmap({ disk, block }: { readonly disk: Disk; readonly block: number }): JSX.Element {
  const [hovered, setHovered] = useState<number | null>(null);
  const [shown, setShown] = useState<number | null>(null);
  const { runs, markOf } = useBits(disk, block);
  const editing = useStore((s) => s.edits.editing);
  const sectors = sectorsIn(disk, block);
  const at = hovered ?? shown;
  const mark = at === null ? null : markOf(at);
  return (
    <section className="bitmap" aria-label="Sector bitmap">
      <Holding disk={disk} runs={runs} />
      <BitmapGrid disk={disk} block={block} markOf={markOf} hovered={hovered} onHover={setHovered} onCursor={setShown} />
      <Readout facts={at === null || mark === null ? null : sectorFacts(disk, block, at, mark)} />
      <Kinds sectors={sectors} markOf={markOf} />
      {editing && <BitButtons disk={disk} />}
    </section>
  );
}

function Holding({ disk, runs }: { readonly disk: Disk; readonly runs: readonly SectorRun[] | null }): JSX.Element {
  const isDynamic = disk.view.disk?.kind === 'dynamic';
  return (
    <p className="bitmap-text" role="status">
      {runs === null ? 'Reading the bitmap…' : holdingText(disk, runs)} {isDynamic && <span className="muted">{IGNORED_NOTE}</span>}
    </p>
  );
}

/** The sector under the pointer, or else under the cursor. */
function Readout({ facts }: { readonly facts: SectorFacts | null }): JSX.Element {
  if (facts === null) return <p className="bitmap-readout">&nbsp;</p>;
  const { sector, lba, kind, isEdited } = facts;
  return (
    <p className="bitmap-readout">
      <b>Sector {grouped(sector)}</b> · LBA {grouped(lba)}
      <span>
        {KIND_NOTES[kind]}
        {isEdited ? '; changed, not saved' : ''}.
      </span>
    </p>
  );
}

/** What there is, with how many of each: the picture's legend, and its twin in words. */
function Kinds({ sectors, markOf }: { readonly sectors: number; readonly markOf: (sector: number) => number | null }): JSX.Element | null {
  const counts = useMemo(() => {
    if (sectors > SECTORS_AT_ONCE) return null;
    const marks = Array.from({ length: sectors }, (_, sector) => markOf(sector));
    return marks.some((mark) => mark === null) ? null : countKinds(Uint8Array.from(marks as number[]));
  }, [sectors, markOf]);
  // A block of many pieces is known in part only: what is in sight is explained, and not counted.
  return counts === null && sectors <= SECTORS_AT_ONCE ? null : <KindList counts={counts} />;
}

function KindList({ counts }: { readonly counts: ReturnType<typeof countKinds> | null }): JSX.Element {
  return (
    <ul className="bitmap-kinds" aria-label="Kinds of sectors">
      {SECTOR_KINDS.filter((kind) => counts === null || counts[kind] > 0).map((kind) => (
        <li key={kind} title={KIND_NOTES[kind]}>
          <SectorSwatch kind={kind} />
          {KIND_LABELS[kind]}
          {counts !== null && <span> {grouped(counts[kind])}</span>}
        </li>
      ))}
    </ul>
  );
}
