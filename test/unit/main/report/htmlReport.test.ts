import { describe, expect, test } from 'vitest';
import { escaped, prose, table } from '../../../../main/report/pageParts';
import { mapSvg, statesIn } from '../../../../main/report/mapSvg';
import type { BlockRun } from '../../../../shared/documents/map';

const run = (firstBlock: number, blocks: number, state: BlockRun['state']): BlockRun => ({
  firstBlock,
  blocks,
  state,
  fileOffset: null,
  fileStride: null,
  layer: 0,
});

describe('the report', () => {
  test('takes no text of an image for markup', () => {
    expect(escaped(`<img src=x onerror="a('b')">&\u202e`)).toBe('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;\\u{202E}');
  });

  test('draws a rectangle a run, cut at the ends of rows', () => {
    const svg = mapSvg({ blocks: 200, blockSizeBytes: 2 * 1024 ** 2, runs: [run(0, 100, 'full'), run(100, 100, 'unallocated')] }, null);
    expect(svg.match(/<rect /g)).toHaveLength(8);
    expect(svg).toContain('viewBox="-72 0 712 140"');
    // 32 blocks of 2 MiB to a row, so that seven rows are no thin line.
    expect([...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual([
      '0',
      '64 MiB',
      '128 MiB',
      '192 MiB',
      '256 MiB',
      '320 MiB',
      '384 MiB',
    ]);
    expect(svg).toContain('200 blocks, one a cell, 64 MiB a row');
    expect(svg).toContain('blocks 0 to 31: in the file');
  });

  test('names rows that are lower than a line of text only as often as lines fit', () => {
    const svg = mapSvg({ blocks: 1280, blockSizeBytes: 2 * 1024 ** 2, runs: [run(0, 1280, 'full')] }, null);
    // Ten rows, each of 128 cells and 5 high: one line of text takes up to four of them.
    expect([...svg.matchAll(/<text [^>]*y="(\d+)"[^>]*>([^<]*)</g)].map(([, y, text]) => `${y} ${text}`)).toEqual([
      '8 0',
      '28 1 GiB',
      '48 2 GiB',
    ]);
  });

  test('keeps a command on one line, and shows a row’s colour in its first cell', () => {
    expect(prose('See “platter check --deep”. A <b>')).toBe('See “<span class="command">platter check --deep</span>”. A &lt;b&gt;');
    const html = table(
      ['#', 'Type'],
      [
        ['1', 'NTFS'],
        ['2', 'Extended'],
      ],
      ['#8a6ae0', null],
    );
    expect(html).toContain('<td class="n"><i style="background:#8a6ae0"></i>1</td>');
    expect(html.match(/<i /g)).toHaveLength(1);
  });

  test('shows damage even where a cell stands for many blocks', () => {
    const svg = mapSvg(
      {
        blocks: 1_000_000,
        blockSizeBytes: 2 * 1024 ** 2,
        runs: [run(0, 500, 'full'), run(500, 1, 'damaged'), run(501, 999_499, 'unallocated')],
      },
      null,
    );
    expect(svg).toContain(': damaged');
    expect(svg.length).toBeLessThan(20_000);
    expect(statesIn([run(0, 1, 'full'), run(1, 1, 'damaged')])).toEqual(['damaged', 'full']);
  });
});
