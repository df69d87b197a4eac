import { describe, expect, test } from 'vitest';
import { escaped } from '../../../../main/report/pageParts';
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
    expect(svg.match(/<rect /g)).toHaveLength(3);
    expect(svg).toContain('viewBox="-72 0 1352 20"');
    // 128 blocks of 2 MiB to a row.
    expect([...svg.matchAll(/<text [^>]*>([^<]*)</g)].map(([, text]) => text)).toEqual(['0', '256 MiB']);
    expect(svg).toContain('200 blocks, one a cell, 256 MiB a row');
    expect(svg).toContain('blocks 0 to 99: in the file');
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
