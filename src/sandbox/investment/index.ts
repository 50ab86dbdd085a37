export { createInvestmentApp } from './app.ts';
export type { InvestmentAppOptions, InvestmentSandboxClient } from './options.ts';
