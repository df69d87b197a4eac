import { Check, Minus, X } from 'lucide-react';
import type { JSX } from 'react';
import './ui.css';

type Sign = { readonly text: string; readonly isGood: boolean | null };

/** What speaks for something and what against it; `isGood` null: neither. */
export const SignList = ({ signs }: { readonly signs: readonly Sign[] }): JSX.Element => (
  <ul className="signs">
    {signs.map(({ text, isGood }) => (
      <li key={text}>
        {isGood === null ? (
          <Minus size={13} className="muted" aria-label="unknown:" />
        ) : isGood ? (
          <Check size={13} className="signs-for" aria-label="yes:" />
        ) : (
          <X size={13} className="signs-against" aria-label="no:" />
        )}
        {text}
      </li>
    ))}
  </ul>
);
