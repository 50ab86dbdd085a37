/** What the other parts may use of the session. */
export { type ApiAnswer, type ApiCall, ApiCaller } from './api-caller.ts';
export { FileTokenStore, type FileTokenStoreOptions } from './file-token-store.ts';
export { type Credentials, Grants } from './grants.ts';
export { KeychainTokenStore } from './keychain-token-store.ts';
export { MemoryTokenStore } from './memory-token-store.ts';
export { Session, type SessionStatus } from './session.ts';
export type { TokenStore } from './token-store.ts';
