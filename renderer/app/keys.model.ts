/** Finds the command that a key press means, by the accelerators in the table of commands. */
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../shared/commands';

export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>;

const NAMED: Readonly<Record<string, string>> = { left: 'arrowleft', right: 'arrowright', up: 'arrowup', down: 'arrowdown', plus: '+' };

function matches(accelerator: string, press: KeyPress, typed: string, mac: boolean): boolean {
  const parts = accelerator.toLowerCase().split('+');
  const key = parts.at(-1) ?? '';
  const command = parts.includes('commandorcontrol') || (mac && parts.includes('command'));
  const wanted = NAMED[key] ?? key;
  // Most layouts type the plus with Shift, some without; for the user it is the same key.
  const hasShift = press.shiftKey === parts.includes('shift') || wanted === '+';
  return (
    typed.toLowerCase() === wanted &&
    hasShift &&
    press.altKey === parts.includes('alt') &&
    (mac ? press.metaKey === command && !press.ctrlKey : press.ctrlKey === command && !press.metaKey)
  );
}

/** Where an American keyboard has the signs of commands that many layouts type only with Shift or AltGr, or not at all. */
const SIGN_KEYS: Readonly<Record<string, string>> = { Period: '.', Backslash: '\\', BracketLeft: '[', BracketRight: ']' };

/** What the key may stand for, the likeliest first: a later meaning counts only if no command has an earlier one. */
function meanings(press: KeyPress, mac: boolean): readonly string[] {
  // Shift changes what a digit key types, and Option on a Mac what a letter key types; `code` stays the same.
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  // Cyrillic, Greek and other layouts type no Latin letters: there the position of the key counts.
  // Some keys type a vowel sign, or two letters at once.
  const isForeign = /^[\p{L}\p{M}]+$/u.test(press.key) && !/\p{Script=Latin}/u.test(press.key);
  const byCode = press.code.startsWith('Digit') ? press.code.slice(5) : (mac && press.altKey) || isForeign ? letter : undefined;
  // On a French keyboard the minus is on a digit key.
  return [byCode, press.key, SIGN_KEYS[press.code]].filter((meaning) => meaning !== undefined);
}

/** The key that the menu shows for the command, as an accelerator. */
export const keysOf = (id: CommandId, mac: boolean): string | null => {
  const { keys, macKeys } = COMMANDS[id];
  return (mac ? (macKeys ?? keys) : keys) ?? null;
};

/** Every key of the command, beginning with the one that the menu shows; empty if it has none. */
export function allKeysOf(id: CommandId, mac: boolean): readonly string[] {
  const { otherKeys } = COMMANDS[id];
  const [first, other] = [keysOf(id, mac), otherKeys ?? null].filter((keys) => keys !== null);
  if (first === undefined) return [];
  return other === undefined || keysText(other, mac) === keysText(first, mac) ? [first] : [first, other];
}

/** The command that a key press means; null if it means none. */
export function commandFor(press: KeyPress, mac: boolean): CommandId | null {
  for (const typed of meanings(press, mac)) {
    const id = COMMAND_IDS.find((each) => allKeysOf(each, mac).some((keys) => matches(keys, press, typed, mac)));
    if (id !== undefined) return id;
  }
  return null;
}

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
