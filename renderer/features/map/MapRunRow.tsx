import type { JSX } from 'react';
import { sizeText } from '../../../shared/text/size';
import { grouped, offsetText } from '../../kernels/address';
import { bytesOf, layerName } from '../../kernels/mapFacts';
import type { Run } from '../../kernels/mapRuns';
import { partitionName, type Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { STATE_NAMES } from '../../text/names';
import { fileOffsetOf, partitionOf } from './mapActions';
import { Swatch } from './Swatch';

type Props = { readonly disk: Disk; readonly run: Run; readonly index: number; readonly isActive: boolean; readonly onPick: () => void };

export function MapRunRow({ disk, run, index, isActive, onPick }: Props): JSX.Element {
  const radix = useStore((s) => s.radix);
  const { first, end, state } = run;
  const at = fileOffsetOf(disk, first);
  const partition = partitionOf(disk, first);
  const last = partitionOf(disk, end - 1);
  return (
    <tr id={`map-run-${index}`} aria-rowindex={index + 2} aria-selected={isActive} onClick={onPick}>
      <td className="mono">{grouped(first)}</td>
      <td className="mono">{grouped(end - first)}</td>
      <td>{sizeText(bytesOf(disk, run).bytes)}</td>
      <td>
        <Swatch state={state} /> {STATE_NAMES[state]}
      </td>
      <td className="mono">{at === null ? '—' : offsetText(at, radix)}</td>
      <td>{at === null ? '—' : run.isInOrder ? 'Yes' : 'No'}</td>
      <td>
        {partition === null ? '—' : partitionName(partition)}
        {last?.number === partition?.number ? '' : ' …'}
      </td>
      <td>{layerName(disk, run.owner)}</td>
    </tr>
  );
}
