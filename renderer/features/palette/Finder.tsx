import { useState, type JSX, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { found, runnableFirst } from './found.model';
import { closeSheet } from '../../app/modal.store';
import { Dialog } from '../../ui/Dialog';
import styles from './palette.module.css';

type Props<T> = {
  readonly sheet: 'palette' | 'recents';
  readonly label: string;
  readonly prompt: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** The text of an item that the typed words are searched in. */
  readonly wordsOf: (item: T) => string;
  /** `query`: what was typed. */
  readonly draw: (item: T, query: string) => ReactNode;
  /** Why an item cannot be run, which `draw` shows; null if it can be. By default all can. */
  readonly whyNot?: (item: T) => string | null;
  readonly onRun: (item: T) => void;
  /** The text that is shown if nothing is found. */
  readonly none: string;
};

/** A list that gets shorter as the user types. Enter or a click runs the chosen item and closes the dialog. */
export function Finder<T>({ sheet, label, prompt, items, keyOf, wordsOf, draw, whyNot = () => null, onRun, none }: Props<T>): JSX.Element {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const canRun = (item: T): boolean => whyNot(item) === null;
  const matches = runnableFirst(found(items, text, wordsOf), canRun);
  const at = Math.min(chosen, matches.length - 1);
  const close = (): void => closeSheet(sheet);
  const run = (item: T | undefined): void => {
    if (item !== undefined && !canRun(item)) return;
    close();
    if (item !== undefined) onRun(item);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') run(matches[at]);
    else if (event.key === 'ArrowDown') setChosen(Math.min(matches.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  const look = (words: string): void => {
    setText(words);
    setChosen(0);
  };
  // Prevents the focus from leaving the field.
  const pick = (event: PointerEvent, item: T): void => {
    event.preventDefault();
    run(item);
  };
  return (
    <Dialog label={label} onClose={close}>
      <input
        className={styles.paletteInput}
        role="combobox"
        aria-label={prompt}
        aria-expanded
        aria-controls="finder-list"
        aria-activedescendant={matches.length === 0 ? undefined : `finder-${at}`}
        placeholder={prompt}
        spellCheck={false}
        value={text}
        onChange={(event) => look(event.target.value)}
        onKeyDown={press}
      />
      <ul className={styles.list} id="finder-list" role="listbox" aria-label={label}>
        {matches.map((item, i) => (
          <li
            key={keyOf(item)}
            id={`finder-${i}`}
            role="option"
            aria-selected={i === at}
            aria-disabled={!canRun(item)}
            className={styles.item}
            ref={(element) => {
              if (i === at) element?.scrollIntoView({ block: 'nearest' });
            }}
            onPointerDown={(event) => pick(event, item)}
          >
            {draw(item, text)}
          </li>
        ))}
      </ul>
      {matches.length === 0 && <p className={styles.none}>{none}</p>}
    </Dialog>
  );
}
