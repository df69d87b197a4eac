import { clsx } from 'clsx';
import { useState, type JSX } from 'react';
import { LOCATORS_AT } from '../../../shared/vhd/dynamicHeader';
import { blockAtFile, structureAt, type Disk } from '../../disk/translate.model';
import { positionOf } from '../../disk/position.model';
import { footerTable, headerTable } from './fields.model';
import { useDiskLayout } from '../../disk/blocks.store';
import { showsBytes, type InspectorTab } from '../../app/state';
import { changeDisk, useOpen } from '../../app/store';
import { BlockCard, type BlockPicture } from './BlockCard';
import { Fields } from './Fields';
import { Locators } from './Locators';
import { PlaceCard } from './PlaceCard';
import { Values } from './Values';
import styles from './inspector.module.css';

const TABS: readonly { readonly tab: InspectorTab; readonly label: string }[] = [
  { tab: 'here', label: 'At cursor' },
  { tab: 'footer', label: 'Footer' },
  { tab: 'header', label: 'Header' },
  { tab: 'locators', label: 'Locators' },
];

type Props = { readonly Bitmap: BlockPicture };
type Shown = Props & { readonly disk: Disk };

/** The fields of the structure or the facts of the block under the cursor, or a structure that the user pinned. */
export function Inspector({ Bitmap }: Props): JSX.Element | null {
  const disk = useDiskLayout();
  const tab = useOpen((d) => d.inspectorTab);
  const hasBytes = useOpen(showsBytes);
  const [hasAllValues, setAllValues] = useState(false);
  if (disk === null) return null;
  const has: Readonly<Record<InspectorTab, boolean>> = {
    here: true,
    footer: footerTable(disk.view) !== null,
    header: disk.view.disk?.dynamicHeader != null,
    locators: disk.view.disk?.kind === 'differencing',
  };
  const shown = TABS.filter((t) => has[t.tab]);
  const current = has[tab] ? tab : 'here';
  return (
    <aside className={styles.inspector} aria-label="Inspector" data-pane="inspector">
      {shown.length > 1 && (
        <div className={clsx(styles.tabs, 'segmented')} role="group" aria-label="What the inspector shows">
          {shown.map((t) => (
            <button type="button" key={t.tab} aria-pressed={t.tab === current} onClick={() => changeDisk({ inspectorTab: t.tab })}>
              {t.label}
            </button>
          ))}
        </div>
      )}
      <div className={clsx(styles.body, 'fades')} data-scroller>
        <Body disk={disk} tab={current} Bitmap={Bitmap} hasBytes={hasBytes} />
      </div>
      {/* Beside bytes, their values are always in sight. */}
      {hasBytes && current === 'here' && (
        // Scrolls by keyboard too, where its room is short.
        <div
          className={clsx(styles.valuesPanel, 'fades')}
          role="group"
          aria-label="Values at the cursor"
          data-all={hasAllValues}
          tabIndex={0}
        >
          <Values
            disk={disk}
            fold={
              <button
                type="button"
                className={clsx(styles.valuesFold, 'link')}
                aria-expanded={hasAllValues}
                title="Also i8, i64, floats, times and UUID"
                onClick={() => setAllValues(!hasAllValues)}
              >
                {hasAllValues ? 'Fewer' : 'All'}
              </button>
            }
          />
        </div>
      )}
    </aside>
  );
}

function Body({ disk, tab, Bitmap, hasBytes }: Shown & { readonly tab: InspectorTab; readonly hasBytes: boolean }): JSX.Element {
  switch (tab) {
    case 'footer':
      return <Fields table={footerTable(disk.view)} />;
    case 'header':
      return <Fields table={headerTable(disk.view)} />;
    case 'locators':
      return <Locators view={disk.view} />;
    case 'here':
      return (
        <>
          <Here disk={disk} Bitmap={Bitmap} />
          {!hasBytes && <Values disk={disk} />}
        </>
      );
    default:
      return tab satisfies never;
  }
}

function Here({ disk, Bitmap }: Shown): JSX.Element {
  const cursor = useOpen((d) => d.cursor);
  const position = positionOf(disk, cursor);
  const structure = cursor.space === 'file' ? structureAt(disk, cursor.at) : null;
  if (structure?.kind === 'footer' || structure?.kind === 'footer-copy') return <Fields table={footerTable(disk.view)} />;
  if (structure?.kind === 'locator') return <Locators view={disk.view} />;
  if (structure?.kind === 'dynamic-header') {
    const offset = cursor.at - structure.at;
    const inLocators = offset >= LOCATORS_AT && offset < LOCATORS_AT + 192 && (disk.view.disk?.locators.length ?? 0) > 0;
    return inLocators ? <Locators view={disk.view} /> : <Fields table={headerTable(disk.view)} />;
  }
  if (structure?.kind === 'bat') return <BlockCard disk={disk} block={Math.floor((cursor.at - structure.at) / 4)} Bitmap={Bitmap} />;
  const inBlock = cursor.space === 'disk' || blockAtFile(disk, cursor.at) !== null || structure?.kind === 'data';
  return inBlock && position.block !== null ? (
    <BlockCard disk={disk} block={position.block} Bitmap={Bitmap} />
  ) : (
    <PlaceCard disk={disk} structure={structure} />
  );
}
