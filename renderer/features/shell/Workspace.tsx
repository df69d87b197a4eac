import { clsx } from 'clsx';
import { ListTree, ShieldCheck, SlidersHorizontal } from 'lucide-react';
import type { JSX } from 'react';
import { Panel, Separator } from 'react-resizable-panels';
import type { ImageView } from '../../../shared/views';
import { runCommand, toggleProblems } from '../../app/commands';
import { useKeysText } from '../../app/useKeysText';
import { useOpen, usePref, useStore } from '../../app/store';
import { IconButton } from '../../ui/Button';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { Split } from '../../ui/Split';
import { BlockBitmap } from '../bitmap/BlockBitmap';
import { Inspector } from '../inspector/Inspector';
import { Navigator } from '../navigator/Navigator';
import { Centre } from './Centre';
import { Guard } from './Guard';
import styles from './shell.module.css';

const WIDE = 1600;

/** Side panes beside the centre. In a narrow window there is a rail of icons instead, and the panes are drawers over the centre. */
export function Workspace({ view }: { readonly view: ImageView }): JSX.Element {
  const narrow = useStore((s) => s.narrow);
  return narrow ? <NarrowWorkspace view={view} /> : <WideWorkspace view={view} />;
}

function WideWorkspace({ view }: { readonly view: ImageView }): JSX.Element {
  const navigator = usePref('navigatorOpen');
  const inspector = usePref('inspectorOpen');
  const wide = innerWidth >= WIDE;
  const panelIds = [...(navigator ? ['navigator'] : []), 'centre', ...(inspector ? ['inspector'] : [])];
  return (
    <Split
      className={styles.workspace}
      id={wide ? 'workspace-wide' : 'workspace'}
      panelIds={panelIds}
      orientation="horizontal"
      key={String(wide)}
    >
      {navigator && (
        <>
          <Panel id="navigator" defaultSize={wide ? 264 : 236} minSize={180} maxSize={420} groupResizeBehavior="preserve-pixel-size">
            <Guard what="The navigator">
              <Navigator view={view} />
            </Guard>
          </Panel>
          <Separator className={styles.separator} aria-label="Width of the navigator" />
        </>
      )}
      <Panel id="centre" minSize={420}>
        <Centre view={view} />
      </Panel>
      {inspector && (
        <>
          <Separator className={styles.separator} aria-label="Width of the inspector" />
          <Panel id="inspector" defaultSize={wide ? 380 : 324} minSize={260} maxSize={640} groupResizeBehavior="preserve-pixel-size">
            <Guard what="The inspector">
              <Inspector Bitmap={BlockBitmap} />
            </Guard>
          </Panel>
        </>
      )}
    </Split>
  );
}

function NarrowWorkspace({ view }: { readonly view: ImageView }): JSX.Element {
  const drawer = useOpen((d) => d.drawer);
  const problems = useOpen((d) => d.bottom === 'problems');
  // Findings are sorted with the worst first.
  const [worst] = view.findings;
  const keys = useKeysText();
  return (
    <div className={styles.workspace}>
      <nav className={styles.rail} aria-label="Side panes">
        <IconButton
          label={`Navigator (${keys('view.navigator')})`}
          aria-expanded={drawer === 'navigator'}
          onClick={() => runCommand('view.navigator')}
        >
          <ListTree size={18} aria-hidden />
        </IconButton>
        <IconButton
          label={`Inspector (${keys('view.inspector')})`}
          aria-expanded={drawer === 'inspector'}
          onClick={() => runCommand('view.inspector')}
        >
          <SlidersHorizontal size={18} aria-hidden />
        </IconButton>
        <IconButton label={`Problems (${keys('view.problems')})`} aria-expanded={problems} onClick={toggleProblems}>
          {worst === undefined ? <ShieldCheck size={18} aria-hidden /> : <SeverityIcon severity={worst.severity} size={18} />}
        </IconButton>
      </nav>
      <div className={styles.narrowCentre}>
        <Centre view={view} />
      </div>
      {drawer !== null && (
        <div data-drawer className={clsx(styles.drawer, styles[`drawer-${drawer}`])}>
          <Guard what={drawer === 'navigator' ? 'The navigator' : 'The inspector'} key={drawer}>
            {drawer === 'navigator' ? <Navigator view={view} /> : <Inspector Bitmap={BlockBitmap} />}
          </Guard>
        </div>
      )}
    </div>
  );
}
