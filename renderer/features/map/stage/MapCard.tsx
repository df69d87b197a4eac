import { useLayoutEffect, useRef, useState, type JSX } from 'react';
import { createPortal } from 'react-dom';
import type { CellFacts } from '../../../disk/cellFacts.model';
import { cardPoint, type Box, type Point } from './card.model';
import { stateName } from '../../../disk/origin.text';
import type { Disk } from '../../../disk/translate.model';
import { Swatch } from '../paint/Swatch';
import { grouped } from '../../../../shared/text/numbers';
import styles from '../map.module.css';

type Props = {
  readonly disk: Disk;
  readonly facts: CellFacts;
  /** The box that the card must not cover, in window coordinates. */
  readonly locate: () => Box | null;
  readonly isPinned: boolean;
};

/** Everything about a cell, beside it. It is above the window's content and never under the pointer. */
export function MapCard({ disk, facts, locate, isPinned }: Props): JSX.Element {
  const card = useRef<HTMLDivElement>(null);
  const [point, setPoint] = useState<Point | null>(null);
  useLayoutEffect(() => {
    const element = card.current;
    const spot = locate();
    if (element === null || spot === null) return;
    setPoint(cardPoint(spot, { width: element.offsetWidth, height: element.offsetHeight }, { width: innerWidth, height: innerHeight }));
  }, [locate, facts]);
  return createPortal(
    <div
      ref={card}
      className={styles.mapCard}
      data-map-card
      data-pinned={isPinned ? 'true' : undefined}
      style={point === null ? { visibility: 'hidden' } : { left: point.x, top: point.y }}
    >
      <h3>{facts.title}</h3>
      <ul>
        {facts.states.map(({ state, owner, blocks }) => (
          <li key={`${state} ${owner}`}>
            <Swatch state={state} />
            {stateName(disk, state, owner)}
            {facts.isSingle ? '' : <span>{grouped(blocks)}</span>}
          </li>
        ))}
      </ul>
      <dl>
        {facts.rows.map(({ label, value, isMono }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={isMono ? 'mono' : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
    </div>,
    document.body,
  );
}
