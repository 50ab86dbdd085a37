import { invalidField } from './error-envelope.ts';
import { RequestBody } from './request-body.ts';
import type { Route } from './route.ts';

/** The same echo for users and, without scopes, for tenants (contract 3.2, 4.2). */
export function echoRoutes(): Route[] {
  return [...echoAt('clientele/echo-oauth2'), ...echoAt('tenancy/echo-signed')];
}

function echoAt(path: string): Route[] {
  return [
    {
      method: 'GET',
      path,
      scopes: ['read', 'echo'],
      strictScopes: [],
      handle: ({ linkUrl }) => {
        const echo = linkUrl.searchParams.get('echo');
        if (echo === null) throw invalidField('echo', 'required', 'The parameter echo is required.');
        return Response.json({ echo });
      },
    },
    {
      method: 'POST',
      path,
      scopes: ['write', 'echo'],
      strictScopes: [],
      handle: ({ context }) => {
        const body = RequestBody.parse(context.get('body'));
        return Response.json({ echo: body.text('echo', { allowEmpty: true }) });
      },
    },
  ];
}
