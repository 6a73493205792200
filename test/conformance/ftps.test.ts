import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { describeSource } from './describe-source';
import { ftpServerHarness } from './ftps-harness';

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });
const REUSE_12 = { maxVersion: 'TLSv1.2' as const, requiresReuse: true };
const REUSE_13 = { minVersion: 'TLSv1.3' as const, requiresReuse: true };
const OLD = { mlsd: false, pipelines: false, epsv: false, replaces: false };

describeSource(ftpServerHarness('ftps, TLS 1.3 with its sessions used again', { server: REUSE_13 }));
describeSource(ftpServerHarness('ftps, explicit, TLS 1.2 with its sessions used again, behind all layers', { server: { ...REUSE_12, mode: 'explicit' }, wrap }));
describeSource(ftpServerHarness('ftps, in a folder, of a server without MLSD', { server: { mlsd: false }, folder: 'mytenant/' }));
describeSource(ftpServerHarness('ftps, of a server that takes one command at a time and knows few, behind all layers', { server: OLD, options: { pipelining: false }, wrap }));
describeSource(ftpServerHarness('ftps, of a server that lists as DOS does and lets in two, from a folder on', { server: { mlsd: false, dialect: 'dos', home: 'home/tenant/', maxLogins: 2 } }));
