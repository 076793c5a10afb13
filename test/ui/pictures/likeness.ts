/** Whether two pictures are much alike. */

import type { Page } from 'playwright-core';

/**
 * Pictures are compared in squares of so many pixels: within one a word may be another, or stand a little beside its
 * place, as other fonts have it.
 */
const SQUARE = 16;

/** The mean colour of a square may differ by so much of 255 in each of red, green and blue. */
const TOLERANCE = 32;

/**
 * The share of squares that differ, from 0 to 1, of two PNGs of about one size: the smaller of both is looked at. Any page
 * of a browser can compare them.
 */
export function unlikeShare(page: Page, one: Buffer, other: Buffer): Promise<number> {
  const pictures = [one.toString('base64'), other.toString('base64')] as const;
  return page.evaluate(
    async ({ pictures, square, tolerance }) => {
      const bitmaps = await Promise.all(
        pictures.map((base64) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          return createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        }),
      );
      const columns = Math.floor(Math.min(...bitmaps.map(({ width }) => width)) / square);
      const rows = Math.floor(Math.min(...bitmaps.map(({ height }) => height)) / square);
      /** The mean colours, square by square. */
      const means = bitmaps.map((bitmap) => {
        const canvas = new OffscreenCanvas(columns * square, rows * square).getContext('2d');
        if (canvas === null) throw new Error('There is no canvas.');
        canvas.drawImage(bitmap, 0, 0);
        const { data, width } = canvas.getImageData(0, 0, columns * square, rows * square);
        const sums = new Float64Array(columns * rows * 3);
        for (let i = 0; i < data.length; i += 4) {
          const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
          const place = 3 * (Math.floor(y / square) * columns + Math.floor(x / square));
          for (let colour = 0; colour < 3; colour++) {
            sums[place + colour] = (sums[place + colour] ?? 0) + (data[i + colour] ?? 0) / (square * square);
          }
        }
        return sums;
      });
      let unlike = 0;
      for (let place = 0; place < columns * rows; place++) {
        const differs = [0, 1, 2].some((colour) => {
          const [a, b] = means.map((sums) => sums[3 * place + colour] ?? 0);
          return Math.abs((a ?? 0) - (b ?? 0)) > tolerance;
        });
        if (differs) unlike++;
      }
      return unlike / (columns * rows);
    },
    { pictures, square: SQUARE, tolerance: TOLERANCE },
  );
}
