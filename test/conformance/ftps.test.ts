import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { describeSource } from './describe-source';
import { ftpServerHarness } from './ftps-harness';

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });
const TLS_12 = { maxVersion: 'TLSv1.2' as const, requiresReuse: true };
const TLS_13 = { minVersion: 'TLSv1.3' as const, requiresReuse: true };

describeSource(ftpServerHarness('ftps'));
describeSource(ftpServerHarness('ftps, explicit, behind all layers', { server: { mode: 'explicit' }, wrap }));
describeSource(ftpServerHarness('ftps, in a folder', { folder: 'mytenant/' }));
describeSource(ftpServerHarness('ftps, TLS 1.2 and its sessions used again', { server: TLS_12 }));
describeSource(ftpServerHarness('ftps, TLS 1.3 and its sessions used again, of a server without MLSD', { server: { ...TLS_13, mlsd: false } }));
describeSource(ftpServerHarness('ftps, of a server that takes one command at a time and has few', { server: { mlsd: false, pipelines: false, epsv: false, replaces: false }, options: { pipelining: false }, wrap }));
describeSource(ftpServerHarness('ftps, of a server that lists as DOS does, from a folder on', { server: { mlsd: false, dialect: 'dos', home: 'home/tenant/' }, options: { maxConnections: 1 } }));
describeSource(ftpServerHarness('ftps, of a server that lets in two', { server: { maxLogins: 2 } }));
