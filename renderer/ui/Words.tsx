import { Fragment, type JSX } from 'react';
import './ui.css';

/** A number and its unit stay together, and so do words with hyphens. */
const BETWEEN = / (?!%|[KMGTPE]?i?B\b|bytes\b)/;

/** Text that breaks only between words. */
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
