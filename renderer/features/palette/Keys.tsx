import { Fragment, type JSX } from 'react';
import styles from './palette.module.css';

/** Several keys for the same command, drawn as keycaps. */
export function Keys({ keys }: { readonly keys: readonly string[] }): JSX.Element {
  return (
    <span className={styles.keys}>
      {keys.map((each, i) => (
        <Fragment key={each}>
          {i > 0 && <span className="muted"> or </span>}
          <kbd>{each}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
