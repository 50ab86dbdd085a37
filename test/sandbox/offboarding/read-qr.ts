import jsQR from 'jsqr';

/** What a QR reader, another than the writer's maker, sees in a picture; `isBlack` is asked for each pixel. */
export function readQr(width: number, height: number, isBlack: (x: number, y: number) => boolean): string | undefined {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let place = 0; place < width * height; place++) {
    const shade = isBlack(place % width, Math.floor(place / width)) ? 0 : 255;
    rgba.set([shade, shade, shade, 255], place * 4);
  }
  // The package is CommonJS with a default export, which Node and TypeScript see differently from bundlers.
  const read = 'default' in jsQR ? jsQR.default : jsQR;
  return read(rgba, width, height)?.data;
}

const PIXELS_PER_MODULE = 4;

/** Draws the path `qr-path` of an SVG, whose parts are `Mx yhNv1h-Nz`, and reads it. */
export function readSvgQr(svg: string): string | undefined {
  const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const path = /<path id="qr-path" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const black = new Set<number>();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let step = 0; step < Number(length); step++) black.add(Number(y) * size + Number(x) + step);
  }
  const side = size * PIXELS_PER_MODULE;
  return readQr(side, side, (x, y) =>
    black.has(Math.floor(y / PIXELS_PER_MODULE) * size + Math.floor(x / PIXELS_PER_MODULE)),
  );
}
