import { createRequire } from 'node:module';
import type tls from 'node:tls';
import { type Certificate, selfSigned } from '../support/certificates.ts';
import type { CertificateName } from './fault.ts';

const made = new Map<CertificateName, Certificate>();

/** For `https://127.0.0.1`, unless its name says otherwise. Made once in a process. */
export function certificate(name: CertificateName): Certificate | undefined {
  if (name === 'none') return undefined;
  const known = made.get(name) ?? make(name);
  made.set(name, known);
  return known;
}

function make(name: CertificateName): Certificate {
  if (name === 'expired') return selfSigned('IP:127.0.0.1', { from: '20200101000000Z', to: '20210101000000Z' });
  if (name === 'not yet valid') return selfSigned('IP:127.0.0.1', { from: '20480101000000Z', to: '20490101000000Z' });
  return selfSigned(name === 'other name' ? 'DNS:other.test' : 'IP:127.0.0.1');
}

/** Whether a client has to be told to trust it: else it would refuse the issuer and never look at what is really wrong. */
export function wantsTrust(name: CertificateName): boolean {
  return name !== 'self-signed' && name !== 'none';
}

/** Removes the certificates' files. */
export function forgetCertificates(): void {
  for (const certificate of made.values()) certificate[Symbol.dispose]();
  made.clear();
}

/**
 * Makes this whole process trust the certificates that are to be trusted, as `NODE_EXTRA_CA_CERTS` does for a new process: Node 20 has no
 * other way. Nothing of the client is touched.
 */
export function trustInThisProcess(): Disposable {
  const node: typeof tls = createRequire(import.meta.url)('node:tls');
  const original = node.createSecureContext;
  node.createSecureContext = (options) => {
    const context = original(options);
    if (!options?.ca) {
      for (const [name, { cert }] of made) {
        // biome-ignore lint/suspicious/noExplicitAny: Node's inner context has no type
        if (wantsTrust(name)) (context.context as any).addCACert(cert);
      }
    }
    return context;
  };
  return {
    [Symbol.dispose]() {
      node.createSecureContext = original;
    },
  };
}
