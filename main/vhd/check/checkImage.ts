/** All rules that need no deep scan. Errors first, then in file order. */
import type { Finding, Severity } from '../../../shared/findings';
import type { Chain } from '../chain';
import type { Image } from '../image';
import { checkBlocks } from './blockRules';
import { checkFooters } from './footerRules';
import { checkHeader } from './headerRules';
import { checkParent } from './parentRules';

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

const ownFindings = (image: Image, now: number): Finding[] => [...checkFooters(image, now), ...checkHeader(image), ...checkBlocks(image)];

/** `now` in Unix seconds: the engine has no clock. */
export function checkChain(chain: Chain, now: number): Finding[] {
  const [top, ...parents] = chain.layers;
  const lower = parents.map((layer) => ({
    layer: layer.file.name,
    errors: ownFindings(layer, now).filter(({ severity }) => severity === 'error').length,
  }));
  const findings = [...ownFindings(top, now), ...checkParent(chain, lower)];
  return sortFindings(findings);
}

export const sortFindings = (findings: Finding[]): Finding[] =>
  findings.sort((a, b) => RANK[a.severity] - RANK[b.severity] || (a.where[0]?.at ?? 0) - (b.where[0]?.at ?? 0));
