import { clsx } from 'clsx';
import { useState, type JSX } from 'react';
import type { ExportOutcome, ExportScene } from './export.model';
import { isBlocked, placeMessages, spaceShares, type PlaceMessage } from '../../app/place.model';
import { chooseExportPlace, closeExport, exportScene, inspectExportPlace, outcomeNow, runExport } from './export.commands';
import { useDiskLayout } from '../../disk/blocks.store';
import { useSheet } from '../../app/modal.store';
import { useOpen } from '../../app/store';
import { longTextNote, needsParentText, PROBLEM_TEXTS, rangeText } from './export.text';
import { startErrorLine } from '../../app/jobErrors.text';
import { asksForPlace, blockedText, placeMessageText, spaceText } from '../../app/place.text';
import { FormSheet, SheetPart } from '../../ui/FormSheet';
import { MessageList, type ListedMessage } from '../../ui/MessageList';
import { PlacePicker, type SpaceShares } from '../../ui/PlacePicker';
import { useOnReturn } from '../../ui/useOnReturn';
import { FormatPart } from './FormatPart';
import { WhatPart } from './WhatPart';
import styles from './export.module.css';

/** Exports bytes, lists or a report into a new file. The disk itself is only read. */
export function ExportSheet(): JSX.Element | null {
  const disk = useDiskLayout();
  const selection = useOpen((d) => d.selection);
  const cursor = useOpen((d) => d.cursor);
  const staged = useOpen((d) => d.edits.of);
  useOnReturn(inspectExportPlace);
  return disk === null ? null : <Sheet scene={exportScene(disk, { selection, cursor, staged })} />;
}

function Sheet({ scene }: { readonly scene: ExportScene }): JSX.Element {
  const form = useSheet('export', (sheet) => sheet.form);
  const isStarting = useSheet('export', (sheet) => sheet.isStarting);
  const [now] = useState(() => new Date());
  const outcome = outcomeNow(scene, form);
  const messages = placeMessages(form.place, outcome.need, outcome.fileType);
  const canExport = outcome.request !== null && !isBlocked(messages) && form.place?.look.kind === 'ready' && !isStarting;
  return (
    <FormSheet
      title="Export"
      about={scene.disk.view.name}
      todo={outcome.problem === null ? blockedText(messages, now) : PROBLEM_TEXTS[outcome.problem]}
      action="Export"
      canAct={canExport}
      onAct={() => void runExport(outcome)}
      onClose={closeExport}
    >
      <WhatPart scene={scene} />
      <p className={clsx(styles.range, 'tabular', 'selectable', outcome.problem === null ? 'sheet-facts' : 'sheet-problem')} role="status">
        {outcome.problem === null ? rangeText(outcome) : PROBLEM_TEXTS[outcome.problem]}
      </p>
      <FormatPart outcome={outcome} />
      <PlacePart scene={scene} outcome={outcome} messages={messages} />
    </FormSheet>
  );
}

type PlaceProps = { readonly scene: ExportScene; readonly outcome: ExportOutcome; readonly messages: readonly PlaceMessage[] };

function PlacePart({ scene, outcome, messages }: PlaceProps): JSX.Element {
  const place = useSheet('export', ({ form }) => form.place);
  const error = useSheet('export', (sheet) => sheet.refusal);
  const { parent } = scene.disk.view;
  const [now] = useState(() => new Date());
  const choose = (): void => void chooseExportPlace(scene, outcome);
  const long = longTextNote(outcome);
  const listed: ListedMessage[] = messages.flatMap((message) => {
    if (message.severity === 'todo') return [];
    const action = asksForPlace(message) ? { action: { label: 'Choose another place', run: choose } } : {};
    return [{ key: message.code, severity: message.severity, text: placeMessageText(message, now), ...action }];
  });
  return (
    <SheetPart title="Name and place">
      <PlacePicker
        id="export-place-messages"
        choice={place?.choice ?? null}
        space={useSpace(outcome)}
        messages={listed}
        onChoose={choose}
      />
      <MessageList
        id="export-other-messages"
        messages={[
          ...(error === null
            ? []
            : [{ key: 'failed', severity: 'error' as const, text: startErrorLine(error, place?.choice.name ?? 'The file') }]),
          ...(outcome.needsParent && !outcome.isKnownAlone
            ? [{ key: 'parent', severity: 'warning' as const, text: needsParentText(parent) }]
            : []),
          ...(long === null ? [] : [{ key: 'long', severity: 'warning' as const, text: long }]),
        ]}
      />
    </SheetPart>
  );
}

function useSpace({ need }: ExportOutcome): SpaceShares | null {
  const place = useSheet('export', ({ form }) => form.place);
  if (place?.look.kind !== 'ready') return null;
  const { info } = place.look;
  const shares = spaceShares(info, need?.roomBytes.least ?? 0, need?.roomBytes.most ?? 0);
  return shares === null ? null : { ...shares, text: spaceText(info.freeBytes ?? 0, info.totalBytes ?? 0) };
}
