/** Text in 8-bit code pages: the bytes 0x80 to 0xFF of each; below that they are ASCII. */

/** Windows-1252, of the WHATWG Encoding Standard, where the five bytes that Microsoft leaves undefined stand for C1 controls. */
const WINDOWS_1252 =
  '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ' +
  '\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ';

/** Code page 437, of the first PCs and of DOS; table of the Unicode Consortium. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
  '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

const upper = (table: string): ReadonlyMap<string, number> => new Map(Array.from(table, (letter, i) => [letter, 0x80 + i]));

export const CODE_PAGES = { 'windows-1252': upper(WINDOWS_1252), cp437: upper(CP437) } as const;
export type CodePage = keyof typeof CODE_PAGES;

/** Null if the code page has no such letter. */
export function inCodePage(text: string, page: CodePage): Uint8Array | null {
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0) as number;
    const byte = code < 0x80 ? code : CODE_PAGES[page].get(letter);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
