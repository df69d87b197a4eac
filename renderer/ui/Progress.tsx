import type { JSX } from 'react';

type Props = { readonly label: string; readonly done: number; readonly total: number; readonly isStopping: boolean };

/** A progress bar. Screen readers announce the start and every quarter, not every step. */
export function Progress({ label, done, total, isStopping }: Props): JSX.Element {
  const percent = total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total));
  const quarter = Math.floor(percent / 25) * 25;
  const spoken = isStopping ? 'Cancelling' : quarter === 0 ? 'Started' : `${quarter} percent`;
  return (
    <>
      <div className="progress" role="progressbar" aria-label={label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
        <span style={{ width: `${percent}%` }} />
      </div>
      <p className="hidden-visually" role="status">
        {spoken}
      </p>
    </>
  );
}
