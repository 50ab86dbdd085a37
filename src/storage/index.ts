/** What the other parts may use of the storage. */
export { configFolder, homeFolder } from './config-folder.ts';
export type { CredentialRecord } from './credential-record.ts';
export type { CredentialVault } from './credential-vault.ts';
export { underFreeLock, withFileLock } from './file-lock.ts';
export { assertProfileName, credentialsPath, DEFAULT_PROFILE, fileVault } from './file-place.ts';
export { probeKeychain } from './keychain.ts';
export { keychainVault } from './keychain-place.ts';
export { keepAside, readPrivateFile, sweepTemporaries, writePrivateFile } from './private-file.ts';
export { ensurePrivateFolder } from './private-folder.ts';
