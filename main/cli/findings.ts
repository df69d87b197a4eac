/** Findings for people: one line each, then what they mean. */
import type { Finding, Severity } from '../../shared/findings';
import { isConsequence } from '../../shared/findingList';
import { structureText } from '../../shared/text/findingParts';
import { findingText } from '../../shared/text/findings';
import { windowsAnswer } from '../../shared/text/windowsAnswer';
import { bytesText } from '../../shared/text/size';
import type { Cli, Sink } from './context';
import { freshId } from './fresh';
import type { Chain } from '../vhd/read/chain';
import { EXIT } from './outcome';
import { paint, SEVERITY_COLOURS, wrapped } from './print';
import { hex, plural } from '../../shared/text/numbers';

/** Whether `repair` can mend the finding, on its own or once the user chooses a way. */
export async function repairableIn(cli: Cli, chain: Chain, findings: readonly Finding[]): Promise<(finding: Finding) => boolean> {
  if (findings.length === 0) return () => false;
  const { repairOffers } = await import('../vhd/repair/planRepair');
  const offers = await repairOffers(chain, findings, { now: Math.floor(cli.world.now() / 1000), newId: () => freshId(cli) });
  const codes = new Set(offers.map(({ code }) => code));
  return ({ code }) => codes.has(code);
}

export const countOf = (findings: readonly Finding[], severity: Severity): number =>
  findings.filter((finding) => finding.severity === severity).length;

/** The exit code. If the disk was written to, it is 2 while the disk has errors. If it was only read, it is 0. */
export const exitWith = (findings: readonly Finding[], isWritten: boolean): 0 | 2 =>
  isWritten && countOf(findings, 'error') > 0 ? EXIT.found : EXIT.done;

/** So many places are named; of the others only the number. */
const PLACES_NAMED = 2;

function placeText({ where }: Finding): string {
  const named = where
    .slice(0, PLACES_NAMED)
    .map(({ structure, at, bytes }) => `${structureText(structure)} at 0x${hex(at)}, ${bytesText(bytes)}`);
  const more = where.length - named.length;
  return `${named.join('; ')}${more === 0 ? '' : `; and ${plural(more, 'more place')}`}`;
}

export function findingLines(sink: Sink, findings: readonly Finding[]): string {
  const width = sink.isTerminal ? Math.min(sink.columns, 110) : 110;
  const texts = findings.map((finding) => ({ code: finding.code, ...findingText(finding) }));
  const answer = windowsAnswer(texts);
  return findings
    .map((finding, index) => {
      // What follows from a finding stands under it, set in.
      const follows = isConsequence(finding, findings) ? '└ ' : '';
      const { title, detail, effect, windowsCode } = texts[index] ?? findingText(finding);
      const indent = ' '.repeat(16 + follows.length);
      const head = `  ${paint(sink, SEVERITY_COLOURS[finding.severity], finding.severity.padEnd(7))}  ${follows}${finding.code}  ${title}\n`;
      const code = answer === null || answer !== texts[index] ? '' : ` Windows is expected to answer ${windowsCode}.`;
      const place = placeText(finding);
      return `${head}${wrapped(`${detail} ${effect}${code}`, width, indent)}${place === '' ? '' : `${indent}${paint(sink, 'dim', place)}\n`}`;
    })
    .join('');
}
