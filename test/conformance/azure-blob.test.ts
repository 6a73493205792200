import { withLayers } from '../../core/sources/layers';
import { blobServerHarness } from './azure-harness';
import { describeSource } from './describe-source';

describeSource(blobServerHarness('azure-blob, container token', 'container'));
describeSource(blobServerHarness('azure-blob, container token, behind all layers', 'container', (source) => withLayers(source, { concurrency: 3 })));
describeSource(blobServerHarness('azure-blob, container token, in a folder', 'container', (source) => source, 'mytenant/'));
describeSource(blobServerHarness('azure-blob, account token', 'account'));
describeSource(blobServerHarness('azure-blob, account token, behind all layers', 'account', (source) => withLayers(source, { concurrency: 3 })));
