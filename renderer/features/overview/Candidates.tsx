import { Check, X } from 'lucide-react';
import { useEffect, useRef, useState, type JSX } from 'react';
import { plural } from '../../../shared/text/numbers';
import { sizeText } from '../../../shared/text/size';
import { visibleText } from '../../../shared/vhd/codec';
import type { ParentCandidate, ParentCandidates } from '../../../shared/views';
import { Button } from '../../ui/Button';
import { findCandidates, reconnectTo } from './parent.commands';
import { signsOf } from './parents.text';
import styles from './overview.module.css';

/** Looks for files that may be the missing parent, and shows what speaks for each of them. */
export function Candidates(): JSX.Element {
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
            {found.candidates.length === 0
              ? `No disk of that ID or name in ${plural(found.folders, 'folder')}: beside this disk, and where disks were opened lately.`
              : `Found in ${plural(found.folders, 'folder')}: beside this disk, and where disks were opened lately.`}
          </p>
          <ul>
            {found.candidates.map((candidate) => (
              <Candidate key={candidate.ticket} candidate={candidate} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function Candidate({ candidate }: { readonly candidate: ParentCandidate }): JSX.Element {
  const { name, folder, fileBytes, evidence } = candidate;
  return (
    <li>
      <p className="selectable">
        <b>{visibleText(name)}</b> <span className="muted">{sizeText(fileBytes)}</span>
        <span className={styles.candidateFolder}>{visibleText(folder)}</span>
      </p>
      <ul className={styles.candidateSigns}>
        {signsOf(evidence).map(({ text, isGood }) => (
          <li key={text}>
            {isGood ? (
              <Check size={13} className={styles.good} aria-label="yes:" />
            ) : (
              <X size={13} className={styles.bad} aria-label="no:" />
            )}
            {text}
          </li>
        ))}
      </ul>
      {evidence.id ? (
        <Button onClick={() => void reconnectTo(candidate)}>Reconnect…</Button>
      ) : (
        <span className="muted">Another disk: its ID is not the one that is stored.</span>
      )}
    </li>
  );
}
