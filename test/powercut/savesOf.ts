/** What the power-cut tests have in common: the real writer, every script of a disk type, and the line that is printed. */
import { expect } from 'vitest';
import type { Protocol } from '../../main/io/protocol';
import { undoPath } from '../../main/io/saveContext';
import { FULL } from '../support/budget';
import { allScripts, editsOf, smallDisk, type DiskKind } from '../support/editScripts';
import { contextOver, recoverImage, saveEdits } from '../support/saving';
import { explore, newCounts, DEPTH, type Counts, type Depth, type Sampler, type Script, type Writer } from '../support/powercut';

/** The program's own writer, or one with a planted fault. Odd recoveries go forward, even ones back. */
export function writerOf(protocol?: Protocol, keepUndo = false): Writer {
  let undos = 0;
  const planted = protocol === undefined ? {} : { protocol };
  return {
    save: async (fs, path, edits) => {
      const keepUndoAs = keepUndo ? undoPath(path, ++undos) : null;
      const saved = await saveEdits(contextOver(fs), path, edits, { keepUndoAs, ...planted });
      if (!saved.ok) throw new Error(JSON.stringify(saved.error));
      return true;
    },
    recover: async (fs, path) => {
      await recoverImage(contextOver(fs), path, planted);
    },
  };
}

/** Every script as one save, and every script of two edits as two saves. */
export function scriptsOf(kind: DiskKind, blockBytes: number, most = 3): Script[] {
  const disk = smallDisk(kind, blockBytes);
  return allScripts(most).flatMap((script) => {
    const edits = editsOf(script, blockBytes);
    const name = `${kind}, ${blockBytes}, ${script.join(' + ')}`;
    const together: Script = { name, disk, saves: [edits] };
    return script.length === 2 ? [together, { name: `${name}, apart`, disk, saves: edits.map((edit) => [edit]) }] : [together];
  });
}

export async function exploreAll(
  scripts: readonly Script[],
  writer: Writer,
  depth: Depth = DEPTH,
  sample?: Sampler,
): Promise<{ readonly counts: Counts; readonly seconds: number }> {
  const start = performance.now();
  const counts = newCounts();
  for (const script of scripts) {
    await explore(script, writer, counts, depth, sample);
    if (counts.failures.length > 0) break;
  }
  return { counts, seconds: (performance.now() - start) / 1000 };
}

export function say(name: string, { counts, seconds }: { readonly counts: Counts; readonly seconds: number }): void {
  const { scripts, commit, recovery, recoveryJudged, secondRecovery, between, noTrailing, failures } = counts;
  const share = ((100 * noTrailing) / Math.max(1, commit)).toFixed(1);
  console.log(
    `power cut, ${name}: ${scripts} scripts; ${commit} commit states (${between} with the image between old and new), ${share} % without trailing footer; ` +
      `${recovery} crash-during-recovery states (${recoveryJudged} new ones), ${secondRecovery} of a second recovery; ` +
      `${failures.length} failures; ${seconds.toFixed(0)} s, ${((commit + recoveryJudged) / seconds).toFixed(0)} recoveries/s`,
  );
}

export function expectSafe(counts: Counts, commit: number, recovery: number): void {
  expect(counts.failures).toEqual([]);
  expect(counts.commit).toBeGreaterThanOrEqual(commit);
  expect(counts.recovery).toBeGreaterThanOrEqual(recovery);
  // Other programs want the trailing footer; the goal is 5 % (reliability goals, A-03).
  expect(counts.noTrailing / counts.commit).toBeLessThanOrEqual(0.05);
}

const least = (
  usual: readonly [number, number],
  full: readonly [number, number],
): { readonly commit: number; readonly recovery: number } => {
  const [commit, recovery] = FULL ? full : usual;
  return { commit, recovery };
};

/** How many edits a script has, and how many states the scripts reach: with all of three edits a million of each kind together. */
export const BUDGET = {
  edits: FULL ? 3 : 2,
  fixed: least([50_000, 30_000], [230_000, 110_000]),
  dynamic: least([100_000, 60_000], [400_000, 450_000]),
  differencing: least([100_000, 60_000], [400_000, 450_000]),
} as const;
