/** Accelerators of the command table against key presses. */
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../shared/commands';

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const NAMED: Readonly<Record<string, string>> = { left: 'arrowleft', right: 'arrowright', up: 'arrowup', down: 'arrowdown' };

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

function isMeant(keys: string | null | undefined, press: KeyPress, mac: boolean): boolean {
  return keys != null && matches(keys, press, mac);
}

/** The command a key press means; null when it means none. */
export const commandFor = (press: KeyPress, mac: boolean): CommandId | null =>
  COMMAND_IDS.find((id) => isMeant(keysOf(id, mac), press, mac)) ??
  (mac ? null : (COMMAND_IDS.find((id) => isMeant(COMMANDS[id].otherKeys, press, mac)) ?? null));

const ARROWS: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };
/** In the order in which Apple writes them. */
const MAC_SIGNS: Readonly<Record<string, string>> = { Alt: '⌥', Shift: '⇧', Command: '⌘', CommandOrControl: '⌘' };

/** "Ctrl+Shift+P", or "⇧⌘P". */
export function keysText(accelerator: string, mac: boolean): string {
  const parts = accelerator.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1);
  const shown = ARROWS[key] ?? key;
  if (!mac) return [...modifiers.map((part) => (part === 'CommandOrControl' ? 'Ctrl' : part)), shown].join('+');
  const signs = Object.keys(MAC_SIGNS).filter((name) => modifiers.includes(name));
  return [...signs.map((name) => MAC_SIGNS[name]), shown].join('');
}
