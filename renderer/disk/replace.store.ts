/** Puts other bytes in the place of hits, as one staged change. */
import { MAX_REPLACED } from '../../shared/find/replace';
import { grouped, plural } from '../../shared/text/numbers';
import { showNotice } from '../app/notice.store';
import { shownDisk } from '../app/store';
import { stage } from './edits.store';
import { currentHits, stepHit } from './find.store';
import { currentOrder } from './hitOrder.store';
import { hitAt, type Hit } from './hits.model';

/** The hits that are listed, ascending by place; null: more than may be replaced at once. */
export function replaceable(): readonly Hit[] | null {
  const run = shownDisk()?.find.run;
  if (run === undefined || run.kind === 'none') return [];
  const along = currentOrder()?.along ?? null;
  const hits = currentHits();
  const count = along?.length ?? hits.count;
  if (count > MAX_REPLACED[run.request.space]) return null;
  return Array.from({ length: count }, (_, i) => hitAt(hits, along?.[i] ?? i)).filter((hit) => hit !== null);
}

async function replaceHits(hits: readonly Hit[]): Promise<boolean> {
  const shown = shownDisk();
  if (shown === null || shown.find.run.kind === 'none' || shown.findForm.replacement === null) return false;
  const { space, patterns } = shown.find.run.request;
  const [pattern] = patterns;
  if (pattern === undefined || hits.length === 0) return false;
  const places = Float64Array.from(hits.flatMap(({ at, bytes }) => [at, bytes]));
  const isStaged = await stage({ kind: 'replace', space, pattern, text: shown.findForm.replacement, places });
  const label = shownDisk()?.edits.latest[0]?.label;
  if (isStaged && hits.length > 1 && label?.kind === 'replace') {
    const left = hits.length - label.places;
    const others = left === 1 ? '1 stays as it is' : `${grouped(left)} stay as they are`;
    const rest = left === 0 ? '' : ` ${others}: changed since, of another length, or inside of another hit.`;
    showNotice(`${plural(label.places, 'hit')} replaced.${rest}`);
  }
  return isStaged;
}

/** Replaces the hit that is shown, and shows the next one. */
export async function replaceHit(): Promise<void> {
  const shown = shownDisk();
  const hit = shown === null ? null : hitAt(currentHits(), shown.find.at);
  if (hit !== null && (await replaceHits([hit]))) stepHit(1);
}

/** Replaces all hits that are listed. */
export async function replaceAll(): Promise<void> {
  const hits = replaceable();
  if (hits !== null) await replaceHits(hits);
}
