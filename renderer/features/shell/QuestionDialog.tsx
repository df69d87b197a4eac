import type { JSX } from 'react';
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
  return (
    <Dialog label={question.title} onClose={dismissOver}>
      <div className="alert">
        <h2>{question.title}</h2>
        <p>{question.detail}</p>
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
