/** Colour tokens for canvases: CSS variables resolved to #rrggbb. */
export function readColours<N extends string>(names: readonly N[]): Readonly<Record<N, string>> {
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement('canvas').getContext('2d');
  const resolve = (value: string): string => {
    if (probe === null) return '#000000';
    probe.fillStyle = '#000000';
    probe.fillStyle = value.trim();
    return probe.fillStyle;
  };
  return Object.fromEntries(names.map((name) => [name, resolve(style.getPropertyValue(`--${name}`))])) as Record<N, string>;
}

export const rgbOf = (colour: string): readonly [number, number, number] => {
  const value = Number.parseInt(colour.slice(1, 7), 16);
  return [(value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff];
};
