import { withLayers } from '../../core/sources/layers';
import { Azurite } from '../servers/azurite';
import { azuriteHarness } from './azurite-harness';
import { describeSource } from './describe-source';

let azurite: Azurite;

beforeAll(async () => {
	azurite = await Azurite.start();
});

afterAll(async () => {
	await azurite?.stop();
});

describeSource(azuriteHarness('Azurite, container token', () => azurite, 'container'));
describeSource(azuriteHarness('Azurite, container token, behind all layers', () => azurite, 'container', (source) => withLayers(source, { concurrency: 3 })));
describeSource(azuriteHarness('Azurite, account token', () => azurite, 'account'));
describeSource(azuriteHarness('Azurite, account token, behind all layers', () => azurite, 'account', (source) => withLayers(source, { concurrency: 3 })));
