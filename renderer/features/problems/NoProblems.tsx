import type { JSX } from 'react';
import type { Severity } from '../../../shared/findings';
import { checksText } from './checks.text';
import styles from './problems.module.css';

type Props = { readonly isDisk: boolean; readonly checked: 'structures' | 'everything'; readonly severity: Severity | null };

/** Shown if no problem is listed: what was checked, and what was not. */
export function NoProblems({ isDisk, checked, severity }: Props): JSX.Element {
  const text =
    severity !== null
      ? 'No problems of this kind.'
      : isDisk
        ? checksText(checked)
        : 'These are bytes without a disk: there is nothing to check.';
  return <p className={styles.none}>{text}</p>;
}
