import { Fragment, type JSX } from 'react';

/** Keys that all do the same, as keycaps. */
export function Keys({ keys }: { readonly keys: readonly string[] }): JSX.Element {
  return (
    <span className="keys">
      {keys.map((each, i) => (
        <Fragment key={each}>
          {i > 0 && <span className="muted"> or </span>}
          <kbd>{each}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
