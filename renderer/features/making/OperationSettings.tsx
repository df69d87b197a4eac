import type { JSX } from 'react';
import { DISK_KINDS } from '../../../shared/jobList';
import { newSectors } from '../../kernels/making';
import { readSize, SIZE_UNITS, withoutUnit, type SizeUnit } from '../../kernels/newDiskSize';
import type { Disk } from '../../kernels/translate';
import { useStore } from '../../store/store';
import { mergedText, RESIZE_NOTE, sizeFaultText, TARGET_NAMES } from '../../text/making';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { Select } from '../../ui/Select';

const UNITS = SIZE_UNITS.map((unit) => ({ value: unit, label: unit }));

/** What only some operations ask. */
export function OperationSettings({ disk }: { readonly disk: Disk }): JSX.Element | null {
  const operation = useStore((s) => s.making.operation);
  if (operation === 'flatten') return <FlattenTo />;
  if (operation === 'merge') return <Ancestors disk={disk} />;
  return operation === 'resize' ? <NewSize disk={disk} /> : null;
}

function FlattenTo(): JSX.Element {
  const flattenTo = useStore((s) => s.making.flattenTo);
  const changeMaking = useStore((s) => s.changeMaking);
  return (
    <div className="making-row" role="radiogroup" aria-label="Kind of the new disk">
      <span className="making-label" aria-hidden>
        Into
      </span>
      {[...DISK_KINDS].reverse().map((kind) => (
        <label key={kind} className="check">
          <input type="radio" name="flatten-to" checked={flattenTo === kind} onChange={() => changeMaking({ flattenTo: kind })} />{' '}
          {TARGET_NAMES[kind]}
        </label>
      ))}
    </div>
  );
}

function Ancestors({ disk }: { readonly disk: Disk }): JSX.Element {
  const ancestors = useStore((s) => s.making.ancestors);
  const changeMaking = useStore((s) => s.changeMaking);
  const { layers } = disk.view;
  const options = layers.slice(1).map((_layer, i) => ({ value: String(i + 1), label: mergedText(layers, i + 1) }));
  return (
    <div className="making-row">
      <span className="making-label" aria-hidden>
        Merge with
      </span>
      <Select
        label="Merge with"
        options={options}
        value={String(ancestors)}
        onChange={(value) => changeMaking({ ancestors: Number(value) })}
      />
    </div>
  );
}

function NewSize({ disk }: { readonly disk: Disk }): JSX.Element {
  const making = useStore((s) => s.making);
  const changeMaking = useStore((s) => s.changeMaking);
  const size = newSectors(disk, making);
  // The size as it stands is where one begins: no mistake yet.
  const fault = 'fault' in size && size.fault !== 'same' ? size.fault : null;
  const messages: ListedMessage[] =
    fault === null
      ? [{ key: 'children', severity: 'note', text: RESIZE_NOTE }]
      : [{ key: 'fault', severity: 'error', text: sizeFaultText(fault) }];
  return (
    <div>
      <div className="making-row">
        <label className="making-label" htmlFor="making-size">
          New size
        </label>
        <input
          id="making-size"
          className="input making-size"
          value={making.sizeText}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={fault !== null}
          aria-describedby="making-size-messages"
          onChange={(event) => changeMaking({ sizeText: event.target.value })}
          onFocus={(event) => event.target.select()}
        />
        <Select<SizeUnit>
          label="Unit"
          options={UNITS}
          value={readSize(making.sizeText, making.unit)?.unit ?? making.unit}
          onChange={(unit) => changeMaking({ unit, sizeText: withoutUnit(making.sizeText) })}
        />
      </div>
      <MessageList id="making-size-messages" messages={messages} />
    </div>
  );
}
