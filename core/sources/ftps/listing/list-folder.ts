import { finished } from 'node:stream/promises';
import { nameFromBytes, nameToBytes } from '../../tree/names';
import type { ListFolder, TreeEntry } from '../../tree/entry';
import { abortError } from '../../layers/abort';
import type { FtpConnections } from '../connections';
import type { FtpConnection, Transfer } from '../ftp-connection';
import { FtpsError, isReply, passing, replyError, networkError } from '../ftps-error';
import { isOk, isRefused, sizeIn, timeIn } from '../reply';
import type { ListedLine } from './line';
import { LineReader } from './lines';

const LINKS_AT_ONCE = 50;
/** Where a folder is empty, some servers say so as an error. */
const NO_FILES = /no (?:such )?files? (?:or directory )?(?:found|match)/i;

/** How a key, or a folder with or without its slash, is named to the server. */
export function remotePath(base: string, key: string): string {
	return `${base}/${nameToBytes(key).toString('latin1')}`;
}

/** Lists folders by MLSD where the server has it, else as "ls -l" does; links are looked up one by one. */
export function folderLister(connections: FtpConnections): ListFolder {
	return async function* listFolder(folder, signal) {
		let hasBegun = false;
		try {
			for await (const entries of listEither(connections, folder, signal)) {
				hasBegun = true;
				yield entries;
			}
		} catch (error) {
			if (signal.aborted) throw abortError();
			if (hasBegun || !isReply(error, 450, 550, 553) || folder === '') throw error;
			// One that is named now can have been made since: whoever writes beside this makes folders.
			if (await isListed(connections, folder, signal)) yield* listEither(connections, folder, signal);
		}
	};
}

/** Whether the folder above names it: "550" is said both of what is not there and of what is forbidden. */
async function isListed(connections: FtpConnections, folder: string, signal: AbortSignal): Promise<boolean> {
	const cut = folder.slice(0, -1).lastIndexOf('/') + 1;
	const name = folder.slice(cut, -1);
	for await (const entries of folderLister(connections)(folder.slice(0, cut), signal)) {
		if (entries.some((entry) => entry.name === name && entry.kind !== 'file')) return true;
	}
	return false;
}

async function* listEither(connections: FtpConnections, folder: string, signal: AbortSignal): AsyncGenerator<TreeEntry[]> {
	const { traits } = connections;
	// What a server can do it says after the login.
	if (traits.mlsd === undefined) await connections.use(signal, async () => {});
	for (let tries = 0; traits.mlsd; tries++) {
		try {
			yield* listBy(connections, 'MLSD', folder, signal);
			connections.noteMlsd();
			return;
		} catch (error) {
			if (!isReply(error, 500, 502, 504)) throw error;
			// LIST tells other times or none, by which a file would be another one: a server that can do it has to.
			if (traits.hasListedByMlsd && !connections.isMlsdGone()) throw passing(error);
			if (tries > 0 || traits.hasListedByMlsd) traits.mlsd = traits.hasListedByMlsd = false;
		}
	}
	if (traits.listCommand === 'LIST -a' && (yield* listHiddenToo(connections, folder, signal))) return;
	yield* listBy(connections, 'LIST', folder, signal);
}

/** False where the server seems to take "-a" for the name of a file. */
async function* listHiddenToo(connections: FtpConnections, folder: string, signal: AbortSignal): AsyncGenerator<TreeEntry[], boolean> {
	try {
		const hasAny = yield* listBy(connections, 'LIST -a', folder, signal);
		if (!hasAny) connections.traits.listCommand = 'LIST';
		return hasAny;
	} catch (error) {
		if (!isReply(error, 450, 500, 501, 504, 550)) throw error;
		return false;
	}
}

/** Whether there was any line, be it of the folder itself. */
async function* listBy(connections: FtpConnections, command: string, folder: string, signal: AbortSignal): AsyncGenerator<TreeEntry[], boolean> {
	const { lease, transfer } = await connections.use(signal, async (held, keep) => {
		const begun = await begin(held.connection, command, folder);
		if (signal.aborted) {
			// Nobody is there any more to give the connection back.
			if (begun) await held.connection.breakOff(begun);
			throw abortError();
		}
		keep();
		return { lease: held, transfer: begun };
	});
	const stop = () => void transfer?.data.destroy();
	signal.addEventListener('abort', stop, { once: true });
	const reader = LineReader.for(command);
	const links: ListedLine[] = [];
	let isSound = transfer === undefined;
	let hasAny = false;
	try {
		if (signal.aborted) throw abortError();
		if (!transfer) return false;
		for await (const piece of transfer.data as AsyncIterable<Buffer>) {
			hasAny = true;
			yield entriesOf(reader.take(piece), links);
		}
		await transfer.done;
		isSound = true;
		await assertWhole(lease.connection, transfer, command, folder);
		yield entriesOf(reader.finish(), links);
		if (links.length > 0) yield await followed(lease.connection, folder, links);
		return hasAny;
	} catch (error) {
		throw networkError(error, 'data');
	} finally {
		signal.removeEventListener('abort', stop);
		if (isSound) connections.giveBack(lease);
		else void lease.connection.breakOff(transfer as Transfer).then(() => lease.release());
	}
}

/**
 * A listing has no size: it is whole where the server ended its connection as TLS has it. Some never do; one that has not done so
 * before is asked for the folder again, to see whether it is of those.
 */
async function assertWhole(connection: FtpConnection, { wasEnded }: Transfer, command: string, folder: string): Promise<void> {
	const { traits } = connection;
	if (wasEnded()) traits.endsData = true;
	else if ((traits.endsData ??= await endsData(connection, command, folder))) throw new FtpsError({ kind: 'cutListing' });
}

async function endsData(connection: FtpConnection, command: string, folder: string): Promise<boolean> {
	const transfer = await begin(connection, command, folder);
	if (!transfer) return false;
	try {
		await finished(transfer.data.resume(), { writable: false });
		await transfer.done;
		return transfer.wasEnded();
	} finally {
		transfer.data.destroy();
	}
}

/** Undefined where the server says that there is nothing. */
async function begin(connection: FtpConnection, command: string, folder: string): Promise<Transfer | undefined> {
	// Not as an argument of LIST: servers take signs in it for options and patterns.
	const path = remotePath(connection.traits.base, folder.slice(0, -1)) || '/';
	const isMlsd = command === 'MLSD';
	try {
		return await connection.transfer(isMlsd ? `MLSD ${path}` : command, {
			before: isMlsd ? [] : [`CWD ${path}`],
			isWatched: true,
			check: ([entered]) => {
				if (entered && isRefused(entered)) throw replyError('CWD', entered);
			},
		});
	} catch (error) {
		if (!isReply(error, 450, 550) || !NO_FILES.test((error as Error).message) || (error as Error).message.startsWith('CWD')) throw error;
		return undefined;
	}
}

function entriesOf(lines: ListedLine[], links: ListedLine[]): TreeEntry[] {
	const entries: TreeEntry[] = [];
	for (const line of lines) {
		if (line.kind === 'link') links.push(line);
		else entries.push({ ...line, kind: line.kind, name: nameOf(line) });
	}
	return entries;
}

function nameOf({ name }: ListedLine): string {
	return /[\x80-\xff]/.test(name) ? nameFromBytes(Buffer.from(name, 'latin1')) : name;
}

/** What links lead to: the server tells size and time of files alone. A link that leads nowhere is left out. */
async function followed(connection: FtpConnection, folder: string, links: ListedLine[]): Promise<TreeEntry[]> {
	const entries: TreeEntry[] = [];
	for (let start = 0; start < links.length; start += LINKS_AT_ONCE) {
		const some = links.slice(start, start + LINKS_AT_ONCE);
		const paths = some.map((link) => remotePath(connection.traits.base, folder + nameOf(link)));
		const replies = await connection.askAll(...paths.flatMap((path) => [`SIZE ${path}`, `MDTM ${path}`, `CWD ${path}`]));
		some.forEach((link, index) => {
			const [size, time, entered] = replies.slice(3 * index);
			const sizeBytes = sizeIn(size);
			const name = nameOf(link);
			if (isOk(entered)) entries.push({ name, kind: 'linkedFolder' });
			else if (sizeBytes !== undefined) entries.push({ name, kind: 'file', sizeBytes, modifiedMs: isOk(time) ? timeIn(time.text) : undefined });
		});
	}
	return entries;
}
