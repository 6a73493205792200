/** What a real server cannot be started without. */
import { existsSync, readdirSync } from 'node:fs';
import { versionOf } from '../clients/programs.mjs';
import { sevenZip } from '../clients/seven-zip.mjs';

const INSTALL = 'apt-get install -y --no-install-recommends';
const NEEDS = { cms: whyNoOpenssl, ftps: whyNoVsftpd, sftp: whyNoSshd, zip: whyNoSevenZip };

/** Why there is no server for a service; undefined where there is one. */
export function whyNoServer(service, certificate) {
	return NEEDS[service]?.(certificate);
}

function whyNoVsftpd(certificate) {
	if (!existsSync('/usr/sbin/vsftpd') || !hasPamPwdfile()) return `vsftpd is not installed; ${INSTALL} vsftpd libpam-pwdfile`;
	if (process.getuid() !== 0) return 'root alone can start vsftpd';
	return certificate ? undefined : 'there is no certificate (--http, or no openssl)';
}

function hasPamPwdfile() {
	const folders = ['/lib/security', ...readdirSync('/lib').map((name) => `/lib/${name}/security`)];
	return folders.some((folder) => existsSync(`${folder}/pam_pwdfile.so`));
}

function whyNoSshd() {
	const isThere = ['/usr/sbin/sshd', '/usr/bin/ssh-keygen'].every((file) => existsSync(file));
	return isThere ? undefined : `sshd is not installed; ${INSTALL} openssh-server openssh-client`;
}

function whyNoOpenssl() {
	return versionOf('openssl', 'version') ? undefined : `openssl is not installed; ${INSTALL} openssl`;
}

function whyNoSevenZip() {
	return sevenZip() ? undefined : `7-Zip is not installed; ${INSTALL} 7zip`;
}
