import { Fragment, type JSX } from 'react';
import './ui.css';

/** A number and its unit are one word; hyphens are part of theirs. */
const BETWEEN = / (?!%|[KMGTPE]?i?B\b|bytes\b)/;

/** Text that breaks between words and nowhere else. */
export function Words({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {text.split(BETWEEN).map((word, i) => (
        <Fragment key={i}>
          <span className="word">{word}</span>{' '}
        </Fragment>
      ))}
    </>
  );
}
