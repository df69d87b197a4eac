import { useEffect, useRef, useState, type FormEvent, type JSX } from 'react';
import { chooseMakingPlace, closeMaking, lookAgain, make, reviewFirst } from '../../commands/making';
import { fileTypeOf, lostBlocks, newSectors, OPERATIONS, previewOf, reasonAgainst, staysChild, type Preview } from '../../kernels/making';
import { isBlocked, placeMessages, spaceShares, worstFirst, type PlaceMessage } from '../../kernels/place';
import type { Disk } from '../../kernels/translate';
import { selectDisk } from '../../store/selectors';
import { useStore } from '../../store/store';
import { startErrorText } from '../../text/jobErrors';
import { APART_TEXT, damagedText, REASONS, sizeFaultText, unsavedText } from '../../text/making';
import { asksForPlace, placeMessageText, spaceText } from '../../text/place';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { PlacePicker, type SpaceShares } from '../../ui/PlacePicker';
import { SeverityIcon } from '../../ui/SeverityIcon';
import { MakingPreview } from './MakingPreview';
import { OperationCard } from './OperationCard';
import { OperationSettings } from './OperationSettings';
import './making.css';

/** What can be made of the disk that is shown, what it would come to, and where it goes. The disk itself is only read. */
export function MakingSheet(): JSX.Element | null {
  const disk = useStore(selectDisk);
  return disk === null ? null : <Sheet disk={disk} />;
}

function Sheet({ disk }: { readonly disk: Disk }): JSX.Element {
  const making = useStore((s) => s.making);
  const [now] = useState(() => new Date());
  const preview = previewOf(disk, making);
  const said = worstFirst(placeMessages(making.place, preview?.need ?? null, fileTypeOf(making)));
  const reason = reasonAgainst(disk, making.operation);
  const isReady = reason === null && preview !== null && !isBlocked(said) && making.place?.look.kind === 'ready' && !making.isStarting;
  useEffect(() => {
    const look = (): void => void lookAgain();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) void make();
  };
  return (
    <Dialog label="Make a new disk from this one" look="sheet" onClose={closeMaking}>
      <form className="making" noValidate onSubmit={submit}>
        <header className="making-head">
          <h2>Make a new disk from {disk.view.name}</h2>
        </header>
        <div className="making-body">
          <div className="making-parts">
            <Refusal />
            <Cautions disk={disk} />
            <fieldset className="making-part">
              <legend>1 What to make</legend>
              <div className="operation-cards">
                {OPERATIONS.map((operation) => (
                  <OperationCard key={operation} operation={operation} disk={disk} />
                ))}
              </div>
            </fieldset>
            <OperationSettings disk={disk} />
            <fieldset className="making-part" aria-label="Name and place">
              <legend>2 Name and place</legend>
              <PlacePicker
                id="making-place-messages"
                choice={making.place?.choice ?? null}
                space={spaceOf(making.place?.look ?? null, preview)}
                messages={[...listed(said, now), ...apart(disk, preview, making.place?.choice.folder ?? null)]}
                onChoose={() => void chooseMakingPlace()}
              />
            </fieldset>
          </div>
          <MakingPreview disk={disk} preview={preview} />
        </div>
        <footer className="making-foot">
          <span className="making-todo" role="status">
            {reason === null ? missing(disk, said, preview) : REASONS[reason]}
          </span>
          <Button onClick={closeMaking}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!isReady}>
            Make
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

const listed = (said: readonly PlaceMessage[], now: Date): ListedMessage[] =>
  said.flatMap((message) => {
    const { severity, code } = message;
    if (severity === 'todo') return [];
    const action = asksForPlace(message) ? { action: { label: 'Choose…', run: () => void chooseMakingPlace() } } : {};
    return [{ key: code, severity, text: placeMessageText(message, now), ...action }];
  });

/** A child finds its parent by its place. */
function apart(disk: Disk, preview: Preview | null, folder: string | null): ListedMessage[] {
  const isApart = preview !== null && staysChild(preview) && folder !== null && folder !== disk.view.folder;
  return isApart ? [{ key: 'apart', severity: 'warning', text: APART_TEXT }] : [];
}

type Look = NonNullable<ReturnType<typeof useStore.getState>['making']['place']>['look'];

function spaceOf(look: Look | null, preview: Preview | null): SpaceShares | null {
  if (look?.kind !== 'ready') return null;
  const { info } = look;
  const shares = spaceShares(info, preview?.need.roomBytes.least ?? 0, preview?.need.roomBytes.most ?? 0);
  return shares === null ? null : { ...shares, text: spaceText(info.freeBytes ?? 0, info.totalBytes ?? 0) };
}

/** What stands in the way, where it is not said already. */
function missing(disk: Disk, said: readonly PlaceMessage[], preview: Preview | null): string {
  if (preview === null) {
    const size = newSectors(disk, useStore.getState().making);
    return 'fault' in size ? sizeFaultText(size.fault) : '';
  }
  const [first] = said;
  // In a low window the place where it was caused may be out of sight.
  return first?.severity === 'error' || first?.severity === 'todo' ? placeMessageText(first, new Date()) : '';
}

/** What the new file will not have, and what may stop the job. */
function Cautions({ disk }: { readonly disk: Disk }): JSX.Element | null {
  const changes = useStore((s) => s.edits.changes.length);
  const lost = lostBlocks(disk);
  const messages: ListedMessage[] = [];
  if (changes > 0)
    messages.push({
      key: 'unsaved',
      severity: 'warning',
      text: unsavedText(changes),
      action: { label: 'Review and save…', run: reviewFirst },
    });
  if (lost > 0) messages.push({ key: 'damaged', severity: 'warning', text: damagedText(lost) });
  return messages.length === 0 ? null : (
    <div className="making-cautions">
      <MessageList id="making-cautions" messages={messages} />
    </div>
  );
}

/** Why the job was not begun. */
function Refusal(): JSX.Element | null {
  const refusal = useStore((s) => s.making.refusal);
  const name = useStore((s) => s.making.place?.choice.name ?? 'The file');
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), [refusal]);
  if (refusal === null) return null;
  const { title, detail } = startErrorText(refusal, name);
  return (
    <div className="making-refusal selectable" role="alert" tabIndex={-1} ref={ref}>
      <SeverityIcon severity="error" />
      <p>
        <b>{title}</b> {detail}
      </p>
    </div>
  );
}
