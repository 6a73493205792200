import type { Readable } from 'node:stream';
import type { Recordings } from '../../sources/recordings';
import type { SourceFile } from '../types';
import { readVerified, type Places, type Written } from './copy-file';
import { counting, type Passed } from './counting';
import { statIfThere } from '../../transfer/stat-if-there';

/**
 * What stands at the target in the place of a file: nothing, another file, or this one. It is read, since a manifest says
 * what is there and not what should be; the source is read too where it states no MD5 of what it holds.
 */
export async function compareWithTarget(places: Places, file: SourceFile, path: string): Promise<'nothing' | 'different' | Written> {
	const { target, transform, signal } = places;
	const { entry } = file;
	const there = await statIfThere(target, path, signal);
	if (!there) return 'nothing';
	if (!transform && isOther(there.sizeBytes, entry.sizeBytes)) return 'different';
	const found = await readBack(target, path, signal);
	if (!transform && entry.contentMd5 !== undefined) {
		const isSame = found.contentMd5 === entry.contentMd5 && !isOther(entry.sizeBytes, found.sizeBytes);
		return isSame ? { ...found, verifiedBy: 'md5', targetVerifiedBy: 'sha256' } : 'different';
	}
	const { result, ...read } = await readVerified(places, file, drain);
	void result;
	return read.sha256 === found.sha256 ? { ...read, targetVerifiedBy: 'sha256' } : 'different';
}

/** Reads a file of the target to its end. */
export async function readBack(target: Recordings, path: string, signal?: AbortSignal): Promise<Passed> {
	try {
		const { body } = await target.read(path, { signal });
		const { sizeBytes, sha256, contentMd5 = '' } = await counting(body, drain, true);
		return { sizeBytes, sha256, contentMd5 };
	} catch (error) {
		throw target.explain(error, 'read back', path);
	}
}

async function drain(content: Readable): Promise<void> {
	for await (const chunk of content) void chunk;
}

function isOther(one?: number, other?: number): boolean {
	return one !== undefined && other !== undefined && one !== other;
}
