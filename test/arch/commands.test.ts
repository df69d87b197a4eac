/** Every command is implemented, and no two share a key. */
import { describe, expect, it } from 'vitest';
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

  it('that share keys would be found', () => {
    expect(shared([normal('CommandOrControl+Shift+P', false), normal('Shift+Control+P', false)])).toHaveLength(1);
  });
});
