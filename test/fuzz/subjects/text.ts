import fc from 'fast-check';
import { readArchivePassword } from '../../../core/archive/password';
import { readFileServer } from '../../../core/credential-fields/file-server';
import { readPasted } from '../../../core/credential-fields/pasted-token';
import { readEndpoint, readS3Access } from '../../../core/credential-fields/s3-access';
import { readHost, readPort, readProtocol } from '../../../core/credential-fields/server-address';
import { conditionTest } from '../../../core/csv/conditions';
import { JsonBytes, jsonKey } from '../../../core/csv/json-bytes';
import { parseDuration } from '../../../core/csv/values';
import { readCaCertificate } from '../../../core/http/ca-certificate';
import { isWebPage, pageDetail } from '../../../core/http/web-page';
import { scrubText } from '../../../core/secrets/scrub';
import { Secret } from '../../../core/secrets/secret';
import { parseBlobUrl } from '../../../core/sources/azure-blob/address';
import { firstByteOf, totalSize } from '../../../core/sources/azure-blob/answers';
import { toAzureError } from '../../../core/sources/azure-blob/azure-error';
import { withoutConnectionString } from '../../../core/sources/azure-blob/connection-string';
import { parseSas } from '../../../core/sources/azure-blob/sas';
import { formatTagExpression } from '../../../core/sources/azure-blob/tags/expression';
import { parseTagExpression, toTagQuery } from '../../../core/sources/azure-blob/tags';
import { describeObject } from '../../../core/sources/s3/describe';
import { extendedPassivePort, folderIn, passivePort, sizeIn, timeIn } from '../../../core/sources/ftps/reply';
import { refusalOf, describeHostKey, readPinnedKeys } from '../../../core/sources/sftp/host-key';
import { readAzureBlobTarget } from '../../../core/targets/azure-blob-target';
import { readS3Target } from '../../../core/targets/s3-target';
import { readSftpTarget } from '../../../core/targets/sftp-target';
import { decoded } from '../../../core/text/entities';
import { oneLine } from '../../../core/text/markup';
import { extensionsOf } from '../../../core/text/matching';
import { inOrder, parseTimeText } from '../../../core/time/date-text';
import { toInstant } from '../../../core/time/instant';
import { TimeReader, utcText } from '../../../core/time/time-reader';
import { WallClock } from '../../../core/time/wall-clock';
import { toWindow } from '../../../core/time/window';
import { parseFileLocation } from '../../../core/vendors/cxone/file-location';
import { readCxoneCredential } from '../../../core/vendors/cxone/credential';
import { readEightByEightCredential } from '../../../core/vendors/eight-by-eight/credential';
import { readGenesysCredential } from '../../../core/vendors/genesys/credential';
import { newKeyPair } from '../../servers/ssh-keys';
import { assert, assertPlain, assertSame, attempt, named, plainCode, type Subject } from '../subject';
import { assertTime } from './names';

const SIGNATURE = 'ab%2BcdEFghIJklMNopQRstUVwxYZ0123456789abcde%3D';
const SAS = `sv=2021-08-06&st=2021-01-01T00:00:00Z&se=2031-01-01&sr=c&sp=rl&spr=https&sig=${SIGNATURE}`;
const tagName = fc.constantFrom('RecordingType', 'StoredTime', 'a b', '__proto__', 'and', '@container', 'x-y');
const tagValue = fc.oneof(fc.stringMatching(/^[A-Za-z0-9 +.:=_/-]{0,12}$/), fc.string({ maxLength: 6 }));
const condition = fc.tuple(tagName, fc.constantFrom('=', '>', '>=', '<', '<=', '<>', ' = '), tagValue, fc.constantFrom("'", '"', '')).map(([tag, operator, value, quote]) => `${/^[@\w]+$/.test(tag) ? tag : `"${tag}"`} ${operator} ${quote}${value}${quote}`);
const server = { protocol: 'sftp' as const, hostLabel: 'Host', hostAdvice: '', userLabel: 'User', passwordLabel: 'Password', loginAdvice: '', folderAdvice: '' };
const key = newKeyPair('ed25519').public.trim();
const fingerprint = describeHostKey(Buffer.from(key.split(' ')[1], 'base64')).fingerprint;

export const TEXT_SUBJECTS: Subject<string>[] = [
	{
		name: 'tag expressions',
		modules: ['core/sources/azure-blob/tags/parse', 'core/sources/azure-blob/tags/check'],
		seeds: ["@container = recordings AND RecordingType = 'CALL' AND StoredTime >= '2026-01-31T00:00:00Z'", `"a b" > '1' and "a b" <= '2'`, "x='y'"],
		structured: fc.array(condition, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' AND ')),
		words: ["'", '"', ' AND ', ' and ', ' OR ', '=', '>=', '<', '@container', '<>', '(', ')', 'NOT'],
		check(text) {
			const read = attempt(() => parseTagExpression(text));
			if (read.refused !== undefined) return read.refused;
			assertPlain(read.value);
			const query = attempt(() => toTagQuery(text));
			if (query.refused !== undefined) return query.refused;
			assertSame(parseTagExpression(query.value), read.value, 'what is written reads back as');
			assertSame(formatTagExpression(parseTagExpression(query.value)), query.value, 'written twice');
			return 'accepted';
		},
	},
	{
		name: 'SAS',
		modules: ['core/sources/azure-blob/sas'],
		seeds: [SAS, `?${SAS}`, SAS.replaceAll('&', '&amp;'), 'sv=2020&ss=b&srt=co&sp=rlf&sig=a+b/c=', `${SAS}&comp=list&restype=container`],
		structured: fc.array(fc.tuple(fc.constantFrom('sv', 'st', 'se', 'sp', 'sr', 'sig', 'si', 'spr', 'ss', 'srt', '__proto__', 'SIG'), fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom('%', '%ff', '2031-02-30', '275760-09-13', SIGNATURE))), { maxLength: 8 }).map((pairs) => pairs.map((pair) => pair.join('=')).join('&')),
		words: ['&', '=', '%', '%2B', '&amp;', 'sig=', 'se=', '?', 'sp=', '\ud800'],
		check(query) {
			const sas = parseSas(query);
			if (!sas) return 'no signature';
			assertTime(sas.startsAt);
			assertTime(sas.expiresAt);
			const token = sas.token.reveal();
			const again = parseSas(token);
			assertSame(again?.token.reveal(), token, 'the token reads back as');
			assertSame(again && { ...again, token: '' }, { ...sas, token: '' }, 'the same token twice');
			assert(!/[\s<>"#]/.test(token), () => 'the token is no part of a URL');
			assert(!JSON.stringify(sas).includes(token), () => 'the token shows');
			return 'accepted';
		},
	},
	{
		name: 'pasted tokens',
		modules: ['core/sources/azure-blob/address', 'core/sources/azure-blob/connection-string', 'core/credential-fields/pasted-token', 'core/text/pasted'],
		seeds: [
			`https://acct.blob.core.windows.net/recordings/tenant?${SAS}`,
			`https://acct.blob.core.windows.net/recordings\n${SAS}`,
			`BlobEndpoint=https://acct.blob.core.windows.net/;SharedAccessSignature=${SAS}\nhttps://acct.blob.core.windows.net/c`,
			`DefaultEndpointsProtocol=https;AccountName=acct;SharedAccessSignature=${SAS}\n`,
			`http://127.0.0.1:10000/devstoreaccount1/c\n?${SAS}`,
			`DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${'A'.repeat(86)}==\n`,
		],
		structured: fc.tuple(fc.webUrl({ withQueryParameters: true }), fc.string({ maxLength: 30 })).map((parts) => parts.join('\n')),
		words: ['https://', 'http://', '?', ';', '=', 'SharedAccessSignature=', 'BlobEndpoint=', 'AccountName=', SAS, '@', '[::1]', '%', '"', '“', '\n'],
		check(text) {
			const [url, token = ''] = text.split('\n', 2);
			const address = attempt(() => parseBlobUrl(url), plainCode);
			if (address.value) {
				assertPlain(address.value);
				assert(/^https?:\/\/[^/\s]+(\/[^/]+)?$/.test(address.value.endpoint), () => `the endpoint ${JSON.stringify(address.value?.endpoint)}`);
			}
			const bare = attempt(() => withoutConnectionString(url), plainCode);
			if (bare.value !== undefined && !/accountkey/i.test(url)) attempt(() => withoutConnectionString(bare.value), plainCode);
			const read = attempt(() => readPasted({ url, token }), plainCode);
			if (read.refused !== undefined) return read.refused;
			assertPlain({ ...read.value.address });
			assert(!JSON.stringify(read.value).includes(read.value.sas.token.reveal()), () => 'the token shows');
			return 'accepted';
		},
	},
	{
		name: 'File Locations',
		modules: ['core/vendors/cxone/file-location'],
		seeds: ['https://s3.amazonaws.com/bucket/folder/', 'https://bucket.s3.eu-west-1.amazonaws.com/folder/', 's3://bucket/folder/', 'bucket/folder/', 'https://s3.dualstack.us-gov-west-1.amazonaws.com/bucket/folder/*', 'https://minio.local:9000/bucket/folder/'],
		structured: fc.tuple(fc.constantFrom('https://', 's3://', '', 'HTTPS://'), fc.constantFrom('s3.amazonaws.com', 'b.s3.eu-west-1.amazonaws.com', 's3-fips.us-east-1.amazonaws.com', 'x.blob.core.windows.net', 'minio.local:9000', 'buck.et'), fc.array(fc.oneof(fc.constantFrom('..', '.', '*', 'bucket', 'folder', 'AKIAABCDEFGHIJKLMNOP'), fc.string({ maxLength: 8 })), { maxLength: 4 })).map(([scheme, host, parts]) => `${scheme}${host}/${parts.join('/')}`),
		words: ['https://', 's3://', '.s3.', '.amazonaws.com', '/', '..', '*', '?', '#', '%2e%2e', '-a', '.'],
		check(text) {
			const read = attempt(() => parseFileLocation(text, 'minio.local:9000'), plainCode);
			if (read.refused !== undefined) return read.refused;
			const { bucket, folder } = read.value;
			assertPlain(read.value);
			assert(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket), () => `the bucket ${JSON.stringify(bucket)}`);
			assert(folder.endsWith('/') && folder !== '/' && folder.split('/').slice(0, -1).every((name) => name !== '' && name !== '.' && name !== '..'), () => `the folder ${JSON.stringify(folder)}`);
			// A bucket that is called like a host of AWS is taken for one.
			if (!bucket.endsWith('amazonaws.com')) assertSame(parseFileLocation(`s3://${bucket}/${folder}`).folder, folder, 'read again');
			return 'accepted';
		},
	},
	{
		name: 'server addresses',
		modules: ['core/credential-fields/server-address', 'core/credential-fields/file-server', 'core/credential-fields/s3-access', 'core/credential-fields/fields'],
		seeds: ['ftps://user@vcc-ftps-us1.8x8.com:990/folder?x#y', '[::1]:22', '2001:db8::1', 'sftp://host', 'HOST.example.com', 'minio.local:9000', '/a/b/../c', 'fe80::1%eth0'],
		structured: fc.oneof(fc.ipV6(), fc.ipV4(), fc.domain(), fc.webUrl()).map(String),
		words: [':', '::', '[', ']', '@', '/', 'ftps://', '.', ':22', ':99999', '%'],
		check(text, random) {
			const host = attempt(() => readHost(text, 'Host', ''));
			if (host.value) {
				assertPlain(host.value);
				assert(/^[a-z0-9._:-]+$/.test(host.value.host), () => `the host ${JSON.stringify(host.value?.host)}`);
			}
			attempt(() => readPort(text));
			attempt(() => readProtocol(text, 'sftp'));
			attempt(() => readEndpoint({ endpoint: text }));
			attempt(() => readS3Access({ accessKeyId: text, secretAccessKey: random.chance(0.02) ? text : 'x'.repeat(40), region: text }, ''));
			const read = attempt(() => readFileServer({ host: text, user: text.slice(0, 40), password: random.chance(0.02) ? text : 'secret pass', folder: text, port: 22 } as never, server));
			if (read.refused !== undefined) return read.refused;
			assert(!read.value.folder.split('/').some((name) => name === '..' || name === '.'), () => `the folder ${read.value?.folder}`);
			assert(!/[\r\n\0]/.test(read.value.user + read.value.folder), () => 'another line in a command');
			return 'accepted';
		},
	},
	{
		name: 'credentials',
		modules: ['core/archive/password', 'core/targets/azure-blob-target', 'core/targets/s3-target', 'core/targets/sftp-target', 'core/vendors/genesys/credential', 'core/vendors/cxone/credential', 'core/vendors/eight-by-eight/credential', 'core/http/ca-certificate', 'core/secrets/known'],
		share: 0.5,
		seeds: [
			JSON.stringify({ accountSecretUrl: 'https://a.blob.core.windows.net', accountToken: SAS, furtherContainersSecret: `https://a.blob.core.windows.net/c?${SAS}, https://a.blob.core.windows.net/d?${SAS}`, fileLocation: 'bucket/folder/', accessKeyId: 'AKIA0123', secretAccessKey: 'x'.repeat(40), tenantName: 't', host: 'vcc-ftps-us1.8x8.com', password: 'secret pass', timeZone: 'Europe/Berlin', retentionDays: 30, bucket: 'bucket', user: 'u', containerUrl: `https://a.blob.core.windows.net/c?${SAS}`, url: `https://a.blob.core.windows.net/c`, token: SAS }),
			JSON.stringify({ fileLocation: null, extraCa: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', password: 5, host: [], protocol: '__proto__', platform: 'other' }),
			'{"__proto__":{"polluted":true},"constructor":1,"extraCa":"-----BEGIN PRIVATE KEY-----"}',
		],
		structured: fc.dictionary(fc.constantFrom('fileLocation', 'accessKeyId', 'secretAccessKey', 'region', 'endpoint', 'extraCa', 'password', 'tenantName', 'host', 'platform', 'timeZone', 'retentionDays', 'privateKey', 'hostKey', 'authentication', 'port', 'maxConnections', 'recordingsSecretUrl', 'recordingsToken', 'furtherContainersSecret'), fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.array(fc.string(), { maxLength: 2 }), fc.constantFrom(SAS, 'privateKey', 'Europe/Berlin'))).map((fields) => JSON.stringify(fields)),
		words: ['"', '{', '}', ':', ',', '\\ud800', SAS, '-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', '\\n'],
		check(text) {
			const fields = attempt(() => JSON.parse(text) as unknown, (error) => (error instanceof SyntaxError ? 'no JSON' : undefined));
			if (fields.refused !== undefined) return fields.refused;
			if (typeof fields.value !== 'object' || fields.value === null) return 'no object';
			const own = Object.fromEntries(Object.entries(fields.value));
			readGenesysCredential(own);
			readCaCertificate(String(own.extraCa ?? ''));
			for (const read of [readArchivePassword, readAzureBlobTarget, readS3Target, readSftpTarget]) attempt(() => read(own) as object);
			const refusals = [attempt(() => readCxoneCredential(own)), attempt(() => readEightByEightCredential(own))].map(({ refused }) => refused);
			return refusals.find((refused) => refused !== undefined) ?? 'accepted';
		},
	},
	{
		name: 'secrets in texts',
		modules: ['core/secrets/scrub', 'core/text/markup', 'core/http/web-page'],
		seeds: [`GET https://a.blob.core.windows.net/c?${SAS} failed`, 'https://user:pass-word@host/x', 'authorization: Bearer abcdefgh', '<!doctype html><title>Sign in &amp; go</title>', '{"sig":"abc","x":"\\u0026sig=abc"}', '&#x1F642;&#55296;&#1114112;&quot;'],
		structured: fc.array(fc.constantFrom('sig=', 'signature: ', 'x-amz-signature%3D', 'abcDEF123', 'https://', 'user:', 'pw@', 'host', '&', '%26', '%2526sig%253Dabc', '"', ' ', '\n', '&#x41;', '<title>', '</title>', 'authorization='), { maxLength: 12 }).map((parts) => parts.join('')),
		words: ['sig=', '&', '%26', '%2526', '://', ':', '@', 'a.', 'a-', '%25', '<title', '<!--', '-->', '&#x', ';'],
		check(text, random) {
			const secret = `s3cr3t+/${random.below(50)}ZZ`;
			new Secret(secret);
			const scrubbed = scrubText(`${text} ${secret} ${encodeWell(secret)}`);
			assert(!scrubbed.includes(secret), () => `the secret is still there: ${scrubbed.slice(-200)}`);
			const line = oneLine(text, 100);
			assert(line.length <= 101 && !/[\r\n\0]/.test(line), () => `no line: ${JSON.stringify(line)}`);
			assert(typeof decoded(text) === 'string', () => 'no text');
			const isPage = isWebPage({ get: () => undefined }, text);
			assert(pageDetail(200, 'x', text).length < 400, () => 'a long detail');
			return isPage ? 'accepted' : 'no page';
		},
	},
	{
		name: 'headers of HTTP',
		modules: ['core/sources/azure-blob/answers', 'core/sources/azure-blob/azure-error', 'core/sources/s3/describe'],
		seeds: ['bytes 0-99/1234', 'bytes */1234', '120', 'Wed, 21 Oct 2026 07:28:00 GMT', '"0x8D"', '"d41d8cd98f00b204e9800998ecf8427e"', 'W/"x"', 'https://login.example/?a=b', '1e400', 'Infinity'],
		structured: fc.oneof(fc.tuple(fc.nat(), fc.nat(), fc.nat()).map(([from, to, all]) => `bytes ${from}-${to}/${all}`), fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()), fc.double().map(String)),
		words: ['bytes ', '-', '/', '*', 'GMT', '"', '-1', '1e9', 'Infinity', 'http://', 'sha256=', ', '],
		check(value) {
			const header = (status: number) => ({ status, header: () => value }) as never;
			for (const number of [firstByteOf(header(206)), totalSize(header(206)), totalSize(header(200))]) {
				assert(number === undefined || (Number.isSafeInteger(number) && number >= 0), () => `the number ${number}`);
			}
			const error = toAzureError(503, { get: (name: string) => (name === 'content-type' ? undefined : value) } as never, value);
			const { retryAfterMs } = error as { retryAfterMs?: number };
			assert(retryAfterMs === undefined || (Number.isFinite(retryAfterMs) && retryAfterMs >= 0), () => `a wait of ${retryAfterMs} ms`);
			const ms = Date.parse(value);
			assertPlain(describeObject('a', 'b', { ETag: value, ContentRange: value, ContentType: value, ChecksumSHA256: value, ...(Number.isFinite(ms) && { LastModified: new Date(ms) }) } as never));
			return totalSize(header(206)) === undefined && retryAfterMs === undefined ? 'means nothing' : 'accepted';
		},
	},
	{
		name: 'FTP replies',
		modules: ['core/sources/ftps/reply'],
		seeds: ['1234', '20210310174042.234', 'Entering Extended Passive Mode (|||6446|)', 'Entering Passive Mode (192,168,1,100,10,229)', '"/home/""quoted""" is the current directory', '20210230000000'],
		structured: fc.oneof(fc.array(fc.integer({ min: -1, max: 300 }), { minLength: 5, maxLength: 7 }).map((numbers) => `(${numbers.join(',')})`), fc.nat({ max: 99_999 }).map((port) => `(|||${port}|)`), fc.nat().map(String)),
		words: ['(', ')', '|', ',', '"', '""', '2021', '99', ' '],
		check(text) {
			const size = sizeIn({ code: 213, text });
			assert(size === undefined || (size >= 0 && Number.isFinite(size)), () => `the size ${size}`);
			const time = timeIn(text);
			assert(time === undefined || !Number.isNaN(new Date(time).getTime()), () => `the time ${time}`);
			for (const port of [extendedPassivePort(text), passivePort(text)]) assert(port === undefined || (Number.isInteger(port) && port > 0 && port < 65_536), () => `the port ${port}`);
			const folder = folderIn(text);
			assert(folder === undefined || typeof folder === 'string', () => 'no folder');
			return size === undefined && time === undefined && folder === undefined && passivePort(text) === undefined && extendedPassivePort(text) === undefined ? 'means nothing' : 'accepted';
		},
	},
	{
		name: 'host keys',
		modules: ['core/sources/sftp/host-key'],
		seeds: [key, `host.example,10.0.0.1 ${key}`, `# host:22 SSH-2.0-OpenSSH_9.2\nhost ${key}\n# x`, `256 ${fingerprint} host (ED25519)`, fingerprint, fingerprint.slice(7), 'MD5:0a:0b:0c:0d:0e:0f:00:01:02:03:04:05:06:07:08:09', `|1|abc=|def= ${key}`],
		words: ['SHA256:', 'AAAA', ' ', '\n', '#', '=', key.split(' ')[1], fingerprint],
		check(text) {
			const read = attempt(() => readPinnedKeys(text), named('SessionError'));
			if (read.refused !== undefined) return read.refused;
			const { fingerprints, types } = read.value;
			assert(fingerprints.size > 0 && [...fingerprints].every((one) => /^SHA256:[A-Za-z0-9+/]{43}$/.test(one)), () => `fingerprints ${[...fingerprints].join(' ')}`);
			assertPlain([...types]);
			assertSame([...readPinnedKeys([...fingerprints].join('\n')).fingerprints].sort(), [...fingerprints].sort(), 'read again');
			const stranger = { type: 'ssh-ed25519', fingerprint: `SHA256:${'A'.repeat(42)}E` };
			assert(fingerprints.has(stranger.fingerprint) || refusalOf(stranger, 'host:22', read.value) !== undefined, () => 'a stranger is trusted');
			return 'accepted';
		},
	},
	{
		name: 'times',
		modules: ['core/time/date-text', 'core/time/time-reader', 'core/time/hour-memo', 'core/time/wall-clock'],
		seeds: ['2026-11-03 09:30:00', '2026-11-03T09:30:00.123Z', '11/03/2026 09:30:00 PM', '3.11.2026 09:30', '03-Nov-2026 09:30:00', 'November 3, 2026 09:30 am', '20261103093000', '1793698200', '1793698200000', '2026-10-25 02:30:00', '2026-03-29 02:30:00', '2026-11-03 09:30:00 +0530'],
		structured: fc.oneof(
			fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.toISOString()),
			fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 25 }), fc.integer({ min: 0, max: 61 }), fc.constantFrom('/', '.', '-'), fc.constantFrom('', ' PM', 'Z', ' +01:00')).map(([a, b, year, hour, minute, mark, end]) => `${a}${mark}${b}${mark}${String(year).padStart(4, '0')} ${hour}:${String(minute).padStart(2, '0')}:07${end}`),
		),
		words: ['-', '/', ':', ' ', 'T', 'Z', '+01:00', 'PM', 'am', 'Nov', '.', ',', '99', '00'],
		check(text) {
			const written = parseTimeText(text);
			assertPlain(written);
			if (written?.form === 'numbers') assertPlain(inOrder(written, undefined));
			const reader = new TimeReader(CLOCK, 'dayFirst');
			let isKnown = false;
			for (const read of [() => reader.utc(text), () => reader.local(text, () => undefined)]) {
				const [first, second] = [read(), read()];
				assertSame(first, second, 'read twice');
				assertSame(first, read === undefined ? undefined : read(), 'read a third time');
				if (typeof first !== 'number') continue;
				isKnown = true;
				assert(Number.isFinite(first) && typeof utcText(first) === 'string', () => `the moment ${first}`);
			}
			// What was remembered of other times of the hour must not differ from what is read alone.
			assertSame(WARM.utc(text), new TimeReader(CLOCK, 'dayFirst').utc(text), 'remembered and read');
			assertSame(WARM.local(text, () => undefined), new TimeReader(CLOCK, 'dayFirst').local(text, () => undefined), 'remembered and read, local');
			return isKnown ? 'accepted' : (written?.form ?? 'unreadable');
		},
	},
	{
		name: 'moments of forms',
		modules: ['core/time/instant', 'core/time/window'],
		seeds: ['2026-01-31T08:00:00', '2026-01-31T08:00:00Z', '2026-W05-6', '2026-031', '1700000000000', '2026-01-31', '2026-01-31 08:00:00 Europe/Berlin'],
		structured: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
		words: ['-', ':', 'T', 'Z', 'W', '+14:00', '9999', '.5', '+275760-09-13'],
		check(text, random) {
			const value = random.chance(0.2) && /^\d{1,17}$/.test(text) ? Number(text) : text;
			const read = attempt(() => toInstant(value, 'Europe/Berlin', 'From'));
			if (read.refused !== undefined) return read.refused;
			if (read.value === undefined) return 'nothing';
			assert(!Number.isNaN(Date.parse(read.value)), () => `the moment ${read.value}`);
			assertSame(toInstant(read.value, 'UTC', 'From'), read.value, 'read again');
			const window = attempt(() => toWindow({ label: 'a', value: text }, { label: 'b', value: '2026-01-31T08:00:00Z' }, 'UTC'));
			return window.refused ?? 'accepted';
		},
	},
	{
		name: 'values of tables',
		modules: ['core/csv/values', 'core/csv/conditions', 'core/csv/json-bytes', 'core/text/matching'],
		seeds: ['125', '0:02:05', '1:59:59.5', '02:05', '-12.50', 'a"b\\c\n\u2028', '🎧\ud800x', '12345678901234567890', '*.mp3, .wav;bin'],
		structured: fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)),
		words: [':', '.', '-', '0', '"', '\\', '\ud800', '\u2028', ','],
		check(text, random) {
			const seconds = parseDuration(text);
			assert(seconds === undefined || (Number.isFinite(seconds) && seconds >= 0), () => `${seconds} seconds`);
			const json = new JsonBytes();
			const key = jsonKey(text);
			json.addText(key.subarray(1), text);
			if (seconds !== undefined) {
				json.add(Buffer.from(',"n":'));
				json.addNumber(seconds);
			}
			const written = `{${json.take()?.toString()}}`;
			assertSame(JSON.parse(written), { ...{ [text]: text }, ...(seconds !== undefined && { n: seconds }) }, 'JSON');
			const operator = random.pick(['atLeast', 'atMost', 'contains', 'equals', 'notEquals', 'startsWith'] as const);
			const test = conditionTest({ column: 'x', operator, value: text });
			if (operator !== 'notEquals' && operator !== 'atLeast' && operator !== 'atMost') assertSame(test(text), true, `a text does not fit itself by ${operator}`);
			assertPlain(extensionsOf(text));
			return seconds === undefined ? 'no length' : 'accepted';
		},
	},
];

const CLOCK = new WallClock('Europe/Berlin');
const WARM = new TimeReader(CLOCK, 'dayFirst');

function encodeWell(text: string): string {
	try {
		return encodeURIComponent(text);
	} catch {
		return '';
	}
}
