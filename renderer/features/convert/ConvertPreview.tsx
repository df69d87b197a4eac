import { clsx } from 'clsx';
import type { JSX } from 'react';
import { useSheet } from '../../app/modal.store';
import { sizeText } from '../../../shared/text/size';
import type { Preview } from './convert.model';
import type { Disk } from '../../disk/translate.model';
import { blocksText, droppedText, identityText, lostRoomText, previewSentence, sourceText, spanText } from './convert.text';
import { Words } from '../../ui/Words';
import styles from './convert.module.css';

/** What the new file would be, beside what this one is. Numbers that are only bounds are shown as such. */
export function ConvertPreview({ disk, preview }: { readonly disk: Disk; readonly preview: Preview | null }): JSX.Element {
  const form = useSheet('convert', (sheet) => sheet);
  const isChild = disk.view.disk?.kind === 'differencing';
  return (
    <aside className={clsx(styles.preview, 'sheet-aside')} aria-label="What it comes to">
      <p className="sheet-sentence" aria-live="polite">
        <Words text={preview === null ? 'A disk of another size.' : previewSentence(preview, form)} />
      </p>
      <Lengths now={disk.view.fileBytes} preview={preview} />
      <dl className={styles.facts}>
        {preview !== null && blocksText(preview) !== null && <Fact name="Blocks" value={blocksText(preview) ?? ''} />}
        <Fact
          name="Left out"
          value={[droppedText(form.operation, isChild), lostRoomText(form.operation, disk.view.findings) ?? ''].join(' ').trim()}
        />
        <Fact name="ID" value={identityText(form)} />
        <Fact name={disk.view.name} value={sourceText(form.operation)} />
      </dl>
    </aside>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }): JSX.Element => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** The lengths of both files, to one scale: solid for what is certain, hatched for what is possible at most. */
function Lengths({ now, preview }: { readonly now: number; readonly preview: Preview | null }): JSX.Element {
  const { least = 0, most = 0 } = preview?.need.fileBytes ?? {};
  const scale = Math.max(now, most, 1);
  const percent = (bytes: number): string => `${(100 * bytes) / scale}%`;
  return (
    <div>
      <h3>Length of the file</h3>
      <div className={styles.lengthRow}>
        <span>Now</span>
        <span className={styles.lengthBar} aria-hidden>
          <span className={styles.lengthNow} style={{ width: percent(now) }} />
        </span>
        <span className="tabular">{sizeText(now)}</span>
      </div>
      <div className={styles.lengthRow}>
        <span>New</span>
        <span className={styles.lengthBar} aria-hidden>
          <span className={styles.lengthCertain} style={{ width: percent(least) }} />
          <span className={styles.lengthPossible} style={{ width: percent(most - least) }} />
        </span>
        <span className="tabular">{preview === null ? '–' : spanText(preview.need.fileBytes)}</span>
      </div>
    </div>
  );
}
