import { withLayers } from '../../core/sources/layers';
import type { Source } from '../../core/sources/source';
import { awsHarness } from './aws-stage';
import { describeSource } from './describe-source';
import { FOLDER, s3ServerHarness } from './s3-harness';

const wrap = (source: Source) => withLayers(source, { concurrency: 3 });

describeSource(s3ServerHarness('s3'));
describeSource(awsHarness('s3, under the host names of Amazon, through a proxy'));
describeSource(s3ServerHarness('s3, behind all layers', { wrap }));
describeSource(s3ServerHarness('s3, in a folder', { folder: FOLDER }));
describeSource(s3ServerHarness('s3, in a folder, behind all layers', { folder: FOLDER, wrap }));
describeSource(s3ServerHarness('s3 of another server', { isOther: true }));
describeSource(s3ServerHarness('s3 of another server, behind all layers', { isOther: true, wrap }));
