import type { JSX, KeyboardEvent } from 'react';
import { dismissOver } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import '../../ui/alert.css';

/** Asks the user before something happens. */
export function QuestionDialog(): JSX.Element | null {
  const question = useStore((s) => (s.modal?.kind === 'question' ? s.modal : null));
  if (question === null) return null;
  const agree = (): void => {
    dismissOver();
    question.run();
  };
  /** Characters go to what is typed, and never to a button; Enter and Escape answer the question. */
  const typeOn = (event: KeyboardEvent): void => {
    const isCharacter = [...event.key].length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isCharacter && question.typing?.onKey(event.key) === true) event.preventDefault();
  };
  return (
    <Dialog label={question.title} onClose={dismissOver}>
      <div className="alert" onKeyDown={typeOn}>
        <h2>{question.title}</h2>
        <p>{question.detail}</p>
        {question.typing !== null && (
          <p className="muted">
            Typed: <span className="mono">{question.typing.typed}</span>
          </p>
        )}
        <div className="alert-buttons">
          <Button onClick={dismissOver}>Cancel</Button>
          <Button look="primary" data-first onClick={agree}>
            {question.yes}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
