/** Texts that hold bytes: which there are, and how long they get. */
export const DUMP_FORMATS = ['hex', 'c', 'python', 'rust'] as const;
export type DumpFormat = (typeof DUMP_FORMATS)[number];

/** Bytes in a row, in every format. */
export const ROW_BYTES = 16;

/** Characters that a full row takes, at most. */
const MAX_PER_ROW: Readonly<Record<DumpFormat, number>> = { hex: 80, c: 104, rust: 104, python: 40 };
const HEAD_AND_FOOT = 256;

/** Bytes of the text for `total` bytes, at most. */
export const mostDumpBytes = (format: DumpFormat, total: number): number =>
  Math.ceil(total / ROW_BYTES) * MAX_PER_ROW[format] + HEAD_AND_FOOT;
