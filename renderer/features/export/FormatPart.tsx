import type { JSX } from 'react';
import { FILE_TYPES } from '../../../shared/fileTypes';
import type { ExportFormat, ExportOutcome, ExportScene } from './export.model';
import { changeExport, reviewBeforeExport } from './export.commands';
import { sheetOf, useSheet } from '../../app/modal.store';
import { FORMAT_NAMES, UNSAVED_TEXTS } from './export.text';
import { SheetPart } from '../../ui/FormSheet';
import styles from './export.module.css';

type Props = { readonly outcome: ExportOutcome; readonly scene: ExportScene };

/** The format of the file, and its options. */
export function FormatPart({ outcome, scene }: Props): JSX.Element {
  return (
    <SheetPart title="Format">
      <div className={styles.formats} role="radiogroup" aria-label="Format">
        {outcome.formats.map((format) => (
          <label key={format} className="check">
            <input type="radio" name="export-format" checked={format === outcome.format} onChange={() => choose(format)} />{' '}
            {FORMAT_NAMES[format]}
          </label>
        ))}
      </div>
      {/* Lists and reports have no options: they hold no bytes. */}
      {outcome.canHash && (
        <div className={styles.options}>
          <Options outcome={outcome} scene={scene} />
        </div>
      )}
      <Unsaved outcome={outcome} />
    </SheetPart>
  );
}

/** If the chosen file name has the extension of another format, the place has to be chosen again. */
function choose(format: ExportFormat): void {
  const place = sheetOf('export')?.form.place;
  const type = format === 'hex' ? 'text' : format;
  const extension = place?.choice.name.split('.').at(-1)?.toLowerCase() ?? '';
  const fits = (FILE_TYPES[type].extensions as readonly string[]).includes(extension);
  changeExport({ format, ...(fits ? {} : { place: null }) });
}

function Options({ outcome, scene }: Props): JSX.Element {
  const { full, salvage, layer, sidecar } = useSheet('export', ({ form }) => form);
  const isChild = scene.disk.view.disk?.kind === 'differencing';
  return (
    <>
      {isChild && (
        <Check
          label="Only what this file holds, without its parents"
          why={outcome.canBeLayer ? null : 'Only of the disk’s own sectors.'}
          checked={layer}
          onChange={(on) => changeExport({ layer: on })}
        />
      )}
      <Check
        label="Write zeros too, so that the space is taken"
        why={outcome.canBeSparse ? null : 'Only raw bytes of whole sectors can leave holes; this is written in full.'}
        checked={outcome.canBeSparse ? full : true}
        onChange={(on) => changeExport({ full: on })}
      />
      <Check
        label="Zeros for sectors that can’t be read, and a list of them"
        why={outcome.canBeSparse ? null : 'Only of raw bytes of whole sectors.'}
        checked={outcome.canBeSparse && salvage}
        onChange={(on) => changeExport({ salvage: on })}
      />
      {outcome.needsParent && (
        <Check
          label="Zeros for what only a missing parent has, and a list of it"
          why={outcome.canBeSparse ? null : 'Only of raw bytes of whole sectors.'}
          checked={outcome.isKnownAlone}
          onChange={(on) => changeExport({ known: on })}
        />
      )}
      <Check
        label="SHA-256 in a file beside it"
        why={outcome.canHash ? null : 'Only of bytes.'}
        checked={outcome.canHash && sidecar}
        onChange={(on) => changeExport({ sidecar: on })}
      />
    </>
  );
}

type CheckProps = {
  readonly label: string;
  /** Why it cannot be chosen; null if it can. */
  readonly why: string | null;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
};

function Check({ label, why, checked, onChange }: CheckProps): JSX.Element {
  return (
    <label className="check" title={why ?? undefined} data-disabled={why !== null}>
      <input type="checkbox" checked={checked} disabled={why !== null} onChange={(event) => onChange(event.target.checked)} /> {label}
    </label>
  );
}

function Unsaved({ outcome }: { readonly outcome: ExportOutcome }): JSX.Element | null {
  const wanted = useSheet('export', ({ form }) => form.unsaved);
  const { unsaved } = outcome;
  if (unsaved === 'none') return null;
  return (
    <p className={styles.unsaved} role="status">
      {unsaved !== 'impossible' && (
        <Check label="With unsaved changes" why={null} checked={wanted} onChange={(on) => changeExport({ unsaved: on })} />
      )}{' '}
      {UNSAVED_TEXTS[unsaved]}{' '}
      <button type="button" className="link" onClick={reviewBeforeExport}>
        Review and save first…
      </button>
    </p>
  );
}
