/** Accelerators of the command table against key presses. */
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../shared/commands';

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const NAMED: Readonly<Record<string, string>> = { left: 'arrowleft', right: 'arrowright', up: 'arrowup', down: 'arrowdown', plus: '+' };

function matches(accelerator: string, press: KeyPress, mac: boolean): boolean {
  const parts = accelerator.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const command = parts.includes('commandorcontrol') || (mac && parts.includes('command'));
  const wanted = NAMED[key] ?? key;
  // Shift changes what a digit key types, and on a Mac Option what a letter key types; their codes stay.
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  // Cyrillic, Greek and other layouts type no Latin letter at all: there the place of the key counts.
  const isForeign = /^\p{L}$/u.test(press.key) && !/^\p{Script=Latin}$/u.test(press.key);
  const byCode = press.code.startsWith('Digit') ? press.code.slice(5) : (mac && press.altKey) || isForeign ? letter : undefined;
  const typed = (byCode ?? press.key).toLowerCase();
  // On most layouts the plus is typed with Shift, on some without; it is the same key to whoever presses it.
  const hasShift = press.shiftKey === parts.includes('shift') || wanted === '+';
  return (
    typed === wanted &&
    hasShift &&
    press.altKey === parts.includes('alt') &&
    (mac ? press.metaKey === command && !press.ctrlKey : press.ctrlKey === command && !press.metaKey)
  );
}

/** The key that the menu shows, as an accelerator. */
export const keysOf = (id: CommandId, mac: boolean): string | null => {
  const { keys, macKeys } = COMMANDS[id];
  return (mac ? (macKeys ?? keys) : keys) ?? null;
};

/** Every key of the command, the one that the menu shows first; none where it has none. */
export function allKeysOf(id: CommandId, mac: boolean): readonly string[] {
  const { otherKeys } = COMMANDS[id];
  const [first, other] = [keysOf(id, mac), otherKeys ?? null].filter((keys) => keys !== null);
  if (first === undefined) return [];
  return other === undefined || keysText(other, mac) === keysText(first, mac) ? [first] : [first, other];
}

/** The command a key press means; null when it means none. */
export const commandFor = (press: KeyPress, mac: boolean): CommandId | null =>
  COMMAND_IDS.find((id) => allKeysOf(id, mac).some((keys) => matches(keys, press, mac))) ?? null;

const SIGNS: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓', Plus: '+' };
/** In the order in which Apple writes them. */
const MAC_SIGNS: Readonly<Record<string, string>> = { Alt: '⌥', Shift: '⇧', Command: '⌘', CommandOrControl: '⌘' };

/** "Ctrl+Shift+P", or "⇧⌘P". */
export function keysText(accelerator: string, mac: boolean): string {
  const parts = accelerator.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1);
  const shown = SIGNS[key] ?? key;
  if (!mac) return [...modifiers.map((part) => (part === 'CommandOrControl' ? 'Ctrl' : part)), shown].join('+');
  const signs = Object.keys(MAC_SIGNS).filter((name) => modifiers.includes(name));
  return [...signs.map((name) => MAC_SIGNS[name]), shown].join('');
}
