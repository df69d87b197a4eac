import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupedHex, gutterText, offsetText } from '../../../../renderer/disk/address.model';
import { grouped, plural } from '../../../../shared/text/numbers';

describe('addresses', () => {
  it('are hex or decimal, decimal in groups of three', () => {
    expect(offsetText(11_878_272_000, 'hex')).toBe('0x2C4000C00');
    expect(offsetText(11_878_272_000, 'dec')).toBe('11,878,272,000');
    expect(offsetText(0, 'hex')).toBe('0x0');
  });

  it('are grouped in fours in hex', () => {
    expect([0xc00, 0x12c00, 0x2_c400_0c00].map(groupedHex)).toEqual(['C00', '1 2C00', '2 C400 0C00']);
  });

  it('are grouped exactly beyond what a double can count', () => {
    expect(grouped(18_446_744_073_709_551_615n)).toBe('18,446,744,073,709,551,615');
    expect(grouped(-1234)).toBe('-1,234');
  });

  it('have at least eight digits in the gutter, more for a space that needs them', () => {
    expect(gutterText(0x1f0, 4096, 'hex')).toBe('0000 01F0');
    expect(gutterText(0x1f0, 2040 * 1024 ** 3, 'hex')).toBe('000 0000 01F0');
    expect(gutterText(496, 100_000, 'dec')).toBe('   496');
  });

  it('are as wide as every other of their space', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 41 }), fc.nat(), fc.constantFrom('hex' as const, 'dec' as const), (size, n, radix) => {
        expect(gutterText(n % size, size, radix)).toHaveLength(gutterText(size - 1, size, radix).length);
      }),
    );
  });

  it('fit an empty space', () => {
    expect(gutterText(0, 0, 'hex')).toBe('0000 0000');
    expect(gutterText(0, 0, 'dec')).toBe('0');
  });

  it('count one of a thing, and several', () => {
    expect([plural(1, 'sector'), plural(0, 'sector'), plural(4096, 'sector'), plural(2, 'entry', 'entries')]).toEqual([
      '1 sector',
      '0 sectors',
      '4,096 sectors',
      '2 entries',
    ]);
  });
});
