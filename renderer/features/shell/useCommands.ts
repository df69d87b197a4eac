import { useEffect } from 'react';
import { COMMANDS, type CommandId } from '../../../shared/commands';
import { api } from '../../api';
import { commandFor } from '../../app/keys.model';
import { checkedCommands, enabledCommands, isEnabled, runCommand } from '../../app/commands';
import { showNoticeWhile } from '../../app/notice.store';
import { refusalOf } from '../../app/whyNot.commands';
import { now, useStore } from '../../app/store';
import { isModalOpen } from '../../ui/Dialog';

/** In a text field these keys belong to the field. */
const FIELD_OWNS: readonly CommandId[] = ['edit.copy', 'edit.paste', 'edit.undo', 'edit.redo', 'edit.selectAll'];
const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
const hasTextSelected = (): boolean => (document.getSelection()?.toString() ?? '') !== '';

/** Turns key presses into commands, and tells the menu which commands can be run now. */
export function useCommands(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const state = now();
      const id = event.defaultPrevented ? null : commandFor(event, state.program.platform === 'darwin');
      if (id === null) return;
      if (!isEnabled(id, state)) {
        const why = isTyping(event.target) ? null : refusalOf(id, state);
        if (why !== null) showNoticeWhile((later) => !isEnabled(id, later), why);
        return;
      }
      // A sheet that was just opened or closed shows in the page before it does in the state.
      if (isModalOpen() && COMMANDS[id].inModal !== true) return;
      if (isTyping(event.target) && FIELD_OWNS.includes(id)) return;
      if (id === 'edit.copy' && hasTextSelected()) return;
      event.preventDefault();
      runCommand(id);
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);

  useEffect(() => {
    let told = '';
    const tell = (): void => {
      const enabled = enabledCommands(now());
      const checked = checkedCommands(now());
      const next = `${enabled.join()} ${checked.join()}`;
      if (next === told) return;
      told = next;
      void api['app/setCommands']({ enabled, checked });
    };
    const tellAgain = (): void => {
      told = '';
      tell();
    };
    const offModal = useStore.subscribe(({ modal }, before) => {
      if ((modal === null) !== (before.modal === null)) void api['app/setModal']({ isOpen: modal !== null });
    });
    const off = useStore.subscribe(tell);
    window.addEventListener('focus', tellAgain);
    tell();
    return () => {
      off();
      offModal();
      window.removeEventListener('focus', tellAgain);
    };
  }, []);
}
