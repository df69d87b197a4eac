/**
 * For `onCloseAutoFocus` of menus and popovers. They give the focus back a moment after they closed. If it has gone elsewhere
 * meanwhile, as Ctrl+G right behind Escape does, it stays there. True if it stays.
 */
export function keepFocusElsewhere(event: Event): boolean {
  const isElsewhere = document.activeElement !== null && document.activeElement !== document.body;
  if (isElsewhere) event.preventDefault();
  return isElsewhere;
}
