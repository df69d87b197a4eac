/** Cylinders, heads and sectors as the user types them, and whether they give the size of the disk. */
import { geometrySectors, parseGeometry } from '../../shared/vhd/geometry';
import type { Geometry } from '../../shared/views';

/** `other-size`: it is a valid geometry, but of `sectors` sectors. */
export type GeometryFault =
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'other-size'; readonly says: number; readonly sectors: number };

export type GeometryRead = { readonly chosen: Geometry | null; readonly fault: GeometryFault | null };

/** An empty text means that none is chosen. Programs that use the geometry must see all of the disk, and nothing behind it. */
export function readGeometry(text: string, sectors: number): GeometryRead {
  if (text.trim() === '') return { chosen: null, fault: null };
  const chosen = parseGeometry(text.replaceAll(/\s/g, ''));
  if (chosen === null) return { chosen, fault: { kind: 'unreadable' } };
  const says = geometrySectors(chosen);
  return says === sectors ? { chosen, fault: null } : { chosen: null, fault: { kind: 'other-size', says, sectors } };
}
