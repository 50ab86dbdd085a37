import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate extends Disposable {
  key: string;
  cert: string;
  /** The certificate's file, for `NODE_EXTRA_CA_CERTS`. */
  file: string;
}

/** Whether certificates can be made here: it takes the `openssl` program. */
export const opensslIsThere = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** A certificate signed by itself. @param names such as `DNS:localhost` @param dates of validity, such as `20200101000000Z` */
export function selfSigned(names: string, dates?: { from: string; to: string }): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'upvest-wallet-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const subject = ['-subj', '/CN=test', '-addext', `subjectAltName=${names}`];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  if (!dates) {
    openssl('req', '-x509', ...kind, ...subject, '-days', '2', '-out', 'cert.pem');
  } else {
    // Only `openssl ca` takes dates, and it wants a little folder of its own.
    writeFileSync(
      join(folder, 'ca.cnf'),
      '[ca]\ndefault_ca=own\n[own]\ndatabase=index\nnew_certs_dir=.\nserial=serial\ndefault_md=sha256\npolicy=any\ncopy_extensions=copy\n[any]\ncommonName=supplied\n',
    );
    writeFileSync(join(folder, 'index'), '');
    writeFileSync(join(folder, 'serial'), '01\n');
    openssl('req', '-new', ...kind, ...subject, '-out', 'request.pem');
    const validity = ['-startdate', dates.from, '-enddate', dates.to];
    const files = ['-keyfile', 'key.pem', '-in', 'request.pem', '-out', 'cert.pem'];
    openssl('ca', '-config', 'ca.cnf', '-batch', '-selfsign', '-notext', ...files, ...validity);
  }
  return {
    key: readFileSync(key, 'utf8'),
    cert: readFileSync(cert, 'utf8'),
    file: cert,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
