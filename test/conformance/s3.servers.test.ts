import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { Radosgw } from '../servers/radosgw';
import { describeSource } from './describe-source';
import { radosgwHarness, type Users } from './radosgw-harness';

let users: Users;

beforeAll(async () => {
	const radosgw = await Radosgw.start();
	users = { radosgw, owner: await radosgw.createUser('owner'), tenant: await radosgw.createUser('tenant') };
}, 300_000);

afterAll(async () => {
	await users?.radosgw.stop();
});

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });

describeSource(radosgwHarness('radosgw', () => users, 'owner'));
describeSource(radosgwHarness('radosgw, keys that are held to a folder', () => users, 'tenant'));
describeSource(radosgwHarness('radosgw, keys that are held to a folder, behind all layers', () => users, 'tenant', wrap));
