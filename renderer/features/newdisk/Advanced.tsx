import { clsx } from 'clsx';
import { useState, type JSX, type ReactNode } from 'react';
import { CREATORS } from '../../../shared/newDisk';
import { changeForm } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { sizeText } from '../../../shared/text/size';
import type { Message } from './messages.model';
import { fillsOn } from './newDisk.model';
import { CREATOR_NAMES, FILL_NAMES } from './newDisk.text';
import { Select } from '../../ui/Select';
import { Messages } from './Messages';
import styles from './newdisk.module.css';

const BLOCK_SIZES = [64 * 1024, 256 * 1024, 512 * 1024, 1024 * 1024, 2 * 1024 * 1024, 4 * 1024 * 1024, 16 * 1024 * 1024].map((bytes) => ({
  value: String(bytes),
  label: sizeText(bytes),
}));
const CREATOR_OPTIONS = CREATORS.map((creator) => ({ value: creator, label: CREATOR_NAMES[creator] }));

/** Settings that hardly anybody changes. It opens by itself if one of them needs attention. */
export function Advanced({ messages }: { readonly messages: readonly Message[] }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const blocks = messages.some(({ part, severity }) => part === 'advanced' && severity === 'error');
  return (
    <details className={clsx(styles.part, styles.advanced)} open={isOpen || blocks} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Advanced</summary>
      <div className={styles.grid}>
        <Fields />
      </div>
      <Messages messages={messages} part="advanced" />
    </details>
  );
}

function Row({
  label,
  htmlFor,
  children,
}: {
  readonly label: string;
  readonly htmlFor?: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <>
      {htmlFor === undefined ? (
        <span className={styles.label} aria-hidden>
          {label}
        </span>
      ) : (
        <label className={styles.label} htmlFor={htmlFor}>
          {label}
        </label>
      )}
      <span className={styles.inline}>{children}</span>
    </>
  );
}

function Fields(): JSX.Element {
  const { kind, blockBytes, geometryText, creator, ownCreator, id, fill } = useSheet('newDisk', ({ form }) => form);
  const platform = useStore((s) => s.program.platform);
  return (
    <>
      {kind === 'fixed' ? (
        <Row label="Space">
          <Select
            label="Space"
            options={fillsOn(platform).map((value) => ({ value, label: FILL_NAMES[value] }))}
            value={fill}
            onChange={(chosen) => changeForm({ fill: chosen })}
          />
        </Row>
      ) : (
        <Row label="Block size">
          <Select
            label="Block size"
            options={BLOCK_SIZES}
            value={String(blockBytes)}
            onChange={(chosen) => changeForm({ blockBytes: Number(chosen) })}
          />
        </Row>
      )}
      <Row label="Geometry" htmlFor="newdisk-geometry">
        <input
          id="newdisk-geometry"
          className={clsx('input', 'mono', styles.geometry)}
          placeholder="C/H/S, as usual"
          spellCheck={false}
          maxLength={15}
          value={geometryText}
          onChange={(event) => changeForm({ geometryText: event.target.value })}
        />
      </Row>
      <Row label="Creator">
        <Select label="Creator" options={CREATOR_OPTIONS} value={creator} onChange={(chosen) => changeForm({ creator: chosen })} />
        {creator === 'own' && (
          <input
            className={clsx('input', 'mono', styles.creator)}
            aria-label="Creator tag"
            maxLength={4}
            spellCheck={false}
            value={ownCreator}
            onChange={(event) => changeForm({ ownCreator: event.target.value })}
          />
        )}
      </Row>
      <Row label="ID" htmlFor="newdisk-id">
        <input
          id="newdisk-id"
          className={clsx('input', 'mono', styles.id)}
          placeholder="a new one"
          spellCheck={false}
          maxLength={40}
          value={id}
          onChange={(event) => changeForm({ id: event.target.value })}
        />
      </Row>
    </>
  );
}
