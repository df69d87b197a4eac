/**
 * Finds the places where a match may begin, by the bytes that may stand at each of its first places. Horspool's search, with
 * sets of bytes in place of single ones: the byte at the last place says how far on the next match can begin.
 */

/** More places jump no further on what disks hold, and a bit for each fits into a number. */
const MAX_PLACES = 31;
/** If more than this share of random places fits, matching them one by one costs more than it saves. */
const MAX_SHARE = 1 / 256;

/** The first place from `from` on where all of the bytes fit; -1 if there is none. */
export type NextStart = (data: Uint8Array, from: number) => number;

/** `starts`: for each of the first places of a match, the bytes that may stand there. Null: it would not be faster. */
export function nextStart(starts: readonly (readonly number[])[]): NextStart | null {
  const places = starts.slice(0, MAX_PLACES);
  const share = places.reduce((product, bytes) => product * (bytes.length / 256), 1);
  if (places.length === 0 || share > MAX_SHARE) return null;
  const last = places.length - 1;
  /** For each byte, a bit for every place where it may stand. */
  const fits = new Uint32Array(256);
  for (const [place, bytes] of places.entries()) for (const byte of bytes) fits[byte] = (fits[byte] as number) | (1 << place);
  /** How far the next match is at least, if the byte stands at the last place and is no part of a match there. */
  const jump = Uint8Array.from(fits, (bits) => last - (31 - Math.clz32(bits & ~(1 << last))));
  const isLast = Uint8Array.from(fits, (bits) => (bits >>> last) & 1);
  return (data, from) => {
    for (let at = from + last; at < data.length; ) {
      const byte = data[at] as number;
      if (isLast[byte] === 1) {
        let place = last - 1;
        while (place >= 0 && (((fits[data[at - last + place] as number] as number) >>> place) & 1) === 1) place -= 1;
        if (place < 0) return at - last;
      }
      at += jump[byte] as number;
    }
    return -1;
  };
}
