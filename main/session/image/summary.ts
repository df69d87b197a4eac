/** What the recents list shows about a disk: "Dynamic · 127 GiB", and how healthy it was. */
import type { ImageView } from '../../../shared/views';
import { sizeText } from '../../../shared/text/size';

const KINDS = { fixed: 'Fixed', dynamic: 'Dynamic', differencing: 'Differencing', raw: 'Raw disk' } as const;

export const summaryOf = (view: ImageView): string =>
  view.disk === null ? `Bytes · ${sizeText(view.fileBytes)}` : `${KINDS[view.disk.kind]} · ${sizeText(view.disk.sectors * 512)}`;

export const healthOf = (view: ImageView): 'good' | 'warning' | 'error' => {
  const severities = new Set(view.findings.map((finding) => finding.severity));
  return severities.has('error') ? 'error' : severities.has('warning') ? 'warning' : 'good';
};
