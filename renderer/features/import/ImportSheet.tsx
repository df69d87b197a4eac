import { clsx } from 'clsx';
import { useState, type JSX } from 'react';
import { changeImport, chooseImportPlace, chooseImportSource, closeImport, inspectImportPlace, runImport } from './import.commands';
import { useSheet } from '../../app/modal.store';
import { sizeText } from '../../../shared/text/size';
import { IMPORT_BLOCKS, outcomeOfImport, type ImportForm, type ImportOutcome } from './import.model';
import { isBlocked, placeMessages, spaceShares, type PlaceMessage } from '../../app/place.model';
import { geometryFaultText } from '../../disk/geometry.text';
import { IMPORT_KINDS, importKindText, importText } from './import.text';
import { startErrorLine } from '../../app/jobErrors.text';
import { asksForPlace, blockedText, placeMessageText, spaceText } from '../../app/place.text';
import { Button } from '../../ui/Button';
import { FormSheet, SheetPart } from '../../ui/FormSheet';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { PlacePicker } from '../../ui/PlacePicker';
import { Select } from '../../ui/Select';
import { useOnReturn } from '../../ui/useOnReturn';
import styles from './import.module.css';

/** Makes a disk with the same bytes as a raw image. The image is only read. */
export function ImportSheet(): JSX.Element {
  const form = useSheet('import', (sheet) => sheet.form);
  const isStarting = useSheet('import', (sheet) => sheet.isStarting);
  const [now] = useState(() => new Date());
  const outcome = outcomeOfImport(form);
  const messages = placeMessages(form.place, outcome.need, 'vhd');
  const canImport = outcome.request !== null && !isBlocked(messages) && form.place?.look.kind === 'ready' && !isStarting;
  useOnReturn(inspectImportPlace);
  return (
    <FormSheet
      title="Make a disk from a raw image"
      todo={outcome.problem === null ? blockedText(messages, now) : outcome.problem === 'no-source' ? importText(outcome) : ''}
      action="Make disk"
      canAct={canImport}
      onAct={() => void runImport()}
      onClose={closeImport}
    >
      <SourcePart form={form} outcome={outcome} />
      <KindPart form={form} outcome={outcome} />
      <AdvancedPart form={form} outcome={outcome} />
      <PlacePart outcome={outcome} messages={messages} />
    </FormSheet>
  );
}

function SourcePart({ form, outcome }: { readonly form: ImportForm; readonly outcome: ImportOutcome }): JSX.Element {
  const { source } = form;
  const isWrong = outcome.problem !== null && outcome.problem !== 'no-source';
  return (
    <SheetPart title="Raw image">
      <div className="sheet-row">
        <Button data-first onClick={() => void chooseImportSource()}>
          {source === null ? 'Choose raw image…' : 'Change…'}
        </Button>
        {source !== null && <b className={clsx(styles.name, 'selectable')}>{source.name}</b>}
      </div>
      <p className={clsx('sheet-row', isWrong ? 'sheet-problem' : 'sheet-facts tabular')} role="status">
        {importText(outcome)}
      </p>
      {outcome.oddBytes > 0 && (
        <label className="check sheet-row">
          <input type="checkbox" checked={form.pad} onChange={(event) => changeImport({ pad: event.target.checked })} /> Fill up to a whole
          sector with zeros
        </label>
      )}
    </SheetPart>
  );
}

function KindPart({ form, outcome }: { readonly form: ImportForm; readonly outcome: ImportOutcome }): JSX.Element {
  return (
    <SheetPart title="Kind">
      {(['dynamic', 'fixed'] as const).map((to) => (
        <label key={to} className={clsx('check', styles.kind)}>
          <input type="radio" name="import-kind" checked={form.to === to} onChange={() => changeImport({ to })} />{' '}
          <span>
            {IMPORT_KINDS[to]} <span className="muted">{importKindText(to, outcome)}</span>
          </span>
        </label>
      ))}
      {form.to === 'dynamic' && (
        <div className="sheet-row">
          <span className="sheet-facts">Block size</span>
          <Select
            label="Block size"
            options={IMPORT_BLOCKS.map((bytes) => ({ value: String(bytes), label: sizeText(bytes) }))}
            value={String(form.blockBytes)}
            onChange={(value) => changeImport({ blockBytes: Number(value) })}
          />
        </div>
      )}
    </SheetPart>
  );
}

function AdvancedPart({ form, outcome }: { readonly form: ImportForm; readonly outcome: ImportOutcome }): JSX.Element {
  const fault = outcome.geometryFault;
  return (
    <SheetPart title="Advanced">
      <div className="sheet-row">
        <label className="sheet-facts" htmlFor="import-geometry">
          Geometry
        </label>
        <input
          id="import-geometry"
          className={clsx('input', 'mono', styles.geometry)}
          placeholder="C/H/S, as usual"
          spellCheck={false}
          maxLength={15}
          value={form.geometryText}
          aria-invalid={fault !== null}
          aria-describedby="import-geometry-fault"
          onChange={(event) => changeImport({ geometryText: event.target.value })}
        />
      </div>
      <MessageList
        id="import-geometry-fault"
        messages={fault === null ? [] : [{ key: fault.kind, severity: 'error', text: geometryFaultText(fault) }]}
      />
    </SheetPart>
  );
}

function PlacePart({ outcome, messages }: { readonly outcome: ImportOutcome; readonly messages: readonly PlaceMessage[] }): JSX.Element {
  const place = useSheet('import', ({ form }) => form.place);
  const error = useSheet('import', (sheet) => sheet.refusal);
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
