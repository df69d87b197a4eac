/** How results are laid out for people: colours on a terminal, columns, and JSON that is safe to print on a terminal. */
import type { Severity } from '../../shared/findings';
import { jsonText } from '../report/json';
import type { Sink } from './context';
import { hexBytes } from '../../shared/text/numbers';

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34 } as const;
export type Colour = keyof typeof COLOURS;

export const paint = (sink: Sink, colour: Colour, text: string): string =>
  sink.isColoured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;

export const SEVERITY_COLOURS: Readonly<Record<Severity, Colour>> = { error: 'red', warning: 'yellow', note: 'blue' };

export const writeJson = (sink: Sink, value: unknown): Promise<void> => sink.write(`${jsonText(value, 2)}\n`);

/** Writes a document that is one long list, item by item, without holding all of it in memory. */
export async function writeJsonList<T>(
  sink: Sink,
  head: Readonly<Record<string, unknown>>,
  name: string,
  items: Batches<T>,
  textOf: (item: T) => string = jsonText,
): Promise<void> {
  const fields = Object.entries(head).map(([key, value]) => `  ${jsonText(key)}: ${jsonText(value)},\n`);
  await sink.write(`{\n${fields.join('')}  ${jsonText(name)}: [`);
  let before = '\n';
  for await (const text of gathered(items, (item) => {
    const line = `${before}    ${textOf(item)}`;
    before = ',\n';
    return line;
  })) {
    await sink.write(text);
  }
  await sink.write(before === '\n' ? ']\n}\n' : '\n  ]\n}\n');
}

/** The same for items that are too long for one string: each comes in pieces. */
export const writeJsonPieces = (
  sink: Sink,
  head: Readonly<Record<string, unknown>>,
  name: string,
  items: Iterable<Iterable<string>>,
  signal?: AbortSignal,
): Promise<void> => writeLines(sink, jsonPieces(head, name, items), signal);

function* jsonPieces(head: Readonly<Record<string, unknown>>, name: string, items: Iterable<Iterable<string>>): Generator<string> {
  yield '{\n';
  for (const [key, value] of Object.entries(head)) yield `  ${jsonText(key)}: ${jsonText(value)},\n`;
  yield `  ${jsonText(name)}: [`;
  let before = '\n';
  for (const item of items) {
    yield `${before}    `;
    yield* item;
    before = ',\n';
  }
  yield before === '\n' ? ']\n}\n' : '\n  ]\n}\n';
}

const HEX_PIECE = 32_768;

/** An object whose bytes follow its other fields as hex digits; null stays null. */
export function* jsonWithHex(fields: object, bytes: Readonly<Record<string, Uint8Array | null>>): Generator<string> {
  yield jsonText(fields).slice(0, -1);
  for (const [key, value] of Object.entries(bytes)) {
    yield `,${jsonText(key)}:`;
    if (value === null) yield 'null';
    else {
      yield '"';
      for (let from = 0; from < value.length; from += HEX_PIECE) yield hexBytes(value.subarray(from, from + HEX_PIECE), '');
      yield '"';
    }
  }
  yield '}';
}

const GATHERED = 65_536;

/** Items come many at a time: awaiting each of a million items would take longer than writing it. */
export type Batches<T> = AsyncIterable<Iterable<T>> | Iterable<Iterable<T>>;

/** Joins the items' texts into pieces large enough to write. */
export async function* gathered<T>(batches: Batches<T>, textOf: (item: T) => string): AsyncGenerator<string> {
  let text = '';
  for await (const batch of batches) {
    for (const item of batch) {
      text += textOf(item);
      if (text.length < GATHERED) continue;
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

/** Writes many short texts in large pieces. `signal` ends it early, for commands that lose nothing by that. */
export async function writeLines(sink: Sink, lines: Iterable<string>, signal?: AbortSignal): Promise<void> {
  for await (const text of gathered([lines], (line) => line)) {
    if (signal?.aborted === true) return;
    await sink.write(text);
  }
}

/** Lays rows out under a heading, in columns as wide as they need. Columns listed in `right` are aligned to the right. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = [], indent = '  '): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  const padded = (cell: string, i: number): string => {
    const width = widths[i] as number;
    return right.includes(i) ? cell.padStart(width) : cell.padEnd(width);
  };
  return rows.map((row) => `${indent}${row.map(padded).join('  ').trimEnd()}\n`).join('');
}

/** Breaks text into lines of at most `width`, each indented. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((part) => `${indent}${part}\n`).join('');
}
