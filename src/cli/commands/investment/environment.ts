/** The variables of these commands. An empty one is not set, as everywhere. */
export const INVESTMENT_VARIABLES = {
  baseUrl: 'UPVEST_INVESTMENT_URL',
  clientId: 'UPVEST_INVESTMENT_CLIENT_ID',
  clientSecret: 'UPVEST_INVESTMENT_CLIENT_SECRET',
  keyId: 'UPVEST_INVESTMENT_KEY_ID',
  keyFile: 'UPVEST_INVESTMENT_KEY_FILE',
  passphrase: 'UPVEST_INVESTMENT_KEY_PASSPHRASE',
} as const;

export type InvestmentEnvironment = { [Name in keyof typeof INVESTMENT_VARIABLES]?: string | undefined };

export function readInvestmentEnvironment(env: NodeJS.ProcessEnv): InvestmentEnvironment {
  const entries = Object.entries(INVESTMENT_VARIABLES).map(([name, variable]) => [name, env[variable] || undefined]);
  return Object.fromEntries(entries) as InvestmentEnvironment;
}
