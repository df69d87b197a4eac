/** Every command is implemented, no two share a key, and none has a key of a pane. */
import { describe, expect, it } from 'vitest';
import { PANE_KEYS } from '../../renderer/features/palette/paneKeys.text';
import { COMMAND_IDS, COMMANDS, type CommandInfo } from '../../shared/commands';
import { filesOf, withoutComments } from './sourceTree';

/** The same keys written in another order, or with another name of the same key, are the same. */
function normal(accelerator: string, mac: boolean): string {
  const parts = accelerator.toLowerCase().split('+');
  const named = parts.map((part) => (part === 'commandorcontrol' ? (mac ? 'command' : 'control') : part));
  return named.sort().join('+');
}

function shared(accelerators: readonly string[]): string[] {
  return accelerators.filter((keys, i) => accelerators.indexOf(keys) !== i);
}

/** Names that Electron gives to keys which the list of keys shows otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  '←': 'left',
  '→': 'right',
  '↑': 'up',
  '↓': 'down',
  '−': '-',
  ctrl: 'control',
  pgup: 'pageup',
  pgdn: 'pagedown',
  esc: 'escape',
};
/** The keys of all panes, such as “Ctrl+Home”, as those of commands are compared; each also with Shift where that selects. */
const paneKeys = (): string[] =>
  PANE_KEYS.flatMap(({ area, keys }) => {
    // Words between them, as in “0–9 then Enter”, are no keys.
    const each = keys.split(' ').filter((key) => key === '+' || !/^[a-z]+$|\+$/.test(key));
    const all = area === 'Hex' ? each.flatMap((key) => [key, `Shift+${key}`]) : each;
    return all.map((key) => {
      const parts = key.toLowerCase().split('+');
      return parts
        .map((part) => NAMES[part] ?? part)
        .sort()
        .join('+');
    });
  });

describe('commands', () => {
  it('are each implemented once, in renderer/app/commands', () => {
    const text = filesOf('renderer/app')
      .map((source) => withoutComments(source.text))
      .join('\n');
    const timesWritten = (id: string): number => text.split(`'${id}':`).length - 1;
    expect(COMMAND_IDS.filter((id) => timesWritten(id) !== 1)).toEqual([]);
  });

  it.each([true, false])('have keys of their own, and other keys that are nobody else’s (on a Mac: %s)', (mac) => {
    const keys = COMMAND_IDS.flatMap((id) => {
      const { keys: everywhere, macKeys, otherKeys } = COMMANDS[id];
      const here = [mac ? (macKeys ?? everywhere) : everywhere, otherKeys].filter((each) => each !== undefined);
      // On a Mac the other keys of a command may be its own.
      return [...new Set(here.map((each) => normal(each, mac)))];
    });
    expect(shared(keys)).toEqual([]);
  });

  it('have other keys only beside a first one, which the menu shows', () => {
    const table: Readonly<Record<string, CommandInfo>> = COMMANDS;
    expect(COMMAND_IDS.filter((id) => table[id]?.otherKeys !== undefined && table[id].keys === undefined)).toEqual([]);
  });

  it('have no key of a pane', () => {
    const ofPanes = paneKeys();
    expect(ofPanes).toEqual(expect.arrayContaining(['control+home', 'left', 'pageup+shift', 'p', 'escape']));
    const ofCommands = COMMAND_IDS.flatMap((id) => [COMMANDS[id].keys, COMMANDS[id].otherKeys].filter((each) => each !== undefined));
    expect(ofCommands.filter((keys) => ofPanes.includes(normal(keys, false)))).toEqual([]);
  });

  it('that share keys would be found', () => {
    expect(shared([normal('CommandOrControl+Shift+P', false), normal('Shift+Control+P', false)])).toHaveLength(1);
  });
});
