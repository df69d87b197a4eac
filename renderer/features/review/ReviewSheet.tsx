import { useState, type JSX } from 'react';
import type { ReviewRow, ReviewView } from '../../../shared/edits';
import { hexBytes } from '../../../shared/vhd/codec';
import { bytesText, sizeText } from '../../../shared/text/size';
import { offsetText, plural } from '../../kernels/address';
import { placeName } from '../../kernels/placeName';
import { selectDisk } from '../../store/selectors';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import './review.css';

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
      <div className="review-rows" tabIndex={0} role="region" aria-label="Bytes before and after">
        <table>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {review.rows.map((row) => (
              <Row key={row.at} row={row} />
            ))}
          </tbody>
        </table>
        {review.rowsLeftOut > 0 && <p className="muted">and {plural(review.rowsLeftOut, 'more place')}</p>}
      </div>
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
  const { errorsBefore, errorsAfter, savedState } = review;
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
      {savedState && <p className="review-warning">The disk is in a saved state: a suspended machine relies on its bytes.</p>}
    </>
  );
}

const hexOf = (bytes: Uint8Array, all: number): string =>
  bytes.length === 0 ? '—' : `${hexBytes(bytes)}${all > bytes.length ? ' …' : ''}`;

function Row({ row }: { readonly row: ReviewRow }): JSX.Element {
  const disk = useStore(selectDisk);
  const radix = useStore((s) => s.radix);
  return (
    <tr>
      <th scope="row">
        {disk === null ? row.why : placeName(disk, row.at, row.why)}
        <span className="muted">
          {offsetText(row.at, radix)} · {bytesText(row.bytes)}
        </span>
      </th>
      <td className="mono">{hexOf(row.before, row.bytes)}</td>
      <td className="mono review-after">{hexOf(row.after, row.bytes)}</td>
    </tr>
  );
}
