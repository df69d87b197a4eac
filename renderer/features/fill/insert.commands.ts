/** Writing a file's bytes into the disk. The path stays in main; here is a ticket and a length. */
import type { BytesFile } from '../../../shared/views';
import { reveal } from '../../disk/cursor.store';
import { stageFile } from '../../disk/edits.store';
import { changeSheet, closeSheet, openModal, sheetOf } from '../../app/modal.store';
import { chooseBytes } from '../../disk/chooseBytes.commands';
import { setState, shownDisk } from '../../app/store';

/** The system's dialog opens at once: without a file, the sheet has nothing to show. */
export async function startContent(): Promise<void> {
  const cursor = shownDisk()?.cursor;
  const at = cursor?.space === 'disk' ? String(Math.floor(cursor.at / 512)) : '0';
  openModal({ kind: 'insert', file: null, at, isStaging: false });
  await chooseContent();
}

export function closeContent(): void {
  closeSheet('insert');
  setState({ wantedPane: 'hex' });
}

export async function chooseContent(): Promise<void> {
  const file = await chooseBytes();
  if (file !== null) changeSheet('insert', { file });
}

/** Closes the sheet if the bytes were staged; if not, it stays open with its file. */
export async function stageContent({ ticket }: BytesFile, at: number): Promise<void> {
  if (sheetOf('insert')?.isStaging !== false) return;
  changeSheet('insert', { isStaging: true });
  const isStaged = await stageFile(ticket, at);
  changeSheet('insert', { isStaging: false });
  // If the user has closed the sheet meanwhile, they stay where they are now.
  if (!isStaged || sheetOf('insert')?.file?.ticket !== ticket) return;
  closeContent();
  reveal({ space: 'disk', at });
}
