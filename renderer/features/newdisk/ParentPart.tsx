import type { JSX } from 'react';
import type { ParentInfo } from '../../../shared/newDisk';
import { changeForm, chooseParent, takeOpenDisk } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { selectView } from '../../app/selectors.store';
import { useStore } from '../../app/store';
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Message } from './messages.model';
import { parentHealthText } from './newDisk.text';
import { KIND_NAMES } from '../../app/names.text';
import { Button } from '../../ui/Button';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { Messages } from './Messages';
import styles from './newdisk.module.css';

export function ParentPart({ messages }: { readonly messages: readonly Message[] }): JSX.Element {
  const parent = useSheet('newDisk', ({ form }) => form.parent);
  const open = useStore((s) => (selectView(s)?.disk == null ? null : (selectView(s)?.name ?? null)));
  const namesAbsolute = useSheet('newDisk', ({ form }) => form.namesAbsolute);
  return (
    <fieldset className={styles.part} aria-label="Parent">
      <legend>2 Parent</legend>
      <div className={styles.row}>
        <Button onClick={() => void chooseParent()}>{parent === null ? 'Choose parent…' : 'Choose another…'}</Button>
        {open !== null && parent?.file.name !== open && (
          <Button look="quiet" onClick={() => void takeOpenDisk()}>
            Use {open}
          </Button>
        )}
        {parent?.look.kind === 'looking' && <span className="muted">Looking at {parent.file.name}…</span>}
      </div>
      {parent?.look.kind === 'ready' && <ParentCard info={parent.look.info} />}
      <div className={styles.row} role="radiogroup" aria-label="How the child names its parent">
        <span className={styles.label} aria-hidden>
          Named by
        </span>
        <label className="check">
          <input type="radio" name="paths" checked={namesAbsolute} onChange={() => changeForm({ namesAbsolute: true })} /> relative and
          absolute path
        </label>
        <label className="check">
          <input type="radio" name="paths" checked={!namesAbsolute} onChange={() => changeForm({ namesAbsolute: false })} /> relative path
          only
        </label>
      </div>
      <Messages messages={messages} part="parent" />
    </fieldset>
  );
}

function ParentCard({ info }: { readonly info: ParentInfo }): JSX.Element {
  const { name, kind, sectors, fileBytes, layers, errors, warnings, folder } = info;
  return (
    <div className={styles.parentCard}>
      <p className={styles.parentName}>
        <b className="selectable">{name}</b> <span className="muted selectable">{folder}</span>
      </p>
      <p>
        {KIND_NAMES[kind]}, {sizeText(sectors * SECTOR_BYTES)} in a file of {sizeText(fileBytes)} ·{' '}
        <span className={styles.parentHealth}>
          {errors + warnings > 0 && <SeverityIcon severity={errors > 0 ? 'error' : 'warning'} size={13} />} {parentHealthText(info)}
        </span>
      </p>
      <ol className={styles.chainPreview} aria-label="Chain, base first">
        {[...layers].reverse().map((layer) => (
          <li key={layer.uniqueId + layer.name}>{layer.name}</li>
        ))}
        <li>this new disk</li>
      </ol>
    </div>
  );
}
