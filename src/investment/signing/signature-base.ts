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
export function writeSignatureBase(names: readonly string[], values: readonly string[], parameters: string): string {
  let base = '';
  for (let i = 0; i < names.length; i += 1) base += `"${names[i]}": ${values[i]}\n`;
  return `${base}"@signature-params": ${parameters}`;
}
