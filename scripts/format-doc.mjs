// npm run format-doc: rewrites the tables of shared/vhd/FORMAT.md from the field tables in the code, and the table of
// rooms in ARCHITECTURE.md from test/arch/importTable.ts. The text around them is written by hand and left alone.
// test/arch/formatDoc.test.ts fails when a document is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './prepare.mjs';

const hex = (value, digits) => value.toString(16).toUpperCase().padStart(digits, '0');
const row = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** What the specification demands or what a value means, as far as the field table says so. */
function rule({ is, none, kind, text, unit }) {
  const shown = (value) => (kind === 'checksum' || typeof value === 'bigint' ? `0x${hex(value, 8)}` : text(value));
  if (is !== undefined) return kind === 'bytes' ? 'zero' : shown(is);
  const parts = [
    unit === undefined ? null : `in ${unit}`,
    none === undefined ? null : `${typeof none === 'string' ? 'all zero' : shown(none)}: none`,
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** One structure: offset, size, field, kind, rule, sense. */
export function structTable({ fields, keys, bytes }) {
  const digits = hex(bytes - 1, 0).length;
  const rows = keys.map((key) => {
    const field = fields[key];
    return [field.at, hex(field.at, digits), field.bytes, `\`${key}\``, field.spec, field.kind, rule(field), field.about];
  });
  return table(['offset', 'hex', 'bytes', 'name here', 'specification', 'kind', 'value', 'meaning'], rows);
}

export const platformTable = (codes) =>
  table(
    ['code', 'as a number'],
    Object.entries(codes).map(([name, code]) => [`\`${name.padEnd(4)}\``, `0x${hex(code, 8)}`]),
  );

const code = (names) => names.map((name) => `\`${name.replace(/^@\//, 'own ')}\``);

/** Who may import whom: one row for each room of the import table. */
export const roomTable = (rooms) =>
  table(
    ['files', 'own', 'may import'],
    rooms.map(({ holds, owns, files, types = [], packages = [], packageTypes = [] }) => {
      const lists = [...code(files), ...packages, ...[...code(types), ...packageTypes].map((name) => `types of ${name}`)];
      return [`\`${holds}\``, owns, lists.length === 0 ? 'nothing' : lists.join(', ')];
    }),
  );

/** A document with its tables replaced by those of the code. `tables` maps a marker's name to its text. */
export function withTables(text, tables) {
  return Object.entries(tables).reduce((doc, [name, content]) => {
    const begin = `<!-- generated: ${name} -->`;
    const end = `<!-- end of ${name} -->`;
    const [from, to] = [doc.indexOf(begin), doc.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`the document has no place for the table “${name}”`);
    return `${doc.slice(0, from + begin.length)}\n${content}\n${doc.slice(to)}`;
  }, text);
}

/** The tables of these modules: the exports of footer.ts, dynamicHeader.ts and parentLocatorEntry.ts together. */
export const tablesOf = ({ footer, dynamicHeader, parentLocatorEntry, PLATFORM_CODES }) => ({
  footer: structTable(footer),
  'dynamic header': structTable(dynamicHeader),
  'parent locator entry': structTable(parentLocatorEntry),
  'platform codes': platformTable(PLATFORM_CODES),
});

async function load(file) {
  const { runnerImport } = await import('vite');
  const { module } = await runnerImport(path.join(ROOT, file), { configFile: false, root: ROOT, logLevel: 'error' });
  return module;
}

function rewrite(file, tables) {
  const before = readFileSync(path.join(ROOT, file), 'utf8');
  const after = withTables(before, tables);
  writeFileSync(path.join(ROOT, file), after);
  console.log(after === before ? `${file} was up to date.` : `${file} was rewritten.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const modules = await Promise.all(['footer', 'dynamicHeader', 'parentLocatorEntry'].map((name) => load(`shared/vhd/${name}.ts`)));
  rewrite('shared/vhd/FORMAT.md', tablesOf(Object.assign({}, ...modules)));
  const { ROOMS } = await load('test/arch/importTable.ts');
  rewrite('ARCHITECTURE.md', { rooms: roomTable(ROOMS) });
}
