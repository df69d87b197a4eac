/** What would take the place of a hit, and why it cannot be. */
import { replaced, replacementsOf, type ReplaceFault } from '../../../shared/find/replace';
import type { SearchPattern } from '../../../shared/find/pattern';

export type ReplacementFault =
  | { readonly kind: 'pattern'; readonly fault: ReplaceFault }
  /** Of all forms of the replacement, none is as long as the hit. */
  | { readonly kind: 'length'; readonly replacement: number; readonly hit: number };

/** Why `replacement` cannot take the place of a hit of that length; null: it can, or the length is not known yet. */
export function replacementFault(pattern: SearchPattern, replacement: string, hitBytes: number | null): ReplacementFault | null {
  const replacements = replacementsOf(pattern, replacement);
  if (!replacements.ok) return { kind: 'pattern', fault: replacements.error };
  const lengths = replacements.value.flatMap(({ values }) => values.map(({ bytes }) => bytes.length));
  if (hitBytes === null || lengths.includes(hitBytes)) return null;
  return { kind: 'length', replacement: lengths[0] ?? 0, hit: hitBytes };
}

/** The bytes that would stand in the place of a hit; null: it stays as it is. */
export function replacementBytes(pattern: SearchPattern, replacement: string, hit: Uint8Array): Uint8Array | null {
  const replacements = replacementsOf(pattern, replacement);
  return replacements.ok ? replaced(replacements.value, hit) : null;
}
