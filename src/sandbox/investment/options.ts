export interface InvestmentSandboxClient {
  clientId: string;
  clientSecret: string;
  /** Id of the registered key. */
  keyId: string;
  /** PEM (SPKI). */
  publicKeyPem: string;
  /** What the client may ask for. */
  scopes: readonly string[];
}

export interface InvestmentAppOptions {
  clients: readonly InvestmentSandboxClient[];
  /** @default the system's */
  clock?: { now(): number } | undefined;
  /** @default 3600 */
  tokenTtlSeconds?: number | undefined;
}
