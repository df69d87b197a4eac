import { clsx } from 'clsx';
import { ChevronRight, Download, OctagonX, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import { severityCounts } from '../../../shared/findingList';
import { runCommand, toggleProblems } from '../../app/commands';
import { useOpen, useStore } from '../../app/store';
import { sizedText, sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { ImageView } from '../../../shared/views';
import { keysOf, keysText } from '../../app/keys.model';
import { healthText } from '../../../shared/text/severities';
import { KIND_NAMES } from '../../app/names.text';
import { IconButton } from '../../ui/Button';
import { EditControls } from './EditControls';
import { GoToBox } from './GoToBox';
import styles from './titlebar.module.css';

export function TitleBar({ view }: { readonly view: ImageView }): JSX.Element {
  const mac = useStore((s) => s.program.platform === 'darwin');
  return (
    <header className={styles.titlebar} data-pane="titlebar">
      <h1 className={styles.name} title={`${view.folder} · ${view.name}`}>
        {view.name}
      </h1>
      {view.layers.length > 1 && <Chain view={view} />}
      <TypeChip view={view} />
      <HealthPill view={view} />
      <GoToBox />
      <IconButton label={`Export… (${keysText(keysOf('file.export', mac) ?? '', mac)})`} onClick={() => runCommand('file.export')}>
        <Download size={16} aria-hidden />
      </IconButton>
      <EditControls hasDisk={view.disk !== null} />
    </header>
  );
}

/** The chain with its base first, as in a family tree; the last one is this file. */
function Chain({ view }: { readonly view: ImageView }): JSX.Element {
  const names = view.layers.slice(1).map(({ name }) => name);
  const shown = names.length > 2 ? [names.at(-1) ?? '', '…', names[0] ?? ''] : [...names].reverse();
  return (
    <span className={clsx(styles.chain, 'chip')} title={[...names].reverse().concat('this file').join(' › ')}>
      {shown.map((name) => (
        <span key={name} className={styles.titlebarLink}>
          {name}
          <ChevronRight size={12} aria-label="is the parent of" />
        </span>
      ))}
      <b>this</b>
    </span>
  );
}

function TypeChip({ view }: { readonly view: ImageView }): JSX.Element {
  const { disk } = view;
  const text =
    disk === null
      ? `Bytes · ${sizeText(view.fileBytes)}`
      : [
          KIND_NAMES[disk.kind],
          sizeText(disk.sectors * SECTOR_BYTES),
          ...(disk.blocks.inTable ? [sizedText(disk.blocks.sizeBytes, 'blocks')] : []),
        ].join(' · ');
  return <span className={clsx(styles.type, 'chip')}>{text}</span>;
}

const PILL_ICONS = { good: ShieldCheck, warning: TriangleAlert, error: OctagonX } as const;

function HealthPill({ view }: { readonly view: ImageView }): JSX.Element | null {
  const open = useOpen((d) => d.bottom === 'problems');
  if (view.disk === null) return null;
  const { level, text } = healthText(severityCounts(view.findings));
  const Icon = PILL_ICONS[level];
  return (
    <button type="button" className={clsx(styles.pill, styles[`pill-${level}`])} aria-expanded={open} onClick={toggleProblems}>
      <Icon size={14} aria-hidden />
      {text}
    </button>
  );
}
