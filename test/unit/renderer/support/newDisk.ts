/** Parents and places as main would describe them. */
import type { ParentForm } from '../../../../renderer/features/newdisk/newDisk.model';
import type { PlaceForm } from '../../../../renderer/app/place.model';
import type { ParentInfo, PlaceInfo } from '../../../../shared/newDisk';
import type { LayerView, OpenTicket } from '../../../../shared/views';

export const layers = (count: number): LayerView[] =>
  Array.from({ length: count }, (_, i) => ({ name: `layer-${i}.vhd`, kind: 'differencing', fileBytes: 2560, uniqueId: `id-${i}` }));

export const parentDraft = (more: Partial<ParentInfo> = {}): ParentForm => ({
  file: { ticket: 'parent-1' as OpenTicket, name: more.name ?? 'base.vhd' },
  look: {
    kind: 'ready',
    info: {
      name: 'base.vhd',
      folder: '/disks',
      kind: 'dynamic',
      sectors: 131_072,
      fileBytes: 4096,
      uniqueId: '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
      layers: layers(1),
      errors: 0,
      warnings: 0,
      writers: [],
      ...more,
    },
  },
});

/** Room enough for everything, unless told otherwise. */
export const placeDraft = (more: Partial<PlaceInfo> = {}, name = 'disk.vhd', appended = false): PlaceForm => ({
  choice: { ticket: 'place-1' as OpenTicket, name, folder: '/disks', appended },
  look: {
    kind: 'ready',
    info: {
      canWrite: 'yes',
      freeBytes: 2 ** 45,
      totalBytes: 2 ** 46,
      mostFileBytes: null,
      reach: 'local',
      existing: null,
      ...more,
    },
  },
});
