/** Before a disk is changed that others are based on, the user says yes to that by itself. */
import type { BrowserWindow } from 'electron';
import type { ImageSession } from '../../session/image/imageSession';
import type { Parts } from '../parts';

export async function agreedOverChildren(
  session: ImageSession,
  from: BrowserWindow,
  { childrenOf, desktop }: Pick<Parts, 'childrenOf' | 'desktop'>,
): Promise<boolean> {
  const children = await childrenOf(session);
  return children.length === 0 || desktop.agreeOverChildren(from, session.path, children);
}
