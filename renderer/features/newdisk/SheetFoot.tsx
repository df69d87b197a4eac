import type { JSX } from 'react';
import type { Message } from './messages.model';
import { cancelNewDisk, closeNewDisk, setStep } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { STEPS } from '../../app/modalState';
import { messageText } from './newDisk.text';
import { Button } from '../../ui/Button';

type Props = { readonly messages: readonly Message[]; readonly canCreate: boolean; readonly hasMore: boolean; readonly isNarrow: boolean };

/** The buttons of the sheet, and what is still missing. */
export function SheetFoot({ messages, canCreate, hasMore, isNarrow }: Props): JSX.Element {
  const writing = useSheet('newDisk', (sheet) => sheet.writing);
  const step = useSheet('newDisk', (sheet) => sheet.step);
  if (writing.kind === 'writing')
    return (
      <footer className="sheet-foot">
        <Button onClick={() => void cancelNewDisk()} disabled={writing.isStopping} autoFocus>
          Cancel
        </Button>
      </footer>
    );
  const before = isNarrow ? STEPS[STEPS.indexOf(step) - 1] : undefined;
  return (
    <footer className="sheet-foot">
      <span className="sheet-todo" role="status">
        {hasMore ? '' : stillMissing(messages)}
      </span>
      <Button onClick={closeNewDisk}>Cancel</Button>
      {before !== undefined && <Button onClick={() => setStep(before)}>Back</Button>}
      <Button look="primary" type="submit" disabled={!hasMore && !canCreate}>
        {hasMore ? 'Next' : 'Create'}
      </Button>
    </footer>
  );
}

/** The first message that blocks the button. An error is only hinted at, as it is shown at the part it is about. */
function stillMissing(messages: readonly Message[]): string {
  const [first] = messages;
  if (first === undefined) return '';
  if (first.severity === 'error') return 'The problem marked red comes first.';
  return first.severity === 'todo' ? messageText(first, new Date()) : '';
}
