import { encode } from 'uqr';
import { encodePng } from './png.ts';

/** The modules of a QR code, row by row, with the margin of four that the standard wants; true is black. */
export type QrModules = readonly (readonly boolean[])[];

const QUIET_ZONE_MODULES = 4;
const PIXELS_PER_MODULE = 6;

/** Throws for a text that no QR code holds: more than 2953 bytes. The lowest correction leaves the most room. */
export function qrModules(text: string): QrModules {
  return encode(text, { ecc: 'L', border: QUIET_ZONE_MODULES }).data;
}

/** Black modules as one path with the id that the vendor's recovery kits have (contract 4.3). */
export function qrSvg(modules: QrModules): string {
  const size = modules.length;
  const path = modules.flatMap((row, y) => runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size * PIXELS_PER_MODULE}" ` +
    `height="${size * PIXELS_PER_MODULE}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/>` +
    `<path id="qr-path" d="${path.join('')}" fill="#000"/></svg>`
  );
}

export function qrPng(modules: QrModules): Buffer {
  const widened = modules.map((row) => row.flatMap((black) => Array.from({ length: PIXELS_PER_MODULE }, () => black)));
  return encodePng(widened.flatMap((row) => Array.from({ length: PIXELS_PER_MODULE }, () => row)));
}

/** The stretches of black in one row. */
function runsOf(row: readonly boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  row.forEach((black, x) => {
    if (!black) return;
    const last = runs.at(-1);
    if (last !== undefined && last.x + last.length === x) last.length += 1;
    else runs.push({ x, length: 1 });
  });
  return runs;
}
