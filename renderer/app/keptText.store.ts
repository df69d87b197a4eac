/** Texts for the page that takes the place of this one when it fails. The window's session storage outlives its pages, and ends with the window. */

export type KeptTexts = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** If there is no room for the text, nothing is kept under its key: what stood there before is out of date. */
export function keepText(storage: KeptTexts, key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {
    storage.removeItem(key);
  }
}

/** The text that the page before this one kept, given only once; null if there is none. */
export function takeText(storage: KeptTexts, key: string): string | null {
  const text = storage.getItem(key);
  storage.removeItem(key);
  return text;
}
