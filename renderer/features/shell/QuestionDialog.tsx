import type { JSX } from 'react';
import { useStore } from '../../store/store';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';

/** Asks before something happens. */
export function QuestionDialog(): JSX.Element | null {
  const question = useStore((s) => s.question);
  const setView = useStore((s) => s.setView);
  if (question === null) return null;
  const close = (): void => setView({ question: null });
  return (
    <Dialog label={question.title} onClose={close}>
      <div className="alert">
        <h2>{question.title}</h2>
        <p>{question.detail}</p>
        <div className="alert-buttons">
          <Button onClick={close}>Cancel</Button>
          <Button
            look="primary"
            data-first
            onClick={() => {
              close();
              question.run();
            }}
          >
            {question.yes}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
