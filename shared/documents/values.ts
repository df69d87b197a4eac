/** Values that several documents share. */
import { z } from 'zod';

/** A number of bytes, sectors or blocks; exact as a JSON number. */
export const count = z.int().nonnegative();
/** A 64-bit field of an image; as hex text if a number would not be exact. */
export const wide = z.union([count, z.string().regex(/^0x[0-9A-F]{16}$/)]);
/** The usual text form of 16 bytes, in the order in which they are stored. */
export const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** The same 16 bytes as Windows and VirtualBox print them. */
export const windowsUuid = z.string().regex(/^\{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/);
/** Raw bytes, upper-case. */
export const hexBytes = z
  .string()
  .regex(/^[0-9A-F]*$/)
  .refine(({ length }) => length % 2 === 0);
/** ISO 8601, UTC. */
export const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
/** Major and minor. */
export const version = z.string().regex(/^\d+\.\d+$/);
export const diskKind = z.enum(['fixed', 'dynamic', 'differencing']);
