/** Asks for a file of which only the bytes are wanted. */
import type { BytesFile } from '../../shared/views';
import { api } from '../api';
import { alertUser } from '../app/modal.store';
import { openErrorText } from '../app/openErrors.text';

/** Null if the user chose none, or one that cannot be opened, which is said. */
export async function chooseBytes(): Promise<BytesFile | null> {
  const answer = await api['app/chooseBytes']({});
  if (answer.ok) return answer.value;
  const { title, detail } = openErrorText(answer.error, 'the chosen file');
  alertUser({ title, detail });
  return null;
}
