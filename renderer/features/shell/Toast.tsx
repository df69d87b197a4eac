import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { useState, type JSX } from 'react';
import { canOpen, openMade } from '../../app/jobs.commands';
import { runCommand } from '../../app/commands';
import { setJobsOpen } from '../../app/jobs.store';
import type { Toast } from '../../app/state';
import { setState, useStore } from '../../app/store';
import { dismissToast, SHOWN_MS } from '../../app/toasts.store';
import { rebuildDisk } from '../../disk/repair.commands';
import { Button, IconButton } from '../../ui/Button';
import styles from './shell.module.css';

/**
 * What happened, with what can still be done about it, in a row above the status bar; the newest is last. A message does not go
 * away while it has the pointer or the focus, and covers nothing.
 */
export function Toasts(): JSX.Element {
  const toasts = useStore((s) => s.toasts);
  return (
    <Radix.Provider duration={SHOWN_MS} swipeDirection="right" label="Message">
      {toasts.map((toast) => (
        <Message key={toast.id} toast={toast} />
      ))}
      {/* F6 leads here as to every pane, so Radix’s own key is not needed. */}
      <Radix.Viewport
        className={styles.toasts}
        data-pane={toasts.length > 0 ? 'toast' : undefined}
        hotkey={[]}
        label="Messages"
        // When a message that has the focus goes, Radix focuses the list itself, from where no key leads on.
        onFocus={({ target, currentTarget }) => target === currentTarget && setState({ wantedPane: 'hex' })}
      />
    </Radix.Provider>
  );
}

function Message({ toast }: { readonly toast: Toast }): JSX.Element {
  const { id, text, action } = toast;
  const [isWhole, setWhole] = useState(false);
  const wanted = typeof action === 'object' && action !== null && 'job' in action ? action.job : null;
  const all = typeof action === 'object' && action !== null && 'all' in action ? action.all : null;
  const job = useStore((s) => (wanted === null ? undefined : s.jobs.list.find((each) => each.id === wanted)));
  return (
    <Radix.Root className={styles.toast} onOpenChange={(isOpen) => !isOpen && dismissToast(id)}>
      <Radix.Description asChild>
        <span>{isWhole ? all : text}</span>
      </Radix.Description>
      {action === 'undo-save' && (
        <Button look="quiet" onClick={() => runCommand('file.undoSave')}>
          Undo
        </Button>
      )}
      {action === 'rebuild' && (
        <Button look="quiet" onClick={() => void rebuildDisk()}>
          Rebuild…
        </Button>
      )}
      {all !== null && (
        <Button look="quiet" aria-expanded={isWhole} onClick={() => setWhole((whole) => !whole)}>
          {isWhole ? 'Show fewer' : 'Show all'}
        </Button>
      )}
      {job !== undefined && canOpen(job) && (
        <Button look="quiet" onClick={() => void openMade(job)}>
          Open
        </Button>
      )}
      {job !== undefined && (
        <Button look="quiet" onClick={() => setJobsOpen(true)}>
          Show
        </Button>
      )}
      <Radix.Close asChild>
        <IconButton label="Dismiss">
          <X size={14} aria-hidden />
        </IconButton>
      </Radix.Close>
    </Radix.Root>
  );
}
