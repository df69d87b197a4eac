/** What stands in the place of hits: bytes of the same length, for each form in which a pattern may have been found. */
import { err, ok, type Result } from '../result';
import { needleFits } from './fits';
import type { BytesNeedle, Needle } from './needle';
import { needlesOf, type PatternFault, type SearchPattern } from './pattern';

/** The most places that are replaced at once: on the disk, and in the file, where each place has to be looked up in the table. */
export const MAX_REPLACED = { disk: 10_000, file: 200 } as const;

/** Bytes that fit one of the needles are replaced by these. `value.mask`: bits outside of it stay as they are. */
export type Replacement = { readonly needles: readonly Needle[]; readonly value: BytesNeedle };

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
      return single(pattern, { ...pattern, text, ignoreCase: false });
    case 'regex':
      return single(pattern, { kind: 'text', text, encoding: 'latin1', ignoreCase: false });
    case 'hex':
      return single(pattern, { kind: 'hex', hex: text });
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

function ordered(
  { order }: { readonly order: 'le' | 'be' | 'both' },
  of: (order: 'le' | 'be') => readonly [from: SearchPattern, to: SearchPattern],
): Result<readonly Replacement[], ReplaceFault> {
  const made: Replacement[] = [];
  for (const one of order === 'both' ? (['le', 'be'] as const) : [order]) {
    const [from, to] = of(one);
    const replacement = single(from, to);
    if (!replacement.ok) return replacement;
    made.push(...replacement.value);
  }
  return ok(made);
}

function single(from: SearchPattern, to: SearchPattern): Result<readonly Replacement[], ReplaceFault> {
  const [needles, values] = [needlesOf(from), needlesOf(to)];
  if (!needles.ok) return needles;
  if (!values.ok) return values;
  const [value] = values.value;
  if (values.value.length !== 1 || value?.kind !== 'bytes') return err('one-value');
  return ok([{ needles: needles.value, value }]);
}

/** What stands there afterwards. Null: the bytes are not what was looked for, or are not as long as what replaces them. */
export function replaced(replacements: readonly Replacement[], bytes: Uint8Array): Uint8Array | null {
  const fitting = replacements.find(
    ({ needles, value }) => value.bytes.length === bytes.length && needles.some((needle) => needleFits(needle, bytes)),
  );
  if (fitting === undefined) return null;
  const { bytes: put, mask } = fitting.value;
  return bytes.map((byte, i) => (put[i] as number) | (byte & ~(mask[i] as number)));
}
