import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import type { RealFtpServer } from '../servers/ftp-place';
import { Proftpd } from '../servers/proftpd';
import { Vsftpd } from '../servers/vsftpd';
import { describeSource } from './describe-source';
import { realFtpHarness } from './ftps-harness';

const servers: Record<'vsftpd' | 'proftpd' | 'proftpdExplicit', RealFtpServer | undefined> = { vsftpd: undefined, proftpd: undefined, proftpdExplicit: undefined };
const started = (name: keyof typeof servers) => () => servers[name] as RealFtpServer;

beforeAll(async () => {
	servers.vsftpd = await Vsftpd.start();
	servers.proftpd = await Proftpd.start({ mode: 'implicit' });
	servers.proftpdExplicit = await Proftpd.start({ mode: 'explicit', hasMlsd: false });
});

afterAll(async () => {
	for (const server of Object.values(servers)) await server?.stop();
});

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });
const TLS_12 = { maxTlsVersion: 'TLSv1.2' as const };
const TLS_13 = { minTlsVersion: 'TLSv1.3' as const };

// Each demands that data connections go on with the TLS session of their login.
describeSource(realFtpHarness('vsftpd, implicit, TLS 1.2', started('vsftpd'), TLS_12));
describeSource(realFtpHarness('vsftpd, implicit, TLS 1.3, behind all layers', started('vsftpd'), TLS_13, wrap));
describeSource(realFtpHarness('proftpd, implicit, TLS 1.2, behind all layers', started('proftpd'), TLS_12, wrap));
describeSource(realFtpHarness('proftpd, implicit, TLS 1.3', started('proftpd'), TLS_13));
describeSource(realFtpHarness('proftpd, explicit, TLS 1.3, without MLSD', started('proftpdExplicit'), TLS_13));
