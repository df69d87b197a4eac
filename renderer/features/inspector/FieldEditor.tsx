import { useState, type JSX, type KeyboardEvent } from 'react';
import type { EditableStructure } from '../../../shared/edits';
import { choicesOf, inputText, parseInput, type FieldValue } from '../../kernels/fieldInput';
import type { FieldView } from '../../kernels/fields';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';

/** The right input for a field's kind. Enter stages the value; its checksum and the footer copy follow in the same change. */
export function FieldEditor({ field, structure }: { readonly field: FieldView; readonly structure: EditableStructure }): JSX.Element {
  const [text, setText] = useState(() => inputText(field));
  const stage = useStore((s) => s.stage);
  const choices = choicesOf(field);
  const value = parseInput(field, text);
  const put = (next: FieldValue): void => void stage({ kind: 'field', structure, field: field.key, value: next });
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || value === null) return;
    put(value);
    event.preventDefault();
  };
  if (choices !== null) {
    return (
      <select
        className="input mono field-input"
        aria-label={`New value of ${field.label}`}
        value={text}
        onChange={(event) => put(event.target.value)}
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
  return (
    <div className="field-editor">
      <input
        className="input mono field-input"
        aria-label={`New value of ${field.label}`}
        aria-invalid={value === null}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      {field.kind === 'uuid' && <Button onClick={() => put(crypto.randomUUID())}>New ID</Button>}
      <Button look="primary" disabled={value === null || text === inputText(field)} onClick={() => value !== null && put(value)}>
        Set
      </Button>
    </div>
  );
}
