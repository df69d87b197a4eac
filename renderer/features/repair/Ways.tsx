import type { JSX } from 'react';
import type { RepairView, RepairWish } from '../../../shared/repairViews';
import { repairClassText, repairText } from '../../../shared/text/repairs';
import { chooseWay } from '../../commands/repair';
import { chosenWay } from '../../kernels/repairWays';

/** The ways to mend the same finding; only where there is something to choose. `wish`: the latest one, also while it is worked out. */
export function Ways({ view, wish }: { readonly view: RepairView; readonly wish: RepairWish }): JSX.Element | null {
  const { ways, done } = view;
  if (wish.kind !== 'mend' || ways.length === 0) return null;
  if (ways.length === 1 && done.length > 0) return null;
  const chosen = chosenWay(wish);
  return (
    <fieldset className="repair-ways">
      <legend>How</legend>
      {ways.map(({ method, class: klass }, i) => (
        <label key={method} className="repair-way">
          <input
            type="radio"
            name="repair-way"
            checked={chosen === method}
            {...(i === 0 && done.length === 0 ? { 'data-first': true } : {})}
            onChange={() => void chooseWay(method)}
          />
          <span>
            {repairText(method)}
            <span className="muted">{repairClassText(klass)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
