import { describe, expect, test } from 'vitest';
import type { Sink } from '../../../../main/cli/context';
import { columns, gathered, paint, wrapped, writeJsonList } from '../../../../main/cli/print';
import { hexDump } from '../../../../shared/hexDump';
import { jsonText } from '../../../../main/report/json';

const sink = (isColoured = false): Sink & { text: string } => ({
  isTerminal: isColoured,
  isColoured,
  columns: 80,
  text: '',
  async write(data) {
    this.text += typeof data === 'string' ? data : Buffer.from(data).toString('latin1');
  },
});

/** Two at a time. */
async function* from<T>(...items: T[]): AsyncGenerator<T[]> {
  for (let at = 0; at < items.length; at += 2) yield items.slice(at, at + 2);
}

describe('JSON', () => {
  test('holds nothing that a terminal obeys', () => {
    expect(jsonText('\u001b[2J\u009b31m\u202e')).toBe('"\\u001b[2J\\u009b31m\\u202e"');
  });

  test('lists are written item by item, and are one document', async () => {
    const out = sink();
    await writeJsonList(out, { size: 5 }, 'runs', from({ a: 1 }, { a: 2 }));
    expect(JSON.parse(out.text)).toEqual({ size: 5, runs: [{ a: 1 }, { a: 2 }] });
    const empty = sink();
    await writeJsonList(empty, {}, 'runs', from());
    expect(JSON.parse(empty.text)).toEqual({ runs: [] });
  });

  test('items are gathered into pieces, and none is lost', async () => {
    let text = '';
    let pieces = 0;
    for await (const part of gathered(from(...Array.from({ length: 20_000 }, (_, i) => i)), (i) => `${i}\n`)) {
      text += part;
      pieces += 1;
    }
    expect(text.trim().split('\n').map(Number)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
    expect(pieces).toBeLessThan(5);
  });
});

describe('text', () => {
  test('is coloured only where that is wanted', () => {
    expect([paint(sink(), 'red', 'a'), paint(sink(true), 'red', 'a')]).toEqual(['a', '\u001b[31ma\u001b[0m']);
  });

  test('stands in columns', () => {
    expect(
      columns(
        [
          ['a', '1'],
          ['bbb', '22'],
        ],
        [1],
      ),
    ).toBe('  a     1\n  bbb  22\n');
  });

  test('is wrapped at words', () => {
    expect(wrapped('one two three', 9, '  ')).toBe('  one two\n  three\n');
  });

  test('dumps as xxd -u does', () => {
    const bytes = Uint8Array.from({ length: 18 }, (_, i) => 0x41 + i);
    // printf 'ABCDEFGHIJKLMNOPQR' | xxd -u -o 16
    expect(hexDump(bytes, 16)).toBe(
      '00000010: 4142 4344 4546 4748 494A 4B4C 4D4E 4F50  ABCDEFGHIJKLMNOP\n00000020: 5152                                     QR\n',
    );
  });
});
