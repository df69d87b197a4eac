import type { JSX } from 'react';
import './ui.css';

/** A select element of the system. Its label is its accessible name. */
export function Select<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): JSX.Element {
  const choose = (name: string): void => {
    const chosen = options.find((option) => option.value === name);
    if (chosen !== undefined) onChange(chosen.value);
  };
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => choose(event.target.value)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
