/** Digests of a stream with holes, beside those of other programs. */
import { describe, expect, it } from 'vitest';
import { PIECE_BYTES } from '../../../../../main/io/bulk/control';
import { knowsAlgorithm, newDigests } from '../../../../../main/io/bulk/digest';
import { digestOf } from '../../../../support/plainTools';

describe('digests', () => {
  it('count a hole as the zeros that stand in it, in front of data and at the end', () => {
    const digests = newDigests(['md5', 'sha1', 'sha256'], () => false);
    const [first, second] = [Buffer.from('abc'), Buffer.from('defg')];
    const [at, bytes] = [2 * PIECE_BYTES + 17, 3 * PIECE_BYTES + 1];
    expect([digests.take(0, first), digests.take(at, second)]).toEqual([true, true]);
    const whole = Buffer.alloc(bytes);
    first.copy(whole, 0);
    second.copy(whole, at);
    expect(digests.end(bytes)).toEqual({
      md5: digestOf('md5', whole),
      sha1: digestOf('sha1', whole),
      sha256: digestOf('sha256', whole),
    });
  });

  it('stop in a long hole when they are cancelled: within a piece, and with no result', () => {
    let asked = 0;
    const stopped = (after: number) => (): boolean => ++asked > after;
    expect(newDigests(['sha256'], stopped(3)).take(2 ** 40, Buffer.from('x'))).toBe(false);
    expect(asked).toBe(4);
    asked = 0;
    expect(newDigests(['sha256'], stopped(0)).end(2 ** 40)).toBe(null);
    expect(asked).toBe(1);
  });

  it('are known by the names the system has for them', () => {
    expect(['sha256', 'md5', 'crc99', ''].map(knowsAlgorithm)).toEqual([true, true, false, false]);
  });
});
