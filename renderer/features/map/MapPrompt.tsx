import { useState, type JSX, type SyntheticEvent } from 'react';
import { grouped } from '../../../shared/text/numbers';
import styles from './map.module.css';

type Props = {
  readonly seed: string;
  /** What is counted: "block", "LBA". */
  readonly what: string;
  readonly count: number;
  readonly onJump: (number: number) => void;
  readonly onCancel: () => void;
};

/** Takes the number of a block, or of a sector of a disk without blocks, after its first digit was typed on the map. */
export function MapPrompt({ seed, what, count, onJump, onCancel }: Props): JSX.Element {
  const [text, setText] = useState(seed);
  const number = Number(text);
  const isGood = text !== '' && number < count;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (isGood) onJump(number);
  };
  return (
    <form className={styles.prompt} onSubmit={submit}>
      <label>
        Go to {what}
        <input
          className="mono"
          inputMode="numeric"
          value={text}
          aria-invalid={!isGood}
          // The field appears because a digit was typed, so the next digits must go into it.
          autoFocus
          onChange={(event) => setText(event.target.value.replace(/\D/g, '').slice(0, 10))}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onCancel();
          }}
          onBlur={onCancel}
        />
      </label>
      <span>{isGood ? `of ${grouped(count)}` : `The last is ${grouped(count - 1)}`}</span>
    </form>
  );
}
