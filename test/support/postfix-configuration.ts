/** What a Postfix of one's own is told: its folders, its mailboxes and who listens where. Writes files, starts nothing. */
import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A relay that passes mails on to the mailboxes after it changed them: lines of header_checks(5) and body_checks(5). */
export interface Hop {
  readonly header?: readonly string[];
  readonly body?: readonly string[];
}

export interface Configuration {
  /** The account that Postfix works under. */
  readonly owner: string;
  /** Addresses. */
  readonly mailboxes: readonly string[];
  /** Ports of this machine by domain. */
  readonly routes: Readonly<Record<string, number>>;
  /** Where it takes mails for its mailboxes, without and with STARTTLS. */
  readonly port: number;
  readonly tlsPort: number;
  readonly hops: readonly { readonly name: string; readonly hop: Hop; readonly port: number }[];
}

/** Writes `etc/` with main.cf, master.cf and their tables, and makes the folders that Postfix expects to find. */
export async function writeConfiguration(folder: string, configuration: Configuration): Promise<void> {
  const { owner, mailboxes, routes, hops } = configuration;
  const id = (flag: string) => Number(execFileSync('id', [flag, owner], { encoding: 'utf8' }));
  const account = [id('-u'), id('-g')] as const;
  await makeFolders(folder, account);
  const files: Readonly<Record<string, readonly string[]>> = {
    'main.cf': mainFile(folder, mailboxes, account),
    'master.cf': masterFile(folder, configuration),
    mailboxes: mailboxes.map((address) => `${address} ${address}/`),
    routes: Object.entries(routes).map(([domain, port]) => `${domain} smtp:[127.0.0.1]:${port}`),
    ...Object.fromEntries(
      hops.flatMap(({ name, hop: { header = [], body = [] } }) => [
        [`${name}-header`, header],
        [`${name}-body`, body],
      ]),
    ),
  };
  for (const [name, lines] of Object.entries(files)) {
    await writeFile(join(folder, 'etc', name), lines.map((line) => `${line}\n`).join(''));
  }
  makeCertificate(join(folder, 'etc'));
}

async function makeFolders(folder: string, account: readonly [number, number]): Promise<void> {
  const queues = 'active bounce corrupt defer deferred flush hold incoming private public saved trace'.split(' ');
  const own = ['data', 'mail', ...queues.map((name) => `queue/${name}`)];
  // Its processes give up being root, and must get through.
  await chmod(folder, 0o755);
  for (const name of ['etc', 'queue', 'queue/pid', ...own]) await mkdir(join(folder, name), { mode: 0o755 });
  for (const name of own) {
    await chmod(join(folder, name), 0o700);
    await chown(join(folder, name), ...account);
  }
}

/** Nothing but its mailboxes and its routes has a way: the rest bounces. */
function mainFile(folder: string, mailboxes: readonly string[], [user, group]: readonly [number, number]) {
  const domains = new Set(mailboxes.map((address) => address.slice(address.lastIndexOf('@') + 1)));
  const nowhere = 'error:5.1.2 nothing leaves this machine';
  const settings = {
    compatibility_level: '3.6',
    queue_directory: `${folder}/queue`,
    data_directory: `${folder}/data`,
    maillog_file: `${folder}/postfix.log`,
    maillog_file_prefixes: folder,
    myhostname: 'mx.postfix.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    disable_dns_lookups: 'yes',
    smtpd_peername_lookup: 'no',
    mynetworks: '127.0.0.0/8',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    mydestination: '',
    // By default they ask a service of Postfix that does not run here.
    local_recipient_maps: '',
    alias_maps: '',
    alias_database: '',
    relayhost: '',
    local_transport: nowhere,
    relay_transport: nowhere,
    default_transport: nowhere,
    transport_maps: `texthash:${folder}/etc/routes`,
    virtual_transport: 'virtual',
    virtual_alias_maps: '',
    virtual_mailbox_domains: [...domains].join(', '),
    virtual_mailbox_maps: `texthash:${folder}/etc/mailboxes`,
    virtual_mailbox_base: `${folder}/mail`,
    virtual_minimum_uid: '1',
    virtual_uid_maps: `static:${user}`,
    virtual_gid_maps: `static:${group}`,
    smtpd_tls_security_level: 'none',
    smtp_tls_security_level: 'none',
    smtpd_tls_cert_file: `${folder}/etc/certificate.pem`,
    smtpd_tls_key_file: `${folder}/etc/key.pem`,
    // So that a mail tells how it came.
    smtpd_tls_received_header: 'yes',
  };
  return Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
}

/** No service runs in a jail: in the queue folder is nothing that one of them could need. */
function masterFile(folder: string, { port, tlsPort, hops }: Configuration): readonly string[] {
  return [
    `127.0.0.1:${port} inet n - n - - smtpd`,
    `127.0.0.1:${tlsPort} inet n - n - - smtpd -o smtpd_tls_security_level=may`,
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'tlsmgr unix - - n 1000? 1 tlsmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'smtp unix - - n - - smtp -o myhostname=hop.postfix.test',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'virtual unix - n n - - virtual',
    'anvil unix - - n - 1 anvil',
    'scache unix - - n - 1 scache',
    'postlog unix-dgram n - n - 1 postlogd',
    ...hops.flatMap(({ name, port: own }) => {
      const table = (what: 'header' | 'body') => `-o ${what}_checks=regexp:${folder}/etc/${name}-${what}`;
      // As a content filter stands between two of them: whatever comes in here goes on to the first port.
      const passing = `-o content_filter=smtp:[127.0.0.1]:${port} -o smtpd_reject_unlisted_recipient=no`;
      return [
        `127.0.0.1:${own} inet n - n - - smtpd -o myhostname=hop.postfix.test ${passing} -o cleanup_service_name=${name}`,
        `${name} unix n - n - 0 cleanup ${table('header')} ${table('body')}`,
      ];
    }),
  ];
}

function makeCertificate(folder: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${folder}/key.pem`];
  const host = ['-subj', '/CN=mx.postfix.test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const subject = [...host, '-days', '2', '-out', `${folder}/certificate.pem`];
  execFileSync('openssl', ['req', '-x509', ...key, ...subject], { stdio: 'pipe' });
}
