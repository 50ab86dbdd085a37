/** `("@method" …);keyid="…";created=…;expires=…;nonce="…"`: the value of `@signature-params` (contract 7.5). */
export interface SignatureParameters {
  keyId: string;
  /** Unix seconds. */
  created: number;
  /** Unix seconds; left out when undefined. */
  expires: number | undefined;
  nonce: string;
}

export function writeParameters(components: readonly string[], parameters: SignatureParameters): string {
  const { keyId, created, expires, nonce } = parameters;
  const validity = expires === undefined ? `created=${created}` : `created=${created};expires=${expires}`;
  return `("${components.join('" "')}");keyid="${keyId}";${validity};nonce="${nonce}"`;
}

/** One line per component, the parameters last, LF between, none at the end (contract 7.5). */
export function writeSignatureBase(
  components: Iterable<readonly [name: string, value: string]>,
  parameters: string,
): string {
  let base = '';
  for (const [name, value] of components) base += `"${name}": ${value}\n`;
  return `${base}"@signature-params": ${parameters}`;
}
