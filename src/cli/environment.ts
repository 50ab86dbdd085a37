/** The variables of the program. Every other part asks here, so that an empty variable means the same everywhere: not set. */
export const VARIABLES = {
  baseUrl: 'UPVEST_BASE_URL',
  clientId: 'UPVEST_CLIENT_ID',
  clientSecret: 'UPVEST_CLIENT_SECRET',
  username: 'UPVEST_USERNAME',
  password: 'UPVEST_PASSWORD',
  scope: 'UPVEST_SCOPE',
  profile: 'UPVEST_PROFILE',
} as const;

export type Environment = { [Name in keyof typeof VARIABLES]?: string | undefined };

export function readEnvironment(env: NodeJS.ProcessEnv): Environment {
  const entries = Object.entries(VARIABLES).map(([name, variable]) => [name, env[variable] || undefined]);
  return Object.fromEntries(entries) as Environment;
}
