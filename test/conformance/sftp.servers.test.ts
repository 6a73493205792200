import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { OpenSsh } from '../servers/openssh';
import { describeSource } from './describe-source';
import { openSshHarness } from './openssh-harness';

let openSsh: OpenSsh;

beforeAll(async () => {
	openSsh = await OpenSsh.start();
});

afterAll(async () => {
	await openSsh?.stop();
});

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });

describeSource(openSshHarness('OpenSSH', () => openSsh));
describeSource(openSshHarness('OpenSSH, in a folder, behind all layers', () => openSsh, { folder: 'mytenant/', wrap }));
