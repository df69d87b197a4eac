/** Finding a missing parent: by the system's dialog, or at a path written inside the image, which main asks about first. */
import type { Answer } from '../../shared/ipc/contract';
import { api } from '../api';
import { refreshPages } from '../store/pages';
import { useStore } from '../store/store';
import { parentErrorText } from '../text/parentErrors';

async function adopt(answer: Answer<'image/locateParent'>): Promise<void> {
  const state = useStore.getState();
  if (answer.ok) {
    await state.adopt(answer.value);
    refreshPages();
    const left = answer.value.parent === null;
    state.setView({ notice: left ? 'Parent found: the chain is complete' : 'Parent found; its own parent is still missing' });
    return;
  }
  const text = parentErrorText(answer.error);
  if (text !== null) state.setView({ alert: text });
}

export async function locateParent(): Promise<void> {
  const { disk } = useStore.getState();
  if (disk.kind === 'open') await adopt(await api['image/locateParent']({ image: disk.view.image }));
}

/** `index` as in ParentView.elsewhere. */
export async function visitParent(index: number): Promise<void> {
  const { disk } = useStore.getState();
  if (disk.kind === 'open') await adopt(await api['image/visitParent']({ image: disk.view.image, index }));
}
