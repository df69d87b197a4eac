/** The whole chain as one disk without a parent. */
import type { CreateError } from '../../../shared/errors';
import type { JobError } from '../../../shared/jobs';
import { err, type Result } from '../../../shared/result';
import type { Chain } from '../read/chain';
import { blockBytesOf, incomplete, planNewDisk, type NewDisk } from './convert';
import type { Fresh, Rewrite } from './rewrite';

export function planFlatten(chain: Chain, fresh: Fresh, type: NewDisk['type'] = 'dynamic'): Result<Rewrite, JobError | CreateError> {
  const missing = incomplete(chain);
  if (missing !== null) return err(missing);
  if (type === 'raw') return planNewDisk(chain, { type });
  return planNewDisk(chain, type === 'fixed' ? { type, fresh } : { type, fresh, blockBytes: blockBytesOf(chain) });
}
