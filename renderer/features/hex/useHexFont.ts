import { useEffect, useState } from 'react';

export type HexFont = { readonly css: string; readonly charWidth: number };

const SIZE = 13;

const measured = (): HexFont => {
  const family = getComputedStyle(document.documentElement).getPropertyValue('--font-mono');
  const css = `${SIZE}px ${family}`;
  const context = document.createElement('canvas').getContext('2d');
  if (context === null) return { css, charWidth: SIZE * 0.6 };
  context.font = css;
  return { css, charWidth: context.measureText('0'.repeat(32)).width / 32 };
};

/** The monospaced font for canvases. It is measured again when the bundled font has loaded. */
export function useHexFont(): HexFont {
  const [font, setFont] = useState<HexFont>(measured);
  useEffect(() => {
    let alive = true;
    void document.fonts.load(`${SIZE}px 'JetBrains Mono'`).then(() => {
      if (alive) setFont(measured());
    });
    return () => {
      alive = false;
    };
  }, []);
  return font;
}
