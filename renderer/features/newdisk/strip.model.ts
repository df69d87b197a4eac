/** The preview of a new disk's file: its parts side by side. They are wide enough to be seen, so not to scale. */
import type { NewLayout, PartKind } from '../../../shared/vhd/newLayout';

export type StripPart = {
  readonly kind: PartKind | 'growth';
  readonly at: number;
  readonly bytes: number;
  /** Share of the strip's width; all shares add up to 1. */
  readonly share: number;
};

/** The width grows with the logarithm of the size, because the largest disk is 4,000 million times larger than a sector. */
const weightOf = (bytes: number): number => Math.log2(bytes / 128);

export function stripOf({ parts, startBytes, mostBytes }: NewLayout): StripPart[] {
  const footer = parts.at(-1);
  const growth = mostBytes - startBytes;
  const grows = growth > 0 && footer !== undefined ? [{ kind: 'growth' as const, at: footer.at, bytes: growth }] : [];
  const shown = [...parts.slice(0, -1), ...grows, ...parts.slice(-1)];
  const whole = shown.reduce((sum, { bytes }) => sum + weightOf(bytes), 0);
  return shown.map((part) => ({ ...part, share: weightOf(part.bytes) / whole }));
}
