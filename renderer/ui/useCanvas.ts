import { useEffect, type RefObject } from 'react';
import type { ElementSize } from './useElementSize';

/** Draws at most once a frame, and only if an input changed. The canvas has device resolution; `draw` works in CSS pixels. */
export function useCanvas(
  ref: RefObject<HTMLCanvasElement | null>,
  size: ElementSize,
  draw: (context: CanvasRenderingContext2D, scale: number) => void,
): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const canvas = ref.current;
      const context = canvas?.getContext('2d');
      if (canvas == null || context == null || size.width === 0 || size.height === 0) return;
      const scale = devicePixelRatio;
      const [width, height] = [Math.round(size.width * scale), Math.round(size.height * scale)];
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
      }
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, size.width, size.height);
      draw(context, scale);
    });
    return () => cancelAnimationFrame(frame);
  }, [ref, size, draw]);
}
