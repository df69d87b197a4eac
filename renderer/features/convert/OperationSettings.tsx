import { clsx } from 'clsx';
import type { JSX } from 'react';
import { DISK_KINDS } from '../../../shared/jobList';
import { newSectors } from './convert.model';
import { bytesText } from '../../../shared/text/size';
import { readAsText, SIZE_UNITS, withoutUnit, type SizeUnit } from '../../../shared/text/sizeInput';
import { readSize, typedSize, type SizeRead } from '../../disk/diskSize.model';
import { roundedText } from '../../disk/diskSize.text';
import type { Disk } from '../../disk/translate.model';
import { changeConvert } from './convert.commands';
import { useSheet } from '../../app/modal.store';
import { mergedText, RESIZE_NOTE, sizeFaultText, TARGET_NAMES } from './convert.text';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { Select } from '../../ui/Select';
import styles from './convert.module.css';

const UNITS = SIZE_UNITS.map((unit) => ({ value: unit, label: unit }));

/** Settings that only some operations have. */
export function OperationSettings({ disk }: { readonly disk: Disk }): JSX.Element | null {
  const operation = useSheet('convert', (sheet) => sheet.operation);
  if (operation === 'flatten') return <FlattenTo />;
  if (operation === 'merge') return <Ancestors disk={disk} />;
  return operation === 'resize' ? <NewSize disk={disk} /> : null;
}

function FlattenTo(): JSX.Element {
  const flattenTo = useSheet('convert', (sheet) => sheet.flattenTo);
  return (
    <div className={styles.row} role="radiogroup" aria-label="Kind of the new disk">
      <span className={styles.label} aria-hidden>
        Into
      </span>
      {[...DISK_KINDS].reverse().map((kind) => (
        <label key={kind} className="check">
          <input type="radio" name="flatten-to" checked={flattenTo === kind} onChange={() => changeConvert({ flattenTo: kind })} />{' '}
          {TARGET_NAMES[kind]}
        </label>
      ))}
    </div>
  );
}

function Ancestors({ disk }: { readonly disk: Disk }): JSX.Element {
  const ancestors = useSheet('convert', (sheet) => sheet.ancestors);
  const { layers } = disk.view;
  const options = layers.slice(1).map((_layer, i) => ({ value: String(i + 1), label: mergedText(layers, i + 1) }));
  return (
    <div className={styles.row}>
      <span className={styles.label} aria-hidden>
        Merge with
      </span>
      <Select
        label="Merge with"
        options={options}
        value={String(ancestors)}
        onChange={(value) => changeConvert({ ancestors: Number(value) })}
      />
    </div>
  );
}

const binaryNote = (decimal: NonNullable<SizeRead['decimal']>): ListedMessage => ({
  key: 'binary',
  severity: 'note',
  text: readAsText(decimal),
  action: { label: `Use ${bytesText(decimal.bytes)}`, run: () => changeConvert(typedSize(`${decimal.bytes} bytes`, 'bytes')) },
});

function NewSize({ disk }: { readonly disk: Disk }): JSX.Element {
  const form = useSheet('convert', (sheet) => sheet);
  const size = newSectors(disk, form);
  // The sheet begins with the size that the disk has, so this is not shown as a mistake.
  const fault = 'fault' in size && size.fault !== 'same' ? size.fault : null;
  const read = readSize(form.sizeText, form.unit);
  const decimal = read?.decimal ?? null;
  const messages: ListedMessage[] = [
    fault === null
      ? { key: 'children', severity: 'note', text: RESIZE_NOTE }
      : { key: 'fault', severity: 'error', text: sizeFaultText(fault, form.sizeText) },
    ...(fault === null && read?.wasRounded === true ? [{ key: 'rounded', severity: 'note' as const, text: roundedText(read.bytes) }] : []),
    ...(decimal === null ? [] : [binaryNote(decimal)]),
  ];
  return (
    <div>
      <div className={styles.row}>
        <label className={styles.label} htmlFor="convert-size">
          New size
        </label>
        <input
          id="convert-size"
          className={clsx('input', styles.size)}
          value={form.sizeText}
          spellCheck={false}
          autoComplete="off"
          aria-invalid={fault !== null}
          aria-describedby="convert-size-messages"
          onChange={(event) => changeConvert(typedSize(event.target.value, form.unit))}
          onFocus={(event) => event.target.select()}
        />
        <Select<SizeUnit>
          label="Unit"
          options={UNITS}
          value={form.unit}
          onChange={(unit) => changeConvert({ unit, sizeText: withoutUnit(form.sizeText) })}
        />
      </div>
      <MessageList id="convert-size-messages" messages={messages} />
    </div>
  );
}
