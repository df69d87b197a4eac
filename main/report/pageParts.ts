/** The parts that the report's page is made of. Text that comes out of an image is never markup. */
import { visibleText } from '../../shared/vhd/codec';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escaped = (text: string): string => visibleText(text).replace(/[&<>"']/g, (c) => ENTITIES[c] as string);

export const STYLE = `:root{color-scheme:light dark;--ground:#fff;--text:#1b1f24;--line:#8884;--dim:#5b6470;--error:#c62828;--warning:#8a4b00;--note:#1565c0;--good:#1b6e3c}
@media(prefers-color-scheme:dark){:root{--ground:#14181d;--text:#e6e9ed;--error:#ff8a80;--warning:#ffcc80;--note:#90caf9;--good:#7bd9a0;--dim:#a3abb5}}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;background:var(--ground);color:var(--text)}
h1{font-size:1.6rem;margin:0;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}.verdict{font-size:1.1rem;font-weight:600;margin:.3rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line)}
th{font-weight:500;color:var(--dim);white-space:nowrap}th[scope=row]{width:14rem}td{overflow-wrap:anywhere}td.n,td.c{white-space:nowrap;overflow-wrap:normal}td.n{text-align:right;font-variant-numeric:tabular-nums}th.n{text-align:right}
.error{color:var(--error)}.warning{color:var(--warning)}.note{color:var(--note)}.good{color:var(--good)}.dim{color:var(--dim)}svg{width:100%;height:auto;display:block}
.command{white-space:nowrap}p.follows{margin-left:1.6rem}
.legend{font-size:.9em}.legend span{display:inline-block;margin-right:1.2rem}.legend i,td i{display:inline-block;width:.8em;height:.8em;margin-right:.4em;vertical-align:-1px;border-radius:2px}
.bar{position:relative;height:2.2rem;margin:.6rem 0;border-radius:6px;overflow:hidden;background:repeating-linear-gradient(135deg,var(--line) 0 3px,transparent 3px 7px)}
.bar div{position:absolute;top:0;bottom:0;min-width:3px;box-sizing:border-box;border-bottom:5px solid;border-right:1px solid var(--ground);background:color-mix(in srgb,currentColor 18%,var(--ground));overflow:hidden}
.bar span{color:var(--text);font-size:.85em;line-height:1.9rem;padding:0 .5em;white-space:nowrap}
@media print{:root{color-scheme:light;--ground:#fff;--text:#000;--dim:#444;--error:#b00020;--warning:#7a4300;--note:#0d47a1;--good:#145a32}
body{margin:0;max-width:none;font-size:11pt}table{font-size:9.5pt}td,th{padding-right:.5rem}th[scope=row]{width:11rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}tr,svg,.bar{break-inside:avoid}h2{break-after:avoid}details{display:none}}`;

export const section = (title: string, body: string): string => `<section><h2>${escaped(title)}</h2>\n${body}</section>\n`;

export const rows = (pairs: readonly (readonly [string, string])[]): string =>
  `<table>${pairs.map(([name, value]) => `<tr><th scope="row">${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('\n')}</table>\n`;

const isNumber = (cell: string | undefined): boolean => cell !== undefined && /^[\d,]+$/.test(cell);

/** A size, a name, a checksum: it is not broken over lines, as a path or a long name may be. */
const MAX_UNBROKEN = 18;
const isShort = (cell: string): boolean => cell.length <= MAX_UNBROKEN;

/** A finding's words. A command with its options stays on one line: a break at a hyphen would read as another command. */
export const prose = (text: string): string =>
  escaped(text).replace(/platter [a-z]+(?: --?[a-z][a-z-]*)*/g, (command) => `<span class="command">${command}</span>`);

/** Columns of numbers are aligned to the right. `marks`: the colours of the rows, shown in the first column; null: no colour. */
export function table(heads: readonly string[], body: readonly (readonly string[])[], marks: readonly (string | null)[] = []): string {
  const mark = (row: number, column: number): string => {
    const colour = column === 0 ? (marks[row] ?? null) : null;
    return colour === null ? '' : `<i style="background:${colour}"></i>`;
  };
  const cells = (row: readonly string[], at: number): string =>
    row
      .map((cell, i) => `<td${isNumber(cell) ? ' class="n"' : isShort(cell) ? ' class="c"' : ''}>${mark(at, i)}${escaped(cell)}</td>`)
      .join('');
  const head = heads.map((name, i) => `<th scope="col"${isNumber(body[0]?.[i]) ? ' class="n"' : ''}>${escaped(name)}</th>`).join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.map((row, at) => `<tr>${cells(row, at)}</tr>`).join('\n')}</tbody></table>\n`;
}

/** "footerCopy" → "Footer copy". */
export const spelled = (name: string): string => {
  const words = name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};
