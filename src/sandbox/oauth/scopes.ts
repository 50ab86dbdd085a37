/** Contract 2.4. The order is the one of the vendor's token answers (contract 2.1). */
export const SCOPES = ['read', 'write', 'echo', 'wallet', 'transaction'] as const;

export type Scope = (typeof SCOPES)[number];

export function isScope(name: string): name is Scope {
  return SCOPES.some((scope) => scope === name);
}
