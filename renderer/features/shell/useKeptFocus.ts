import { useEffect } from 'react';
import { PANES } from '../../app/state';
import { setState } from '../../app/store';
import { isModalOpen } from '../../ui/Dialog';

/** The pane of an element. A toolbar is beside the pane's main part, so it is found through the section around both. */
const paneOf = (element: Element): HTMLElement | null =>
  element.closest<HTMLElement>('[data-pane]') ?? element.closest('section')?.querySelector<HTMLElement>('[data-pane]') ?? null;

/** Elements marked `data-home`, the nearest first. They get the focus if the focused element inside them goes away. */
function homesOf(element: Element): readonly HTMLElement[] {
  const home = element.closest<HTMLElement>('[data-home]');
  return home === null ? [] : [home, ...homesOf(home.parentElement ?? document.body)];
}

/** The control of that pane with the kind and the name of this one, which is gone. */
function sameIn(pane: HTMLElement, element: Element): HTMLElement | undefined {
  const name = element.getAttribute('aria-label');
  if (name === null) return undefined;
  return [...pane.querySelectorAll<HTMLElement>(element.tagName)].find(
    (each) => each.getAttribute('aria-label') === name && !each.matches(':disabled'),
  );
}

function focusAs(before: Element, control: HTMLElement): void {
  control.focus();
  if (before instanceof HTMLInputElement && control instanceof HTMLInputElement && before.selectionStart !== null)
    control.setSelectionRange(before.selectionStart, before.selectionEnd);
}

type LastFocus = { readonly element: Element; readonly homes: readonly HTMLElement[]; readonly pane: HTMLElement | null };

const lastFocusOf = (element: Element): LastFocus => ({ element, homes: homesOf(element), pane: paneOf(element) });
const MODIFIERS: readonly string[] = ['Control', 'Shift', 'Alt', 'Meta'];

/**
 * If the focused element is removed or disabled, focus its home, else its pane, else the centre. If nothing was focused, the
 * first key press focuses the centre. This way, keyboard users never have to start again from the top of the window.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    const begun = document.activeElement;
    let last = begun === null || begun === document.body ? null : lastFocusOf(begun);
    let frame = 0;
    let timer = 0;
    const look = (): void => {
      frame = 0;
      if (last === null || document.activeElement !== document.body || isModalOpen()) return;
      const { element, homes, pane } = last;
      // A click on empty ground also takes the focus away, but that is what the user wanted.
      if (element.isConnected && !element.matches(':disabled')) return;
      const home = homes.find(({ isConnected }) => isConnected);
      if (home !== undefined) return home.focus();
      const again = pane === null ? null : document.querySelector<HTMLElement>(`[data-pane="${pane.dataset['pane']}"]`);
      // A window that becomes narrow or wide builds its panes anew, with the same controls.
      const same = again === null ? undefined : sameIn(again, element);
      if (same !== undefined) return focusAs(element, same);
      const kept = again === null ? undefined : PANES.find((each) => each === again.dataset['pane']);
      // Messages come and go, so the focus does not go back to one.
      const name = kept === 'toast' ? undefined : kept;
      if (document.querySelector('[data-pane]') !== null) setState({ wantedPane: name ?? 'hex' });
    };
    // Runs after code that moves the focus itself: menus and popovers do so in a timer, so this is a later one.
    const lookSoon = (): void => {
      frame ||= requestAnimationFrame(() => {
        timer = window.setTimeout(look);
      });
    };
    const note = ({ target }: FocusEvent): void => {
      if (target instanceof Element) last = lastFocusOf(target);
    };
    const press = ({ key }: KeyboardEvent): void => {
      if (last !== null || MODIFIERS.includes(key)) return;
      // Acts as if an element that had the focus were gone.
      last = lastFocusOf(document.createElement('span'));
      lookSoon();
    };
    const observer = new MutationObserver(lookSoon);
    document.addEventListener('focusin', note);
    document.addEventListener('keydown', press);
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('focusin', note);
      document.removeEventListener('keydown', press);
    };
  }, []);
}
