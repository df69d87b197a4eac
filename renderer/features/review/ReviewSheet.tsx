import { useState, type JSX } from 'react';
import type { ReviewLeft, ReviewView } from '../../../shared/edits';
import { bytesText, sizeText } from '../../../shared/text/size';
import { plural } from '../../kernels/address';
import { useByteRow } from '../../store/byteRows';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';
import { ByteTable } from '../../ui/ByteTable';
import { Dialog } from '../../ui/Dialog';
import './review.css';

const LEFT: Readonly<Record<ReviewLeft, string>> = {
  'footer-checksum': 'You’ll save a footer with a wrong checksum.',
  'header-checksum': 'You’ll save a dynamic header with a wrong checksum.',
  'footers-differ': 'You’ll save a footer that differs from its copy.',
};

/** Every byte that a save would change, before it is written. */
export function ReviewSheet(): JSX.Element | null {
  const review = useStore((s) => s.review);
  const close = useStore((s) => s.closeReview);
  return review === null ? null : (
    <Dialog label="Review changes" onClose={close} look="wide">
      <Sheet review={review} onClose={close} />
    </Dialog>
  );
}

function Sheet({ review, onClose }: { readonly review: ReviewView; readonly onClose: () => void }): JSX.Element {
  const rowOf = useByteRow();
  const save = useStore((s) => s.save);
  const changes = useStore((s) => s.edits.changes.length);
  const [saving, setSaving] = useState(false);
  const places = review.rows.length + review.rowsLeftOut;
  const run = async (): Promise<void> => {
    setSaving(true);
    await save();
    setSaving(false);
  };
  return (
    <div className="review">
      <h2>Review and save</h2>
      <p>
        {plural(changes, 'change')}, {bytesText(review.changedBytes)} in {plural(places, 'place')}.{' '}
        {review.growthBytes === 0
          ? 'The file’s length stays the same.'
          : `The file grows by ${sizeText(review.growthBytes)} for ${plural(review.newBlocks, 'new block')}.`}
      </p>
      <Warnings review={review} />
      <ByteTable rows={review.rows.map(rowOf)} leftOut={review.rowsLeftOut} />
      <div className="review-buttons">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" data-first disabled={saving} onClick={() => void run()}>
          {saving ? 'Saving…' : 'Save…'}
        </Button>
      </div>
    </div>
  );
}

function Warnings({ review }: { readonly review: ReviewView }): JSX.Element | null {
  const { errorsBefore, errorsAfter, savedState, left } = review;
  return (
    <>
      {errorsAfter > errorsBefore && (
        <p className="review-warning">
          After this save the disk has {plural(errorsAfter, 'error')}; now it has {errorsBefore}.
        </p>
      )}
      {errorsAfter < errorsBefore && (
        <p className="review-good">
          After this save: {plural(errorsBefore, 'error')} → {errorsAfter}.
        </p>
      )}
      {left.map((what) => (
        <p key={what} className="review-warning">
          {LEFT[what]}
        </p>
      ))}
      {savedState && <p className="review-warning">The disk is in a saved state: a suspended machine relies on its bytes.</p>}
    </>
  );
}
