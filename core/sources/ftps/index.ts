import type { Source } from '../source';
import type { FtpsOptions } from './options';

export type { FtpsMode, FtpsOptions, FtpsTlsVersion } from './options';

/** Opens the files of one login; nobody is asked before they are needed. The library loads here, at first use. */
export async function openFtps(options: FtpsOptions): Promise<Source> {
	const { FtpsSource } = await import('./ftps-source');
	return new FtpsSource(options);
}
