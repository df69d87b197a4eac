import { clsx } from 'clsx';
import { Copy } from 'lucide-react';
import type { JSX } from 'react';
import { useSheet } from '../../app/modal.store';
import { showNotice } from '../../app/notice.store';
import { sizeText } from '../../../shared/text/size';
import { api } from '../../api';
import { commandFor, TOOLS, type Tool } from './otherPrograms.model';
import type { Outcome } from './newDisk.model';
import { stripOf, type StripPart } from './strip.model';
import { noCommandText, PART_NAMES, summaryText } from './newDisk.text';
import { IconButton } from '../../ui/Button';
import { Words } from '../../ui/Words';
import styles from './newdisk.module.css';

/** What the disk will be: a sentence, its file, and commands of other programs for the same disk. `isShort`: without the commands. */
export function Summary({ outcome, isShort }: { readonly outcome: Outcome; readonly isShort: boolean }): JSX.Element {
  const form = useSheet('newDisk', ({ form }) => form);
  return (
    <aside className={clsx(styles.summary, 'sheet-aside')} aria-label="Summary" data-short={isShort}>
      <p className="sheet-sentence" aria-live="polite">
        <Words text={summaryText(form, outcome)} />
      </p>
      {outcome.layout !== null && <Strip parts={stripOf(outcome.layout)} />}
      {!isShort && <Commands outcome={outcome} />}
    </aside>
  );
}

function Strip({ parts }: { readonly parts: readonly StripPart[] }): JSX.Element {
  return (
    <section aria-label="Layout of the file">
      <h3>The file, from its start</h3>
      <div className={styles.strip} aria-hidden>
        {parts.map(({ kind, share }) => (
          <span key={kind} className={clsx(styles.stripPart, styles[`strip-${kind}`])} style={{ flexGrow: share }} />
        ))}
      </div>
      <ul className={clsx(styles.stripLegend, 'tabular')}>
        {parts.map(({ kind, bytes }) => (
          <li key={kind}>
            <span className={clsx(styles.swatch, styles[`strip-${kind}`])} aria-hidden />
            <span>{PART_NAMES[kind]}</span>
            <span className="muted">{sizeText(bytes)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Commands({ outcome }: { readonly outcome: Outcome }): JSX.Element {
  const hasTable = useSheet('newDisk', ({ form }) => form.kind !== 'differencing' && form.partitions !== 'none');
  return (
    <section aria-label="Equivalent commands">
      <h3>The same, by command</h3>
      {TOOLS.map((tool) => (
        <Command key={tool} tool={tool} outcome={outcome} />
      ))}
      {hasTable && <p className="muted">None of them writes the partition table.</p>}
    </section>
  );
}

function Command({ tool, outcome }: { readonly tool: Tool; readonly outcome: Outcome }): JSX.Element {
  const form = useSheet('newDisk', ({ form }) => form);
  const text = commandFor(tool, form, outcome);
  const copy = async (line: string): Promise<void> => {
    await api['app/copyText']({ text: line });
    showNotice(`Copied the ${tool} command`);
  };
  return (
    <div className={styles.command}>
      <span className={styles.commandTool}>{tool}</span>
      {text === null ? (
        <span className="muted">{noCommandText(tool, form, outcome)}</span>
      ) : (
        <>
          <code className="mono selectable">
            {/* A line break after a hyphen would make it unclear whether the hyphen belongs to the command. */}
            <Words text={text} />
          </code>
          <IconButton label={`Copy the ${tool} command`} onClick={() => void copy(text)}>
            <Copy size={14} aria-hidden />
          </IconButton>
        </>
      )}
    </div>
  );
}
