import { ChevronDown, ChevronUp } from 'lucide-react';
import type { FormEvent, JSX } from 'react';
import { DATE_FORMATS } from '../../../shared/find/dates';
import { BYTE_ORDERS, NUMBER_BITS, TEXT_ENCODINGS, type SearchPattern } from '../../../shared/find/pattern';
import { FOUND_STRUCTURES, STRUCTURE_NAMES } from '../../../shared/find/structures';
import { runCommand } from '../../app/commands';
import { useKeysText } from '../../app/useKeysText';
import { setState, useOpen } from '../../app/store';
import { changeFindForm, selectionToSearch, startFind, stopFind, useFindRun } from '../../disk/find.store';
import { faultOf, placeOf, placesOf, type FindForm as Form } from '../../disk/findForm.model';
import { Button, IconButton } from '../../ui/Button';
import { Select } from '../../ui/Select';
import { DATE_NAMES, ENCODING_NAMES, faultText, KIND_NAMES, ORDER_NAMES, PLACEHOLDERS, whereText } from './find.text';
import styles from './find.module.css';

const KINDS = Object.keys(KIND_NAMES) as SearchPattern['kind'][];
const named = <T extends string>(all: readonly T[], names: Readonly<Record<T, string>>): { readonly value: T; readonly label: string }[] =>
  all.map((value) => ({ value, label: names[value] }));

/** What is looked for, and where. Enter begins, whatever has the focus. */
export function FindForm(): JSX.Element {
  const form = useOpen((d) => d.findForm);
  const view = useOpen((d) => d.view);
  const selection = selectionToSearch(useOpen((d) => d));
  const run = useFindRun();
  const isRunning = run.kind === 'running';
  const hasHits = run.kind !== 'none' && run.found > 0;
  const keys = useKeysText();
  const fault = faultOf(form);
  // Nothing typed yet is no mistake.
  const said = fault === null || fault === 'empty' ? null : faultText(fault);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fault === null) void startFind();
  };
  const stop = (): void => {
    void stopFind();
    setState({ wantedPane: 'find' });
  };
  const shown = { view, selection };
  return (
    <form className={styles.form} noValidate onSubmit={submit} data-main>
      {form.kind === 'structure' ? (
        <Select
          label="Structure"
          options={[
            { value: 'all' as const, label: 'All structures' },
            ...STRUCTURE_NAMES.map((value) => ({ value, label: FOUND_STRUCTURES[value].title })),
          ]}
          value={form.structure}
          onChange={(structure) => changeFindForm({ structure })}
        />
      ) : (
        <input
          className="input"
          type="text"
          aria-label="Find what"
          aria-invalid={said !== null}
          aria-describedby="find-fault"
          placeholder={PLACEHOLDERS[form.kind]}
          spellCheck={false}
          autoComplete="off"
          value={form.text}
          onChange={(event) => changeFindForm({ text: event.target.value })}
          onFocus={(event) => event.target.select()}
        />
      )}
      <Select label="Kind" options={named(KINDS, KIND_NAMES)} value={form.kind} onChange={(kind) => changeFindForm({ kind })} />
      <Options form={form} />
      <Select
        label="Where"
        options={placesOf(shown).map((value) => ({ value, label: whereText(value, view) }))}
        value={placeOf(form, shown)}
        onChange={(where) => changeFindForm({ where })}
      />
      {isRunning ? (
        // Another button than the one below: a press of one must not be a press of the other.
        <Button key="stop" onClick={stop}>
          Stop
        </Button>
      ) : (
        <Button key="find" look="primary" type="submit" disabled={fault !== null}>
          Find all
        </Button>
      )}
      <IconButton label={`Previous hit (${keys('edit.findPrevious')})`} disabled={!hasHits} onClick={() => runCommand('edit.findPrevious')}>
        <ChevronUp size={16} aria-hidden />
      </IconButton>
      <IconButton label={`Next hit (${keys('edit.findNext')})`} disabled={!hasHits} onClick={() => runCommand('edit.findNext')}>
        <ChevronDown size={16} aria-hidden />
      </IconButton>
      <p id="find-fault" className={styles.fault} role="status">
        {said}
      </p>
    </form>
  );
}

/** What else has to be said about this kind. */
function Options({ form }: { readonly form: Form }): JSX.Element {
  const { kind } = form;
  return (
    <>
      {kind === 'text' && (
        <Select
          label="Encoding"
          options={named(TEXT_ENCODINGS, ENCODING_NAMES)}
          value={form.encoding}
          onChange={(encoding) => changeFindForm({ encoding })}
        />
      )}
      {(kind === 'text' || kind === 'regex') && (
        <label className={styles.check}>
          <input
            type="checkbox"
            aria-label="Match case"
            title="Match case"
            checked={!form.ignoreCase}
            onChange={(event) => changeFindForm({ ignoreCase: !event.target.checked })}
          />
          <span className={styles.long}>Match case</span>
          <span className={styles.short} title="Match case">
            Aa
          </span>
        </label>
      )}
      {kind === 'number' && (
        <Select
          label="Bits"
          options={NUMBER_BITS.map((bits) => ({ value: String(bits), label: `${bits} bits` }))}
          value={String(form.bits)}
          onChange={(text) => changeFindForm({ bits: NUMBER_BITS.find((bits) => String(bits) === text) ?? 32 })}
        />
      )}
      {(kind === 'number' || kind === 'guid') && (
        <Select
          label="Byte order"
          options={named(BYTE_ORDERS, ORDER_NAMES)}
          value={form.order}
          onChange={(order) => changeFindForm({ order })}
        />
      )}
      {kind === 'date' && (
        <Select
          label="Format"
          options={named(DATE_FORMATS, DATE_NAMES)}
          value={form.format}
          onChange={(format) => changeFindForm({ format })}
        />
      )}
    </>
  );
}
