import { useEffect, useRef, useState, type JSX } from 'react';
import { visibleText } from '../../../shared/vhd/codec';
import type { ParentCandidate, ParentCandidates } from '../../../shared/views';
import { Button } from '../../ui/Button';
import { findCandidates, reconnectTo } from './parent.commands';
import { signsOf, sizesText } from '../../disk/parentSigns.text';
import { SignList } from '../../ui/SignList';
import { lookedText } from './parents.text';
import styles from './overview.module.css';

/** Looks for files that may be the missing parent, and shows what speaks for each of them. `of`: the disk whose parent it is, if not the one shown. */
export function Candidates({ of }: { readonly of: string | null }): JSX.Element {
  const [found, setFound] = useState<ParentCandidates | null>(null);
  const [isLooking, setLooking] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.scrollIntoView({ block: 'nearest' }), [found]);
  const look = async (): Promise<void> => {
    setLooking(true);
    setFound(await findCandidates());
    setLooking(false);
  };
  return (
    <>
      <Button disabled={isLooking} onClick={() => void look()}>
        {isLooking ? 'Looking…' : 'Look for it'}
      </Button>
      {found !== null && (
        <div ref={list} className={styles.candidates} role="region" aria-label="Possible parents">
          <p className="muted" role="status">
            {lookedText(found, of === null ? 'this disk' : visibleText(of))}
          </p>
          <ul>
            {found.candidates.map((candidate) => (
              <Candidate key={candidate.ticket} candidate={candidate} isOwn={of === null} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Candidate({ candidate, isOwn }: { readonly candidate: ParentCandidate; readonly isOwn: boolean }): JSX.Element {
  const { name, folder, evidence } = candidate;
  return (
    <li>
      <p className="selectable">
        <b>{visibleText(name)}</b> <span className="muted">{sizesText(candidate)}</span>
        <span className={styles.candidateFolder}>{visibleText(folder)}</span>
      </p>
      <div className={styles.candidateSigns}>
        <SignList signs={signsOf(evidence)} />
      </div>
      {evidence.id ? (
        <Button onClick={() => void reconnectTo(candidate)}>{isOwn ? 'Reconnect…' : 'Use it'}</Button>
      ) : (
        <span className="muted">Another disk: its ID is not the one that is stored.</span>
      )}
    </li>
  );
}
