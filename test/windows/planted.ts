/** A program for Windows, built by NSIS, that says that it ran: by a file beside itself. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tool } from '../support/cli';

const script = (file: string): string => `
Target amd64-unicode
OutFile "${file}"
RequestExecutionLevel user
SilentInstall silent
Section
  FileOpen $0 "$EXEDIR\\ran.txt" w
  FileClose $0
SectionEnd
`;

export type Planted = { hasRun(): boolean };

/** Puts it into `folder` under this name. */
export function planted(folder: string, name: string): Planted {
  mkdirSync(folder, { recursive: true });
  const source = path.join(folder, `${name}.nsi`);
  writeFileSync(source, script(path.join(folder, name)));
  tool('makensis', '-V2', '-WX', source);
  rmSync(source);
  return { hasRun: () => existsSync(path.join(folder, 'ran.txt')) };
}
