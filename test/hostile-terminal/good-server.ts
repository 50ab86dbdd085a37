import { cannedApi, type GoodServer } from '../hostile/good-answers.ts';

/** The canned Blockchain API, and beside it what the commands of the Investment API ask for. */
export function goodServer(): GoodServer {
  const blockchain = cannedApi();
  const json = (status: number, value: object) => ({
    status,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
  });
  return (request) => {
    const path = request.path.split('?')[0] ?? '';
    if (path === '/auth/token') {
      const scope = new URLSearchParams(request.body.toString()).get('scope') ?? '';
      return json(200, {
        access_token: 'sentinel-granted-access-investment',
        token_type: 'bearer',
        expires_in: 3_600,
        scope,
      });
    }
    if (path === '/users') {
      return request.method === 'GET'
        ? json(200, { data: [], meta: {} })
        : json(201, { id: 'a-user', status: 'ACTIVE' });
    }
    return blockchain(request);
  };
}
