import { clsx } from 'clsx';
import { FINDING_TABLE } from '../../../shared/findingTable';
import { Wrench } from 'lucide-react';
import type { JSX } from 'react';
import { isConsequence } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import { runCommand, showProblem } from '../../app/commands';
import { useOpen, usePref } from '../../app/store';
import { structureText } from '../../../shared/text/findingParts';
import { findingText } from '../../../shared/text/findings';
import { windowsAnswer } from '../../../shared/text/windowsAnswer';
import { repairClassText, repairText } from '../../../shared/text/repairs';
import { repairProblem } from '../../disk/repair.commands';
import { offsetText } from '../../disk/address.model';
import { noRepair } from '../../disk/noRepair.text';
import { canRebuild, followingRepairs, isRepairable, repairedBy, waysOf } from '../../disk/repairWays.model';
import { visibleText } from '../../../shared/vhd/codec';
import { Button } from '../../ui/Button';
import styles from './problems.module.css';

type Props = { readonly finding: Finding; readonly index: number };

const answerIn = (findings: readonly Finding[]): Finding | undefined =>
  windowsAnswer(findings.map((one) => ({ code: one.code, windowsCode: findingText(one, 'window').windowsCode, one })))?.one;

/** One problem: what is wrong, what follows from it, where it is, what can be done. */
export function Detail({ finding, index }: Props): JSX.Element {
  const radix = usePref('radix');
  const repaired = useOpen((d) => repairedBy(index, d.view.findings, d.offers));
  const { title, detail, effect, windowsCode } = findingText(finding, 'window');
  // Windows answers one code, whatever else is wrong.
  const isAnswer = useOpen((d) => answerIn(d.view.findings) === finding);
  return (
    <article className={clsx(styles.detail, 'selectable', 'fades')} aria-label={title} data-home tabIndex={-1}>
      <header className={styles.titleRow}>
        <h3>{title}</h3>
        {repaired !== null && <Button onClick={() => void repairProblem(repaired)}>Repair…</Button>}
      </header>
      <p>{detail}</p>
      <p>{effect}</p>
      {windowsCode !== null && isAnswer && <p className="muted">Windows is expected to answer {windowsCode}.</p>}
      <p className={styles.places}>
        {finding.where.map(({ structure, at, bytes }, i) => (
          <button type="button" className="link" key={`${i} ${at}`} onClick={() => showProblem(index, i)}>
            {structureText(structure)} {offsetText(at, radix)}–{offsetText(at + Math.max(1, bytes) - 1, radix)}
          </button>
        ))}
      </p>
      <Related finding={finding} />
      <Repairs finding={finding} index={index} />
    </article>
  );
}

/** The cause of a consequence, or the consequences of a cause: each leads there. */
function Related({ finding }: { readonly finding: Finding }): JSX.Element | null {
  const findings = useOpen((d) => d.view.findings);
  const isFollowing = isConsequence(finding, findings);
  const related = findings.flatMap((one, index) =>
    (isFollowing ? one.code === finding.because : one.because === finding.code) ? [{ one, index }] : [],
  );
  if (related.length === 0) return null;
  return (
    <p className={styles.places}>
      {isFollowing ? 'This follows from:' : 'From this follows:'}
      {related.map(({ one, index }) => (
        <button type="button" className="link" key={index} onClick={() => showProblem(index)}>
          {findingText(one, 'window').title}
        </button>
      ))}
    </p>
  );
}

function Repairs({ finding, index }: Props): JSX.Element {
  const offers = useOpen((d) => d.offers);
  const findings = useOpen((d) => d.view.findings);
  if (FINDING_TABLE[finding.code].losesParent === true)
    return (
      <ul className={styles.repairs} aria-label="Repairs">
        <Repair what="Locate the parent disk…" sure={null} onRun={() => runCommand('file.locateParent')} />
      </ul>
    );
  if (finding.code === 'P18' && finding.facts.standIn !== undefined)
    return (
      <ul className={styles.repairs} aria-label="Repairs">
        {finding.facts.standIn.childLayer === 0 && (
          <Repair
            what="Reconnect parent…"
            sure={`Takes ${visibleText(finding.facts.found)} as the parent, and shows what is written.`}
            onRun={() => runCommand('file.reconnectParent')}
          />
        )}
        <Repair what="Locate the parent disk…" sure={null} onRun={() => runCommand('file.locateParent')} />
      </ul>
    );
  const following = isRepairable(finding, offers) ? [] : followingRepairs(finding, findings, offers);
  if (following.length > 0)
    return (
      <ul className={styles.repairs} aria-label="Repairs">
        {following.map((one) => (
          <Ways key={one} finding={findings[one] as Finding} index={one} isNamed />
        ))}
      </ul>
    );
  if (!isRepairable(finding, offers)) {
    const { text, first } = noRepair(finding, findings, offers);
    return (
      <p className={clsx('muted', styles.repairs)}>
        {text}{' '}
        {first !== null && (
          <button type="button" className="link" onClick={() => showProblem(first)}>
            Show it
          </button>
        )}
      </p>
    );
  }
  return (
    <ul className={styles.repairs} aria-label="Repairs">
      <Ways finding={finding} index={index} />
    </ul>
  );
}

/** The ways to repair a problem. `isNamed`: they stand under its cause, and say which problem they repair. */
function Ways({ finding, index, isNamed = false }: Props & { readonly isNamed?: boolean }): JSX.Element {
  const offers = useOpen((d) => d.offers);
  const of = isNamed ? `${findingText(finding, 'window').title}: ` : '';
  return (
    <>
      {canRebuild(finding, offers) && (
        <Repair
          what={`${of}Rebuild the disk in a new file, from the blocks that are found…`}
          sure={null}
          onRun={() => void repairProblem(index)}
        />
      )}
      {waysOf(finding, offers).map(({ method, class: klass }) => (
        <Repair
          key={method}
          what={`${of}${repairText(method)}…`}
          sure={repairClassText({ method, class: klass })}
          onRun={() => void repairProblem(index, method)}
        />
      ))}
    </>
  );
}

function Repair({ what, sure, onRun }: { readonly what: string; readonly sure: string | null; readonly onRun: () => void }): JSX.Element {
  return (
    <li>
      <button type="button" className={styles.repair} onClick={onRun}>
        <Wrench size={14} aria-hidden />
        <span>
          <span className="link">{what}</span>
          {sure !== null && <span className="muted"> {sure}</span>}
        </span>
      </button>
    </li>
  );
}
