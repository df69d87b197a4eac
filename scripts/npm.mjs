// How to call the npm that called us, or the one on the PATH.
import path from 'node:path';

/** The command and its first words; `shell` because npm is a batch file on Windows. */
export function npmCommand() {
  const entry = process.env.npm_execpath ?? '';
  if (path.basename(entry) === 'npm-cli.js') return { command: process.execPath, first: [entry], shell: false };
  const windows = process.platform === 'win32';
  return { command: windows ? 'npm.cmd' : 'npm', first: [], shell: windows };
}
