import { ArrowRight, CircleHelp } from 'lucide-react';
import { Fragment, type JSX } from 'react';
import { runCommand } from '../../app/commands';
import { useOpen } from '../../app/store';
import type { StandIn } from '../../../shared/errors';
import { circleText } from '../../../shared/text/parentFindings';
import { sizeText } from '../../../shared/text/size';
import { visibleText } from '../../../shared/vhd/codec';
import type { ImageView, ParentView } from '../../../shared/views';
import { Candidates } from './Candidates';
import { reconnectLayer, visitParent } from './parent.commands';
import { KIND_NAMES } from '../../app/names.text';
import { ifRightText, missingParentText } from './parents.text';
import { canReconnect } from '../../disk/repairWays.model';
import { isEndless } from '../../../shared/text/unreached';
import { standInsOf, unfoundWaysOf } from '../../disk/standIns.model';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/Card';
import styles from './overview.module.css';

/** The chain from its base to this file, and a button to find a missing parent. */
export function ChainCard({ view }: { readonly view: ImageView }): JSX.Element {
  const layers = [...view.layers].reverse();
  return (
    <Card title="Chain">
      <ol className={styles.chain}>
        {view.parent !== null && (
          <li className={styles.chainMissing}>
            <CircleHelp size={16} aria-hidden />
            <b>parent</b>
            <span className="muted">{isEndless(view.parent) ? 'not followed' : 'not found'}</span>
          </li>
        )}
        {layers.map((layer, i) => (
          <li key={`${i} ${layer.uniqueId}`} title={`ID ${layer.uniqueId}`}>
            {(i > 0 || view.parent !== null) && <ArrowRight size={14} className={styles.chainArrow} aria-label="is the parent of" />}
            <b>{layer.name}</b>
            <span className="muted">
              {KIND_NAMES[layer.kind]} · file {sizeText(layer.fileBytes)}
              {i === layers.length - 1 ? ' · this file' : ''}
            </span>
          </li>
        ))}
      </ol>
      {view.parent === null && standInsOf(view).length > 0 && (
        <div className={styles.chainMissingDetail}>
          {standInsOf(view).map((standIn) => (
            <p key={standIn.child}>{ifRightText(standIn)}</p>
          ))}
          <div className={styles.chainButtons}>
            <NameParents standIns={standInsOf(view)} />
            <Button onClick={() => runCommand('file.locateParent')}>Locate…</Button>
          </div>
        </div>
      )}
      {view.parent === null && <Unconnected view={view} />}
      {view.parent !== null && <Missing parent={view.parent} view={view} />}
    </Card>
  );
}

/** A parent that is a guess is written into the disk whose parent it is: this one, or one further down. */
const NameParents = ({ standIns }: { readonly standIns: readonly StandIn[] }): JSX.Element => (
  <>
    {standIns.map(({ child, childLayer }) =>
      childLayer === 0 ? (
        <Button key={child} look="primary" onClick={() => runCommand('file.reconnectParent')}>
          Reconnect parent…
        </Button>
      ) : (
        <ReconnectLayer key={child} layer={childLayer} name={child} />
      ),
    )}
  </>
);

/** A parent was found where opening the disk anew does not look by itself: what is to be done about it. */
function Unconnected({ view }: { readonly view: ImageView }): JSX.Element | null {
  const isOffered = useOpen(({ offers }) => canReconnect(offers));
  const ways = unfoundWaysOf(view);
  const below = ways.filter(({ of }) => of !== undefined);
  const ownWay = ways.find(({ of, isNamed }) => of === undefined && isNamed === true)?.path;
  if (!isOffered && ownWay === undefined && below.length === 0) return null;
  return (
    <div className={styles.chainMissingDetail}>
      {isOffered && (
        <>
          <p>The disk itself does not lead to this parent: opened anew, it may be missing again.</p>
          <Button look="primary" onClick={() => runCommand('file.reconnectParent')}>
            Reconnect parent…
          </Button>
        </>
      )}
      {ownWay !== undefined && (
        <p>
          The path to the parent, <span className="mono">{visibleText(ownWay)}</span>, leads out of this disk’s folder: opening the disk
          anew asks before looking there.
        </p>
      )}
      {below.map(({ of = '', layer = 1, isNamed }) =>
        isNamed === true ? (
          <p key={of}>
            The path from {visibleText(of)} to its parent leads out of the folder: opening this disk anew asks before looking there.
          </p>
        ) : (
          <Fragment key={of}>
            <p>{visibleText(of)} does not lead to its parent: opened anew, that is missing again. It is written into that disk.</p>
            <ReconnectLayer layer={layer} name={of} />
          </Fragment>
        ),
      )}
    </div>
  );
}

/** Opens the disk whose parent it is about, which is where the way to that parent is stored. */
const ReconnectLayer = ({ layer, name }: { readonly layer: number; readonly name: string }): JSX.Element => (
  <Button look="primary" onClick={() => void reconnectLayer(layer)}>
    Open {visibleText(name)} and reconnect…
  </Button>
);

function Missing({ parent, view }: { readonly parent: ParentView; readonly view: ImageView }): JSX.Element {
  const { childLayer } = parent;
  const of = childLayer === 0 ? null : (view.layers[childLayer]?.name ?? '');
  const nameOf = (layer: number): string => view.layers[layer]?.name ?? '';
  if (isEndless(parent))
    return (
      <div className={styles.chainMissingDetail}>
        <p>{missingParentText(parent, circleText({ child: nameOf(childLayer), again: nameOf(parent.loopTo ?? 0) }))}</p>
      </div>
    );
  return (
    <div className={styles.chainMissingDetail}>
      {of !== null && (
        <p>
          This disk leads to its parent; the parent of <b>{visibleText(of)}</b> is missing. The way to it is stored in that disk.
        </p>
      )}
      <p>{missingParentText(parent)}</p>
      {parent.elsewhere.length > 0 && (
        <>
          <p className="muted">It also names these places, which lead out of its own folder. Nothing there has been touched.</p>
          <ul className={styles.chainPaths}>
            {parent.elsewhere.map(({ index, path, usableHere }) => (
              <li key={index}>
                <span className="mono">{visibleText(path)}</span>
                {usableHere ? (
                  <Button onClick={() => void visitParent(index)}>Look there…</Button>
                ) : (
                  <span className="muted">cannot be followed on this system</span>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      <div className={styles.chainButtons}>
        {of === null ? (
          <Button look="primary" onClick={() => runCommand('file.reconnectParent')}>
            Reconnect parent…
          </Button>
        ) : (
          <ReconnectLayer layer={childLayer} name={of} />
        )}
        <Button onClick={() => runCommand('file.locateParent')}>Locate…</Button>
        <Candidates of={of} />
      </div>
    </div>
  );
}
