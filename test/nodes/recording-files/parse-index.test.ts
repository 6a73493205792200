import { randomBytes } from 'node:crypto';
import type { INodeParameters } from 'n8n-workflow';
import { rawZip } from '../../core/archive/raw-zip';
import { encryptCms, makeRecordingCertificate } from '../../core/crypto/writer';
import { wav } from '../../vendors/eight-by-eight/sample-wav';
import { archiveOf } from '../../vendors/genesys/data-export/stage';
import { FilesStage, fileItem } from './files-stage';

const stage = new FilesStage({ operation: 'parseIndex', returnAll: true });
