import { useEffect, type JSX } from 'react';
import { dismissOver } from '../../app/modal.store';
import { useStore } from '../../app/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import '../../ui/alert.css';

/** Asks the user before something happens. */
export function QuestionDialog(): JSX.Element | null {
  const question = useStore((s) => (s.modal?.kind === 'question' ? s.modal : null));
  const typing = question?.typing ?? null;
  // Characters go to what is typed, and never to a button; Enter and Escape answer the question.
  useEffect(() => {
    const typeOn = (event: KeyboardEvent): void => {
      // The key that led to the question arrives here as well, and has been taken.
      if (event.defaultPrevented) return;
      const isCharacter = /^.$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (isCharacter && typing?.onKey(event.key) === true) event.preventDefault();
    };
    document.addEventListener('keydown', typeOn);
    return () => document.removeEventListener('keydown', typeOn);
  }, [typing]);
  if (question === null) return null;
  const agree = (): void => {
    dismissOver();
    question.run();
  };
  return (
    <Dialog label={question.title} onClose={dismissOver}>
      <div className="alert">
        <h2>{question.title}</h2>
        <p>{question.detail}</p>
        {typing !== null && (
          <p className="muted">
            Typed: <span className="mono">{typing.typed}</span>
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
