import { useEffect, useState, type JSX } from 'react';
import { sizeText } from '../../../shared/text/size';
import { chooseImportPlace, chooseImportSource, closeImport, inspectImportPlace, runImport } from '../../commands/import';
import { IMPORT_BLOCKS, outcomeOfImport, type ImportDraft, type ImportOutcome } from '../../kernels/importDraft';
import { isBlocked, placeMessages, spaceShares, type PlaceMessage } from '../../kernels/place';
import { useStore } from '../../store/store';
import { IMPORT_KINDS, importText } from '../../text/import';
import { startErrorLine } from '../../text/jobErrors';
import { asksForPlace, placeMessageText, spaceText } from '../../text/place';
import { Button } from '../../ui/Button';
import { FormSheet, SheetPart } from '../../ui/FormSheet';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { PlacePicker } from '../../ui/PlacePicker';
import { Select } from '../../ui/Select';
import './import.css';

/** A raw image becomes a disk of the same bytes. The image is only read. */
export function ImportSheet(): JSX.Element {
  const draft = useStore((s) => s.importing);
  const outcome = outcomeOfImport(draft);
  const messages = placeMessages(draft.place, outcome.need, 'vhd');
  const canImport = outcome.wish !== null && !isBlocked(messages) && draft.place?.look.kind === 'ready';
  useEffect(() => {
    const look = (): void => void inspectImportPlace();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, []);
  return (
    <FormSheet
      title="Make a disk from a raw image"
      todo={outcome.problem === null && draft.place === null ? 'Choose a name and a place.' : ''}
      action="Make disk"
      canAct={canImport}
      onAct={() => void runImport()}
      onClose={closeImport}
    >
      <SourcePart draft={draft} outcome={outcome} />
      <KindPart draft={draft} />
      <PlacePart outcome={outcome} messages={messages} />
    </FormSheet>
  );
}

function SourcePart({ draft, outcome }: { readonly draft: ImportDraft; readonly outcome: ImportOutcome }): JSX.Element {
  const { source } = draft;
  const isWrong = outcome.problem !== null && outcome.problem !== 'no-source';
  return (
    <SheetPart title="Raw image">
      <div className="sheet-row">
        <Button data-first onClick={() => void chooseImportSource()}>
          {source === null ? 'Choose raw image…' : 'Change…'}
        </Button>
        {source !== null && <b className="import-name selectable">{source.name}</b>}
      </div>
      <p className={isWrong ? 'sheet-row sheet-problem' : 'sheet-row sheet-facts tabular'} role="status">
        {importText(outcome)}
      </p>
    </SheetPart>
  );
}

function KindPart({ draft }: { readonly draft: ImportDraft }): JSX.Element {
  const change = useStore((s) => s.changeImport);
  return (
    <SheetPart title="Kind">
      {(['dynamic', 'fixed'] as const).map((to) => (
        <label key={to} className="check import-kind">
          <input type="radio" name="import-kind" checked={draft.to === to} onChange={() => change({ to })} />{' '}
          <span>
            {IMPORT_KINDS[to].name} <span className="muted">{IMPORT_KINDS[to].about}</span>
          </span>
        </label>
      ))}
      {draft.to === 'dynamic' && (
        <div className="sheet-row">
          <span className="sheet-facts">Block size</span>
          <Select
            label="Block size"
            options={IMPORT_BLOCKS.map((bytes) => ({ value: String(bytes), label: sizeText(bytes) }))}
            value={String(draft.blockBytes)}
            onChange={(value) => change({ blockBytes: Number(value) })}
          />
        </div>
      )}
    </SheetPart>
  );
}

function PlacePart({ outcome, messages }: { readonly outcome: ImportOutcome; readonly messages: readonly PlaceMessage[] }): JSX.Element {
  const place = useStore((s) => s.importing.place);
  const error = useStore((s) => s.importError);
  const [now] = useState(() => new Date());
  const choose = (): void => void chooseImportPlace();
  const listed: ListedMessage[] = messages.flatMap((message) => {
    if (message.severity === 'todo') return [];
    const action = asksForPlace(message) ? { action: { label: 'Choose another place', run: choose } } : {};
    return [{ key: message.code, severity: message.severity, text: placeMessageText(message, now), ...action }];
  });
  const info = place?.look.kind === 'ready' ? place.look.info : null;
  const shares = info === null ? null : spaceShares(info, outcome.need?.roomBytes.least ?? 0, outcome.need?.roomBytes.most ?? 0);
  return (
    <SheetPart title="Name and place">
      <PlacePicker
        id="import-place-messages"
        choice={place?.choice ?? null}
        space={shares === null ? null : { ...shares, text: spaceText(info?.freeBytes ?? 0, info?.totalBytes ?? 0) }}
        messages={listed}
        onChoose={choose}
      />
      <MessageList
        id="import-other-messages"
        messages={
          error === null ? [] : [{ key: 'failed', severity: 'error', text: startErrorLine(error, place?.choice.name ?? 'The file') }]
        }
      />
    </SheetPart>
  );
}
