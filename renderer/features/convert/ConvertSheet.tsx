import { useState, type FormEvent, type JSX } from 'react';
import {
  fileTypeOf,
  inFullOnWindows,
  lostBlocks,
  newSectors,
  OPERATIONS,
  previewOf,
  reasonAgainst,
  staysChild,
  type Preview,
} from './convert.model';
import { isBlocked, placeMessages, spaceShares, worstFirst, type PlaceMessage } from '../../app/place.model';
import type { Disk } from '../../disk/translate.model';
import { chooseConvertPlace, closeConvert, lookAgain, make, reviewFirst } from './convert.commands';
import type { PlaceForm } from '../../app/place.model';
import { useDisk } from '../../disk/blocks.store';
import { useSheet } from '../../app/modal.store';
import type { ConvertModal } from '../../app/modalState';
import { useOpen, useStore } from '../../app/store';
import { startErrorText } from '../../app/jobErrors.text';
import { APART_TEXT, damagedText, gainText, lostRoomText, REASONS, sizeFaultText, unsavedText } from './convert.text';
import { asksForPlace, placeMessageText, spaceText } from '../../app/place.text';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { PlacePicker, type SpaceShares } from '../../ui/PlacePicker';
import { Refusal } from '../../ui/Refusal';
import { useOnReturn } from '../../ui/useOnReturn';
import { ConvertPreview } from './ConvertPreview';
import { OperationCard } from './OperationCard';
import { OperationSettings } from './OperationSettings';
import styles from './convert.module.css';

/** What can be made from the disk that is shown, what the result would be, and where it goes. The disk itself is only read. */
export function ConvertSheet(): JSX.Element | null {
  const disk = useDisk();
  return disk === null ? null : <Sheet disk={disk} />;
}

function Sheet({ disk }: { readonly disk: Disk }): JSX.Element {
  const form = useSheet('convert', (sheet) => sheet);
  const [now] = useState(() => new Date());
  const platform = useStore((s) => s.program.platform);
  const preview = inFullOnWindows(previewOf(disk, form), form.operation, platform);
  const said = worstFirst(placeMessages(form.place, preview?.need ?? null, fileTypeOf(form)));
  const reason = reasonAgainst(disk, form.operation);
  const isReady = reason === null && preview !== null && !isBlocked(said) && form.place?.look.kind === 'ready' && !form.isStarting;
  useOnReturn(lookAgain);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) void make();
  };
  return (
    <Dialog label="Make a new disk from this one" look="sheet" onClose={closeConvert}>
      <form className={styles.convert} noValidate onSubmit={submit}>
        <header className={styles.head}>
          <h2>Make a new disk from {disk.view.name}</h2>
        </header>
        <div className={styles.body}>
          <div className={styles.parts}>
            <NotBegun />
            <Cautions disk={disk} preview={preview} />
            <fieldset className={styles.part}>
              <legend>1 What to make</legend>
              <div className={styles.operationCards}>
                {OPERATIONS.map((operation) => (
                  <OperationCard key={operation} operation={operation} disk={disk} />
                ))}
              </div>
            </fieldset>
            <OperationSettings disk={disk} />
            <fieldset className={styles.part} aria-label="Name and place">
              <legend>2 Name and place</legend>
              <PlacePicker
                id="convert-place-messages"
                choice={form.place?.choice ?? null}
                space={spaceOf(form.place?.look ?? null, preview)}
                messages={[...listed(said, now), ...apart(disk, preview, form.place?.choice.folder ?? null)]}
                onChoose={() => void chooseConvertPlace()}
              />
            </fieldset>
          </div>
          <ConvertPreview disk={disk} preview={preview} />
        </div>
        <footer className="sheet-foot">
          <span className="sheet-todo" role="status">
            {reason === null ? missing(disk, form, said, preview) : REASONS[reason]}
          </span>
          <Button onClick={closeConvert}>Cancel</Button>
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
    const action = asksForPlace(message) ? { action: { label: 'Choose…', run: () => void chooseConvertPlace() } } : {};
    return [{ key: code, severity, text: placeMessageText(message, now), ...action }];
  });

/** Warns if a child would not be in its parent's folder, where it looks for it. */
function apart(disk: Disk, preview: Preview | null, folder: string | null): ListedMessage[] {
  const isApart = preview !== null && staysChild(preview) && folder !== null && folder !== disk.view.folder;
  return isApart ? [{ key: 'apart', severity: 'warning', text: APART_TEXT }] : [];
}

type Look = PlaceForm['look'];

function spaceOf(look: Look | null, preview: Preview | null): SpaceShares | null {
  if (look?.kind !== 'ready') return null;
  const { info } = look;
  const shares = spaceShares(info, preview?.need.roomBytes.least ?? 0, preview?.need.roomBytes.most ?? 0);
  return shares === null ? null : { ...shares, text: spaceText(info.freeBytes ?? 0, info.totalBytes ?? 0) };
}

/** What stands in the way, if the sheet does not say it already. */
function missing(disk: Disk, form: ConvertModal, said: readonly PlaceMessage[], preview: Preview | null): string {
  if (preview === null) {
    const size = newSectors(disk, form);
    return 'fault' in size ? sizeFaultText(size.fault, form.sizeText) : '';
  }
  const [first] = said;
  // In a low window the message at the part of the sheet that caused it may be out of sight, so it is repeated here.
  return first?.severity === 'error' || first?.severity === 'todo' ? placeMessageText(first, new Date()) : '';
}

/** Warns of unsaved changes, which the new file will not have, and of damaged blocks, which may stop the job. */
function Cautions({ disk, preview }: { readonly disk: Disk; readonly preview: Preview | null }): JSX.Element | null {
  const operation = useSheet('convert', (sheet) => sheet.operation);
  const gain = operation === 'compact' && preview !== null ? gainText(disk.view.fileBytes, preview.need.fileBytes) : null;
  const changes = useOpen((d) => d.edits.changes);
  const lost = lostBlocks(disk);
  const room = lostRoomText(operation, disk.view.findings);
  const messages: ListedMessage[] = [];
  if (changes > 0)
    messages.push({
      key: 'unsaved',
      severity: 'warning',
      text: unsavedText(changes),
      action: { label: 'Review and save…', run: reviewFirst },
    });
  if (gain !== null) messages.push({ key: 'gain', severity: 'note', text: gain });
  if (room !== null) messages.push({ key: 'lost-room', severity: 'warning', text: room });
  if (lost > 0) messages.push({ key: 'damaged', severity: 'warning', text: damagedText(lost) });
  return messages.length === 0 ? null : (
    <div className={styles.cautions}>
      <MessageList id="convert-cautions" messages={messages} />
    </div>
  );
}

/** Why the job was not begun. */
function NotBegun(): JSX.Element | null {
  const refusal = useSheet('convert', (sheet) => sheet.refusal);
  const name = useSheet('convert', ({ place }) => place?.choice.name ?? 'The file');
  if (refusal === null) return null;
  const { title, detail } = startErrorText(refusal, name);
  return <Refusal title={title} detail={detail} />;
}
