/** Writing a file's bytes into the disk. The path stays in main; here is a ticket and a length. */
import type { BytesFile } from '../../shared/views';
import { api } from '../api';
import { useStore } from '../store/store';

export function startContent(): void {
  const { cursor, setView } = useStore.getState();
  useStore.setState({ content: { file: null, at: cursor.space === 'disk' ? String(Math.floor(cursor.at / 512)) : '0' } });
  setView({ dialog: 'content' });
}

export const closeContent = (): void => useStore.getState().setView({ dialog: null, wantedPane: 'hex' });

export async function chooseContent(): Promise<void> {
  const answer = await api['app/chooseBytes']({});
  const { content } = useStore.getState();
  if (answer.ok && answer.value !== null && content !== null) useStore.setState({ content: { ...content, file: answer.value } });
}

/** The sheet goes when it is staged, and stays with its file when it is not. */
export async function stageContent({ ticket }: BytesFile, at: number): Promise<void> {
  const { stageFile, jumpTo } = useStore.getState();
  if (!(await stageFile(ticket, at))) return;
  closeContent();
  jumpTo({ space: 'disk', at });
}
