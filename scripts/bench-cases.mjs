// What the benchmark does: each operation as a job's request or as words of the command line, the peers that do the same,
// and the most of their time that it may take (goals for the job alone, without the start of Node).
import { spawnSync } from 'node:child_process';

export const hasRipgrep = spawnSync('rg', ['--version']).status === 0;

export function benchCases({ file, runTo, mib }) {
  const creator = { application: 'win ', version: 0xa0000, hostOs: 'Wi2k' };
  const fresh = { uniqueId: '10f1e2d3-c4b5-a697-8879-6a5b4c3d2e1f', timeStamp: 0x2e000000, creator };
  const source = (name, as = 'disk') => ({ path: file(name), as, parents: [] });
  const output = { path: file('ours.out'), publish: { kind: 'new' }, tag: 'bench', full: false, hash: [], verify: false, salvage: false };
  const peer = (...words) => ({ name: words[1] === 'dgst' ? 'openssl dgst' : words[0], go: () => runTo('ignore', ...words) });
  const shell = (name, script) => ({ name, go: () => runTo('ignore', 'sh', '-c', script) });
  /** A peer with a goal of its own. */
  const within = (goal, other) => ({ ...other, goal });
  const qemu = (...words) => ({ name: `qemu-img ${words[0]}`, go: () => runTo('ignore', 'qemu-img', ...words) });
  const toRaw = { op: 'export', source: source('seq.vhd'), output, range: null, layer: false };
  const needle = 'deadbeefcafef00d';
  const perl = needle.replace(/../g, '\\x$&');

  const ripgrep = hasRipgrep ? [within(0.8, peer('rg', '-c', '-a', '--no-unicode', perl, file('in.raw')))] : [];
  return [
    {
      name: 'export to raw',
      goal: 0.9,
      job: toRaw,
      peers: [
        qemu('convert', '-f', 'vpc', '-O', 'raw', file('seq.vhd'), file('peer.out')),
        within(1.05, peer('cp', '--sparse=auto', file('in.raw'), file('peer.out'))),
        // Nothing but writing as many bytes: what no export can be faster than.
        peer('dd', 'if=/dev/zero', `of=${file('peer.out')}`, 'bs=256K', `count=${(mib * 15) / 4}`),
      ],
    },
    {
      name: 'export to raw, fragmented',
      goal: 0.9,
      job: { ...toRaw, source: source('frag.vhd') },
      peers: [qemu('convert', '-f', 'vpc', '-O', 'raw', file('frag.vhd'), file('peer.out'))],
    },
    {
      name: 'convert to dynamic',
      goal: 0.85,
      job: { op: 'convert', source: source('frag.vhd'), output, type: 'dynamic', blockBytes: null, fresh },
      peers: [
        qemu('convert', '-f', 'vpc', '-O', 'vpc', file('frag.vhd'), file('peer.out')),
        within(1.05, peer('cp', file('frag.vhd'), file('peer.out'))),
      ],
    },
    {
      name: 'compact',
      goal: 0.85,
      job: { op: 'compact', source: source('frag.vhd'), output, creator },
      peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', file('frag.vhd'), file('peer.out'))],
    },
    {
      name: 'convert to fixed',
      goal: 0.9,
      job: { op: 'convert', source: source('seq.vhd'), output, type: 'fixed', blockBytes: null, fresh },
      peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', '-o', 'subformat=fixed', file('seq.vhd'), file('peer.out'))],
    },
    {
      name: 'import sparse raw',
      goal: 1.6,
      job: { op: 'convert', source: source('in.raw', 'raw'), output, type: 'dynamic', blockBytes: null, fresh },
      peers: [qemu('convert', '-f', 'raw', '-O', 'vpc', file('in.raw'), file('peer.out'))],
    },
    {
      name: 'flatten a chain',
      goal: 1,
      job: { op: 'flatten', source: source('child.vhd'), output, type: 'raw', fresh },
      peers: [shell('7z x', `7z x -tvhd -so ${file('child.vhd')} > ${file('peer.out')} 2>/dev/null`)],
    },
    {
      name: 'merge child and parent',
      goal: null,
      job: { op: 'merge', source: source('child.vhd'), output, ancestors: 1, creator },
      peers: [peer('cp', file('seq.vhd'), file('peer.out'))],
    },
    {
      name: 'grow, as a new file',
      goal: null,
      job: { op: 'resize', source: source('seq.vhd'), output, sectors: mib * 4 * 2048 + 4096, force: false, creator },
      peers: [qemu('convert', '-f', 'vpc', '-O', 'vpc', file('seq.vhd'), file('peer.out'))],
    },
    {
      name: 'compare',
      goal: 0.7,
      job: { op: 'compare', source: source('seq.vhd'), with: source('frag.vhd'), most: 10 },
      peers: [qemu('compare', '-f', 'vpc', '-F', 'vpc', file('seq.vhd'), file('frag.vhd'))],
    },
    {
      name: 'SHA-256',
      goal: 0.2,
      job: { op: 'hash', source: source('seq.vhd'), algorithms: ['sha256'], layer: false },
      peers: [peer('sha256sum', file('in.raw')), within(0.9, peer('openssl', 'dgst', '-sha256', file('in.raw')))],
    },
    {
      name: 'search for 8 bytes',
      goal: 0.15,
      job: { op: 'search', source: source('seq.vhd'), patterns: [{ kind: 'hex', hex: needle }], all: false, most: 100 },
      peers: [peer('grep', '-obUaP', perl, file('in.raw')), ...ripgrep],
    },
    {
      name: 'search, regular expression',
      goal: null,
      job: {
        op: 'search',
        source: source('seq.vhd'),
        patterns: [{ kind: 'regex', source: 'qz[0-9]{6}', ignoreCase: false }],
        all: false,
        most: 100,
      },
      peers: [peer('grep', '-obUaP', 'qz[0-9]{6}', file('in.raw'))],
    },
    {
      name: 'scan all 1,044,480 sector bitmaps',
      goal: 0.8,
      job: { op: 'scan', source: source('largest.vhd'), what: 'bitmaps', range: null },
      peers: [qemu('map', '--output=json', '-f', 'vpc', file('largest.vhd'))],
    },
    {
      name: 'map as JSON, 1,044,480 runs',
      goal: 0.6,
      words: ['map', file('largest.vhd'), '--json', '--quick'],
      peers: [qemu('map', '--output=json', '-f', 'vpc', file('largest.vhd'))],
    },
    {
      name: 'check, 2040 GiB',
      goal: null,
      words: ['check', file('largest.vhd')],
      peers: [qemu('info', '-f', 'vpc', file('largest.vhd'))],
    },
    {
      name: 'create, dynamic, 2040 GiB',
      goal: 0.35,
      words: ['create', file('ours.vhd'), '--type', 'dynamic', '--size', '2040GiB'],
      peers: [qemu('create', '-f', 'vpc', file('peer.out'), '2040G')],
    },
    {
      name: 'create, fixed, fully allocated',
      goal: 1.15,
      words: ['create', file('ours.vhd'), '--type', 'fixed', '--size', `${mib}MiB`, '--preallocate', 'full'],
      peers: [peer('dd', 'if=/dev/zero', `of=${file('peer.out')}`, 'bs=1M', `count=${mib}`)],
    },
  ];
}
