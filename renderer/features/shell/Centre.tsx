import { Tabs } from 'radix-ui';
import type { JSX } from 'react';
import { Panel, Separator } from 'react-resizable-panels';
import { COMMANDS, type CommandId } from '../../../shared/commands';
import type { ImageView } from '../../../shared/views';
import { isEnabled, runCommand } from '../../commands/commands';
import { keysOf, keysText } from '../../commands/keys';
import { useStore } from '../../store/store';
import type { Tab } from '../../store/view';
import { Split } from '../../ui/Split';
import { MapBitmap, MapBitmapLegend } from '../bitmap/MapBitmap';
import { HexPane } from '../hex/HexPane';
import { MapPane } from '../map/MapPane';
import { MiniMap } from '../map/MiniMap';
import { Overview } from '../overview/Overview';
import { Problems } from '../problems/Problems';

const TABS: readonly { readonly tab: Tab; readonly command: CommandId }[] = [
  { tab: 'overview', command: 'view.overview' },
  { tab: 'mapHex', command: 'view.mapHex' },
  { tab: 'map', command: 'view.map' },
  { tab: 'hex', command: 'view.hex' },
];
const MINI_MAP_HEIGHT = 132;
/** The map's last zoom step, drawn as the inspector draws it. */
const SECTORS = { Picture: MapBitmap, Legend: MapBitmapLegend };

/** The tabs, what the chosen one shows, and the problems below when they are open. */
export function Centre({ view }: { readonly view: ImageView }): JSX.Element {
  const problems = useStore((s) => s.problemsOpen);
  return (
    <Split id="centre" panelIds={problems ? ['view', 'problems'] : ['view']} orientation="vertical">
      <Panel id="view" minSize={200}>
        <CentreTabs view={view} />
      </Panel>
      {problems && (
        <>
          <Separator className="separator" aria-label="Height of the problems panel" />
          <Panel id="problems" defaultSize={190} minSize={96} maxSize="60%" groupResizeBehavior="preserve-pixel-size">
            <Problems findings={view.findings} isDisk={view.disk !== null} checked={view.checked} />
          </Panel>
        </>
      )}
    </Split>
  );
}

function CentreTabs({ view }: { readonly view: ImageView }): JSX.Element {
  const tab = useStore((s) => s.tab);
  const mac = useStore((s) => s.platform === 'darwin');
  const hasDisk = view.disk !== null;
  return (
    <Tabs.Root className="centre" value={tab} onValueChange={(next) => useStore.getState().setView({ tab: next as Tab })}>
      <Tabs.List className="tabs" aria-label="Views">
        {TABS.map(({ tab: name, command }) => {
          const keys = keysOf(command, mac);
          return (
            <Tabs.Trigger
              key={name}
              value={name}
              disabled={!isEnabled(command, useStore.getState())}
              title={keys === null ? undefined : keysText(keys, mac)}
            >
              {COMMANDS[command].label}
            </Tabs.Trigger>
          );
        })}
      </Tabs.List>
      <div className="centre-body">
        <Tabs.Content className="tab-body" value="overview" tabIndex={-1}>
          <Overview
            view={view}
            miniMap={hasDisk ? <MiniMap height={MINI_MAP_HEIGHT} /> : null}
            onProblems={() => runCommand('view.problems')}
          />
        </Tabs.Content>
        <Tabs.Content className="tab-body" value="mapHex" tabIndex={-1}>
          <MapAboveHex />
        </Tabs.Content>
        <Tabs.Content className="tab-body" value="map" tabIndex={-1}>
          <MapPane sectors={SECTORS} />
        </Tabs.Content>
        <Tabs.Content className="tab-body" value="hex" tabIndex={-1}>
          <HexPane />
        </Tabs.Content>
      </div>
    </Tabs.Root>
  );
}

function MapAboveHex(): JSX.Element {
  return (
    <Split id="map-hex" orientation="vertical">
      <Panel id="map" defaultSize="52" minSize={140}>
        <MapPane sectors={SECTORS} />
      </Panel>
      <Separator className="separator" aria-label="Height of the map" />
      <Panel id="hex" minSize={120}>
        <HexPane />
      </Panel>
    </Split>
  );
}
