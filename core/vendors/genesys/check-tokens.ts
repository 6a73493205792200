import { isRecordingError } from '../../errors/recording-error';
import type { Recordings } from '../../sources/recordings';
import { withoutAbsent } from '../recording';
import type { GenesysConnection } from './connection';
import type { GenesysToken, TokenProblem, TokenSlot } from './credential';
import { titleOf } from './credential-fields';

/** What is known of one token, after using it. Times are ISO 8601, UTC. */
export interface TokenReport {
	slot: TokenSlot;
	/** The label of its field in the credential. */
	field: string;
	account?: string;
	container?: string;
	/** `account` or `container`, as the token itself says. */
	kind?: string;
	/** In words: list, read, findByTags …; absent when a stored access policy holds them. */
	permissions?: string[];
	storedAccessPolicy?: string;
	startsAt?: string;
	expiresAt?: string;
	/** Days until it expires, with one decimal; negative when it has. */
	daysLeft?: number;
	works: boolean;
	problem?: string;
	advice?: string;
	errorCode?: string;
}

const DAY_MS = 86_400_000;

/** Uses every token of the credential once, gently, and reports on each, those in the wrong field too. */
export async function checkTokens(connection: GenesysConnection, signal?: AbortSignal): Promise<TokenReport[]> {
	const { tokens, problems } = connection.credential;
	const working = tokens.map(async (token) => await checkToken(connection, token, signal));
	return [...(await Promise.all(working)), ...problems.map(reportProblem)];
}

async function checkToken(
	connection: GenesysConnection,
	token: GenesysToken,
	signal?: AbortSignal,
): Promise<TokenReport> {
	try {
		const recordings = await connection.open(token);
		if (token.slot === 'account') await findNothing(recordings, signal);
		else await listAndReadOne(recordings, signal);
		return { ...describe(token), works: true };
	} catch (error) {
		if (!isRecordingError(error) || error.code === 'CANCELLED') throw error;
		const { detail, message, advice, code: errorCode } = error;
		const problem = named(titleOf(token, token.address.container), detail ?? message);
		return withoutAbsent({ ...describe(token), works: false, problem, advice, errorCode });
	}
}

// Errors about the token name its field already; those of the network cannot know it.
function named(title: string, problem: string): string {
	return problem.startsWith(title) ? problem : `${title}: ${problem}`;
}

async function findNothing(recordings: Recordings, signal?: AbortSignal): Promise<void> {
	const never = "RecordingType = 'no recording has this type'";
	await recordings.findPages(never, { pageSize: 1, signal }).next();
}

async function listAndReadOne(recordings: Recordings, signal?: AbortSignal): Promise<void> {
	const first = await recordings.listPages({ pageSize: 1, signal }).next();
	const entry = first.done ? undefined : first.value[0];
	if (!entry?.sizeBytes) return;
	const { body } = await recordings.read(entry.path, { lengthBytes: 1, signal });
	body.on('error', () => {}).destroy();
}

function describe({ slot, label, address, sas }: GenesysToken): Omit<TokenReport, 'works'> {
	return withoutAbsent({
		slot,
		field: label,
		account: address.account,
		container: slot === 'account' ? undefined : address.container,
		kind: sas.kind === 'unknown' ? undefined : sas.kind,
		permissions: sas.permissions === undefined ? undefined : [...sas.permissions].map(permissionName),
		storedAccessPolicy: sas.policy,
		startsAt: sas.startsAt,
		expiresAt: sas.expiresAt,
		daysLeft: sas.expiresAt === undefined ? undefined : daysUntil(sas.expiresAt),
	});
}

function reportProblem(found: TokenProblem): TokenReport {
	const { slot, label, container, problem, advice, token } = found;
	const known = token ? describe(token) : withoutAbsent({ slot, field: label, container });
	return { ...known, works: false, problem: `${titleOf(found, container)}: ${problem}`, advice, errorCode: 'CREDENTIAL_INVALID' };
}

function daysUntil(time: string): number {
	return Math.round(((Date.parse(time) - Date.now()) / DAY_MS) * 10) / 10;
}

// https://learn.microsoft.com/rest/api/storageservices/create-account-sas
const PERMISSIONS: Record<string, string> = {
	a: 'add',
	c: 'create',
	d: 'delete',
	f: 'findByTags',
	l: 'list',
	r: 'read',
	t: 'tags',
	w: 'write',
};

function permissionName(letter: string): string {
	return PERMISSIONS[letter] ?? letter;
}
