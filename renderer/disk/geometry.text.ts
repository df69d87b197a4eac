/** The words about a geometry that the user types. */
import { bytesText } from '../../shared/text/size';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import type { GeometryFault } from './geometryInput.model';

export function geometryFaultText(fault: GeometryFault): string {
  if (fault.kind === 'unreadable')
    return 'A geometry is cylinders/heads/sectors, such as 733/7/17: at most 65,535, 255 and 255. Leave it empty for the usual one.';
  const { says, sectors } = fault;
  return `This geometry gives ${bytesText(says * SECTOR_BYTES)}; the disk has ${bytesText(sectors * SECTOR_BYTES)}. Both must be the same.`;
}
