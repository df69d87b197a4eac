import type { JSX } from 'react';
import type { PlaceInfo } from '../../../shared/newDisk';
import { sizeText } from '../../../shared/text/size';
import { choosePlace } from '../../commands/newDisk';
import type { Outcome } from '../../kernels/newDiskDraft';
import type { Message } from '../../kernels/newDiskMessages';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';
import { Messages } from './Messages';

export function PlacePart({ outcome, messages }: { readonly outcome: Outcome; readonly messages: readonly Message[] }): JSX.Element {
  const place = useStore((s) => s.draft.place);
  return (
    <fieldset className="newdisk-part" aria-label="Name and place">
      <legend>3 Name and place</legend>
      <div className="newdisk-row newdisk-place">
        <Button onClick={() => void choosePlace()} aria-describedby="newdisk-place-messages">
          {place === null ? 'Choose name and place…' : 'Change…'}
        </Button>
        {place !== null && (
          <span className="place-name selectable">
            <b>{place.choice.name}</b> <span className="muted">{place.choice.folder}</span>
          </span>
        )}
      </div>
      {place?.look.kind === 'ready' && <SpaceBar info={place.look.info} outcome={outcome} />}
      <Messages messages={messages} part="place" />
    </fieldset>
  );
}

/** Of the drive: what is taken, what the file takes now, and what it may take later. */
function SpaceBar({ info, outcome }: { readonly info: PlaceInfo; readonly outcome: Outcome }): JSX.Element | null {
  const { freeBytes, totalBytes } = info;
  if (freeBytes === null || totalBytes === null || totalBytes === 0) return null;
  const { startBytes = 0, mostBytes = 0 } = outcome.layout ?? {};
  const percent = (bytes: number): string => `${Math.min(100, (100 * bytes) / totalBytes)}%`;
  const used = totalBytes - freeBytes;
  const text = `${sizeText(freeBytes)} free of ${sizeText(totalBytes)}`;
  return (
    <div className="space">
      <div className="space-bar" aria-hidden>
        <span className="space-used" style={{ width: percent(used) }} />
        <span className="space-new" style={{ width: percent(Math.min(startBytes, freeBytes)) }} />
        <span
          className="space-later"
          style={{ width: percent(Math.max(0, Math.min(mostBytes, freeBytes) - Math.min(startBytes, freeBytes))) }}
        />
      </div>
      <p className="newdisk-facts tabular">{text}</p>
    </div>
  );
}
