/** The words for a parent whose file has another time than its child stores. */
import type { StandIn } from '../errors';
import { vhdTimeText, visibleText } from '../vhd/codec';

/** "c.vhd was made when its parent was of 2020-…; p.vhd is of 2024-…". */
export const timesText = (child: string, found: string, times: NonNullable<StandIn['times']>): string =>
  `${visibleText(child)} was made when its parent was of ${vhdTimeText(times.stored)}; ${visibleText(found)} is of ${vhdTimeText(times.found)}`;
