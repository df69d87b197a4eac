/** Only modifier keys, which are also held while clicking. */
const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock']);

/**
 * Tells the styles whether keys or a pointer were used last. The browser shows a focus ring whenever a program moves the focus
 * and no pointer was used before; around a whole pane, which gets the focus when a disk opens or its tab is clicked, that is
 * noise.
 */
export function watchInputKind(): void {
  const { dataset } = document.documentElement;
  dataset['input'] = 'pointer';
  document.addEventListener('pointerdown', () => (dataset['input'] = 'pointer'), true);
  document.addEventListener('keydown', ({ key }) => MODIFIERS.has(key) || (dataset['input'] = 'keys'), true);
}
