import { DEFAULT_SANDBOX_PORT } from './defaults.ts';

/** The APIs that are known by name (contract 1.1). */
export const ENVIRONMENTS = [
  { name: 'Playground (testnets)', baseUrl: 'https://api-playground.eu.upvest.co/1.0/' },
  { name: 'Live (real money)', baseUrl: 'https://api.eu.upvest.co/1.0/' },
  { name: 'Sandbox on this machine', baseUrl: `http://127.0.0.1:${DEFAULT_SANDBOX_PORT}/1.0/` },
] as const;

/** For headings: where a base URL leads. */
export function placeName(baseUrl: string): string {
  const { host, hostname } = new URL(baseUrl);
  const known = ENVIRONMENTS.find((environment) => environment.baseUrl === baseUrl);
  if (known) return known.name;
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]' ? `${host} (this machine)` : host;
}
