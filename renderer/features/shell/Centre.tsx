import { Tabs } from 'radix-ui';
import type { JSX } from 'react';
import { Panel, Separator } from 'react-resizable-panels';
import { COMMANDS, type CommandId } from '../../../shared/commands';
import type { ImageView } from '../../../shared/views';
import { keysOf, keysText } from '../../app/keys.model';
import { isEnabled, runCommand } from '../../app/commands';
import type { Tab } from '../../../shared/settings';
import { changeDisk, now, useOpen, useStore } from '../../app/store';
import { Split } from '../../ui/Split';
import { MapBitmap, MapBitmapLegend } from '../bitmap/MapBitmap';
import { FindPanel } from '../find/FindPanel';
import { HexPane } from '../hex/HexPane';
import { MapPane } from '../map/MapPane';
import { MiniMap } from '../map/paint/MiniMap';
import { Overview } from '../overview/Overview';
import { Problems } from '../problems/Problems';
import { Guard } from './Guard';
import styles from './shell.module.css';

const TABS: readonly { readonly tab: Tab; readonly command: CommandId }[] = [
  { tab: 'overview', command: 'view.overview' },
  { tab: 'mapHex', command: 'view.mapHex' },
  { tab: 'map', command: 'view.map' },
  { tab: 'hex', command: 'view.hex' },
];
const MINI_MAP_HEIGHT = 132;
/** The map's last zoom step, which looks like the inspector's picture of a block. */
const SECTORS = { Picture: MapBitmap, Legend: MapBitmapLegend };

/** The tabs, the content of the chosen tab, and below it the list of problems or the search, if one of them is open. */
export function Centre({ view }: { readonly view: ImageView }): JSX.Element {
  const bottom = useOpen((d) => d.bottom);
  return (
    <Split id="centre" panelIds={bottom === null ? ['view'] : ['view', bottom]} orientation="vertical">
      <Panel id="view" minSize={200}>
        <Guard what="This view">
          <CentreTabs view={view} />
        </Guard>
      </Panel>
      {bottom === 'find' && (
        <>
          <Separator className={styles.separator} aria-label="Height of the find panel" />
          <Panel id="find" defaultSize={240} minSize={120} maxSize="60%" groupResizeBehavior="preserve-pixel-size">
            <Guard what="Find">
              <FindPanel />
            </Guard>
          </Panel>
        </>
      )}
      {bottom === 'problems' && (
        <>
          <Separator className={styles.separator} aria-label="Height of the problems panel" />
          <Panel id="problems" defaultSize={190} minSize={96} maxSize="60%" groupResizeBehavior="preserve-pixel-size">
            <Guard what="The list of problems">
              <Problems findings={view.findings} isDisk={view.disk !== null} checked={view.checked} />
            </Guard>
          </Panel>
        </>
      )}
    </Split>
  );
}

function CentreTabs({ view }: { readonly view: ImageView }): JSX.Element {
  const tab = useOpen((d) => d.tab);
  const mac = useStore((s) => s.program.platform === 'darwin');
  const hasDisk = view.disk !== null;
  return (
    <Tabs.Root className={styles.centre} data-centre value={tab} onValueChange={(next) => changeDisk({ tab: next as Tab })}>
      <Tabs.List className={styles.tabs} aria-label="Views">
        {TABS.map(({ tab: name, command }) => {
          const keys = keysOf(command, mac);
          return (
            <Tabs.Trigger
              key={name}
              value={name}
              disabled={!isEnabled(command, { ...now(), modal: null })}
              title={keys === null ? undefined : keysText(keys, mac)}
            >
              {COMMANDS[command].label}
            </Tabs.Trigger>
          );
        })}
      </Tabs.List>
      <div className={styles.centreBody}>
        <Tabs.Content className={styles.tabBody} value="overview" tabIndex={-1}>
          <Overview
            view={view}
            miniMap={hasDisk ? <MiniMap height={MINI_MAP_HEIGHT} /> : null}
            onProblems={() => runCommand('view.problems')}
          />
        </Tabs.Content>
        <Tabs.Content className={styles.tabBody} value="mapHex" tabIndex={-1}>
          <MapAboveHex />
        </Tabs.Content>
        <Tabs.Content className={styles.tabBody} value="map" tabIndex={-1}>
          <Guard what="The map">
            <MapPane sectors={SECTORS} />
          </Guard>
        </Tabs.Content>
        <Tabs.Content className={styles.tabBody} value="hex" tabIndex={-1}>
          <Guard what="The hex view">
            <HexPane />
          </Guard>
        </Tabs.Content>
      </div>
    </Tabs.Root>
  );
}

function MapAboveHex(): JSX.Element {
  return (
    <Split id="map-hex" orientation="vertical">
      <Panel id="map" defaultSize="52" minSize={140}>
        <Guard what="The map">
          <MapPane sectors={SECTORS} />
        </Guard>
      </Panel>
      <Separator className={styles.separator} aria-label="Height of the map" />
      <Panel id="hex" minSize={120}>
        <Guard what="The hex view">
          <HexPane />
        </Guard>
      </Panel>
    </Split>
  );
}
