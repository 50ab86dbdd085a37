import type { Asset } from '../../index.ts';
import { toJsonLine } from '../output/json.ts';
import type { View } from '../output/listing.ts';
import { cellText, sanitizeBounded } from '../output/sanitize.ts';
import { protocolName } from './wallet-view.ts';

export const assetView: View<Asset> = {
  plural: 'assets',
  table: (assets) => ({
    titles: ['ID', 'SYMBOL', 'NAME', 'PROTOCOL', 'DECIMALS'],
    rows: assets.map((asset) => [
      [cellText(asset.id)],
      [cellText(asset.symbol)],
      [cellText(asset.name)],
      [protocolName(asset.protocol)],
      [String(asset.exponent)],
    ]),
  }),
  compact: (assets) =>
    assets.map((asset) => [
      `${cellText(asset.id)}  ${cellText(asset.symbol)}`,
      `  ${cellText(asset.name)}`,
      `  ${protocolName(asset.protocol)}, ${asset.exponent} decimals`,
    ]),
  csv: {
    header: ['id', 'symbol', 'name', 'protocol', 'exponent'],
    rows: ({ id, symbol, name, protocol, exponent }) => [[id, symbol, name, protocol, exponent]],
  },
};

/** One asset with what its network says about it. */
export const assetDetailsView: View<Asset> = {
  ...assetView,
  table: (assets) => {
    const { titles, rows } = assetView.table(assets);
    return {
      titles: [...titles, 'METADATA'],
      rows: rows.map((row, index) => [...row, metadataLines(assets[index])]),
    };
  },
};

function metadataLines(asset: Asset | undefined): string[] {
  return Object.entries(asset?.metadata ?? {}).map(([name, value]) => {
    const text = typeof value === 'string' ? value : toJsonLine(value ?? null);
    return `${cellText(name)}: ${sanitizeBounded(text)}`;
  });
}
