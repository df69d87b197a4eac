/** The files that the program was started with. */
import { pathFrom } from '../../io/paths';

/**
 * Files on a command line: the arguments after the program (and, unpackaged, the app folder), without switches and empty words.
 * An address such as “file:///…” counts as the path it stands for.
 */
export function filesOn(argv: readonly string[], packaged: boolean): string[] {
  const words = argv.slice(1);
  const rest = packaged ? words : words.slice(words.findIndex((word) => !word.startsWith('-')) + 1);
  const end = rest.indexOf('--');
  const switches = end < 0 ? rest : rest.slice(0, end);
  const files = [...switches.filter((word) => !word.startsWith('-')), ...(end < 0 ? [] : rest.slice(end + 1))];
  return files.filter((word) => word !== '').map(pathFrom);
}
