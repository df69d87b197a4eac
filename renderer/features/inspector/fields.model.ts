/** The tables of the inspector: every field with its place, its value in the other footer, and what is wrong with it. */
import type { EditableStructure } from '../../../shared/edits';
import { isOnDisk, type Finding } from '../../../shared/findings';
import type { FieldRow } from '../../../shared/vhd/defineStruct';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import { parentLocatorEntry } from '../../../shared/vhd/parentLocatorEntry';
import type { ImageView, LocatorView, StructBytes } from '../../../shared/views';

export type FieldView = FieldRow & {
  /** Byte offset in the file. */
  readonly fileAt: number;
  /** The same field of the other footer; null if there is none to compare with. */
  readonly otherFooter: { readonly fileAt: number; readonly text: string; readonly raw: Uint8Array; readonly same: boolean } | null;
  /** The worst finding about exactly these bytes, else about the other footer's. `index`: among all findings. */
  readonly finding: { readonly finding: Finding; readonly index: number } | null;
};

export type FieldTable = {
  readonly title: string;
  /** The structure to send with an edit; null for locators, where changing one field alone would only break them. */
  readonly structure: EditableStructure | null;
  readonly at: number;
  readonly otherAt: number | null;
  readonly fields: readonly FieldView[];
};

/** A finding that covers more bytes than the field and this many is about the structure, and not about the field. */
const MORE_THAN_THE_FIELD = 16;

function findingAbout({ findings }: ImageView, at: number, bytes: number): FieldView['finding'] {
  // Findings are sorted with the worst first.
  const index = findings.findIndex(({ where }) =>
    where.some(
      (place) => !isOnDisk(place) && place.bytes <= bytes + MORE_THAN_THE_FIELD && place.at < at + bytes && place.at + place.bytes > at,
    ),
  );
  const finding = findings[index];
  return finding === undefined ? null : { finding, index };
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.every((byte, i) => byte === b[i]);

function tableOf(
  view: ImageView,
  structure: EditableStructure | null,
  title: string,
  rows: readonly FieldRow[],
  at: number,
  otherFooter: { readonly at: number; readonly rows: readonly FieldRow[] } | null,
): FieldTable {
  return {
    title,
    structure,
    at,
    otherAt: otherFooter?.at ?? null,
    fields: rows.map((row, i) => {
      const other = otherFooter?.rows[i];
      return {
        ...row,
        fileAt: at + row.at,
        otherFooter:
          other === undefined || otherFooter === null
            ? null
            : { fileAt: otherFooter.at + other.at, text: other.text, raw: other.raw, same: sameBytes(row.raw, other.raw) },
        finding:
          findingAbout(view, at + row.at, row.bytes) ??
          (otherFooter === null ? null : findingAbout(view, otherFooter.at + row.at, row.bytes)),
      };
    }),
  };
}

/** The footer beside its copy; only the copy if the footer is lost. */
export function footerTable(view: ImageView): FieldTable | null {
  const first = view.disk?.footer ?? view.disk?.footerCopy ?? null;
  if (first === null) return null;
  const copy = view.disk?.footer == null ? null : view.disk.footerCopy;
  const otherFooter = copy === null ? null : { at: copy.at, rows: footer.rows(copy.bytes) };
  return tableOf(view, 'footer', view.disk?.footer == null ? 'Footer copy' : 'Footer', footer.rows(first.bytes), first.at, otherFooter);
}

export function headerTable(view: ImageView): FieldTable | null {
  const header: StructBytes | null = view.disk?.dynamicHeader ?? null;
  return header === null ? null : tableOf(view, 'dynamic-header', 'Dynamic header', dynamicHeader.rows(header.bytes), header.at, null);
}

export const locatorTable = (view: ImageView, { entry, index }: LocatorView): FieldTable =>
  tableOf(view, null, `Parent locator ${index + 1}`, parentLocatorEntry.rows(entry.bytes), entry.at, null);
