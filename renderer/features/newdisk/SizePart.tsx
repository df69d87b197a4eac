import type { JSX } from 'react';
import { SCHEMES } from '../../../shared/newDisk';
import type { Outcome } from '../../kernels/newDiskDraft';
import type { Message } from '../../kernels/newDiskMessages';
import { readSize, SIZE_UNITS, withoutUnit, type SizeUnit } from '../../kernels/newDiskSize';
import { useStore } from '../../store/store';
import { countsText, geometryText, SCHEME_NAMES } from '../../text/newDisk';
import { Select } from '../../ui/Select';
import { Messages } from './Messages';

const PRESETS: readonly string[] = ['64 MiB', '2 GiB', '8 GiB', '32 GiB', '64 GiB', '127 GiB', '1 TiB', '2040 GiB'];
const BY_UNIT = SIZE_UNITS.map((unit) => ({ value: unit, label: unit }));

type Props = { readonly outcome: Outcome; readonly messages: readonly Message[] };

export function SizePart({ outcome, messages }: Props): JSX.Element {
  return (
    <fieldset className="newdisk-part" aria-label="Size">
      <legend>2 Size</legend>
      <SizeFields hasError={messages.some(({ part, severity }) => part === 'size' && severity === 'error')} />
      <Presets />
      <p className="newdisk-facts tabular selectable">{countsText(outcome)}</p>
      <GeometryLine outcome={outcome} />
      <Options />
      <Messages messages={messages} part="size" />
    </fieldset>
  );
}

function SizeFields({ hasError }: { readonly hasError: boolean }): JSX.Element {
  const text = useStore((s) => s.draft.sizeText);
  const unit = useStore((s) => s.draft.unit);
  const changeDraft = useStore((s) => s.changeDraft);
  const typed = readSize(text, unit)?.unit ?? null;
  return (
    <div className="newdisk-row">
      <label className="newdisk-label" htmlFor="newdisk-size">
        Size
      </label>
      <input
        id="newdisk-size"
        className="input newdisk-size"
        value={text}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={hasError}
        aria-describedby="newdisk-size-messages"
        onChange={(event) => changeDraft({ sizeText: event.target.value })}
        onFocus={(event) => event.target.select()}
      />
      <Select<SizeUnit>
        label="Unit"
        options={BY_UNIT}
        value={typed ?? unit}
        onChange={(chosen) => changeDraft({ unit: chosen, sizeText: withoutUnit(text) })}
      />
    </div>
  );
}

function Presets(): JSX.Element {
  const text = useStore((s) => s.draft.sizeText);
  const unit = useStore((s) => s.draft.unit);
  const changeDraft = useStore((s) => s.changeDraft);
  const bytes = readSize(text, unit)?.bytes;
  return (
    <div className="newdisk-presets" role="group" aria-label="Usual sizes">
      {PRESETS.map((preset) => (
        <button
          key={preset}
          type="button"
          className="chip preset"
          aria-pressed={readSize(preset, 'GiB')?.bytes === bytes}
          onClick={() => {
            const [number = '', name = 'GiB'] = preset.split(' ');
            changeDraft({ sizeText: number, unit: name as SizeUnit });
          }}
        >
          {preset}
          {preset === '2040 GiB' ? ' (max)' : ''}
        </button>
      ))}
    </div>
  );
}

function GeometryLine({ outcome }: { readonly outcome: Outcome }): JSX.Element | null {
  const { azure, byGeometry, kind } = useStore((s) => s.draft);
  const changeDraft = useStore((s) => s.changeDraft);
  const text = geometryText(outcome);
  if (text === null) return null;
  const canRound = !(azure && kind === 'fixed') && !outcome.isPastGeometry;
  return (
    <p className="newdisk-facts tabular">
      {text}{' '}
      {canRound && outcome.beyondGeometry > 0 && (
        <button type="button" className="link" onClick={() => changeDraft({ byGeometry: true })}>
          Make it exact
        </button>
      )}
      {canRound && byGeometry && (
        <button type="button" className="link" onClick={() => changeDraft({ byGeometry: false })}>
          Use the size as typed
        </button>
      )}
    </p>
  );
}

function Options(): JSX.Element {
  const azure = useStore((s) => s.draft.azure);
  const partitions = useStore((s) => s.draft.partitions);
  const changeDraft = useStore((s) => s.changeDraft);
  return (
    <div className="newdisk-row newdisk-options">
      <label className="check">
        <input type="checkbox" checked={azure} onChange={(event) => changeDraft({ azure: event.target.checked })} /> Azure-ready (fixed,
        whole MiB)
      </label>
      <span className="newdisk-inline" role="radiogroup" aria-label="Partition table">
        <span className="newdisk-label" aria-hidden>
          Partition table
        </span>
        {SCHEMES.map((scheme) => (
          <label key={scheme} className="check">
            <input type="radio" name="scheme" checked={partitions === scheme} onChange={() => changeDraft({ partitions: scheme })} />{' '}
            {SCHEME_NAMES[scheme]}
          </label>
        ))}
      </span>
    </div>
  );
}
