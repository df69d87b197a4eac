/**
 * The rules that need nothing beyond what opening has read; rules about odd fields are called in `checkDisk.ts`. Errors
 * first, then in file order.
 */
import { severityCounts, sortFindings } from '../../../shared/findingList';
import type { Finding } from '../../../shared/findings';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { checkBlocks } from './blockRules';
import { withCut } from './cutRules';
import { checkFooters } from './footerRules';
import { checkHeader } from './headerRules';
import { checkParent } from './parentRules';

const ownFindings = (image: Image, now: number): Finding[] =>
  withCut(image, [...checkFooters(image, now), ...checkHeader(image), ...checkBlocks(image)]);

/** `now` in Unix seconds: the engine has no clock of its own. */
export function checkChain(chain: Chain, now: number): Finding[] {
  const [top, ...parents] = chain.layers;
  const lower = parents.map((layer) => ({
    layer: layer.file.name,
    errors: severityCounts(ownFindings(layer, now)).error + (layer.unread.length === 0 ? 0 : 1),
  }));
  const findings = [...ownFindings(top, now), ...checkParent(chain, lower)];
  return sortFindings(findings);
}
