import { clsx } from 'clsx';
import { ShieldCheck } from 'lucide-react';
import { useEffect, useRef, type JSX, type SyntheticEvent } from 'react';
import type { RepairView } from '../../../shared/repairViews';
import { sheetOf } from '../../app/modal.store';
import type { RepairModal } from '../../app/modalState';
import { useStore } from '../../app/store';
import { bytesText, sizeText } from '../../../shared/text/size';
import { closeRepair, dismissRepair, planAgain } from '../../disk/repair.commands';
import { usePlanRows } from '../../disk/byteRows.store';
import type { CopyReason } from '../../../shared/repairs';
import { effectSeverity, effectText } from '../../../shared/text/repairEffects';
import { sharedFateText } from '../../../shared/text/sharedFates';
import { copyOnlyText, costLines } from '../../../shared/text/repairs';
import { repairSentence } from '../../disk/repairNames.text';
import { ByteTable } from '../../ui/ByteTable';
import { Dialog } from '../../ui/Dialog';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { CopyPart } from './CopyPart';
import { Outcome } from './Outcome';
import { ParentPart } from './ParentPart';
import { Placements } from './Placements';
import { SearchPart } from './SearchPart';
import { SheetButtons } from './SheetButtons';
import { Ways } from './Ways';
import { grouped, plural } from '../../../shared/text/numbers';
import styles from './repair.module.css';

/** One repair before anything is staged or written: what it does, byte by byte, and what all checks find afterwards. */
export function RepairSheet(): JSX.Element | null {
  const repair = useStore(({ modal }) => sheetOf('repair', modal));
  const ref = useRef<HTMLDivElement>(null);
  const plan = repair?.view?.plan;
  useEffect(() => void planAgain(), []);
  // When the plan arrives, the sheet has a button to focus. A user who is choosing among the ways keeps the focus there.
  useEffect(() => {
    if (plan !== undefined && document.activeElement?.tagName !== 'INPUT') ref.current?.querySelector<HTMLElement>('[data-first]')?.focus();
  }, [plan]);
  if (repair === null) return null;
  // Escape first cancels what is running; the next Escape closes the sheet.
  const cancel = (event: SyntheticEvent): void => {
    if (repair.doing === null) return;
    event.preventDefault();
    closeRepair();
  };
  const { title } = repair;
  return (
    <Dialog label={title} onClose={dismissRepair} onCancel={cancel} look="wide">
      <div className={styles.repair} ref={ref}>
        <h2>{title}</h2>
        <Body repair={repair} />
        <CostWarning repair={repair} />
        <SheetButtons repair={repair} />
      </div>
    </Dialog>
  );
}

function Body({ repair }: { readonly repair: RepairModal }): JSX.Element {
  const { view, isPlanning, doing, failure } = repair;
  if (doing !== null && typeof doing === 'object') return <CopyPart doing={doing} />;
  if (view === null) {
    if (failure !== null) return <Failure {...failure} />;
    if (isPlanning && repair.request.kind === 'far-footer') return <SearchPart searched={repair.searched} />;
    return <p role="status">{isPlanning ? 'Working it out: every check runs on the result…' : ''}</p>;
  }
  return (
    <div className={styles.body} aria-busy={isPlanning}>
      <p className={clsx(styles.sentence, 'selectable')}>{repairSentence(view)}</p>
      {view.parent !== null && <ParentPart parent={view.parent} />}
      <Ways view={view} request={repair.request} />
      <Result view={view} />
      {failure !== null && <Failure {...failure} />}
    </div>
  );
}

/** Warns if the repair changes the disk's size, gives up stored data, cuts off the file's end, or makes an uncertain checksum hold. */
function CostWarning({ repair: { view, doing } }: { readonly repair: RepairModal }): JSX.Element | null {
  const lines = view === null ? [] : costLines(view);
  if (lines.length === 0 || (doing !== null && typeof doing === 'object')) return null;
  return (
    <p className={clsx(styles.warning, 'selectable')} role="status">
      <SeverityIcon severity="warning" />
      {lines.join(' ')}
    </p>
  );
}

/** What the repair does to the user's data, said before the bytes are shown. */
function Effect({ view }: { readonly view: RepairView }): JSX.Element {
  const severity = effectSeverity(view);
  return (
    <p className={clsx(styles.effect, styles[`effect-${severity}`], 'selectable')}>
      {severity === 'good' ? <ShieldCheck size={16} aria-hidden /> : <SeverityIcon severity="warning" />}
      {effectText(view)}
    </p>
  );
}

function Result({ view }: { readonly view: RepairView }): JSX.Element | null {
  const { done, request, rows, placements, copyOnly } = view;
  const ofDisk = request.kind !== 'rescue' && request.kind !== 'far-footer';
  const table = usePlanRows(ofDisk ? { kind: 'repair', plan: view.plan } : null, view, 'before');
  if (done.length === 0 && request.kind !== 'rebuild') return null;
  return (
    <>
      <Effect view={view} />
      <Shared view={view} />
      <Outcome view={view} />
      <p className={styles.length}>{lengthText(view)}</p>
      {copyOnly !== null && copyOnly !== 'another-disk' && <p>{copyOnlyHere(copyOnly)}</p>}
      {rows.length > 0 && <ByteTable {...table} />}
      {placements.length > 0 && <Placements view={view} />}
    </>
  );
}

/** What becomes of each of the blocks that share their place. */
function Shared({ view: { shared, sharedLeftOut } }: { readonly view: RepairView }): JSX.Element | null {
  if (shared.length === 0) return null;
  return (
    <ul className={clsx(styles.shared, 'selectable')} aria-label="Blocks that share their place">
      {shared.map((fate) => (
        <li key={fate.block}>{sharedFateText(fate)}</li>
      ))}
      {sharedLeftOut > 0 && <li className="muted">and {plural(sharedLeftOut, 'more block')}</li>}
    </ul>
  );
}

/** How the file's length changes. If the disk is made anew, how big it is. */
function lengthText({ fileBytesBefore, fileBytesAfter, rows, rowsLeftOut, disk }: RepairView): string {
  const by = fileBytesAfter - fileBytesBefore;
  const length =
    by === 0
      ? 'The file’s length stays the same.'
      : `The file ${by > 0 ? 'grows' : 'gets shorter'} by ${bytesText(Math.abs(by))}, to ${sizeText(fileBytesAfter)}.`;
  if (disk !== null) {
    const blocks = disk.blocks === 0 ? '' : `, ${grouped(disk.allocated)} of its ${plural(disk.blocks, 'block')} in the file`;
    return `A disk of ${sizeText(disk.bytes)}${blocks}. The new file has ${sizeText(fileBytesAfter)}.`;
  }
  const places = rows.length + rowsLeftOut;
  // How many bytes that are is said above: the bytes that are added count there, too.
  return places === 0 ? length : `${plural(places, 'place')} of the file change${places === 1 ? 's' : ''}. ${length}`;
}

/** What has to be done before the file itself can be repaired. */
const BEFORE: Partial<Readonly<Record<CopyReason, string>>> = {
  'saved-state': ' Shut the machine down first, or repair “saved state” and lose what it had in memory.',
  xen: ' Make sure that no machine uses it, and repair the missing footer first.',
};

const copyOnlyHere = (reason: CopyReason): string => `${copyOnlyText(reason)}${BEFORE[reason] ?? ''}`;

function Failure({ title, detail }: { readonly title: string; readonly detail: string }): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div className={clsx(styles.failure, 'selectable')} role="alert" tabIndex={-1} ref={ref}>
      <SeverityIcon severity="error" />
      <p>
        <b>{title}</b> {detail}
      </p>
    </div>
  );
}
