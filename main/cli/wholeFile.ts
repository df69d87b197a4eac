/** Reads a file as a whole: data for a change, or a patch. */
import { err, type Result } from '../../shared/result';
import { sizeText } from '../../shared/text/size';
import { fileOffset } from '../../shared/vhd/units';
import { openReadOnly } from '../io/nodeBlockFile';
import { failed, shown, type Trouble } from './outcome';

/** `tooLarge`: what to say of a file of more than `most` bytes; nothing of it is read. */
export async function wholeFile(path: string, most: number, tooLarge: (bytes: number) => Trouble): Promise<Result<Uint8Array, Trouble>> {
  const file = await openReadOnly(path);
  if (!file.ok) return failed(`cannot open ${shown(path)}`, file.error);
  const { bytes } = file.value;
  const read = bytes > most ? null : await file.value.read(fileOffset(0), bytes);
  await file.value.close();
  if (read === null) return err(tooLarge(bytes));
  return read.ok ? read : failed(`cannot read ${shown(path)} (${sizeText(bytes)})`, read.error);
}
