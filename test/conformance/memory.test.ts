import { withLayers } from '../../core/sources/layers';
import { withLimit } from '../../core/sources/layers/limit';
import { withLog } from '../../core/sources/layers/log';
import { withResume } from '../../core/sources/layers/resume';
import { DEFAULT_RETRY, withRetry } from '../../core/sources/layers/retry';
import { DEFAULT_TIMEOUTS, withTimeout } from '../../core/sources/layers/timeout';
import { describeSource } from './describe-source';
import { memoryHarness } from './memory-harness';

const logger = { debug: () => {}, warn: () => {} };

describeSource(memoryHarness('memory'));
describeSource(memoryHarness('memory behind withTimeout', (source) => withTimeout(source, DEFAULT_TIMEOUTS)));
describeSource(memoryHarness('memory behind withLimit', (source) => withLimit(source, 2)));
describeSource(memoryHarness('memory behind withRetry', (source) => withRetry(source, DEFAULT_RETRY)));
describeSource(memoryHarness('memory behind withResume', (source) => withResume(source, DEFAULT_RETRY)));
describeSource(memoryHarness('memory behind withLog', (source) => withLog(source, logger)));
describeSource(memoryHarness('memory behind all layers', (source) => withLayers(source, { concurrency: 2, logger })));
describeSource(memoryHarness('memory in a folder', (source) => source, 'mytenant/'));
describeSource(memoryHarness('memory in a folder behind all layers', (source) => withLayers(source, { concurrency: 1 }), 'mytenant/'));
