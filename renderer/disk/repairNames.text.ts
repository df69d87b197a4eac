/** Names of repairs, by what they mend, for "Undo" and for the sheet. */
import { FINDING_TABLE } from '../../shared/findingTable';
import type { FindingCode } from '../../shared/findings';
import { bytesText } from '../../shared/text/size';
import { FOOTER_BYTES } from '../../shared/vhd/footer';
import { repairClassText, repairText } from '../../shared/text/repairs';
import type { RepairView, RepairRequest } from '../../shared/repairViews';
import { hex } from '../../shared/text/numbers';

const subject = (code: FindingCode): string => FINDING_TABLE[code].subject ?? `finding ${code}`;

/** "Last block cut short". */
export const subjectTitle = (code: FindingCode): string => subject(code).replace(/^./, (letter) => letter.toUpperCase());

/** Above the ways of two findings of which neither can be settled without the other. */
export const TOGETHER =
  'The file ends inside one block, and others stood behind it. It gets its end back only if both are repaired; one repair alone leaves errors.';

/** "Repair: footer checksum and 2 more". */
export function repairLabel(repairs: readonly { readonly code: FindingCode }[]): string {
  const [first = '', ...more] = [...new Set(repairs.map(({ code }) => subject(code)))];
  return `Repair: ${first}${more.length === 0 ? '' : ` and ${more.length} more`}`;
}

export function repairTitle(request: RepairRequest): string {
  switch (request.kind) {
    case 'mend':
      if (request.only.includes('P18')) return 'Reconnect parent';
      return repairLabel(request.choose.length === 0 ? request.only.map((code) => ({ code })) : request.choose);
    case 'safe':
      return 'Repair all safe problems';
    case 'rebuild':
      return 'Rebuild the block table';
    case 'rescue':
      return 'Recover to a new disk';
    case 'far-footer':
      return 'Recover by a footer before the end';
    default:
      return request satisfies never;
  }
}

/** What is done, in one sentence or two. */
export function repairSentence({
  request,
  done,
  ways,
  fileBytesBefore,
}: Pick<RepairView, 'request' | 'done' | 'ways' | 'fileBytesBefore'>): string {
  if (request.kind === 'rebuild')
    return 'Every block listed below gets its place in a new file; how sure that is stands beside it. The file itself stays as it is.';
  if (request.kind === 'far-footer' && request.at !== null && done.length === 0) {
    const behind = fileBytesBefore - request.at - FOOTER_BYTES;
    return `A footer stands at 0x${hex(request.at)}, and ${bytesText(behind)} stand behind it. Choose what becomes of them in a new file, or open the disk as it is: nothing is written then, and they are left alone.`;
  }
  if (done.length === 0)
    return ways.length > 1
      ? `There are ${ways.length} ways to repair this. Choose one to see what it changes.`
      : ways[0]?.class === 'loss'
        ? 'This repair gives up data, or invents some. Choose it to see what it changes.'
        : 'This repair is a judgement: the file does not prove it. Choose it to see what it changes.';
  const [first] = done;
  // How sure it is stands beside the ways, where there are any to choose from.
  if (done.length === 1 && first !== undefined)
    return ways.length > 1 ? `${repairText(first.method)}.` : `${repairText(first.method)}. ${repairClassText(first)}`;
  const whats = [...new Set(done.map(({ code }) => subject(code)))];
  const rest = request.kind === 'safe' ? ' Nothing but checksums and copies of the footer is written.' : '';
  return `Repaired: ${whats.join(', ')}.${rest}`;
}
