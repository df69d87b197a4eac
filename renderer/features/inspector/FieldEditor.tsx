import { clsx } from 'clsx';
import { useEffect, useId, useRef, type JSX, type KeyboardEvent } from 'react';
import type { EditableStructure, FollowUps } from '../../../shared/edits';
import { choicesOf, followUpsOf, inputText, parseInput, type FieldValue } from './fieldInput.model';
import { inputRefusal } from './fieldInput.text';
import type { FieldView } from './fields.model';
import { stage } from '../../disk/edits.store';
import type { FieldForm } from '../../app/state';
import { changeDisk, useOpen } from '../../app/store';
import { Button } from '../../ui/Button';
import styles from './inspector.module.css';

type Props = { readonly field: FieldView; readonly structure: EditableStructure };

const NAMES: Readonly<Record<keyof FollowUps, string>> = { checksum: 'Checksum', otherFooter: 'Footer copy' };

const formOf = (field: FieldView, id: string): FieldForm => ({
  field: id,
  of: field.text,
  from: inputText(field),
  text: inputText(field),
  follow: { checksum: true, otherFooter: true },
});

/** The right input for the kind of field. Enter stages the value, together with the ticked follow-ups. */
export function FieldEditor({ field, structure }: Props): JSX.Element {
  const id = `${structure} ${field.key}`;
  const typed = useOpen((d) => d.fieldForm);
  // After a new value the editor continues from that value, in the same input, so that it keeps the focus.
  const form = typed !== null && typed.field === id && typed.of === field.text ? typed : formOf(field, id);
  const setForm = (next: FieldForm): void => changeDisk({ fieldForm: next });
  useEffect(() => () => changeDisk({ fieldForm: null }), [id]);
  // What was typed is set now, or stands over another value: nothing is unfinished any more.
  const isOver = typed !== null && typed !== form;
  useEffect(() => {
    if (isOver) changeDisk({ fieldForm: null });
  }, [isOver]);
  const { follow } = form;
  const followUps = followUpsOf(field, structure);
  const put = (value: FieldValue): void => void stage({ kind: 'field', structure, field: field.key, value, follow });
  return (
    <>
      {choicesOf(field) === null ? (
        <TextInput field={field} text={form.text} onText={(text) => setForm({ ...form, text })} onPut={put} />
      ) : (
        <Choices field={field} onPut={put} />
      )}
      {followUps.length > 0 && (
        <div className={styles.fieldFollow} role="group" aria-label="Also set">
          <span className="muted">Also set</span>
          {followUps.map((what) => (
            <label className="check" key={what}>
              <input
                type="checkbox"
                checked={follow[what]}
                onChange={(event) => setForm({ ...form, follow: { ...follow, [what]: event.target.checked } })}
              />
              {NAMES[what]}
            </label>
          ))}
        </div>
      )}
    </>
  );
}

type InputProps = { readonly field: FieldView; readonly onPut: (value: FieldValue) => void };

function Choices({ field, onPut }: InputProps): JSX.Element {
  const text = inputText(field);
  const choices = choicesOf(field) ?? [];
  return (
    <select
      className={clsx('input', 'mono', styles.fieldInput)}
      aria-label={`New value of ${field.label}`}
      value={text}
      onChange={(event) => onPut(event.target.value)}
    >
      {choices.some((choice) => choice.value === text) ? null : <option value={text}>{text}</option>}
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}

type TextProps = InputProps & { readonly text: string; readonly onText: (text: string) => void };

function TextInput({ field, text, onText, onPut }: TextProps): JSX.Element {
  const value = parseInput(field, text);
  const why = useId();
  const box = useRef<HTMLDivElement>(null);
  const isRefused = value === null;
  // The refusal stands below the box: both are to be seen.
  useEffect(() => {
    box.current?.nextElementSibling?.scrollIntoView({ block: 'nearest' });
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [isRefused]);
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || value === null) return;
    onPut(value);
    event.preventDefault();
  };
  return (
    <>
      <div ref={box} className={styles.fieldEditor} data-in-sight>
        <input
          className={clsx('input', 'mono', styles.fieldInput)}
          aria-label={`New value of ${field.label}`}
          aria-invalid={value === null}
          aria-describedby={why}
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={press}
        />
        {field.kind === 'uuid' && <Button onClick={() => onPut(crypto.randomUUID())}>New ID</Button>}
        <Button look="primary" disabled={value === null || text === inputText(field)} onClick={() => value !== null && onPut(value)}>
          Set
        </Button>
      </div>
      <p id={why} className={clsx(value === null && styles.bad)} role="status">
        {value === null && inputRefusal(field, text)}
      </p>
    </>
  );
}
