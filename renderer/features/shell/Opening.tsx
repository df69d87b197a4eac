import { useEffect, useState, type JSX } from 'react';
import { useStore } from '../../app/store';
import { stopOpening } from '../../disk/disk.store';
import { Button } from '../../ui/Button';
import styles from './shell.module.css';

/** Opening takes noticeable time only if the file is far away, so nothing is shown before 300 ms. */
function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return late;
}

export function Opening({ name }: { readonly name: string }): JSX.Element {
  const late = useLate();
  return <main className={styles.opening}>{late && <p role="status">Opening {name}…</p>}</main>;
}

/** The same over the disk that stays in sight until the new one is there. */
export function OpeningBar(): JSX.Element | null {
  const file = useStore(({ disk }) => (disk.kind === 'opening' && disk.previous !== null ? disk.file : null));
  return file === null ? null : <Bar key={file.ticket} name={file.name} />;
}

function Bar({ name }: { readonly name: string }): JSX.Element | null {
  const late = useLate();
  if (!late) return null;
  return (
    <section className={styles.openingBar} data-pane="notice" aria-label={`Opening ${name}`}>
      <p role="status">Opening {name}…</p>
      <Button onClick={() => void stopOpening()}>Cancel</Button>
    </section>
  );
}
