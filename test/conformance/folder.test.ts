import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { describeSource } from './describe-source';
import { folderHarness } from './folder-harness';

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });

describeSource(folderHarness('folder'));
describeSource(folderHarness('folder, behind all layers', { wrap }));
describeSource(folderHarness('folder, in a folder of it, behind all layers', { folder: 'mytenant/', wrap }));
