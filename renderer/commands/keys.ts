/** Accelerators of the command table against key presses. */
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../shared/commands';

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const NAMED: Readonly<Record<string, string>> = { left: 'arrowleft', right: 'arrowright', up: 'arrowup', down: 'arrowdown' };

function matches(accelerator: string, press: KeyPress, mac: boolean): boolean {
  const parts = accelerator.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const command = parts.includes('commandorcontrol') || (mac && parts.includes('command'));
  const wanted = NAMED[key] ?? key;
  // Shift changes what a digit key types; its code stays.
  const typed = press.code.startsWith('Digit') ? press.code.slice(5) : press.key.toLowerCase();
  return (
    typed === wanted &&
    press.shiftKey === parts.includes('shift') &&
    press.altKey === parts.includes('alt') &&
    (mac ? press.metaKey === command && !press.ctrlKey : press.ctrlKey === command && !press.metaKey)
  );
}

export const keysOf = (id: CommandId, mac: boolean): string | null => {
  const { keys, macKeys } = COMMANDS[id];
  return (mac ? (macKeys ?? keys) : keys) ?? null;
};

/** The command a key press means; null when it means none. */
export const commandFor = (press: KeyPress, mac: boolean): CommandId | null =>
  COMMAND_IDS.find((id) => {
    const keys = keysOf(id, mac);
    return keys !== null && matches(keys, press, mac);
  }) ?? null;

const MAC_SIGNS: Readonly<Record<string, string>> = { commandorcontrol: '⌘', command: '⌘', alt: '⌥', shift: '⇧' };

/** "Ctrl+Shift+P", or "⇧⌘P". */
export function keysText(accelerator: string, mac: boolean): string {
  const parts = accelerator.split('+');
  if (mac) return parts.map((part) => MAC_SIGNS[part.toLowerCase()] ?? part).join('');
  return parts.map((part) => (part === 'CommandOrControl' ? 'Ctrl' : part === 'Left' ? '←' : part === 'Right' ? '→' : part)).join('+');
}
