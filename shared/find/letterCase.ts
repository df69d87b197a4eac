/** Letters that are the same but for their case. */

/** The last letters that have another case are in the planes up to this point (Unicode 17). */
const LAST = 0x1_ffff;
let cased: string | null = null;

/** All letters that have another case. */
function casedLetters(): string {
  const letters: string[] = [];
  for (let point = 0; point <= LAST; point++) {
    const letter = String.fromCodePoint(point);
    if (letter.toLowerCase() !== letter || letter.toUpperCase() !== letter) letters.push(letter);
  }
  return letters.join('');
}

/** Each is one letter: those that Unicode’s simple case folding makes one, such as σ, ς and Σ, and its own lower and upper case. */
function singleForms(letter: string): string[] {
  cased ??= casedLetters();
  const same = cased.match(new RegExp(`\\u{${(letter.codePointAt(0) as number).toString(16)}}`, 'giu')) ?? [];
  return [...new Set([letter, ...same, letter.toLowerCase(), letter.toUpperCase()])].filter((form) => Array.from(form).length === 1);
}

/** A letter in either case, its own form first. ß is also SS, Ss, sS and ss. */
export function caseForms(letter: string): readonly string[] {
  const single = singleForms(letter);
  const several = new Set(single.flatMap((form) => [form.toLowerCase(), form.toUpperCase()]).filter((form) => Array.from(form).length > 1));
  const inEitherCase = (form: string): string[] =>
    Array.from(form, singleForms).reduce((begun, same) => begun.flatMap((begin) => same.map((one) => begin + one)), ['']);
  return [...single, ...new Set(Array.from(several, inEitherCase).flat())];
}
