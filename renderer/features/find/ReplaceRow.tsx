import { X } from 'lucide-react';
import type { FormEvent, JSX } from 'react';
import { MAX_REPLACED } from '../../../shared/find/replace';
import { grouped } from '../../../shared/text/numbers';
import { askUser } from '../../app/modal.store';
import { setState, useOpen } from '../../app/store';
import { changeFindForm, currentHits, useFindRun } from '../../disk/find.store';
import { useHitOrder } from '../../disk/hitOrder.store';
import { hitAt } from '../../disk/hits.model';
import { replaceAll, replaceHit } from '../../disk/replace.store';
import { Button, IconButton } from '../../ui/Button';
import { PLACEHOLDERS, replacementFaultText, replaceAllText } from './find.text';
import { replacementFault } from './replace.model';
import styles from './find.module.css';

/** Puts other bytes of the same length in the place of the hit that is shown, or of all that are listed. */
export function ReplaceRow({ replacement }: { readonly replacement: string }): JSX.Element {
  const run = useFindRun();
  const at = useOpen((d) => d.find.at);
  const isEditing = useOpen((d) => d.edits.editing);
  const order = useHitOrder();
  const hits = currentHits();
  const count = run.kind === 'none' ? 0 : (order?.listed.length ?? hits.count);
  const shown = run.kind === 'none' ? null : hitAt(hits, at);
  const pattern = run.kind === 'none' ? undefined : run.request.patterns[0];
  const sample = shown ?? (count === 0 ? null : hitAt(hits, order?.along[0] ?? 0));
  const fault = pattern === undefined ? null : replacementFault(pattern, replacement, sample?.bytes ?? null);
  const most = run.kind === 'none' ? 0 : MAX_REPLACED[run.request.space];
  const isReady = isEditing && pattern !== undefined && count > 0 && fault === null;
  const close = (): void => {
    changeFindForm({ replacement: null });
    setState({ wantedPane: 'find' });
  };
  const all = (): void => {
    if (count === 1) void replaceAll();
    else askUser({ ...replaceAllText(count), run: () => void replaceAll() });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady && shown !== null) void replaceHit();
  };
  const said = !isEditing
    ? 'Switch on “Edit this disk” first.'
    : count > most && most > 0
      ? `At most ${grouped(most)} hits are replaced at once: filter the list, or search in a smaller range.`
      : replacement === '' || fault === null
        ? null
        : replacementFaultText(fault);
  return (
    <form className={styles.form} noValidate onSubmit={submit} aria-label="Replace">
      <input
        className="input"
        type="text"
        aria-label="Replace with"
        aria-invalid={said !== null && isEditing}
        aria-describedby="replace-fault"
        placeholder={pattern === undefined || pattern.kind === 'text' ? 'Replace with' : PLACEHOLDERS[pattern.kind]}
        spellCheck={false}
        autoComplete="off"
        value={replacement}
        onChange={(event) => changeFindForm({ replacement: event.target.value })}
      />
      <Button type="submit" disabled={!isReady || shown === null}>
        Replace
      </Button>
      <Button onClick={all} disabled={!isReady || count > most || run.kind === 'running'}>
        {count > 1 ? `Replace all ${grouped(count)}…` : 'Replace all'}
      </Button>
      <IconButton label="Close replace" onClick={close}>
        <X size={16} aria-hidden />
      </IconButton>
      <p id="replace-fault" className={styles.fault} role="status">
        {said}
      </p>
    </form>
  );
}
