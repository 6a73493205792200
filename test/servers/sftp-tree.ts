import { seeContent } from '../secrets/seen.js';

/** Names are bytes, kept as Latin-1: one character for each. Folders end nowhere in a slash; the root is `''`. */
export type SftpNode = { kind: 'file'; content: Buffer; room?: Buffer; modifiedAt: number } | { kind: 'folder' } | { kind: 'link'; to: string };

export class Refusal extends Error {
	constructor(
		readonly status: number,
		text = '',
	) {
		super(text);
	}
}

const NO_SUCH_FILE = 2;
const FAILURE = 4;
const MOST_LINKS = 20;

/** A file system in memory, as small as SFTP sees it. */
export class SftpTree {
	readonly #nodes = new Map<string, SftpNode>([['', { kind: 'folder' }]]);

	/** Puts a file there, and the folders that it needs. */
	put(path: Buffer | string, content: Buffer | string = '', modifiedAt = Math.floor(Date.now() / 1_000)): void {
		const key = latin1(path);
		this.#makeFoldersTo(key);
		this.#nodes.set(key, { kind: 'file', content: Buffer.from(content), modifiedAt });
	}

	link(path: string, to: string): void {
		this.#makeFoldersTo(latin1(path));
		this.#nodes.set(latin1(path), { kind: 'link', to: latin1(to) });
	}

	paths(): string[] {
		return [...this.#nodes].flatMap(([path, { kind }]) => (kind === 'file' ? [Buffer.from(path, 'latin1').toString()] : []));
	}

	content(path: string): Buffer | undefined {
		const node = this.#nodes.get(latin1(path));
		return node?.kind === 'file' ? node.content : undefined;
	}

	/** What is there, behind links; throws a refusal. */
	find(path: string): SftpNode {
		const node = this.#nodes.get(this.real(path));
		if (!node) throw new Refusal(NO_SUCH_FILE, 'No such file');
		return node;
	}

	findLink(path: string): SftpNode {
		const node = this.#nodes.get(this.#normal(path, false));
		if (!node) throw new Refusal(NO_SUCH_FILE, 'No such file');
		return node;
	}

	list(path: string): [name: string, node: SftpNode][] {
		if (this.find(path).kind !== 'folder') throw new Refusal(NO_SUCH_FILE, 'Not a directory');
		const folder = this.real(path);
		const before = folder === '' ? '' : `${folder}/`;
		const inside = [...this.#nodes].filter(([key]) => key !== '' && key.startsWith(before) && !key.includes('/', before.length));
		return [['.', { kind: 'folder' }], ['..', { kind: 'folder' }], ...inside.map(([key, node]): [string, SftpNode] => [key.slice(before.length), node])];
	}

	create(path: string, isExclusive: boolean): string {
		const key = this.#normal(path, false);
		const parent = key.includes('/') ? key.slice(0, key.lastIndexOf('/')) : '';
		if (this.#nodes.get(parent)?.kind !== 'folder') throw new Refusal(NO_SUCH_FILE, 'No such file');
		if (this.#nodes.has(key) && isExclusive) throw new Refusal(FAILURE, 'Failure');
		this.put(Buffer.from(key, 'latin1'));
		return key;
	}

	write(key: string, offset: number, data: Buffer): void {
		const node = this.#nodes.get(key);
		if (node?.kind !== 'file') throw new Refusal(FAILURE);
		const sizeBytes = Math.max(node.content.length, offset + data.length);
		// Room for twice as much: a file that is copied for each of its pieces takes a time that grows with the square of its size.
		if (!node.room || node.room.length < sizeBytes) node.room = Buffer.concat([node.content], sizeBytes * 2);
		data.copy(node.room, offset);
		node.content = node.room.subarray(0, sizeBytes);
	}

	remove(path: string): void {
		const key = this.#normal(path, false);
		const node = this.#nodes.get(key);
		if (!node) throw new Refusal(NO_SUCH_FILE, 'No such file');
		if (node.kind === 'folder') throw new Refusal(FAILURE, 'Failure');
		this.#nodes.delete(key);
	}

	makeFolder(path: string): void {
		const key = this.#normal(path, false);
		if (this.#nodes.has(key)) throw new Refusal(FAILURE, 'Failure');
		const parent = key.includes('/') ? key.slice(0, key.lastIndexOf('/')) : '';
		if (!this.#nodes.has(parent)) throw new Refusal(NO_SUCH_FILE, 'No such file');
		this.#nodes.set(key, { kind: 'folder' });
	}

	rename(from: string, to: string, replaces: boolean): void {
		const [source, target] = [this.#normal(from, false), this.#normal(to, false)];
		const node = this.#nodes.get(source);
		if (!node) throw new Refusal(NO_SUCH_FILE, 'No such file');
		if (this.#nodes.get(target)?.kind === 'folder' || (!replaces && this.#nodes.has(target))) throw new Refusal(FAILURE, 'Failure');
		if (node.kind === 'file') seeContent('targets', `SFTP ${target}`, node.content);
		this.#nodes.set(target, node);
		this.#nodes.delete(source);
	}

	/** Without links, dots and double slashes. */
	real(path: string): string {
		return this.#normal(path, true);
	}

	#normal(path: string, followsLast: boolean): string {
		let parts = partsOf(path);
		let links = 0;
		for (let depth = 1; depth <= parts.length; depth++) {
			const node = this.#nodes.get(parts.slice(0, depth).join('/'));
			if (node?.kind !== 'link' || (depth === parts.length && !followsLast)) continue;
			if (++links > MOST_LINKS) throw new Refusal(FAILURE, 'Failure');
			const before = node.to.startsWith('/') ? [] : parts.slice(0, depth - 1);
			parts = partsOf([...before, node.to, ...parts.slice(depth)].join('/'));
			depth = 0;
		}
		return parts.join('/');
	}

	#makeFoldersTo(key: string): void {
		const parts = key.split('/').slice(0, -1);
		parts.forEach((_, index) => this.#nodes.set(parts.slice(0, index + 1).join('/'), this.#nodes.get(parts.slice(0, index + 1).join('/')) ?? { kind: 'folder' }));
	}
}

function partsOf(path: string): string[] {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..') parts.pop();
		else if (part !== '' && part !== '.') parts.push(part);
	}
	return parts;
}

function latin1(path: Buffer | string): string {
	return (typeof path === 'string' ? Buffer.from(path) : path).toString('latin1');
}
