/** A title, and what it means for the user's file. */
export type AlertText = { readonly title: string; readonly detail: string };
