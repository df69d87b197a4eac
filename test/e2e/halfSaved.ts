/** A save that a power cut left in the middle, made from one that is complete. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Beside the file stands the undo file of its last save; `before`: the file's bytes before that save. Half of the bytes are new. */
export async function leaveHalfSaved(file: string, before: Buffer): Promise<void> {
  const folder = path.dirname(file);
  const [undo] = (await readdir(folder)).filter((name) => name.includes('platter-undo'));
  const journal = await readFile(path.join(folder, undo ?? ''));
  const after = await readFile(file);
  const at = [...after.keys()].find((i) => after[i] !== before[i]) ?? 0;
  const half = Buffer.from(before);
  half[at] = after[at] ?? 0;
  await writeFile(file, half);
  await writeFile(`${file}.platter-journal`, prepared(journal));
}

/** The journal of a complete save with its state sector set back, as the format's description has it. */
function prepared(journal: Buffer): Buffer {
  const back = Buffer.from(journal);
  back.writeUInt32LE(1, 512 + 8);
  return back;
}
