/** What would be put in the place of a hit, and why it cannot be. */
import { replaced, replacementsOf, type ReplaceFault } from '../../../shared/find/replace';
import type { SearchPattern } from '../../../shared/find/pattern';

export type PutFault =
  | { readonly kind: 'pattern'; readonly fault: ReplaceFault }
  /** Of all forms of what is put, none is as long as the hit. */
  | { readonly kind: 'length'; readonly puts: number; readonly hit: number };

/** Why `put` cannot take the place of a hit of that length; null: it can, or the length is not known yet. */
export function putFault(pattern: SearchPattern, put: string, hitBytes: number | null): PutFault | null {
  const replacements = replacementsOf(pattern, put);
  if (!replacements.ok) return { kind: 'pattern', fault: replacements.error };
  const lengths = replacements.value.flatMap(({ values }) => values.map(({ bytes }) => bytes.length));
  if (hitBytes === null || lengths.includes(hitBytes)) return null;
  return { kind: 'length', puts: lengths[0] ?? 0, hit: hitBytes };
}

/** The bytes that would stand in the place of a hit; null: it stays as it is. */
export function putBytes(pattern: SearchPattern, put: string, hit: Uint8Array): Uint8Array | null {
  const replacements = replacementsOf(pattern, put);
  return replacements.ok ? replaced(replacements.value, hit) : null;
}
