import { ChevronDown, ChevronUp } from 'lucide-react';
import type { FormEvent, JSX } from 'react';
import { isEnabled, runCommand } from '../../app/commands';
import { setState, useOpen, useStore } from '../../app/store';
import { useKeysText } from '../../app/useKeysText';
import { changeFindForm, startCompare, stopFind, useFindRun } from '../../disk/find.store';
import { chooseBytes } from '../../disk/chooseBytes.commands';
import type { ComparedWith } from '../../disk/findForm.model';
import { Button, IconButton } from '../../ui/Button';
import { Select } from '../../ui/Select';
import { layerText } from './find.text';
import styles from './find.module.css';

/** What the disk is compared with: another file, or a layer of its own chain. Enter begins. */
export function CompareForm(): JSX.Element {
  const other = useOpen((d) => d.findForm.other);
  const layers = useOpen((d) => d.view.layers);
  const own = useOpen((d) => d.view.name);
  const run = useFindRun();
  const isRunning = run.kind === 'running';
  const hasHits = run.kind !== 'none' && run.found > 0;
  const isEditing = useOpen((d) => d.edits.editing);
  const canTake = useStore((s) => isEnabled('edit.takeOther', s));
  const keys = useKeysText();
  const choices: readonly ComparedWith[] = [
    ...(other?.with.kind === 'file' ? [other] : []),
    ...layers.slice(1).map(({ name }, i) => ({ with: { kind: 'layer', layer: i + 1 } as const, name })),
  ];
  const labelOf = (choice: ComparedWith): string => (choice.with.kind === 'file' ? choice.name : layerText(choice.name, choice.with.layer));
  const choose = async (): Promise<void> => {
    const chosen = await chooseBytes();
    if (chosen === null) return;
    const { ticket, name, folder } = chosen;
    // A backup often has the name of the disk.
    changeFindForm({ other: { with: { kind: 'file', ticket }, name: name === own ? `${name} in ${folder}` : name } });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void (other === null ? choose() : startCompare());
  };
  const stop = (): void => {
    void stopFind();
    setState({ wantedPane: 'find' });
  };
  return (
    <form className={styles.form} noValidate onSubmit={submit} data-main>
      {choices.length > 0 && (
        <Select
          label="Compare with"
          options={[
            ...(other === null ? [{ value: '', label: 'Choose what to compare with' }] : []),
            ...choices.map((choice, i) => ({ value: String(i), label: labelOf(choice) })),
          ]}
          value={other === null ? '' : String(choices.findIndex((choice) => labelOf(choice) === labelOf(other)))}
          onChange={(index) => changeFindForm({ other: choices[Number(index)] ?? null })}
        />
      )}
      <Button onClick={() => void choose()}>Choose a file…</Button>
      {isRunning ? (
        // Another button than the one below: a press of one must not be a press of the other.
        <Button key="stop" onClick={stop}>
          Stop
        </Button>
      ) : (
        <Button key="compare" look="primary" type="submit" disabled={other === null}>
          Compare
        </Button>
      )}
      <IconButton
        label={`Previous difference (${keys('edit.findPrevious')})`}
        disabled={!hasHits}
        onClick={() => runCommand('edit.findPrevious')}
      >
        <ChevronUp size={16} aria-hidden />
      </IconButton>
      <IconButton label={`Next difference (${keys('edit.findNext')})`} disabled={!hasHits} onClick={() => runCommand('edit.findNext')}>
        <ChevronDown size={16} aria-hidden />
      </IconButton>
      {isEditing && (
        <Button disabled={!canTake} onClick={() => runCommand('edit.takeOther')}>
          Use its bytes…
        </Button>
      )}
    </form>
  );
}
