import { X } from 'lucide-react';
import { useEffect, type JSX } from 'react';
import { runCommand } from '../../commands/commands';
import { useStore } from '../../store/store';
import { Button, IconButton } from '../../ui/Button';

/** Long enough to read it and to reach its button. */
const SHOWN_MS = 12_000;

/** Says what happened, with what can still be done about it. */
export function Toast(): JSX.Element | null {
  const toast = useStore((s) => s.toast);
  const setView = useStore((s) => s.setView);
  useEffect(() => {
    if (toast === null) return;
    const timer = setTimeout(() => setView({ toast: null }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast, setView]);
  if (toast === null) return null;
  return (
    <div className="toast" role="status">
      <span>{toast.text}</span>
      {toast.action === 'undo-save' && (
        <Button look="quiet" onClick={() => runCommand('file.undoSave')}>
          Undo
        </Button>
      )}
      <IconButton label="Dismiss" onClick={() => setView({ toast: null })}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
