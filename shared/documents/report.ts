/** The document of `report --format json`. */
import { z } from 'zod';
import { infoDocument } from './info';
import { blockRun } from './map';
import { count, time } from './values';

export const reportDocument = z.strictObject({
  program: z.string(),
  made: time,
  info: infoDocument,
  map: z.strictObject({ blockSizeBytes: count, blocks: count, runs: z.array(blockRun), runsLeftOut: count }),
});
export type ReportDocument = z.infer<typeof reportDocument>;
