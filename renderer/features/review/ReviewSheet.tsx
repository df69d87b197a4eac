import type { JSX } from 'react';
import type { ReviewLeft, ReviewView } from '../../../shared/edits';
import { discard, save } from '../../disk/edits.store';
import { rebuildDisk } from '../../disk/repair.commands';
import { closeSheet, sheetOf } from '../../app/modal.store';
import { useOpen, useStore } from '../../app/store';
import { whyText } from '../../app/why.text';
import { bytesText } from '../../../shared/text/size';
import { childrenText, MAX_CHILDREN } from '../../../shared/text/children';
import { overLostText } from '../../../shared/text/lostBlocks';
import { writtenText } from '../../../shared/text/written';
import { usePlanRows } from '../../disk/byteRows.store';
import { Button } from '../../ui/Button';
import { ByteTable } from '../../ui/ByteTable';
import { Dialog } from '../../ui/Dialog';
import { plural } from '../../../shared/text/numbers';
import styles from './review.module.css';

const LEFT: Readonly<Record<ReviewLeft, string>> = {
  'footer-checksum': 'You’ll save a footer with a wrong checksum.',
  'header-checksum': 'You’ll save a dynamic header with a wrong checksum.',
  'footers-differ': 'You’ll save a footer that differs from its copy.',
};

/** Every byte that a save would change, before it is written. */
export function ReviewSheet(): JSX.Element | null {
  const sheet = useStore(({ modal }) => sheetOf('review', modal));
  const close = (): void => closeSheet('review');
  return sheet === null ? null : (
    <Dialog label="Review changes" onClose={close} look="wide">
      <Sheet review={sheet.review} saving={sheet.isSaving} onClose={close} />
    </Dialog>
  );
}

type Props = { readonly review: ReviewView; readonly saving: boolean; readonly onClose: () => void };

function Sheet({ review, saving, onClose }: Props): JSX.Element {
  const table = usePlanRows({ kind: 'staged', revision: review.revision }, review, 'after');
  const changes = useOpen((d) => d.edits.changes);
  const places = review.rows.length + review.rowsLeftOut;
  return (
    <div className={styles.review}>
      <h2>Review and save</h2>
      <p>
        {plural(changes, 'change')}, {writtenText(review)} in {plural(places, 'place')}.{' '}
        {review.growthBytes === 0 ? 'The file’s length stays the same.' : `The file grows by ${bytesText(review.growthBytes)}.`}
      </p>
      <p className="muted">
        Counted are bytes that will differ: yours, and the checksums and table entries that follow from them.
        {review.growthBytes === 0 ? '' : ' What is added to the file is not among them.'}
      </p>
      <Warnings review={review} />
      <ByteTable {...table} />
      <div className={styles.buttons}>
        {review.lost !== null && <Button onClick={() => void rebuildFirst(onClose)}>Discard and rebuild…</Button>}
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" data-first disabled={saving} onClick={() => void save()}>
          {saving ? 'Saving…' : 'Save…'}
        </Button>
      </div>
    </div>
  );
}

/** Rebuilt from the disk as it is saved: what is staged has taken places of lost blocks already. */
async function rebuildFirst(close: () => void): Promise<void> {
  close();
  await discard();
  await rebuildDisk();
}

function Warnings({ review }: { readonly review: ReviewView }): JSX.Element | null {
  const { errorsBefore, errorsAfter, savedState, left, children, lost } = review;
  return (
    <>
      {errorsAfter > errorsBefore && (
        <p className={styles.warning}>
          After this save the disk has {plural(errorsAfter, 'error')}; now it has {errorsBefore}.
        </p>
      )}
      {errorsAfter < errorsBefore && (
        <p className={styles.good}>
          After this save: {plural(errorsBefore, 'error')} → {errorsAfter}.
        </p>
      )}
      {left.map((what) => (
        <p key={what} className={styles.warning}>
          {LEFT[what]}
        </p>
      ))}
      {children.length > 0 && <p className={styles.warning}>{childrenText(children, MAX_CHILDREN)}</p>}
      {lost !== null && <p className={styles.warning}>{overLostText(lost)}</p>}
      {savedState && <p className={styles.warning}>{whyText({ kind: 'saved-state' })}</p>}
    </>
  );
}
