import { useEffect } from 'react';

/**
 * Keys that an input method takes while a character is composed, such as Enter and Escape in Japanese, are not the program's: no
 * panel sees them.
 */
export function useInputMethod(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing) event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, []);
}
