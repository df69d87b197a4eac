import { clsx } from 'clsx';
import { Check, Equal, EqualNot } from 'lucide-react';
import { useEffect, useRef, type JSX, type KeyboardEvent } from 'react';
import type { EditableStructure } from '../../../shared/edits';
import { showProblem } from '../../app/commands';
import { reveal } from '../../disk/cursor.store';
import { useOpen, usePref } from '../../app/store';
import { findingText } from '../../../shared/text/findings';
import { offsetText } from '../../disk/address.model';
import type { FieldTable, FieldView } from './fields.model';
import { isEditable } from './fieldInput.model';
import { fieldText } from '../../../shared/text/fields';
import { fieldNote } from './fieldNotes.text';
import { FieldEditor } from './FieldEditor';
import { RovingList } from '../../ui/RovingList';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { hexBytes } from '../../../shared/text/numbers';
import styles from './inspector.module.css';

const MAX_RAW = 32;

/**
 * A structure's fields: the value, the other footer's value, a verdict. The field under the cursor also shows its raw bytes,
 * its place and what it is for.
 */
export function Fields({ table }: { readonly table: FieldTable | null }): JSX.Element {
  const radix = usePref('radix');
  const cursor = useOpen((d) => d.cursor);
  if (table === null) return <p className={styles.none}>This disk has none.</p>;
  const { title, structure, at, otherAt, fields } = table;
  const isAt = (field: FieldView): boolean =>
    cursor.space === 'file' &&
    (holds(field.fileAt, field.bytes, cursor.at) ||
      (field.otherFooter !== null && holds(field.otherFooter.fileAt, field.bytes, cursor.at)));
  const chosen = fields.findIndex(isAt);
  return (
    <section aria-label={title}>
      <header className={styles.head}>
        <h2>{otherAt === null ? title : `${title} and its copy`}</h2>
        <span className="muted">
          {otherAt === null ? offsetText(at, radix) : `${offsetText(at, radix)} · ${offsetText(otherAt, radix)}`}
        </span>
      </header>
      {otherAt !== null && (
        <p className={styles.legend}>
          <Equal size={13} aria-hidden /> the same in both, <EqualNot size={13} aria-hidden /> different
        </p>
      )}
      <RovingList>
        {fields.map((field, i) => (
          <Field key={field.key} field={field} structure={structure} chosen={i === chosen} stop={i === Math.max(0, chosen)} />
        ))}
      </RovingList>
    </section>
  );
}

const holds = (at: number, bytes: number, cursor: number): boolean => cursor >= at && cursor < at + bytes;

const goTo = (at: number, bytes: number): void => reveal({ space: 'file', at, bytes });

type FieldProps = {
  readonly field: FieldView;
  readonly structure: EditableStructure | null;
  readonly chosen: boolean;
  readonly stop: boolean;
};

function Field({ field, structure, chosen, stop }: FieldProps): JSX.Element {
  const { label, fileAt, bytes, otherFooter } = field;
  const shown = fieldText(field.text, field);
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter') return;
    reveal({ space: 'file', at: fileAt, bytes, focus: 'hex' });
    event.preventDefault();
  };
  return (
    <div className={styles.field} data-chosen={chosen}>
      <button
        type="button"
        className={styles.fieldLine}
        data-item
        tabIndex={stop ? 0 : -1}
        aria-expanded={chosen}
        onClick={() => goTo(fileAt, bytes)}
        onKeyDown={press}
      >
        <span className={styles.fieldLabel}>{label}</span>
        <span className={styles.fieldValue} title={shown}>
          {shown}
        </span>
        <span className={styles.fieldOtherFooter}>
          {otherFooter !== null &&
            (otherFooter.same ? (
              <Equal size={13} className="muted" aria-label="same in the copy" />
            ) : (
              <EqualNot size={14} className={styles.bad} aria-label="different in the copy" />
            ))}
        </span>
        <Verdict field={field} />
      </button>
      {otherFooter !== null && !otherFooter.same && (
        <p className={styles.fieldOther}>
          <span className="muted">copy</span> {fieldText(otherFooter.text, field)}
        </p>
      )}
      {chosen && <FieldDetail field={field} structure={structure} />}
    </div>
  );
}

function Verdict({ field: { finding } }: { readonly field: FieldView }): JSX.Element {
  return (
    <span className={styles.fieldVerdict}>
      {finding === null ? (
        <Check size={13} className={styles.good} aria-label="no complaint" />
      ) : (
        <SeverityIcon severity={finding.finding.severity} size={14} />
      )}
    </span>
  );
}

const rawText = (raw: Uint8Array): string => `${hexBytes(raw.subarray(0, MAX_RAW))}${raw.length > MAX_RAW ? ` … ${raw.length} bytes` : ''}`;

function FieldDetail({ field, structure }: Pick<FieldProps, 'field' | 'structure'>): JSX.Element {
  const editing = useOpen((d) => d.edits.editing);
  const radix = usePref('radix');
  const { about, fileAt, bytes, raw, otherFooter, finding, spec } = field;
  const note = fieldNote(field);
  const detail = useRef<HTMLDivElement>(null);
  // What is told of the field at the cursor is in sight: its line before all, and where it is edited the box. The values below
  // take more room once the bytes are read.
  useEffect(() => {
    const own = detail.current;
    const scroller = own?.closest('[data-scroller]') ?? null;
    if (own === null || scroller === null) return undefined;
    const show = (): void => {
      for (const part of [own, own.parentElement?.firstElementChild, ...own.querySelectorAll('[data-in-sight]')])
        part?.scrollIntoView({ block: 'nearest' });
    };
    const observer = new ResizeObserver(show);
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [field.key]);
  return (
    <div ref={detail} className={clsx(styles.fieldDetail, 'selectable')}>
      <p>{about}</p>
      {note !== null && <p>{note}</p>}
      {editing && structure !== null && isEditable(field) && <FieldEditor field={field} structure={structure} />}
      {finding !== null && (
        <button type="button" className="link" onClick={() => showProblem(finding.index)}>
          {findingText(finding.finding, 'window').title}
        </button>
      )}
      <RawLine name={otherFooter === null ? 'bytes' : 'footer'} at={offsetText(fileAt, radix)} raw={raw} onGo={() => goTo(fileAt, bytes)} />
      {otherFooter !== null && (
        <RawLine
          name="copy"
          at={offsetText(otherFooter.fileAt, radix)}
          raw={otherFooter.raw}
          onGo={() => goTo(otherFooter.fileAt, bytes)}
        />
      )}
      <p className="muted">“{spec}” in the specification</p>
    </div>
  );
}

function RawLine({
  name,
  at,
  raw,
  onGo,
}: {
  readonly name: string;
  readonly at: string;
  readonly raw: Uint8Array;
  readonly onGo: () => void;
}): JSX.Element {
  return (
    <p className={styles.fieldRaw}>
      <button type="button" className="link" onClick={onGo}>
        {name} {at}
      </button>
      <span className="mono">{rawText(raw)}</span>
    </p>
  );
}
