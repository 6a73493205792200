import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { describeSource } from './describe-source';
import { sftpServerHarness } from './sftp-harness';

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });

describeSource(sftpServerHarness('sftp'));
describeSource(sftpServerHarness('sftp, behind all layers', { wrap }));
describeSource(sftpServerHarness('sftp, in a folder, behind all layers', { folder: 'mytenant/', wrap }));
describeSource(
	sftpServerHarness('sftp, from a root, on one connection', {
		options: { root: 'data/recordings', maxConnections: 1 },
		prepare: ({ tree }) => {
			tree.put('data/stranger.mp3');
			tree.makeFolder('data/recordings');
		},
	}),
);
describeSource(
	sftpServerHarness('sftp of a server without extensions that gives a little at a time', {
		prepare: ({ traits }) => Object.assign(traits, { extensions: {}, mostReadBytes: 10_000, listsNoPermissions: true }),
	}),
);
