import { useEffect } from 'react';
import { useStore } from '../../store/store';
import { PANES } from '../../store/view';
import { isModalOpen } from '../../ui/Dialog';

/** A pane's toolbar stands beside its main part. */
const paneOf = (element: Element): HTMLElement | null =>
  element.closest<HTMLElement>('[data-pane]') ?? element.closest('section')?.querySelector<HTMLElement>('[data-pane]') ?? null;

/** Marked `data-home`: they take the focus of what goes away inside them. The nearest first. */
function homesOf(element: Element): readonly HTMLElement[] {
  const home = element.closest<HTMLElement>('[data-home]');
  return home === null ? [] : [home, ...homesOf(home.parentElement ?? document.body)];
}

/** Where what has the focus goes away or is switched off, its home or its pane takes it, or else the centre: nobody has to start again from the top. */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: { readonly element: Element; readonly homes: readonly HTMLElement[]; readonly pane: HTMLElement | null } | null = null;
    let frame = 0;
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element) last = { element: target, homes: homesOf(target), pane: paneOf(target) };
    };
    const look = (): void => {
      frame = 0;
      if (last === null || document.activeElement !== document.body || isModalOpen()) return;
      const { element, homes, pane } = last;
      // A press on bare ground takes the focus away, too; that was meant.
      if (element.isConnected && !element.matches(':disabled')) return;
      const home = homes.find(({ isConnected }) => isConnected);
      if (home !== undefined) return home.focus();
      const name = pane?.isConnected === true ? PANES.find((each) => each === pane.dataset['pane']) : undefined;
      if (document.querySelector('[data-pane]') !== null) useStore.getState().setView({ wantedPane: name ?? 'hex' });
    };
    // Behind whoever moves the focus by himself, as menus and popovers do.
    const observer = new MutationObserver(() => {
      frame ||= requestAnimationFrame(look);
    });
    document.addEventListener('focusin', note);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      document.removeEventListener('focusin', note);
    };
  }, []);
}
