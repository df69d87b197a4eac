import { clsx } from 'clsx';
import { X } from 'lucide-react';
import type { JSX } from 'react';
import { changeDisk, setState, useOpen } from '../../app/store';
import { changeHitList, currentHits, forgetFind, useFindRun } from '../../disk/find.store';
import { useHitOrder } from '../../disk/hitOrder.store';
import { Button, IconButton } from '../../ui/Button';
import { CompareForm } from './CompareForm';
import { FindForm } from './FindForm';
import { FindList } from './FindList';
import { ReplaceRow } from './ReplaceRow';
import { limitTexts, listedText, runText } from './find.text';
import styles from './find.module.css';

/** Searches the disk or its file, or compares it: what is looked for, how far that is, and every hit with its place. */
export function FindPanel(): JSX.Element {
  const run = useFindRun();
  const view = useOpen((d) => d.view);
  const replacement = useOpen((d) => d.findForm.replacement);
  const isComparing = useOpen((d) => d.findForm.isComparing);
  const chosen = useOpen((d) => d.findForm.other?.name ?? null);
  const name = isComparing ? 'Compare' : 'Find';
  const close = (): void => {
    changeDisk({ bottom: null });
    setState({ wantedPane: 'hex' });
  };
  const clear = (): void => {
    forgetFind();
    setState({ wantedPane: 'find' });
  };
  const limits = limitTexts(run, view);
  return (
    <section className={styles.find} aria-label={name} data-pane="find">
      <header className={styles.head}>
        <h2>{name}</h2>
        <div className={styles.forms}>
          {isComparing ? <CompareForm /> : <FindForm />}
          {!isComparing && replacement !== null && <ReplaceRow replacement={replacement} />}
        </div>
        <IconButton label={`Close ${name.toLowerCase()} (Esc)`} onClick={close}>
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      {run.kind !== 'none' && (
        <div className={styles.said}>
          <p className={styles.saidTexts}>
            <b role="status">
              {run.compared !== null && run.compared !== chosen && `With ${run.compared}: `}
              {runText(run, view.name)}
            </b>
            {limits.map((limit) => (
              <span key={limit}>{limit}</span>
            ))}
          </p>
          {run.found > 0 && <HitFilter />}
          {run.kind !== 'running' && <Button onClick={clear}>Clear</Button>}
        </div>
      )}
      {run.kind !== 'none' && <FindList />}
    </section>
  );
}

/** Lists only hits whose place or name has these words. */
function HitFilter(): JSX.Element {
  const { filter } = useOpen((d) => d.find.list);
  const order = useHitOrder();
  return (
    <>
      <input
        className={clsx('input', styles.filter)}
        type="text"
        aria-label="Filter hits"
        placeholder="Filter by name, partition or block"
        spellCheck={false}
        autoComplete="off"
        value={filter}
        onChange={(event) => changeHitList({ filter: event.target.value })}
      />
      {filter.trim() !== '' && order !== null && (
        <span role="status" className="tabular">
          {listedText(order.listed.length, currentHits().count)}
        </span>
      )}
    </>
  );
}
