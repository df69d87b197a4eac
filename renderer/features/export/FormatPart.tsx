import type { JSX } from 'react';
import { FILE_TYPES } from '../../../shared/fileTypes';
import type { ExportFormat, ExportOutcome } from './export.model';
import { changeExport, reviewBeforeExport } from './export.commands';
import { sheetOf, useSheet } from '../../app/modal.store';
import { useOpen } from '../../app/store';
import { FORMAT_NAMES, knownLabel, UNSAVED_TEXTS } from './export.text';
import { SheetPart } from '../../ui/FormSheet';
import styles from './export.module.css';

type Props = { readonly outcome: ExportOutcome };

/** The format of the file, and those options that it has. */
export function FormatPart({ outcome }: Props): JSX.Element {
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
          <Options outcome={outcome} />
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

function Options({ outcome }: Props): JSX.Element {
  const { full, salvage, layer, sidecar } = useSheet('export', ({ form }) => form);
  const parent = useOpen(({ view }) => view.parent);
  return (
    <>
      {outcome.canBeLayer && (
        <Check label="Only what this file holds, without its parents" checked={layer} onChange={(on) => changeExport({ layer: on })} />
      )}
      {outcome.canBeSparse && (
        <>
          <Check label="Don’t make the file sparse" checked={full} onChange={(on) => changeExport({ full: on })} />
          <Check
            label="Zeros for sectors that can’t be read, and a list of them"
            checked={salvage}
            onChange={(on) => changeExport({ salvage: on })}
          />
        </>
      )}
      {outcome.canBeSparse && outcome.needsParent && (
        <Check label={knownLabel(parent)} checked={outcome.isKnownAlone} onChange={(on) => changeExport({ known: on })} />
      )}
      <Check label="SHA-256 in a file beside it" checked={sidecar} onChange={(on) => changeExport({ sidecar: on })} />
    </>
  );
}

type CheckProps = {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
};

function Check({ label, checked, onChange }: CheckProps): JSX.Element {
  return (
    <label className="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} /> {label}
    </label>
  );
}

function Unsaved({ outcome }: { readonly outcome: ExportOutcome }): JSX.Element | null {
  const wanted = useSheet('export', ({ form }) => form.unsaved);
  const { unsaved } = outcome;
  if (unsaved === 'none') return null;
  return (
    <p className={styles.unsaved} role="status">
      {unsaved !== 'impossible' && <Check label="With unsaved changes" checked={wanted} onChange={(on) => changeExport({ unsaved: on })} />}{' '}
      {UNSAVED_TEXTS[unsaved]}{' '}
      <button type="button" className="link" onClick={reviewBeforeExport}>
        Review and save first…
      </button>
    </p>
  );
}
