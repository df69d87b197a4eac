import { Disc3, FolderOpen, Plus, X } from 'lucide-react';
import { useState, type JSX } from 'react';
import type { RecentView } from '../../../shared/settings';
import { api } from '../../api';
import { runCommand } from '../../commands/commands';
import { keysOf, keysText } from '../../commands/keys';
import { useStore } from '../../store/store';
import { whenText } from '../../text/when';
import { Button, IconButton } from '../../ui/Button';
import { RovingList } from '../../ui/RovingList';
import { SeverityIcon } from '../../ui/SeverityIcon';
import './welcome.css';

/** Nothing is open: ways to open something. */
export function Welcome(): JSX.Element {
  const recents = useStore((s) => s.recents);
  const mac = useStore((s) => s.platform === 'darwin');
  const version = useStore((s) => s.version);
  const keys = keysOf('file.open', mac);
  const newKeys = keysOf('file.new', mac);
  return (
    <main className="welcome">
      <section className="welcome-start" aria-label="Start">
        <Disc3 size={56} strokeWidth={1.25} className="welcome-mark" aria-hidden />
        <h1>Platter</h1>
        <p className="welcome-about">
          Looks inside VHD virtual hard disks: what they are, whether they are healthy, where every block lies, and every byte.
        </p>
        <Button look="primary" onClick={() => runCommand('file.open')} autoFocus>
          <FolderOpen size={16} aria-hidden /> Open…{keys === null ? '' : ` (${keysText(keys, mac)})`}
        </Button>
        <Button onClick={() => runCommand('file.new')}>
          <Plus size={16} aria-hidden /> New disk…{newKeys === null ? '' : ` (${keysText(newKeys, mac)})`}
        </Button>
        <p className="muted">or drop a .vhd anywhere in this window</p>
        <p className="welcome-foot muted">Platter {version} · opens disks for reading; writes only when you save</p>
      </section>
      <section className="welcome-recents" aria-label="Recent disks" data-pane="navigator">
        <h2>Recent</h2>
        {recents.length === 0 ? (
          <p className="muted">Disks you open are listed here.</p>
        ) : (
          <RovingList>
            {recents.map((recent, i) => (
              <Recent key={recent.recent} recent={recent} first={i === 0} />
            ))}
          </RovingList>
        )}
      </section>
    </main>
  );
}

const HEALTH = { good: 'healthy', warning: 'warnings', error: 'errors' } as const;

async function openRecent({ recent, name }: RecentView): Promise<void> {
  const { open, setView } = useStore.getState();
  const answer = await api['app/openRecent']({ recent });
  if (answer.ok) await open(answer.value, 'disk');
  else setView({ alert: { title: `${name} is not on the list any more.`, detail: 'Open it again from its folder.' } });
}

function Recent({ recent, first }: { readonly recent: RecentView; readonly first: boolean }): JSX.Element {
  const [now] = useState(() => new Date());
  const { name, folder, summary, health, opened, missing } = recent;
  return (
    <div className="recent" data-missing={missing}>
      <button
        type="button"
        className="recent-open"
        data-item
        tabIndex={first ? 0 : -1}
        title={`${folder} · ${name}`}
        onClick={() => void (missing ? runCommand('file.open') : openRecent(recent))}
      >
        <span className="recent-name">
          <b>{name}</b>
          <span className="muted"> {folder}</span>
        </span>
        <span className="recent-summary">
          {missing ? (
            'Not found. Locate…'
          ) : (
            <>
              {health !== 'good' && <SeverityIcon severity={health} size={13} />} {summary} · {HEALTH[health]} · {whenText(opened, now)}
            </>
          )}
        </span>
      </button>
      <IconButton label={`Remove ${name} from this list`} onClick={() => void api['app/forgetRecent']({ recent: recent.recent })}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
