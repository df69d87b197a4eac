import { useEffect, useState, type JSX } from 'react';
import styles from './shell.module.css';

/** Opening takes noticeable time only if the file is far away, so nothing is shown before 300 ms. */
export function Opening({ name }: { readonly name: string }): JSX.Element {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return <main className={styles.opening}>{late && <p role="status">Opening {name}…</p>}</main>;
}
