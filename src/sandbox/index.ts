export type { Fault, FaultAction, Faults } from './faults.ts';
export type { OAuthClient } from './oauth/clients.ts';
export type { SandboxRequestEvent, SandboxStats } from './observer.ts';
export type { SandboxOptions, SandboxUser } from './options.ts';
export type { RandomBytes } from './random.ts';
export type { DemoCredentials, InvestmentCredentials, Sandbox, TenantCredentials } from './sandbox.ts';
export { startSandbox } from './sandbox.ts';
