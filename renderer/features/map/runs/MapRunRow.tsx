import type { JSX } from 'react';
import { usePref } from '../../../app/store';
import { sizeText } from '../../../../shared/text/size';
import { offsetText } from '../../../disk/address.model';
import { byteRange, layerName, partitionsIn } from '../../../disk/cellFacts.model';
import { shareIn } from '../../../disk/stateCounts.model';
import type { Run } from './runs.model';
import type { Disk } from '../../../disk/translate.model';
import { stateName } from '../../../disk/origin.text';
import { fileOffsetOf } from '../mapActions';
import { Swatch } from '../paint/Swatch';
import { grouped } from '../../../../shared/text/numbers';

type Props = {
  readonly disk: Disk;
  readonly run: Run;
  readonly index: number;
  readonly isActive: boolean;
  readonly hasLayers: boolean;
  readonly onPick: () => void;
};

export function MapRunRow({ disk, run, index, isActive, hasLayers, onPick }: Props): JSX.Element {
  const radix = usePref('radix');
  const { first, end, state } = run;
  const at = fileOffsetOf(disk, first);
  const range = byteRange(disk, run);
  const partitions = partitionsIn(disk, range);
  const share = shareIn(disk.blocks, run);
  return (
    <tr id={`map-run-${index}`} aria-rowindex={index + 2} aria-selected={isActive} onClick={onPick}>
      <td className="mono">{grouped(first)}</td>
      <td className="mono">{grouped(end - first)}</td>
      <td>{sizeText(range.bytes)}</td>
      <td>
        <Swatch state={state} /> {stateName(disk, state, run.owner)}
        {share === null ? '' : ` · ${share} %`}
      </td>
      <td className="mono">{at === null ? '—' : offsetText(at, radix)}</td>
      <td>{at === null ? '—' : run.isInOrder ? 'Yes' : 'No'}</td>
      <td title={partitions}>{partitions === 'none' ? '—' : partitions}</td>
      {hasLayers && <td>{layerName(disk, run.owner)}</td>}
    </tr>
  );
}
