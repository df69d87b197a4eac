import { describe, expect, it } from 'vitest';
import { allKeysOf, commandFor, keysOf, keysText, type KeyPress } from '../../../../renderer/app/keys.model';
import { COMMAND_IDS, type CommandId } from '../../../../shared/commands';

/** "ctrl+shift+!/Digit1": modifiers, then what the key types and, where it matters, which key it is. */
function pressed(text: string): KeyPress {
  // The plus itself is a key, too.
  const parts = text.split(/(?<!\+)\+(?!$)/);
  const [key = '', code = ''] = (parts.pop() ?? '').split('/');
  const has = (name: string): boolean => parts.includes(name);
  return { key, code, ctrlKey: has('ctrl'), shiftKey: has('shift'), altKey: has('alt'), metaKey: has('meta') };
}

describe('keys on Windows and Linux', () => {
  it.each<[string, CommandId | null]>([
    ['ctrl+o/KeyO', 'file.open'],
    ['ctrl+O/KeyO', 'file.open'],
    ['F5/F5', 'file.reload'],
    ['ctrl+w/KeyW', 'file.close'],
    ['ctrl+z/KeyZ', 'edit.undo'],
    ['ctrl+y/KeyY', 'edit.redo'],
    // As in programs that have no Ctrl+Y.
    ['ctrl+shift+Z/KeyZ', 'edit.redo'],
    ['ctrl+=/Equal', 'view.zoomIn'],
    // The plus: with Shift on an American keyboard, without on a German one, and on the number pad.
    ['ctrl+shift++/Equal', 'view.zoomIn'],
    ['ctrl++/BracketRight', 'view.zoomIn'],
    ['ctrl++/NumpadAdd', 'view.zoomIn'],
    ['ctrl+-/NumpadSubtract', 'view.zoomOut'],
    ['ctrl+0/Digit0', 'view.zoomReset'],
    ['F1/F1', 'help.keyboard'],
    ['ctrl+c/KeyC', 'edit.copy'],
    ['ctrl+shift+C/KeyC', 'edit.copyHex'],
    ['ctrl+alt+c/KeyC', 'edit.copyAddress'],
    ['ctrl+\\/Backslash', 'view.space'],
    ['ctrl+g/KeyG', 'go.to'],
    ['alt+ArrowLeft/ArrowLeft', 'go.back'],
    ['alt+ArrowRight/ArrowRight', 'go.forward'],
    ['F8/F8', 'go.nextProblem'],
    ['shift+F8/F8', 'go.previousProblem'],
    ['shift+F6/F6', 'go.previousPane'],
    ['ctrl+shift+P/KeyP', 'help.palette'],
    ['ctrl+b/KeyB', 'view.navigator'],
    ['ctrl+alt+b/KeyB', 'view.inspector'],
    // Russian and Greek layouts: the same keys type Cyrillic and Greek letters.
    ['ctrl+щ/KeyO', 'file.open'],
    ['ctrl+shift+З/KeyP', 'help.palette'],
    ['ctrl+ο/KeyO', 'file.open'],
    // A Thai vowel sign, an Arabic key that types two letters, and an Arabic ligature.
    ['ctrl+ื/KeyN', 'file.new'],
    ['ctrl+لا/KeyB', 'view.navigator'],
    ['ctrl+ﻻ/KeyB', 'view.navigator'],
    // Dvorak types Latin letters elsewhere: there the letter counts.
    ['ctrl+o/KeyS', 'file.open'],
  ])('%s means %s', (press, id) => {
    expect(commandFor(pressed(press), false)).toBe(id);
  });

  it.each<[string, CommandId]>([
    ['ctrl+1/Digit1', 'view.overview'],
    ['ctrl+&/Digit1', 'view.overview'],
    ['ctrl+1/Numpad1', 'view.overview'],
    ['ctrl+shift+!/Digit1', 'edit.selectField'],
    ['ctrl+shift+1/Digit1', 'edit.selectField'],
    ['ctrl+shift+@/Digit2', 'edit.selectSector'],
    ['ctrl+shift+"/Digit2', 'edit.selectSector'],
    ['ctrl+shift+§/Digit3', 'edit.selectBlock'],
  ])('a digit key is that digit, whatever Shift or the layout make of it: %s', (press, id) => {
    expect(commandFor(pressed(press), false)).toBe(id);
  });

  it.each([
    'o/KeyO',
    'meta+o/KeyO',
    'ctrl+meta+o/KeyO',
    'ctrl+shift+O/KeyO',
    'ctrl+alt+o/KeyO',
    'F9/F9',
    'ctrl+F8/F8',
    'ArrowLeft/ArrowLeft',
    'ctrl+[/BracketLeft',
    // Shift with the key of a sign is another key press, whatever the layout types.
    'ctrl+shift+:/Period',
    // Dvorak: the key where others have W.
    'ctrl+,/KeyW',
  ])('%s means nothing', (press) => {
    expect(commandFor(pressed(press), false)).toBeNull();
  });

  it.each<[string, CommandId]>([
    // Russian; French; German; Slovenian, which types a Latin letter there.
    ['ctrl+ю/Period', 'edit.repair'],
    ['ctrl+:/Period', 'edit.repair'],
    ['ctrl+#/Backslash', 'view.space'],
    ['ctrl+ž/Backslash', 'view.space'],
    // French: the minus is on the key of the 6, and the full stop needs Shift.
    ['ctrl+-/Digit6', 'view.zoomOut'],
    // Dvorak has a V where others have the full stop: there it pastes.
    ['ctrl+v/Period', 'edit.paste'],
    ['ctrl+./KeyE', 'edit.repair'],
    // Swiss: the plus is on the key of the 1 with Shift, which is a command of its own.
    ['ctrl+shift++/Digit1', 'edit.selectField'],
  ])('where a layout has no such sign without Shift, its key is meant: %s', (press, id) => {
    expect(commandFor(pressed(press), false)).toBe(id);
  });

  it('a letter typed with AltGr is that letter, not a command', () => {
    expect(commandFor(pressed('ctrl+alt+ć/KeyC'), false)).toBeNull();
  });
});

describe('keys on a Mac', () => {
  it.each<[string, CommandId | null]>([
    ['meta+o/KeyO', 'file.open'],
    ['ctrl+o/KeyO', null],
    ['meta+ctrl+o/KeyO', null],
    ['meta+[/BracketLeft', 'go.back'],
    ['meta+]/BracketRight', 'go.forward'],
    // German: the keys of the brackets type an umlaut and the plus, which makes everything larger.
    ['meta+ü/BracketLeft', 'go.back'],
    ['meta++/BracketRight', 'view.zoomIn'],
    ['alt+ArrowLeft/ArrowLeft', null],
    ['meta+shift+!/Digit1', 'edit.selectField'],
    ['meta+1/Digit1', 'view.overview'],
    ['F8/F8', 'go.nextProblem'],
    ['meta+shift+Z/KeyZ', 'edit.redo'],
    ['meta+shift++/Equal', 'view.zoomIn'],
  ])('%s means %s', (press, id) => {
    expect(commandFor(pressed(press), true)).toBe(id);
  });

  it('know a letter by its key when Option makes another of it', () => {
    expect(commandFor(pressed('meta+alt+ç/KeyC'), true)).toBe('edit.copyAddress');
    expect(commandFor(pressed('meta+alt+∫/KeyB'), true)).toBe('view.inspector');
  });
});

describe('keys as they are written', () => {
  it.each([
    ['CommandOrControl+Shift+P', 'Ctrl+Shift+P', '⇧⌘P'],
    ['CommandOrControl+Alt+C', 'Ctrl+Alt+C', '⌥⌘C'],
    ['Alt+Left', 'Alt+←', '⌥←'],
    ['F8', 'F8', 'F8'],
  ])('%s is %s, and %s on a Mac', (accelerator, others, mac) => {
    expect(keysText(accelerator, false)).toBe(others);
    expect(keysText(accelerator, true)).toBe(mac);
  });

  it('are those of the Mac where it has its own', () => {
    expect([keysOf('go.back', false), keysOf('go.back', true)]).toEqual(['Alt+Left', 'Command+[']);
    expect([keysOf('file.open', false), keysOf('file.open', true)]).toEqual(['CommandOrControl+O', 'CommandOrControl+O']);
    expect(keysOf('help.logs', true)).toBeNull();
  });

  it('are all listed, once each', () => {
    const listed = (id: CommandId, mac: boolean) => allKeysOf(id, mac).map((keys) => keysText(keys, mac));
    expect(listed('edit.redo', false)).toEqual(['Ctrl+Y', 'Ctrl+Shift+Z']);
    expect(listed('edit.redo', true)).toEqual(['⇧⌘Z']);
    expect(listed('view.zoomIn', false)).toEqual(['Ctrl+=', 'Ctrl++']);
    expect(listed('file.open', false)).toEqual(['Ctrl+O']);
    expect(listed('help.logs', false)).toEqual([]);
  });

  it.each([false, true])('mean one command each (Mac: %s)', (mac) => {
    const all = COMMAND_IDS.map((id) => keysOf(id, mac)).filter((keys) => keys !== null);
    expect(new Set(all).size).toBe(all.length);
  });
});
