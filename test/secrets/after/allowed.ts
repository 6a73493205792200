import type { Finding } from './scan';

/** Where a secret may stand, and why. */
export const ALLOWED: { kind: RegExp; file: RegExp; reason: string }[] = [
	{ kind: /^(private key of (TLS|SSH)|Secret)$/, file: /\.local\/[\w-]+\/8x8\/key\.pem$|\/(server|key|ca)\.pem$|\/sshd-\w+\/([\w-]+\/)?(host_|user_)?\w+$/, reason: 'the key of a server of the suites, or of its client, in the file that this server or OpenSSH reads' },
	{ kind: /^password of FTP$/, file: /^environment of /, reason: "the demo's FTP server, a program of its own, is told the one login that it lets in" },
	{ kind: /^account key$/, file: /^environment of /, reason: 'Azurite takes its accounts by environment alone' },
	{ kind: /^(account key|Secret)$/, file: /\.local\/test-(n8n|queue)\.json$/, reason: 'what the setup of the n8n suites tells the suites' },
	{ kind: /^key of S3$/, file: /^(\w+|command line of) \S*radosgw-admin$/, reason: "Ceph's program for administrators takes the key of a new user as an argument alone" },
	{ kind: /./, file: /^(spawn|execFile|execFileSync|command line of) \S*(7zz?|openssl|ssh-keygen)$/, reason: 'programs beside which the suites check their own work, and which take a password as an argument' },
	{ kind: /^recording key$/, file: /\/openssl-\w+\/\w+\.(key|pem)$/, reason: 'the key that the openssl program decrypts with' },
	{ kind: /^(account|recording) key$/, file: /\.local\/([\w-]+\/)?demo\/state\.json$/, reason: 'the demo keeps the keys of its vendor for its next start, in a file that its owner alone can read' },
	{ kind: /^password of n8n$/, file: /./, reason: "the login of the demo's n8n, which listens on this machine alone and is printed on purpose" },
];

export function reasonFor({ kind, file }: Finding): string | undefined {
	return ALLOWED.find((allowed) => allowed.kind.test(kind) && allowed.file.test(file))?.reason;
}
