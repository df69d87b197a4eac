import { clsx } from 'clsx';
import type { JSX } from 'react';
import { SCHEMES } from '../../../shared/newDisk';
import type { Outcome } from './newDisk.model';
import type { Message } from './messages.model';
import { SIZE_UNITS, withoutUnit, type SizeUnit } from '../../../shared/text/sizeInput';
import { readSize, typedSize } from '../../disk/diskSize.model';
import { changeForm } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { countsText, geometryText, SCHEME_NAMES } from './newDisk.text';
import { Select } from '../../ui/Select';
import { Messages } from './Messages';
import styles from './newdisk.module.css';

const PRESETS: readonly string[] = ['64 MiB', '2 GiB', '8 GiB', '32 GiB', '64 GiB', '127 GiB', '1 TiB', '2040 GiB'];
const BY_UNIT = SIZE_UNITS.map((unit) => ({ value: unit, label: unit }));

type Props = { readonly outcome: Outcome; readonly messages: readonly Message[] };

export function SizePart({ outcome, messages }: Props): JSX.Element {
  return (
    <fieldset className={styles.part} aria-label="Size">
      <legend>2 Size</legend>
      <SizeFields hasError={messages.some(({ part, severity }) => part === 'size' && severity === 'error')} />
      <Messages messages={messages} part="size" />
      <Presets />
      <p className={clsx(styles.facts, 'tabular', 'selectable')}>{countsText(outcome)}</p>
      <GeometryLine outcome={outcome} />
      <Options />
    </fieldset>
  );
}

function SizeFields({ hasError }: { readonly hasError: boolean }): JSX.Element {
  const text = useSheet('newDisk', ({ form }) => form.sizeText);
  const unit = useSheet('newDisk', ({ form }) => form.unit);
  return (
    <div className={styles.row}>
      <label className={styles.label} htmlFor="newdisk-size">
        Size
      </label>
      <input
        id="newdisk-size"
        className={clsx('input', styles.size)}
        value={text}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={hasError}
        aria-describedby="newdisk-size-messages"
        onChange={(event) => changeForm(typedSize(event.target.value, unit))}
        onFocus={(event) => event.target.select()}
      />
      <Select<SizeUnit>
        label="Unit"
        options={BY_UNIT}
        value={unit}
        onChange={(chosen) => changeForm({ unit: chosen, sizeText: withoutUnit(text) })}
      />
    </div>
  );
}

/** `preset`: "127 GiB". */
function choosePreset(preset: string): void {
  const [number = '', name = 'GiB'] = preset.split(' ');
  changeForm({ sizeText: number, unit: name as SizeUnit });
}

function Presets(): JSX.Element {
  const text = useSheet('newDisk', ({ form }) => form.sizeText);
  const unit = useSheet('newDisk', ({ form }) => form.unit);
  const bytes = readSize(text, unit)?.bytes;
  return (
    <div className={styles.presets} role="group" aria-label="Usual sizes">
      {PRESETS.map((preset) => (
        <button
          key={preset}
          type="button"
          className={clsx('chip', styles.preset)}
          aria-pressed={readSize(preset, 'GiB')?.bytes === bytes}
          onClick={() => choosePreset(preset)}
        >
          {preset}
          {preset === '2040 GiB' ? ' (max)' : ''}
        </button>
      ))}
    </div>
  );
}

function GeometryLine({ outcome }: { readonly outcome: Outcome }): JSX.Element | null {
  const { azure, byGeometry, kind } = useSheet('newDisk', ({ form }) => form);
  const text = geometryText(outcome);
  if (text === null) return null;
  const canRound = !(azure && kind === 'fixed') && !outcome.isPastGeometry;
  return (
    <p className={clsx(styles.facts, 'tabular')}>
      {text}{' '}
      {canRound && outcome.beyondGeometry > 0 && (
        <button type="button" className="link" onClick={() => changeForm({ byGeometry: true })}>
          Make it exact
        </button>
      )}
      {canRound && byGeometry && (
        <button type="button" className="link" onClick={() => changeForm({ byGeometry: false })}>
          Use the size as typed
        </button>
      )}
    </p>
  );
}

function Options(): JSX.Element {
  const azure = useSheet('newDisk', ({ form }) => form.azure);
  const partitions = useSheet('newDisk', ({ form }) => form.partitions);
  return (
    <div className={clsx(styles.row, styles.options)}>
      <label className="check">
        <input type="checkbox" checked={azure} onChange={(event) => changeForm({ azure: event.target.checked })} /> Azure-ready (fixed,
        whole MiB, at least 20)
      </label>
      <span className={styles.inline} role="radiogroup" aria-label="Partition table">
        <span className={styles.label} aria-hidden>
          Partition table
        </span>
        {SCHEMES.map((scheme) => (
          <label key={scheme} className="check">
            <input type="radio" name="scheme" checked={partitions === scheme} onChange={() => changeForm({ partitions: scheme })} />{' '}
            {SCHEME_NAMES[scheme]}
          </label>
        ))}
      </span>
    </div>
  );
}
