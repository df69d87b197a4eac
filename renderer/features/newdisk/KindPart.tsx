import { GitBranch, HardDrive, Layers2 } from 'lucide-react';
import type { JSX } from 'react';
import { KINDS } from '../../../shared/newDisk';
import type { DiskType } from '../../../shared/vhd/footer';
import type { Message } from './messages.model';
import { changeForm, inspectPlace } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { outcomeOf } from './newDisk.model';
import { kindText } from './newDisk.text';
import { KIND_NAMES } from '../../app/names.text';
import { Messages } from './Messages';
import styles from './newdisk.module.css';

const ICONS = { dynamic: Layers2, fixed: HardDrive, differencing: GitBranch } as const;

export function KindPart({ messages }: { readonly messages: readonly Message[] }): JSX.Element {
  return (
    <fieldset className={styles.part} aria-label="Kind">
      <legend>1 Kind</legend>
      <div className={styles.kindCards}>
        {KINDS.map((kind) => (
          <KindCard key={kind} kind={kind} />
        ))}
      </div>
      <Messages messages={messages} part="kind" />
    </fieldset>
  );
}

function KindCard({ kind }: { readonly kind: DiskType }): JSX.Element {
  const chosen = useSheet('newDisk', ({ form }) => form.kind);
  const text = useSheet('newDisk', ({ form }) => kindText(kind, kind === 'fixed' ? outcomeOf({ ...form, kind }).sectors : null));
  const Icon = ICONS[kind];
  const choose = (): void => {
    changeForm({ kind });
    void inspectPlace();
  };
  return (
    <label className={styles.kindCard} data-chosen={kind === chosen}>
      <input
        type="radio"
        name="kind"
        className="hidden-visually"
        checked={kind === chosen}
        autoFocus={kind === chosen}
        onChange={choose}
        aria-describedby={`kind-${kind}`}
        aria-label={KIND_NAMES[kind]}
      />
      <span className={styles.kindName}>
        <Icon size={18} strokeWidth={1.6} aria-hidden /> {KIND_NAMES[kind]}
      </span>
      <span className={styles.kindAbout} id={`kind-${kind}`}>
        {text}
      </span>
    </label>
  );
}
