export { createInvestmentApp, INVESTMENT_PATHS } from './app.ts';
export { type DemoInvestmentClient, type DemoKey, demoInvestmentClient, registrations } from './demo-client.ts';
export type { InvestmentAppOptions, InvestmentSandboxClient } from './options.ts';
