import { clsx } from 'clsx';
import { Check, OctagonX, Pencil } from 'lucide-react';
import { useMemo, useState, type JSX, type ReactNode } from 'react';
import type { CommandId } from '../../../shared/commands';
import type { ChangeView } from '../../../shared/edits';
import { causesIn, isConsequence } from '../../../shared/findingList';
import { isOnDisk, type Finding } from '../../../shared/findings';
import { menuEntry, showProblem } from '../../app/commands';
import { reveal } from '../../disk/cursor.store';
import { earlierChanges } from '../../disk/edits.store';
import { useOpen, usePref } from '../../app/store';
import { findingText } from '../../../shared/text/findings';
import { sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { ImageView, StructureView } from '../../../shared/views';
import { partitionColour } from '../../disk/partitionColour.model';
import { offsetText } from '../../disk/address.model';
import { countText } from '../../../shared/text/severities';
import { leadText } from '../../../shared/text/locatorLead';
import { bareVolumeText } from '../../../shared/text/partitions';
import { unreached } from '../../../shared/text/unreached';
import { useDiskLayout } from '../../disk/blocks.store';
import { cutBlocks, partitionBytes, partitionName, partitionStart, structureName } from '../../disk/translate.model';
import { editLabelText } from './editLabels.text';
import { worstOf } from './signs.model';
import { KIND_NAMES } from '../../app/names.text';
import { ListMenu } from '../../ui/ListMenu';
import { RovingList } from '../../ui/RovingList';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { grouped, plural } from '../../../shared/text/numbers';
import styles from './navigator.module.css';

const MAX_PROBLEMS = 8;
/** What can be done with the bytes of an item, which choosing it has selected. */
const MENU: readonly (readonly CommandId[])[] = [
  ['view.hex', 'view.mapHex'],
  ['edit.copy', 'edit.copyText', 'edit.copyAddress'],
  ['edit.hashSelection', 'file.export'],
];

/** What the file and the disk consist of. A click takes all views to the place. */
export function Navigator({ view }: { readonly view: ImageView }): JSX.Element {
  const partitions = view.disk?.partitions;
  const diskSectors = view.disk?.sectors ?? 0;
  const causes = causesIn(view.findings).length;
  return (
    <ListMenu groups={() => MENU.map((group) => group.map(menuEntry))}>
      <RovingList className={clsx(styles.navigator, 'fades')} role="navigation" aria-label="Navigator" data-pane="navigator">
        <Section title="Structures">
          {view.structures.length === 0 && <p className={styles.none}>Nothing known of this file’s structure.</p>}
          {view.structures.map((structure, i) => (
            <StructureItem key={`${i} ${structure.kind}`} structure={structure} view={view} first={i === 0} />
          ))}
        </Section>
        {partitions !== undefined && partitions.scheme !== 'none' && (
          <Section
            title={`Partitions · ${partitions.scheme.toUpperCase()}`}
            worst={view.findings.find(({ severity, where }) => severity !== 'note' && where.some(isOnDisk))}
          >
            {partitions.entries.length === 0 && <p className={styles.none}>The table is empty.</p>}
            {partitions.entries.map((partition) => (
              <Item
                key={partition.number}
                label={partitionName(partition)}
                colour={partitionColour(partitions.entries, partition)}
                title={`${partitionName(partition)} · ${sizeText(partition.sectors * SECTOR_BYTES)}`}
                aside={sizeText(partition.sectors * SECTOR_BYTES)}
                onGo={() => jump('disk', partitionStart(partition, diskSectors), partitionBytes(partition, diskSectors))}
              />
            ))}
          </Section>
        )}
        {view.disk !== null && view.disk.bareVolume !== null && (
          <Section title="File system">
            <Item
              label={bareVolumeText(view.disk.bareVolume)}
              title={`${bareVolumeText(view.disk.bareVolume)}, from the first sector on`}
              aside={sizeText(diskSectors * SECTOR_BYTES)}
              onGo={() => jump('disk', 0, SECTOR_BYTES)}
            />
          </Section>
        )}
        {(view.layers.length > 1 || view.parent !== null) && (
          <Section title="Layers">
            {view.parent !== null && <p className={styles.none}>{unreached(view.parent).chain}</p>}
            {[...view.layers].reverse().map((layer, i) => (
              <p className={styles.layer} key={`${i} ${layer.uniqueId}`} title={layer.uniqueId}>
                <span>{i === view.layers.length - 1 ? `${layer.name} (this file)` : layer.name}</span>
                <span className="muted">{KIND_NAMES[layer.kind]}</span>
              </p>
            ))}
          </Section>
        )}
        {view.findings.length > 0 && (
          <Section title={`Problems and notes · ${countText(causes, view.findings.length - causes)}`}>
            {view.findings.slice(0, MAX_PROBLEMS).map((finding, i) => (
              <ProblemItem key={`${i} ${finding.code}`} finding={finding} index={i} following={isConsequence(finding, view.findings)} />
            ))}
          </Section>
        )}
        <Changes />
      </RovingList>
    </ListMenu>
  );
}

/** What is staged, newest first. A click goes to its bytes. Earlier changes are listed when the user asks for them. */
function Changes(): JSX.Element | null {
  const { changes, latest, revision } = useOpen((d) => d.edits);
  const [older, setOlder] = useState<{ readonly revision: number; readonly rows: readonly ChangeView[] } | null>(null);
  if (changes === 0) return null;
  const rows = older?.revision === revision ? [...latest, ...older.rows] : latest;
  const left = changes - rows.length;
  const showOlder = async (): Promise<void> => {
    const more = await earlierChanges(left);
    setOlder({ revision, rows: [...rows.slice(latest.length), ...more] });
  };
  return (
    <Section title={`Changes · ${grouped(changes)}`}>
      {rows.map(({ label, first, bytes }, i) => (
        <Item
          key={changes - i}
          label={editLabelText(label)}
          aside={sizeText(bytes)}
          icon={<Pencil size={13} className={styles.edited} aria-label="not saved" />}
          onGo={() => jump(first.space, first.at, first.bytes)}
        />
      ))}
      {left > 0 && <Item label={`${plural(left, 'earlier change')}…`} isPlace={false} onGo={() => void showOlder()} />}
    </Section>
  );
}

const jump = (space: 'file' | 'disk', at: number, bytes: number): void => reveal({ space, at, bytes, inspector: 'here' });

type SectionProps = { readonly title: string; readonly worst?: Finding | undefined; readonly children: ReactNode };

/** `worst`: the worst problem of all that is listed. */
function Section({ title, worst, children }: SectionProps): JSX.Element {
  return (
    <section aria-label={title}>
      <h2 className={styles.title}>
        {title} {worst !== undefined && <SeverityIcon severity={worst.severity} size={13} />}
      </h2>
      {children}
    </section>
  );
}

type ItemProps = {
  readonly label: string;
  readonly aside?: ReactNode;
  readonly icon?: ReactNode;
  readonly current?: boolean;
  readonly title?: string;
  readonly colour?: string | null;
  readonly first?: boolean;
  readonly indented?: boolean;
  /** It stands for bytes; otherwise for something to do. */
  readonly isPlace?: boolean;
  readonly onGo: () => void;
};

function Item({
  label,
  aside,
  icon,
  current = false,
  title,
  colour = null,
  first = false,
  indented = false,
  isPlace = true,
  onGo,
}: ItemProps): JSX.Element {
  return (
    <button
      type="button"
      className={clsx(styles.item, indented && styles.indented)}
      data-item
      data-place={isPlace ? '' : undefined}
      aria-current={current}
      title={title}
      tabIndex={first ? 0 : -1}
      onClick={onGo}
    >
      {colour !== null && <i className="colour-mark" style={{ background: colour }} aria-hidden="true" />}
      <span className={styles.label}>{label}</span>
      <span className={styles.aside}>{aside}</span>
      <span className={styles.icon}>{icon}</span>
    </button>
  );
}

/** "13", "12 + 1 cut": blocks are counted as the map counts them. */
const countedText = (count: number, cut: number): string =>
  cut === 0 ? grouped(count) : `${count === cut ? '' : `${grouped(count - cut)} + `}${grouped(cut)} cut`;

const COUNTED: Partial<Record<StructureView['kind'], true>> = { bat: true, blocks: true };

function StructureItem({
  structure,
  view,
  first,
}: {
  readonly structure: StructureView;
  readonly view: ImageView;
  readonly first: boolean;
}): JSX.Element {
  const radix = usePref('radix');
  const cursor = useOpen((d) => d.cursor);
  const { at, bytes, count, verdict, kind } = structure;
  const name = kind === 'bat' ? 'BAT' : structureName(structure);
  const disk = useDiskLayout();
  const cut = useMemo(() => (kind !== 'blocks' || verdict === 'good' || disk === null ? 0 : cutBlocks(disk)), [kind, verdict, disk]);
  const locator = kind === 'locator' ? view.disk?.locators.find(({ index }) => index === count) : undefined;
  const isGood = verdict === 'good' && (locator === undefined || locator.lead === 'to-parent');
  const lead = locator === undefined ? '' : ` · ${leadText(locator.lead, view.layers[1]?.name ?? null)}`;
  const worst = worstOf(structure, view.findings, locator);
  const icon =
    verdict === 'bad' ? (
      <OctagonX size={14} className={styles.bad} aria-label="checksum wrong or damaged" />
    ) : worst !== undefined ? (
      <SeverityIcon severity={worst.severity} size={14} />
    ) : isGood ? (
      <Check size={14} className={styles.good} aria-label="good" />
    ) : null;
  return (
    <Item
      label={COUNTED[kind] === true ? `${name} · ${countedText(count, cut)}` : name}
      aside={kind === 'footer' && at + bytes === view.fileBytes ? `EOF−${bytes}` : offsetText(at, radix)}
      icon={icon}
      title={`${offsetText(at, radix)} · ${sizeText(bytes)}${lead}`}
      current={cursor.space === 'file' && cursor.at >= at && cursor.at < at + bytes}
      first={first}
      onGo={() => jump('file', at, bytes)}
    />
  );
}

type ProblemProps = { readonly finding: Finding; readonly index: number; readonly following: boolean };

/** `following`: it follows from the problem above it. */
function ProblemItem({ finding, index, following }: ProblemProps): JSX.Element {
  return (
    <Item
      indented={following}
      label={findingText(finding, 'window').title}
      icon={<SeverityIcon severity={finding.severity} size={14} />}
      onGo={() => showProblem(index)}
    />
  );
}
