import type { Signature } from '../../index.ts';
import type { View } from '../output/listing.ts';
import { cellText } from '../output/sanitize.ts';

const COLUMNS = ['algorithm', 'curve', 'recover', 'r', 's', 'public_key_x', 'public_key_y'] as const;

export const signatureView: View<Signature> = {
  plural: 'signatures',
  table: (signatures) => ({
    titles: COLUMNS.map((column) => column.replaceAll('_', ' ').toUpperCase()),
    rows: signatures.map((signature) => cells(signature).map((cell) => [cellText(String(cell))])),
  }),
  csv: { header: COLUMNS, rows: (signature) => [cells(signature)] },
};

function cells({ algorithm, curve, recover, r, s, public_key }: Signature): (string | number)[] {
  return [algorithm, curve, recover, r, s, public_key.x, public_key.y];
}
