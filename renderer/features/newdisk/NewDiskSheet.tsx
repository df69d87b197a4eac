import { useEffect, useRef, type FormEvent, type RefObject, type JSX, type SyntheticEvent } from 'react';
import { messagesOf } from './messages.model';
import { isBlocked } from '../../app/place.model';
import { outcomeOf } from './newDisk.model';
import { cancelNewDisk, closeNewDisk, createDisk, inspectPlace, lookAtParentAgain, setStep } from './newDisk.commands';
import { useSheet } from '../../app/modal.store';
import { type Step, STEPS } from '../../app/modalState';
import { STEP_NAMES } from './newDisk.text';
import { Dialog } from '../../ui/Dialog';
import { useOnReturn } from '../../ui/useOnReturn';
import { Advanced } from './Advanced';
import { Failure } from './Failure';
import { KindPart } from './KindPart';
import { ParentPart } from './ParentPart';
import { PlacePart } from './PlacePart';
import { SheetFoot } from './SheetFoot';
import { SizePart } from './SizePart';
import { Summary } from './Summary';
import { useDrawnIn } from './useDrawnIn';
import { WritingPart } from './WritingPart';
import styles from './newdisk.module.css';

/** The user describes a disk here, sees what it would be, and creates it. Nothing is written before the button is pressed. */
export function NewDiskSheet(): JSX.Element {
  const form = useSheet('newDisk', ({ form }) => form);
  const step = useSheet('newDisk', (sheet) => sheet.step);
  const writing = useSheet('newDisk', (sheet) => sheet.writing);
  const isNarrow = useDrawnIn();
  const outcome = outcomeOf(form);
  const messages = messagesOf(form, outcome);
  const canCreate = !isBlocked(messages) && form.place?.look.kind === 'ready' && writing.kind !== 'writing';
  const isShown = (part: Step): boolean => !isNarrow || step === part;
  const hasMore = isNarrow && step !== 'place';
  const parts = useRef<HTMLDivElement>(null);
  useStepFocus(parts, step);
  useEffect(() => void lookAtParentAgain(), []);
  useOnReturn(inspectPlace);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const next = STEPS[STEPS.indexOf(step) + 1];
    if (hasMore && next !== undefined) setStep(next);
    else if (canCreate) void createDisk();
  };
  const escape = (event: SyntheticEvent): void => {
    if (writing.kind !== 'writing') return;
    event.preventDefault();
    void cancelNewDisk();
  };
  return (
    <Dialog label="New disk" look={writing.kind === 'writing' ? 'small' : 'sheet'} onClose={closeNewDisk} onCancel={escape}>
      <form className={styles.newdisk} data-narrow={isNarrow} noValidate onSubmit={submit}>
        <header className={styles.head}>
          <h2>New disk</h2>
          {isNarrow && writing.kind !== 'writing' && <Steps current={step} />}
        </header>
        {writing.kind === 'writing' ? (
          <WritingPart progress={writing.progress} isStopping={writing.isStopping} />
        ) : (
          <div className={styles.body}>
            <div className={styles.parts} ref={parts}>
              {writing.kind === 'failed' && <Failure error={writing.error} />}
              {isShown('kind') && <KindPart messages={messages} />}
              {isShown('size') &&
                (form.kind === 'differencing' ? <ParentPart messages={messages} /> : <SizePart outcome={outcome} messages={messages} />)}
              {isShown('size') && <Advanced messages={messages} />}
              {isShown('place') && <PlacePart outcome={outcome} messages={messages} />}
            </div>
            <Summary outcome={outcome} isShort={hasMore} />
          </div>
        )}
        <SheetFoot messages={messages} canCreate={canCreate} hasMore={hasMore} isNarrow={isNarrow} />
      </form>
    </Dialog>
  );
}

/** Each step begins with the focus on its first control. */
function useStepFocus(parts: RefObject<HTMLElement | null>, step: Step): void {
  const last = useRef(step);
  useEffect(() => {
    if (last.current !== step) parts.current?.querySelector<HTMLElement>('input:checked, input, button')?.focus();
    last.current = step;
  }, [parts, step]);
}

function Steps({ current }: { readonly current: Step }): JSX.Element {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {STEPS.map((step, i) => (
        <li key={step} aria-current={step === current ? 'step' : undefined}>
          {i + 1} {STEP_NAMES[step]}
        </li>
      ))}
    </ol>
  );
}
