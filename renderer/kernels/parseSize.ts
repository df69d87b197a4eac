/** "40 GiB", "512", "1.5 TiB", "10 GB" (decimal): bytes; null when it is no size. */
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };
const DECIMAL: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

export function parseSize(text: string): number | null {
  const match = /^([\d,]+(?:\.\d+)?)\s*(b|bytes|[kmgt](?:i?b)?)?$/i.exec(text.trim());
  if (match === null) return null;
  const unit = (match[2] ?? '').toLowerCase();
  const factor = DECIMAL[unit] ?? UNITS[unit === 'bytes' ? 'b' : unit.slice(0, 1)] ?? 1;
  const bytes = Number((match[1] ?? '').replaceAll(',', '')) * factor;
  return Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null;
}
