/** The keys of a command as this system writes them, such as "Ctrl+B" or "⌘B"; empty if it has none. */
import type { CommandId } from '../../shared/commands';
import { now, useStore } from './store';
import { keysOf, keysText } from './keys.model';

const textOf = (id: CommandId, mac: boolean): string => {
  const keys = keysOf(id, mac);
  return keys === null ? '' : keysText(keys, mac);
};

export function useKeysText(): (id: CommandId) => string {
  const mac = useStore((s) => s.program.platform === 'darwin');
  return (id) => textOf(id, mac);
}

/** The same, for code outside React components. */
export const keysTextNow = (id: CommandId): string => textOf(id, now().program.platform === 'darwin');
