import { History, Pin, X } from 'lucide-react';
import { useState, type JSX, type KeyboardEvent } from 'react';
import type { RecentView } from '../../../shared/settings';
import { forgetRecent, locateRecent, openRecent, pinRecent } from '../../app/recents.commands';
import { useStore } from '../../app/store';
import { DRAFT_KEPT, recentSummary } from '../../app/recents.text';
import { Button, IconButton } from '../../ui/Button';
import { DiskIcon } from '../../ui/DiskIcon';
import { RovingList } from '../../ui/RovingList';
import { SeverityIcon } from '../../ui/SeverityIcon';
import styles from './welcome.module.css';

/** The disks that were open before, pinned ones first. Arrow keys go from row to row, and Tab goes on to a row's actions. */
export function RecentRows(): JSX.Element {
  const recents = useStore((s) => s.program.recents);
  const [active, setActive] = useState<string | null>(null);
  if (recents.length === 0) return <p className="muted">Disks you open are listed here.</p>;
  const current = recents.find(({ recent }) => recent === active) ?? recents[0];
  return (
    <RovingList className={styles.recentRows} aria-label="Disks, pinned ones first">
      {recents.map((recent) => (
        <Row key={recent.recent} recent={recent} active={recent === current} onFocus={() => setActive(recent.recent)} />
      ))}
    </RovingList>
  );
}

type RowProps = { readonly recent: RecentView; readonly active: boolean; readonly onFocus: () => void };

function Row({ recent, active, onFocus }: RowProps): JSX.Element {
  const [now] = useState(() => new Date());
  const { name, folder, kind, health, pinned, missing, hasDraft } = recent;
  const stop = active ? 0 : -1;
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Delete') {
      focusNeighbour(event.currentTarget);
      void forgetRecent(recent);
    } else if (event.key.toLowerCase() === 'p') void pinRecent(recent);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.recent} data-row data-missing={missing} data-pinned={pinned} onFocus={onFocus}>
      <button
        type="button"
        className={styles.recentOpen}
        data-item
        tabIndex={stop}
        title={`${folder} · ${name}`}
        onKeyDown={press}
        onClick={() => void openRecent(recent)}
      >
        <DiskIcon kind={kind} size={22} />
        <span className={styles.recentWords}>
          <span className={styles.recentName}>
            <b>{name}</b>
            <span className="muted"> {folder}</span>
          </span>
          <span className={styles.recentSummary}>
            {!missing && health !== 'good' && <SeverityIcon severity={health} size={13} />} {recentSummary(recent, now)}
          </span>
          {hasDraft && (
            <span className={styles.recentDraft}>
              <History size={13} aria-hidden /> {DRAFT_KEPT}
            </span>
          )}
        </span>
      </button>
      {missing ? (
        <>
          <Button tabIndex={stop} aria-label={`Locate ${name}…`} onClick={() => void locateRecent(recent.recent)}>
            Locate…
          </Button>
          <Button tabIndex={stop} aria-label={`Remove ${name} from this list`} onClick={() => void forgetRecent(recent)}>
            Remove
          </Button>
        </>
      ) : (
        <>
          <IconButton
            label={pinned ? `Unpin ${name}` : `Pin ${name} to the top`}
            className={styles.recentPin}
            tabIndex={stop}
            onClick={() => void pinRecent(recent)}
          >
            <Pin size={14} fill={pinned ? 'currentColor' : 'none'} aria-hidden />
          </IconButton>
          <IconButton label={`Remove ${name} from this list`} tabIndex={stop} onClick={() => void forgetRecent(recent)}>
            <X size={14} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}

/** Moves the focus to a neighbouring row before this one is removed. */
function focusNeighbour(item: Element): void {
  const row = item.closest('[data-row]');
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  next?.querySelector<HTMLElement>('[data-item]')?.focus();
}
