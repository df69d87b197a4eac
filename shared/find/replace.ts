/** What stands in the place of hits: bytes of the same length, for each form in which a pattern may have been found. */
import { err, ok, type Result } from '../result';
import { needleFits } from './fits';
import type { BytesNeedle, Needle } from './needle';
import { needlesOf, type PatternFault, type SearchPattern } from './pattern';

/** The most places that are replaced at once: on the disk, and in the file, where each place has to be looked up in the table. */
export const MAX_REPLACED = { disk: 10_000, file: 200 } as const;

/**
 * Bytes that fit one of the needles are replaced by the first of the values that is as long. Text may have several: as it was typed,
 * and with its accents in characters of their own or not. Bits outside of a value's mask stay as they are.
 */
export type Replacement = { readonly needles: readonly Needle[]; readonly values: readonly BytesNeedle[] };

/** `kind`: dates and structures are only found. `one-value`: a range says not what is to be written. */
export type ReplaceFault = PatternFault | 'kind' | 'one-value';

/**
 * `text` is read as what the pattern looks for: text in its encoding, hex digits of which `?` stay as they are, a number of its
 * width, a GUID. For a regular expression it is Latin-1 text, as the expression is. Of a number or GUID in both byte orders each hit
 * keeps its order.
 */
export function replacementsOf(pattern: SearchPattern, text: string): Result<readonly Replacement[], ReplaceFault> {
  switch (pattern.kind) {
    case 'text':
      return alone(single(pattern, { ...pattern, text, ignoreCase: false }));
    case 'regex':
      return alone(single(pattern, { kind: 'text', text, encoding: 'latin1', ignoreCase: false }));
    case 'hex':
      return alone(single(pattern, { kind: 'hex', hex: text }));
    case 'number':
      return ordered(pattern, (order) => [
        { ...pattern, order },
        { ...pattern, order, number: text },
      ]);
    case 'guid':
      return ordered(pattern, (order) => [
        { ...pattern, order },
        { ...pattern, order, guid: text },
      ]);
    case 'date':
    case 'structure':
      return err('kind');
    default:
      return pattern satisfies never;
  }
}

const alone = (one: Result<Replacement, ReplaceFault>): Result<readonly Replacement[], ReplaceFault> => (one.ok ? ok([one.value]) : one);

function ordered(
  { order }: { readonly order: 'le' | 'be' | 'both' },
  of: (order: 'le' | 'be') => readonly [from: SearchPattern, to: SearchPattern],
): Result<readonly Replacement[], ReplaceFault> {
  const made: Replacement[] = [];
  for (const one of order === 'both' ? (['le', 'be'] as const) : [order]) {
    const [from, to] = of(one);
    const replacement = single(from, to);
    if (!replacement.ok) return replacement;
    made.push(replacement.value);
  }
  return ok(made);
}

function single(from: SearchPattern, to: SearchPattern): Result<Replacement, ReplaceFault> {
  const [needles, values] = [needlesOf(from), needlesOf(to)];
  if (!needles.ok) return needles;
  if (!values.ok) return values;
  const bytes = values.value.filter((value) => value.kind === 'bytes');
  if (bytes.length !== values.value.length || (to.kind !== 'text' && bytes.length !== 1)) return err('one-value');
  return ok({ needles: needles.value, values: bytes });
}

/** What stands there afterwards. Null: the bytes are not what was looked for, or are not as long as what replaces them. */
export function replaced(replacements: readonly Replacement[], bytes: Uint8Array): Uint8Array | null {
  for (const { needles, values } of replacements) {
    const value = values.find((one) => one.bytes.length === bytes.length);
    if (value === undefined || !needles.some((needle) => needleFits(needle, bytes))) continue;
    return bytes.map((byte, i) => (value.bytes[i] as number) | (byte & ~(value.mask[i] as number)));
  }
  return null;
}
