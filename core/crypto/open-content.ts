import type { Readable } from 'node:stream';
import { MalformedError } from './asn1/element';
import { ByteFeed, inPieces } from './byte-feed';
import { algorithmName } from './algorithm-names';
import { candidatesFor, type Candidate } from './cms/candidates';
import { contentCipherOf } from './cms/content-cipher';
import { CONTENT_TYPE, contentTypeOf, DECRYPTABLE, TELLING_LENGTH } from './cms/content-types';
import { openMessage } from './cms/open-message';
import { plaintext } from './cms/plaintext';
import { noKeys, unsupported, unsupportedAlgorithm } from './failure';
import type { RecordingKeys } from './keys/recording-key';
import { mediaTypeOf, SIGNATURE_BYTES } from './media-type';
import { promisesMedia, realNameOf, saysEncrypted } from './real-name';
import type { AboutContent, Check } from './types';
import { withoutAbsent } from '../vendors/recording';
import { unwrapped } from './unwrap';

/** What a file turned out to hold. */
export interface OpenContent {
	about: AboutContent;
	/** The content; it fails, or ends when all was found right. Can be read once. */
	pieces: AsyncGenerator<Buffer>;
	/** What its end proves. */
	checked: Check[];
}

export interface OpenOptions {
	/** Of the file, with or without a path. */
	name?: string;
	acceptUnknownMedia?: boolean;
}

/** Tag, length and identifier of the outermost elements. */
const FIRST_BYTES = 2 * TELLING_LENGTH;

/** Reads as far as is needed to tell what it is. Throws MalformedError, RecordingError, and what the body throws. */
export async function openContent(
	body: Readable,
	keys: RecordingKeys,
	options: OpenOptions,
	onPiece?: (piece: Buffer) => void,
): Promise<OpenContent> {
	const { feed, wrapping } = await unwrapped(new ByteFeed(inPieces(body, onPiece)));
	const type = contentTypeOf(await feed.peek(FIRST_BYTES));
	if (type === 'cut') throw new MalformedError('cut off');
	if (type === 'none') {
		if (wrapping !== 'binary') throw new MalformedError('wrapped, and no message');
		return await identified(feed, options, { wasEncrypted: false }, []);
	}
	if (!DECRYPTABLE.has(type.oid)) throw unsupported(`it is a PKCS#7 message of the type ${algorithmName(type.oid)}`, options.name);
	return await openEncrypted(feed, keys, options, wrapping);
}

async function openEncrypted(
	feed: ByteFeed,
	recordingKeys: RecordingKeys,
	options: OpenOptions,
	wrapping: AboutContent['wrapping'],
): Promise<OpenContent> {
	const { name: path } = options;
	const start = await openMessage(feed);
	const { isAuthenticated, cipher: algorithm, innerType } = start;
	const cipher = contentCipherOf(algorithm, isAuthenticated);
	if (!cipher) throw unsupportedAlgorithm('its content is encrypted with', algorithm.oid, path);
	if (innerType !== CONTENT_TYPE.data) throw unsupportedAlgorithm('what is encrypted is', innerType, path);
	if (recordingKeys.keys.length === 0) throw noKeys(recordingKeys.problems[0]?.problem, path);
	const candidates = await candidatesFor(start.recipients, recordingKeys, cipher.keyBytes, path);
	if (candidates.length === 0) throw new MalformedError('no content key');
	const about: AboutContent = { wasEncrypted: true, wrapping, cipher: cipher.name };
	const onChosen = ({ transport, foundBy, certificate }: Candidate) => {
		Object.assign(about, { keyTransport: algorithmName(transport), keyFoundBy: foundBy, certificateSerial: certificate?.serialNumber });
	};
	const content = new ByteFeed(plaintext(feed, { start, cipher, candidates, path, onChosen }));
	return await identified(content, options, about, ['length', isAuthenticated ? 'authentication' : 'padding']);
}

/** Looks at the beginning of the content. Where the name says what it must be, and it is not, the key was wrong. */
async function identified(content: ByteFeed, { name, acceptUnknownMedia }: OpenOptions, about: AboutContent, checked: Check[]): Promise<OpenContent> {
	const first = await content.peek(SIGNATURE_BYTES);
	const type = mediaTypeOf(first);
	// What is authenticated needs no such hint.
	const isHint = !type && !acceptUnknownMedia && !checked.includes('authentication');
	if (isHint && name !== undefined && isOtherThan(name, first, about)) throw new MalformedError('no medium');
	const real = name === undefined ? undefined : realNameOf(name, type);
	return {
		about: withoutAbsent({ ...about, name: real, mimeType: type?.mimeType, extension: type?.extension }),
		pieces: piecesOf(content),
		checked: type ? [...checked, 'signature'] : checked,
	};
}

/** Of what begins like no medium: whether its name promised one, or a message. */
function isOtherThan(name: string, first: Buffer, { wasEncrypted }: AboutContent): boolean {
	return wasEncrypted ? promisesMedia(name) && first.length > 0 : saysEncrypted(name);
}

async function* piecesOf(content: ByteFeed): AsyncGenerator<Buffer> {
	for (let piece = await content.next(); piece; piece = await content.next()) yield piece;
}
