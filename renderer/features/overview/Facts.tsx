import type { JSX } from 'react';
import { bytesText, sizeText } from '../../../shared/text/size';
import { guidText } from '../../../shared/vhd/codec';
import { footer } from '../../../shared/vhd/footer';
import type { DiskView, ImageView } from '../../../shared/views';
import { creatorTag } from '../../../shared/text/creators';
import { Card } from '../../ui/Card';
import { grouped, hexBytes } from '../../../shared/text/numbers';
import { bareVolumeText } from '../../../shared/text/partitions';
import styles from './overview.module.css';

type Fact = { readonly name: string; readonly value: string; readonly title?: string };

const chs = ({
  cylinders,
  heads,
  sectorsPerTrack,
}: {
  readonly cylinders: number;
  readonly heads: number;
  readonly sectorsPerTrack: number;
}): string => `${grouped(cylinders)} / ${heads} / ${sectorsPerTrack}`;

function footerFacts(disk: DiskView): Fact[] {
  const raw = (disk.trusted === 'footer-copy' ? disk.footerCopy : disk.footer)?.bytes;
  if (raw === undefined) return [];
  const { fields } = footer;
  const id = raw.subarray(fields.uniqueId.at, fields.uniqueId.at + 16);
  return [
    {
      name: 'Creator tag',
      value: `${creatorTag(footer.get(raw, 'creatorApplication')) ?? 'none'}, version ${fields.creatorVersion.text(footer.get(raw, 'creatorVersion'))}`,
    },
    { name: 'Time stamp', value: fields.timeStamp.text(footer.get(raw, 'timeStamp')) },
    { name: 'Unique ID', value: footer.get(raw, 'uniqueId'), title: `As Windows prints it: ${guidText(id)}\nBytes: ${hexBytes(id)}` },
  ];
}

function diskFacts(disk: DiskView): Fact[] {
  const { blocks, geometry, geometryBySpec, bareVolume } = disk;
  return [
    { name: 'Sectors', value: grouped(disk.sectors), title: '512 bytes each' },
    ...(bareVolume === null
      ? []
      : [{ name: 'File system', value: bareVolumeText(bareVolume), title: 'From the first sector on; the disk has no partition table' }]),
    ...(geometry === null
      ? []
      : [{ name: 'Geometry (C/H/S)', value: chs(geometry), title: `The specification’s algorithm gives ${chs(geometryBySpec)}` }]),
    ...(blocks.inTable
      ? [
          { name: 'Block size', value: sizeText(blocks.sizeBytes), title: bytesText(blocks.sizeBytes) },
          { name: 'Blocks in the file', value: `${grouped(blocks.allocated)} of ${grouped(blocks.count)}` },
        ]
      : []),
  ];
}

export function Facts({ view }: { readonly view: ImageView }): JSX.Element {
  const facts: Fact[] = [
    ...(view.disk === null ? [] : [...footerFacts(view.disk), ...diskFacts(view.disk)]),
    { name: 'File size', value: sizeText(view.fileBytes), title: bytesText(view.fileBytes) },
    { name: 'File modified', value: view.modified.replace('T', ' ').replace(/\.\d+Z$/, ' UTC') },
    { name: 'Folder', value: view.folder },
  ];
  return (
    <Card title="Facts">
      <dl className={styles.facts}>
        {facts.map(({ name, value, title }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={title}>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
