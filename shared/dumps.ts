/** Text formats for bytes: which there are, and how long the text gets. */
export const DUMP_FORMATS = ['hex', 'c', 'python', 'rust'] as const;
export type DumpFormat = (typeof DUMP_FORMATS)[number];

/** Bytes in a row, in every format. */
export const ROW_BYTES = 16;

/** The most characters that a full row takes. */
const MAX_PER_ROW: Readonly<Record<DumpFormat, number>> = { hex: 80, c: 104, rust: 104, python: 40 };
const HEAD_AND_FOOT = 256;

/** The most bytes that the text for `total` bytes takes. */
export const mostDumpBytes = (format: DumpFormat, total: number): number =>
  Math.ceil(total / ROW_BYTES) * MAX_PER_ROW[format] + HEAD_AND_FOOT;
