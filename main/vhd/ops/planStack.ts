/**
 * A stack of plans, each made for the file as the plans below it leave it. It gives that file, and one plan for all of them.
 * Adding a plan, removing it and reading cost only what the plan or the read touches, however many plans there are; only
 * `plan` goes through everything.
 */
import type { ByteRange } from '../../../shared/edits';
import { overlaidBy, type Piece } from '../../../shared/overlaidFile';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockFile } from '../read/blockFile';
import { STAGES, type Guard, type Plan, type PlanNote, type Stage, type Step, type WriteReason } from './plan';
import { differences, sameBytes } from '../read/sameBytes';

export type PlanStack = {
  /** The number of plans; those from `depth` on were undone and can still be used. */
  readonly size: () => number;
  /** Puts the plan on the first `depth` ones and forgets the plans above them. It was made for `file(depth)`. */
  lay(depth: number, plan: Plan): void;
  /** The file as the first `depth` plans leave it. Closing it leaves the underlying file open. */
  file(depth: number): BlockFile;
  /** One plan with the effect of the first `depth` plans; null when they change nothing. */
  plan(depth: number): Plan | null;
  changesAnything(depth: number): boolean;
  /** Length of the file, in bytes. */
  length(depth: number): number;
  /** Bytes of content that the first `depth` plans and this one write, in whole sectors, each counted once. */
  contentWith(depth: number, plan: Plan): number;
  /** The first byte in a range of the file where a plan writes content; null if there is none. */
  contentIn(depth: number, at: number, bytes: number): number | null;
  /** The parts of a range that differ from the file as it is; behind its end, the sectors that hold something. */
  changedIn(depth: number, at: number, bytes: number): ByteRange[];
};

/** One sector as a plan leaves it. */
type Version = { readonly layer: number; readonly bytes: Uint8Array; readonly stage: Stage; readonly why: WriteReason };
/** `before`: the file's bytes of the sector, fewer than 512 at the file's end. `versions`: from the lowest layer up. */
type Cell = { readonly before: Uint8Array; readonly versions: Version[] };
type Layer = {
  readonly sectors: readonly number[];
  readonly length: number;
  readonly newBlocks: readonly number[];
  readonly notes: readonly PlanNote[];
  /** Together with all layers below it: sectors of the old file that differ, and sectors of content. */
  readonly differing: number;
  readonly written: number;
};

const byContent = ({ why }: Pick<Version, 'why'>): boolean => why === 'payload' || why === 'bytes';

/** The two footers have stages of their own, used only for footers: other bytes that a later plan writes there are no footer. */
const isFooterStage = (stage: Stage): boolean => stage === 'end' || stage === 'footer' || stage === 'footer-copy';

/**
 * The stage of a sector that two plans write: the later one, because bytes that rely on others must not be written before
 * them. A new end of the file is still written first, whatever the footer says.
 */
function stageOver(below: Stage, above: Stage): Stage {
  if (isFooterStage(above)) return below === 'end' && above === 'footer' ? below : above;
  return isFooterStage(below) || STAGES.indexOf(above) > STAGES.indexOf(below) ? above : below;
}

export function createPlanStack(base: BlockFile): PlanStack {
  const cells = new Map<number, Cell>();
  const layers: Layer[] = [];
  let ground: Pick<Plan, 'guards' | 'uniqueId'> = { guards: [] as Guard[], uniqueId: '' };

  const versionAt = (cell: Cell | undefined, depth: number): Version | undefined => cell?.versions.findLast(({ layer }) => layer < depth);
  const length = (depth: number): number => layers[depth - 1]?.length ?? base.bytes;
  const differs = ({ before }: Cell, version: Version | undefined): boolean =>
    version !== undefined && before.length > 0 && !sameBytes(before, version.bytes.subarray(0, before.length));

  const forget = (depth: number): void => {
    for (const { sectors } of layers.splice(depth).toReversed()) {
      for (const sector of sectors) {
        const versions = cells.get(sector)?.versions;
        versions?.pop();
        if (versions?.length === 0) cells.delete(sector);
      }
    }
  };

  function* touched(depth: number, at: number, bytes: number): Generator<[number, Cell, Version]> {
    const [from, to] = [Math.floor(at / SECTOR_BYTES), Math.ceil((at + bytes) / SECTOR_BYTES)];
    const found = function* (): Generator<[number, Cell | undefined]> {
      if (to - from <= cells.size) for (let sector = from; sector < to; sector++) yield [sector, cells.get(sector)];
      else for (const [sector, cell] of cells) if (sector >= from && sector < to) yield [sector, cell];
    };
    for (const [sector, cell] of found()) {
      const version = versionAt(cell, depth);
      if (cell !== undefined && version !== undefined) yield [sector, cell, version];
    }
  }

  return {
    size: () => layers.length,
    lay: (depth, plan) => {
      forget(depth);
      if (depth === 0) ground = plan;
      let [differing, written] = [layers.at(-1)?.differing ?? 0, layers.at(-1)?.written ?? 0];
      const mine = sectorsWritten(plan.steps, (sector) => versionAt(cells.get(sector), depth)?.bytes);
      for (const [sector, { bytes, before, stage, why }] of mine) {
        const inFile = Math.max(0, Math.min(SECTOR_BYTES, base.bytes - sector * SECTOR_BYTES));
        const cell = cells.get(sector) ?? { before: before.subarray(0, inFile), versions: [] };
        const below = cell.versions.at(-1);
        const version = { layer: depth, bytes, stage: below === undefined ? stage : stageOver(below.stage, stage), why };
        differing += Number(differs(cell, version)) - Number(differs(cell, below));
        written += Number(byContent(version)) - Number(below !== undefined && byContent(below));
        cell.versions.push(version);
        cells.set(sector, cell);
      }
      const { lengthAfter, newBlocks, notes } = plan;
      layers.push({ sectors: [...mine.keys()], length: lengthAfter, newBlocks, notes, differing, written });
    },
    file: (depth) => ({
      ...overlaidBy(base, length(depth), function* (at, bytes): Generator<Piece> {
        for (const [sector, , version] of touched(depth, at, bytes)) yield { at: sector * SECTOR_BYTES, bytes: version.bytes };
      }),
      close: async () => {},
    }),
    plan: (depth) => {
      const below = layers.slice(0, depth);
      const steps = joinedSteps([...touched(depth, 0, length(depth))].sort(([a], [b]) => a - b));
      const grown = length(depth) - base.bytes;
      if (steps.length === 0 && grown === 0) return null;
      return {
        steps: grown === 0 ? steps : [...steps, roomFor(steps, base.bytes, length(depth))],
        guards: ground.guards,
        uniqueId: ground.uniqueId,
        lengthBefore: base.bytes,
        lengthAfter: length(depth),
        newBlocks: [...new Set(below.flatMap(({ newBlocks }) => newBlocks))],
        notes: [...new Set(below.flatMap(({ notes }) => notes))],
      };
    },
    changesAnything: (depth) => (layers[depth - 1]?.differing ?? 0) > 0 || length(depth) !== base.bytes,
    length,
    contentWith: (depth, plan) => {
      let sectors = layers[depth - 1]?.written ?? 0;
      for (const [sector, written] of sectorsWritten(plan.steps, (at) => versionAt(cells.get(at), depth)?.bytes)) {
        const below = versionAt(cells.get(sector), depth);
        if (byContent(written) && !(below !== undefined && byContent(below))) sectors += 1;
      }
      return sectors * SECTOR_BYTES;
    },
    contentIn: (depth, at, bytes) => {
      let first: number | null = null;
      for (const [sector, , version] of touched(depth, at, bytes))
        if (byContent(version)) first = Math.min(first ?? Infinity, Math.max(at, sector * SECTOR_BYTES));
      return first;
    },
    changedIn: (depth, at, bytes) => {
      const found: ByteRange[] = [];
      for (const [sector, { before }, version] of touched(depth, at, bytes)) {
        const from = sector * SECTOR_BYTES;
        for (const range of differences(before, version.bytes.subarray(0, before.length)))
          found.push({ at: from + range.at, bytes: range.bytes });
        if (version.bytes.length > before.length) found.push({ at: from + before.length, bytes: version.bytes.length - before.length });
      }
      return found.sort((a, b) => a.at - b.at);
    },
  };
}

type Written = { readonly bytes: Uint8Array; readonly before: Uint8Array; readonly stage: Stage; readonly why: WriteReason };

/**
 * The sectors that the steps write, as whole sectors; `old`: what plans below left there. A step writes whole sectors,
 * except at the end of the file.
 */
function sectorsWritten(steps: readonly Step[], old: (sector: number) => Uint8Array | undefined): Map<number, Written> {
  const found = new Map<number, Written>();
  for (const step of steps) {
    if (step.kind === 'zeros') continue;
    const data = step.kind === 'patch' ? step.after : step.data;
    for (let done = 0; done < data.length; ) {
      const sector = Math.floor((step.at + done) / SECTOR_BYTES);
      const inside = step.at + done - sector * SECTOR_BYTES;
      const piece = data.subarray(done, done + SECTOR_BYTES - inside);
      const before = step.kind === 'patch' ? step.before.subarray(done, done + piece.length) : new Uint8Array();
      const known = found.get(sector);
      const there = known?.bytes ?? old(sector) ?? before;
      if (inside > there.length) throw new RangeError(`a step at ${step.at} begins inside a sector that nothing is known of`);
      found.set(sector, { bytes: laid(there, inside, piece), before: known?.before ?? before, stage: step.stage, why: step.why });
      done += piece.length;
    }
  }
  return found;
}

function laid(there: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  if (at === 0 && piece.length >= there.length) return piece;
  const bytes = new Uint8Array(Math.max(there.length, at + piece.length));
  bytes.set(there);
  bytes.set(piece, at);
  return bytes;
}

type Run = { at: number; readonly parts: { readonly before: Uint8Array; readonly after: Uint8Array }[]; end: number } & Pick<
  Version,
  'stage' | 'why'
>;

/** Adjacent sectors of one stage and one reason become one step; what would not change is left out. `sectors` is ascending. */
function joinedSteps(sectors: readonly (readonly [number, Cell, Version])[]): Step[] {
  const patches: Run[] = [];
  const appends: Run[] = [];
  const put = (runs: Run[], at: number, before: Uint8Array, after: Uint8Array, { stage, why }: Version): void => {
    const last = runs.at(-1);
    if (last === undefined || last.end !== at || last.stage !== stage || last.why !== why)
      runs.push({ at, end: at + after.length, parts: [{ before, after }], stage, why });
    else {
      last.parts.push({ before, after });
      last.end += after.length;
    }
  };
  for (const [sector, { before }, version] of sectors) {
    const at = sector * SECTOR_BYTES;
    const [inFile, behind] = [version.bytes.subarray(0, before.length), version.bytes.subarray(before.length)];
    if (!sameBytes(before, inFile)) put(patches, at, before, inFile, version);
    if (behind.length > 0) put(appends, at + before.length, before, behind, version);
  }
  return [...patches.map(patchOf), ...appends.map(appendOf)];
}

const patchOf = ({ at, parts, stage, why }: Run): Step => ({
  kind: 'patch',
  at: fileOffset(at),
  before: joinedBytes(parts.map(({ before }) => before)),
  after: joinedBytes(parts.map(({ after }) => after)),
  stage,
  why,
});

const appendOf = ({ at, parts, stage, why }: Run): Step => ({
  kind: 'append',
  at: fileOffset(at),
  data: joinedBytes(parts.map(({ after }) => after)),
  stage,
  why,
});

function joinedBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The room from the old end to the new footer: new blocks, and footers of earlier plans between them. */
function roomFor(steps: readonly Step[], from: number, length: number): Step {
  const end = steps.find(({ stage }) => stage === 'end')?.at ?? length - FOOTER_BYTES;
  return { kind: 'zeros', at: fileOffset(from), bytes: end - from, stage: 'reserve', why: 'new-block' };
}
