/** The triggers: what each is given, where its files lie, and what its state holds on a busy day. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentialFor as seaCredential } from '../clients/ours/s3.mjs';
import { FOLDERS } from '../jobs.mjs';
import { COUNTED_HOST } from './counter.mjs';

const DAY_MS = 86_400_000;
const [FEW, MANY] = ['list1k', 'list20k'];
/** Files of a day, for the cases that say so. */
export const BUSY_DAY = 100_000;

const counted = (url) => url.replace('127.0.0.1', COUNTED_HOST);
const portOf = (url) => Number(new URL(url).port);

/** `cases`: how many files, in words and as a number; `prepare` puts them there and gives parameters and credential. */
export const VENDORS = {
	genesys: {
		title: 'Genesys',
		service: 'azure',
		node: 'GenesysRecordingsTrigger',
		cases: [
			{ files: 'any number, none of them new for an hour', name: 'quiet' },
			{ files: `any number, ${BUSY_DAY.toLocaleString('en')} a day`, name: 'busy' },
		],
		ports: ({ url }) => [portOf(url)],
		prepare: async ({ place, name }) => {
			const { origin, pathname, searchParams } = new URL(counted(place.url));
			const account = `${origin}${pathname.replace(/\/[^/]+$/, '')}`;
			const token = `${searchParams.toString()}&ss=b&srt=sco`.replace('sr=c&', '').replace('sp=rl', 'sp=f');
			return {
				credential: { accountSecretUrl: account, accountToken: token, recordingsSecretUrl: '', retentionDays: 30, allowHttp: true },
				parameters: { container: { __rl: true, mode: 'name', value: name }, conditions: {}, filters: {}, beginWith: 'everything' },
			};
		},
		keyOf: 'time',
	},
	cxone: {
		title: 'CXone SEA',
		service: 's3',
		node: 'CxoneSeaTrigger',
		cases: [FEW, MANY].map((name) => ({ files: FOLDERS[name].count, name })),
		/** How many more cost what the step from few to many costs. */
		extrapolatedTo: 3_000_000,
		ports: ({ endpoint }) => [portOf(endpoint)],
		prepare: async ({ place, name, prepare }) => {
			await prepare(name);
			return {
				credential: seaCredential({ ...place, endpoint: counted(place.endpoint), root: `${place.root}${name}/` }),
				parameters: { mediaType: { __rl: true, mode: 'name', value: '' }, filters: {} },
			};
		},
		keyOf: 'bytes',
	},
	'8x8': {
		title: '8x8, FTPS',
		service: 'ftps',
		node: 'EightByEightRecordingsTrigger',
		cases: [FEW, MANY].map((name) => ({ files: FOLDERS[name].count, name })),
		ports: ({ port }) => Array.from({ length: 301 }, (_, index) => port + index),
		prepare: async ({ place, name, folder }) => {
			fillDays(join(folder, 'home'), FOLDERS[name].count);
			const login = { protocol: 'ftpsImplicit', platform: 'other', host: COUNTED_HOST, port: String(place.port), tenantName: place.user, password: place.password };
			return {
				credential: { ...login, timeZone: 'UTC', retentionDays: 30, maxConnections: 4 },
				parameters: { days: 3, filters: {}, options: { minimumAgeMinutes: 0 } },
			};
		},
		keyOf: 'folders',
	},
};

/** So many files in the folders of the last three days, evenly over the clock. */
function fillDays(home, count) {
	const perDay = Math.ceil(count / 3);
	for (const daysAgo of [0, 1, 2]) {
		const day = new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
		const folder = join(home, `S${day}`);
		mkdirSync(folder, { recursive: true });
		for (let index = 0; index < perDay; index++) {
			const time = new Date((index * DAY_MS) / perDay).toISOString().slice(11, 19).replaceAll(':', '');
			writeFileSync(join(folder, `R${day}${time}${String(index % 10_000).padStart(4, '0')}.wav`), '');
		}
	}
}
