/** JSON that is safe to print in a terminal. */
import { hex } from '../../shared/text/numbers';

/** Characters that JSON does not escape but a terminal may obey, or that change the direction of writing. */
const UNSEEN = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** One document, or one line of JSON Lines. */
export const jsonText = (value: unknown, space?: number): string =>
  JSON.stringify(value, null, space).replace(UNSEEN, (c) => `\\u${hex(c.charCodeAt(0), 4).toLowerCase()}`);
