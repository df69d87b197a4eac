import type { JSX } from 'react';
import { sizeText } from '../../../shared/text/size';
import { grouped, offsetText } from '../../kernels/address';
import { bytesOf, layerName, partitionsIn } from '../../kernels/mapFacts';
import { shareIn } from '../../kernels/mapCounts';
import type { Run } from '../../kernels/mapRuns';
import type { Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { STATE_NAMES } from '../../text/names';
import { fileOffsetOf } from './mapActions';
import { Swatch } from './Swatch';

type Props = {
  readonly disk: Disk;
  readonly run: Run;
  readonly index: number;
  readonly isActive: boolean;
  readonly hasLayers: boolean;
  readonly onPick: () => void;
};

export function MapRunRow({ disk, run, index, isActive, hasLayers, onPick }: Props): JSX.Element {
  const radix = useStore((s) => s.radix);
  const { first, end, state } = run;
  const at = fileOffsetOf(disk, first);
  const range = bytesOf(disk, run);
  const partitions = partitionsIn(disk, range);
  const share = shareIn(disk.blocks, run);
  return (
    <tr id={`map-run-${index}`} aria-rowindex={index + 2} aria-selected={isActive} onClick={onPick}>
      <td className="mono">{grouped(first)}</td>
      <td className="mono">{grouped(end - first)}</td>
      <td>{sizeText(range.bytes)}</td>
      <td>
        <Swatch state={state} /> {STATE_NAMES[state]}
        {share === null ? '' : ` · ${share} %`}
      </td>
      <td className="mono">{at === null ? '—' : offsetText(at, radix)}</td>
      <td>{at === null ? '—' : run.isInOrder ? 'Yes' : 'No'}</td>
      <td title={partitions}>{partitions === 'none' ? '—' : partitions}</td>
      {hasLayers && <td>{layerName(disk, run.owner)}</td>}
    </tr>
  );
}
