/** Files on a command line: the arguments after the program (and, unpackaged, the app folder), without switches. */
export function filesOn(argv: readonly string[], packaged: boolean): string[] {
  const words = argv.slice(1);
  const rest = packaged ? words : words.slice(words.findIndex((word) => !word.startsWith('-')) + 1);
  const end = rest.indexOf('--');
  const switches = end < 0 ? rest : rest.slice(0, end);
  return [...switches.filter((word) => !word.startsWith('-')), ...(end < 0 ? [] : rest.slice(end + 1))];
}
